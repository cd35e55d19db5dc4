"""Corrections of the roll: asked for by villagers at the office, entered and decided by the committee."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.elections.models import (
    ChangeKind,
    ChangeState,
    Hamlet,
    Origin,
    Pilkades,
    Roll,
    RollChange,
    Voter,
    VoterState,
)
from pendopo.apps.elections.queries import roll as queries
from pendopo.apps.elections.rules import nik as nik_rules
from pendopo.apps.elections.rules.nik import ERROR, WARNING
from pendopo.apps.elections.rules.roll import LEVELS, WORDS, Drafted, faults, folded
from pendopo.apps.elections.services.elections import require_runner
from pendopo.apps.elections.services.roll import VOTERS, held, require_in_work
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused

FIELD_OF = {"name_empty": "name", "sex_unknown": "sex", "born_unknown": "born_on", "born_future": "born_on",
            "too_young": "born_on"}  # fmt: skip
KEPT = ("nik", "family_card", "name", "sex", "born_place", "born_on", "is_married", "address", "rt", "rw", "needs")


@dataclass(frozen=True, slots=True)
class VoterFacts:
    """A person as the form gives it; `hamlet` is the id of one of the election's hamlets."""

    nik: str
    name: str
    sex: str
    born_on: date
    family_card: str = ""
    born_place: str = ""
    is_married: bool = False
    hamlet: int | None = None
    address: str = ""
    rt: str = ""
    rw: str = ""
    needs: str = ""


@transaction.atomic
def ask_add(
    actor: Actor, election: Pilkades, *, facts: VoterFacts, reason: str, asked_by: str, confirmed: bool = False
) -> RollChange:  # fmt: skip
    """Somebody is not in the roll. Raises Refused for what cannot be; warnings must be `confirmed`."""
    _require(actor, election)
    _check(actor, election, facts, confirmed=confirmed)
    return _ask(actor, election, ChangeKind.ADD, None, facts, reason, asked_by)


@transaction.atomic
def ask_edit(
    actor: Actor, voter: Voter, *, facts: VoterFacts, reason: str, asked_by: str, confirmed: bool = False
) -> RollChange:  # fmt: skip
    """Something about somebody is wrong."""
    _require(actor, voter.election)
    _require_listed(voter)
    if facts == facts_of(voter):
        raise Refused(_("Belum ada data yang berubah."))
    _check(actor, voter.election, facts, confirmed=confirmed, voter=voter)
    return _ask(actor, voter.election, ChangeKind.EDIT, voter, facts, reason, asked_by)


@transaction.atomic
def ask_remove(actor: Actor, voter: Voter, *, reason: str, asked_by: str) -> RollChange:
    """Somebody died, moved away, is a soldier, or stands twice."""
    _require(actor, voter.election)
    _require_listed(voter)
    return _ask(actor, voter.election, ChangeKind.REMOVE, voter, None, reason, asked_by)


@transaction.atomic
def accept(actor: Actor, change: RollChange, *, answer: str = "") -> Voter:
    """Take a correction over into the roll. Raises Refused when the roll has changed so that it no longer fits."""
    election = change.election
    _require(actor, election)
    _decide(actor, change, ChangeState.ACCEPTED, answer or str(_("Diterima.")))
    if change.kind == ChangeKind.ADD:
        facts = _facts_in(change)
        _check(actor, election, facts, confirmed=True)
        voter = Voter(election=election, origin=_origin(election))
        RollChange.objects.filter(pk=change.pk).update(voter=_write(actor, voter, facts))
    else:
        assert change.voter is not None
        voter = Voter.objects.select_for_update().get(pk=change.voter.pk)
        _require_listed(voter)
        if change.kind == ChangeKind.EDIT:
            facts = _facts_in(change)
            _check(actor, election, facts, confirmed=True, voter=voter)
            _write(actor, voter, facts)
        else:
            voter.state, voter.removed_because, voter.removed_on = VoterState.REMOVED, change.reason[:120], today()
            voter.station = None
            voter.save()
    audit.record("elections.roll_change_accept", election, actor, change=change.pk, kind=change.kind, voter=voter.pk)
    return voter


@transaction.atomic
def refuse(actor: Actor, change: RollChange, *, answer: str) -> None:
    """Say no, with the reason that the person who asked hears."""
    _require(actor, change.election)
    if not answer.strip():
        raise Refused(_("Tulis jawabannya; pengusul berhak mengetahui sebabnya."), field="answer")
    _decide(actor, change, ChangeState.REFUSED, answer)
    audit.record("elections.roll_change_refuse", change.election, actor, change=change.pk, kind=change.kind)


def facts_of(voter: Voter) -> VoterFacts:
    return VoterFacts(**{name: getattr(voter, name) for name in KEPT}, hamlet=voter.hamlet_id)


def warnings(
    actor: Actor, election: Pilkades, facts: VoterFacts, *, voter: Voter | None = None
) -> list[tuple[str, str]]:
    """Code and sentence of what somebody has to look at before these facts are taken."""
    found = nik_rules.problems(facts.nik, sex=facts.sex, born_on=facts.born_on, regions=queries.regions([facts.nik]))
    warned = [(one.code, one.text) for one in found if one.level == WARNING]
    if voter is None or voter.nik != facts.nik:
        for village in queries.elsewhere(actor, election, [facts.nik]).values():
            warned.append(("elsewhere", _("NIK juga terdaftar di %(village)s.") % {"village": village}))
    same = queries.listed(election).filter(search_name=folded(facts.name)[:150], born_on=facts.born_on)
    if (same.exclude(pk=voter.pk) if voter else same).exclude(nik=facts.nik).exists():
        warned.append(("same_person", _("Nama dan tanggal lahir sama dengan pemilih lain ber-NIK berbeda.")))
    return warned


def warnings_of(actor: Actor, change: RollChange) -> list[str]:
    """Sentences that whoever decides a correction has to look at; none once it is decided."""
    if not change.facts or change.state != ChangeState.ASKED:
        return []
    return [text for _code, text in warnings(actor, change.election, _facts_in(change), voter=change.voter)]


def _facts_in(change: RollChange) -> VoterFacts:
    """The new values of a correction."""
    return VoterFacts(**{**change.facts, "born_on": date.fromisoformat(change.facts["born_on"])})


def _check(
    actor: Actor, election: Pilkades, facts: VoterFacts, *, confirmed: bool, voter: Voter | None = None
) -> None:  # fmt: skip
    row = Drafted(0, nik=facts.nik, name=facts.name, sex=facts.sex, born_on=facts.born_on, is_married=facts.is_married)
    for code in faults(row, day=election.day, age=queries.voting_age(election)):
        if LEVELS[code] == ERROR:
            raise Refused(str(WORDS[code]), field=FIELD_OF.get(code))
    regions = queries.regions([facts.nik])
    for one in nik_rules.problems(facts.nik, sex=facts.sex, born_on=facts.born_on, regions=regions):
        if one.level == ERROR:
            raise Refused(one.text, field="nik")
    if facts.hamlet is not None and not Hamlet.objects.filter(pk=facts.hamlet, election=election).exists():
        raise Refused(_("Dusun ini bukan dusun pemilihan ini. Pilih dari daftar."), field="hamlet")
    double = queries.listed(election).filter(nik=facts.nik)
    if (double.exclude(pk=voter.pk) if voter else double).exists():
        raise Refused(_("NIK ini sudah terdaftar di desa ini. Cari pemilihnya, lalu ubah datanya."), field="nik")
    warned = [] if confirmed else warnings(actor, election, facts, voter=voter)
    if warned:
        sentences = " ".join(text for _code, text in warned)
        words = _("%(list)s Periksa dokumennya; bila benar, centang bahwa sudah diperiksa.")
        raise Refused(words % {"list": sentences}, field="confirmed")


def _ask(
    actor: Actor, election: Pilkades, kind: str, voter: Voter | None, facts: VoterFacts | None, reason: str,
    asked_by: str,
) -> RollChange:  # fmt: skip
    if not reason.strip():
        raise Refused(_("Isi alasannya."), field="reason")
    if not asked_by.strip():
        raise Refused(_("Isi siapa yang mengusulkan."), field="asked_by")
    waiting = RollChange.objects.filter(election=election, state=ChangeState.ASKED)
    doubled = waiting.filter(voter=voter) if voter else waiting.filter(facts__nik=facts.nik if facts else "")
    if doubled.exists():
        raise Refused(_("Masih ada usulan atas orang ini yang belum diputuskan. Putuskan usulan itu dahulu."))
    told: dict[str, Any] = {}
    if facts is not None:
        told = asdict(facts) | {"born_on": facts.born_on.isoformat()}
    change = RollChange.objects.create(
        election=election, voter=voter, kind=kind, facts=told, reason=reason.strip()[:250],
        asked_by=asked_by.strip()[:150],
    )  # fmt: skip
    audit.record("elections.roll_change_ask", election, actor, change=change.pk, kind=kind)
    return change


def _decide(actor: Actor, change: RollChange, state: str, answer: str) -> None:
    changed = RollChange.objects.filter(pk=change.pk, state=ChangeState.ASKED).update(
        state=state, answer=answer.strip()[:250], decided_at=timezone.now(), decided_by=actor.name
    )
    if not changed:
        raise Refused(_("Usulan ini sudah diputuskan. Muat ulang halaman untuk melihat jawabannya."))
    change.refresh_from_db()


def _write(actor: Actor, voter: Voter, facts: VoterFacts) -> Voter:
    codes = [code for code, _text in warnings(actor, voter.election, facts, voter=voter if voter.pk else None)]
    for name in KEPT:
        setattr(voter, name, getattr(facts, name))
    if voter.hamlet_id != facts.hamlet and voter.pk is not None:
        voter.station = None
    voter.hamlet_id, voter.search_name = facts.hamlet, folded(facts.name)[:150]
    voter.findings = f"|{'|'.join(codes)}|"[:200] if codes else ""
    try:
        with transaction.atomic():
            voter.save()
    except IntegrityError:
        raise Refused(_("NIK ini baru saja didaftarkan di desa ini. Cari pemilihnya."), field="nik") from None
    return voter


def _origin(election: Pilkades) -> str:
    """Who comes after the announcement is over is an additional voter."""
    roll = Roll.objects.filter(election=election).first()
    is_late = roll is not None and roll.announced_until is not None and today() > roll.announced_until
    return Origin.ADDED if is_late else Origin.CORRECTION


def _require(actor: Actor, election: Pilkades) -> None:
    require_runner(actor, election, VOTERS)
    held(election)
    require_in_work(election)


def _require_listed(voter: Voter) -> None:
    if voter.state != VoterState.LISTED:
        raise Refused(_("Pemilih ini sudah dicoret. Usulkan sebagai pemilih yang belum terdaftar bila keliru."))
