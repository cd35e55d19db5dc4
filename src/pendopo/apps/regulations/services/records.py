"""Drafting, deciding, correcting and withdrawing a document."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.apps.regulations.events import RegulationChanged
from pendopo.apps.regulations.kinds import Kind
from pendopo.apps.regulations.models import DECIDED, Regulation, State
from pendopo.apps.regulations.queries.kinds import kinds
from pendopo.apps.regulations.rules.numbers import FIRST_YEAR, LAST_YEAR, folded, number_key, tidy_number
from pendopo.apps.regulations.services.effects import settle
from pendopo.kernel import audit, workflow
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.events import publish
from pendopo.kernel.units.models import Unit
from pendopo.kernel.workflow import Move

ENACT = Move("enact", gettext_lazy("Tetapkan"), (State.DRAFT,), State.ENACTED, "regulations.manage")
PROMULGATE = Move("promulgate", gettext_lazy("Undangkan"), (State.ENACTED,), State.PROMULGATED, "regulations.manage")
DROP_DRAFT = Move("drop", gettext_lazy("Tarik rancangan"), (State.DRAFT,), State.WITHDRAWN, "regulations.propose")
WITHDRAW = Move(
    "withdraw", gettext_lazy("Batalkan pencatatan"), (State.ENACTED, State.PROMULGATED), State.WITHDRAWN,
    "regulations.manage",
)  # fmt: skip
MOVES = (ENACT, PROMULGATE, DROP_DRAFT, WITHDRAW)


@dataclass(frozen=True, slots=True)
class RegulationFacts:
    """What the register holds of a document. Empty dates of force follow from the stage: see `_with_force`."""

    kind: str
    title: str
    year: int
    owner_unit: Unit
    number: str = ""
    issuer: str = ""
    state: str = State.DRAFT
    enacted_on: date | None = None
    promulgated_on: date | None = None
    place: str = ""
    in_force_from: date | None = None
    in_force_until: date | None = None
    review_on: date | None = None
    subjects: str = ""
    field_of_law: str = ""
    call_number: str = ""
    register_number: str = ""
    isbn: str = ""
    source: str = ""
    publisher: str = ""
    language: str = "Indonesia"
    extent: str = ""
    abstract: str = ""
    is_public: bool = True


FIELDS = tuple(field.name for field in fields(RegulationFacts))


def facts_from(row: Regulation) -> RegulationFacts:
    return RegulationFacts(**{name: getattr(row, name) for name in FIELDS})


@transaction.atomic
def add(actor: Actor, facts: RegulationFacts) -> Regulation:
    """Enter a document: a draft of the own unit, or (who keeps the register) one that was decided already."""
    actor.require("regulations.propose" if facts.state == State.DRAFT else "regulations.manage")
    _require_unit(actor, facts.owner_unit)
    row = Regulation()
    _fill(row, facts)
    _store(row, "regulations.add", actor)
    return row


@transaction.atomic
def correct(actor: Actor, regulation: Regulation, facts: RegulationFacts) -> list[str]:
    """Correct what is written about a document; the stage stays. Returns the names of what changed."""
    row = locked(actor, regulation)
    facts = replace(facts, state=row.state)
    if not actor.can("regulations.manage"):
        _require_unit(actor, facts.owner_unit)
    before = facts_from(row)
    _fill(row, facts)
    after = facts_from(row)
    changed = [name for name in FIELDS if getattr(before, name) != getattr(after, name)]
    if changed:
        change = {name: [_told(getattr(before, name)), _told(getattr(after, name))] for name in changed}
        _store(row, "regulations.correct", actor, **change)
    return changed


@transaction.atomic
def enact(
    actor: Actor, regulation: Regulation, *, number: str, on: date, year: int | None = None, place: str = ""
) -> None:
    """The draft was signed: it has its number and its day. Kinds that are not promulgated are in force from then."""
    row = locked(actor, regulation)
    actor.require(ENACT.permission)
    facts = replace(
        facts_from(row), state=State.ENACTED, number=number, year=year or on.year, enacted_on=on,
        place=place or row.place,
    )  # fmt: skip
    _fill(row, facts)
    workflow.apply(actor, row, ENACT, number=row.number, enacted_on=on)
    _store(row, "regulations.enact", actor)


@transaction.atomic
def promulgate(
    actor: Actor, regulation: Regulation, *, on: date, source: str = "", in_force_from: date | None = None
) -> None:
    """It stands in the Lembaran or Berita Daerah (`source`) and is in force from that day or the one it names."""
    row = locked(actor, regulation)
    actor.require(PROMULGATE.permission)
    workflow.apply(actor, row, PROMULGATE)
    facts = replace(
        facts_from(row), state=State.PROMULGATED, promulgated_on=on, source=source or row.source,
        in_force_from=in_force_from or row.in_force_from,
    )  # fmt: skip
    _fill(row, facts)
    _store(row, "regulations.promulgate", actor)


@transaction.atomic
def withdraw(actor: Actor, regulation: Regulation, *, reason: str) -> None:
    """Take back a draft, or a record that was entered wrongly. To revoke in law is a relation of a later document."""
    row = locked(actor, regulation)
    if not reason.strip():
        raise Refused(_("Tulis alasannya."), field="reason")
    workflow.apply(actor, row, WITHDRAW if row.is_decided else DROP_DRAFT, reason=reason.strip()[:250])
    _store(row, "regulations.withdraw", actor, reason=row.reason)


def locked(actor: Actor, regulation: Regulation) -> Regulation:
    """The row for writing: keepers of the register any, others a draft of their own unit."""
    row = Regulation.objects.select_for_update(of=("self",)).select_related("owner_unit").get(pk=regulation.pk)
    if actor.can("regulations.manage"):
        return row
    actor.require("regulations.propose")
    if row.state != State.DRAFT or not actor.covers(row.owner_unit.path):
        raise NotAllowed("regulations.manage")
    return row


def touch(row: Regulation, actor: Actor, action: str, **change: Any) -> None:
    """What every change of a document or its parts ends with."""
    Regulation.objects.filter(pk=row.pk).update(updated_at=timezone.now())
    audit.record(action, row, actor, **change)
    publish(RegulationChanged(row.pk))


def fill(row: Regulation, facts: RegulationFacts, known: dict[str, Kind] | None = None) -> None:
    """Checked facts onto a row, not yet stored. Raises Refused at the field that is wrong."""
    _fill(row, facts, known)


def _fill(row: Regulation, facts: RegulationFacts, known: dict[str, Kind] | None = None) -> None:
    found = kinds() if known is None else known
    kind = found.get(facts.kind)
    if kind is None:
        raise Refused(_("Jenis ini tidak dikenal. Pilih dari daftar."), field="kind")
    facts = _with_force(_tidy(facts), kind)
    _check(facts)
    for name in FIELDS:
        setattr(row, name, getattr(facts, name))
    row.kind_name, row.kind_short = kind.name, kind.short
    row.number_key = number_key(row.number, row.year) if row.number else ""
    row.issuer_key = folded(row.issuer)
    row.search_text = folded(
        f"{kind.name} {kind.short} {row.number} {row.number_key} {row.year} {row.title} {row.subjects} {row.issuer}"
    )
    row.updated_at = timezone.now()


def _tidy(facts: RegulationFacts) -> RegulationFacts:
    words = {
        name: " ".join(str(getattr(facts, name)).replace("\0", "").split())
        for name in FIELDS
        if isinstance(getattr(facts, name), str) and name not in ("abstract", "state")
    }
    words["number"] = tidy_number(words["number"])
    words["issuer"] = words["issuer"] or str(settings.REGENCY["name"])
    return replace(facts, **words)  # type: ignore[arg-type]


def _with_force(facts: RegulationFacts, kind: Kind) -> RegulationFacts:
    """Promulgated kinds take force by promulgation, the others by being enacted, unless another day is named."""
    if facts.in_force_from is not None or facts.state not in DECIDED:
        return facts
    if facts.state == State.PROMULGATED:
        return replace(facts, in_force_from=facts.promulgated_on)
    return facts if kind.is_promulgated else replace(facts, in_force_from=facts.enacted_on)


def _check(facts: RegulationFacts) -> None:
    if not facts.title:
        raise Refused(_('Isi judul, yaitu kata-kata sesudah "tentang".'), field="title")
    if not FIRST_YEAR <= facts.year <= LAST_YEAR:
        raise Refused(_("Tahun ini di luar jangkauan. Tulis empat angka, misalnya 2026."), field="year")
    if facts.state in DECIDED:
        if not number_key(facts.number, facts.year):
            raise Refused(_("Isi nomor sesuai naskah yang ditetapkan."), field="number")
        if facts.enacted_on is None:
            raise Refused(_("Isi tanggal penetapan sesuai naskah."), field="enacted_on")
        if facts.enacted_on > today():
            raise Refused(_("Tanggal penetapan belum tiba. Simpan sebagai rancangan dahulu."), field="enacted_on")
    if facts.state == State.PROMULGATED:
        if facts.promulgated_on is None:
            raise Refused(_("Isi tanggal pengundangan."), field="promulgated_on")
        if facts.enacted_on is not None and facts.promulgated_on < facts.enacted_on:
            raise Refused(_("Pengundangan mendahului penetapan. Periksa kedua tanggal."), field="promulgated_on")
    begins = facts.in_force_from
    if begins is not None and facts.in_force_until is not None and facts.in_force_until < begins:
        words = _("Tanggal berakhir mendahului mulai berlaku (%(day)s). Perbaiki salah satunya.")
        raise Refused(words % {"day": date_format(begins, "j F Y")}, field="in_force_until")


def _store(row: Regulation, action: str, actor: Actor, **change: Any) -> None:
    """Refuses a second document of the same number, writes, derives what follows, leaves the audit line."""
    _refuse_twice(row)
    row.updated_at = timezone.now()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(
            _("Nomor ini baru saja dicatat orang lain. Cari di daftar, lalu betulkan bila perlu."), field="number"
        ) from error
    audit.record(action, row, actor, **(change or {"number": str(row), "title": row.title}))
    publish(RegulationChanged(row.pk))
    settle([row.pk])
    row.refresh_from_db(fields=["revoked_from", "amended_from", "updated_at"])


def _refuse_twice(row: Regulation) -> None:
    if row.state not in DECIDED:
        return
    same = Regulation.objects.filter(
        kind=row.kind, number_key=row.number_key, year=row.year, issuer_key=row.issuer_key, state__in=DECIDED
    )
    other = same.exclude(pk=row.pk).first()
    if other is not None:
        words = _("%(name)s sudah tercatat, tentang %(title)s. Buka yang lama dan betulkan, atau periksa nomornya.")
        raise Refused(words % {"name": other, "title": other.title[:120]}, field="number")


def _require_unit(actor: Actor, unit: Unit) -> None:
    if not actor.covers(unit.path):
        raise Refused(_("Unit pemrakarsa di luar wewenang Anda. Pilih unit Anda sendiri."), field="owner_unit")


def _told(value: object) -> str:
    if isinstance(value, Unit):
        return value.short_name
    return "" if value is None else str(value)[:300]
