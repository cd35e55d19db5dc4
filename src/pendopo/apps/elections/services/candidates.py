"""Candidates: from registration over verification and selection to their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.elections.models import Candidate, CandidateState, ElectionState, Hamlet, Pilkades
from pendopo.apps.elections.policy import (
    CANDIDATE_AGE,
    FEWEST_CANDIDATES,
    MOST_CANDIDATES,
    WITHDRAW_AFTER,
)
from pendopo.apps.elections.queries.candidates import fit
from pendopo.apps.elections.rules import candidates as rules
from pendopo.apps.elections.rules import numbers
from pendopo.apps.elections.services.elections import locked, refuse_fixed, require_reason, require_runner
from pendopo.kernel import audit, files, settings_store
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused
from pendopo.kernel.files.bare import bare

PHOTO_BYTES = 2 * 1024 * 1024
GONE = (CandidateState.REJECTED, CandidateState.WITHDRAWN, CandidateState.NOT_SELECTED)
MOST_SCORE = Decimal("99999.99")


@dataclass(frozen=True, slots=True)
class CandidateFacts:
    """`ballot_name` is what stands on the ballot and the slip."""

    name: str
    ballot_name: str
    born_on: date
    education: str = ""
    occupation: str = ""
    hamlet: Hamlet | None = None
    vision: str = ""
    registered_on: date | None = None


@transaction.atomic
def register(
    actor: Actor, election: Pilkades, *, facts: CandidateFacts, photo: Any = None, upload: Any = None
) -> Candidate:
    """Somebody registers while registration is open. `upload` is the file of requirements."""
    found = locked(election)
    require_runner(actor, found)
    if found.state != ElectionState.REGISTRATION:
        raise Refused(_("Pendaftaran calon tidak sedang dibuka. Buka pendaftaran di halaman pemilihan dahulu."))
    if found.draws:
        raise Refused(_("Nomor urut sudah diundi, jadi pendaftaran calon ditutup."))
    _check(found, facts, None)
    made = Candidate(election=election, **_fields(facts))
    made.registered_on = facts.registered_on or today()
    made.photo, made.file = _keep_photo(actor, photo), _keep_file(actor, upload)
    made.save()
    audit.record("elections.candidate_register", election, actor, subject=made.name)
    return made


@transaction.atomic
def edit(
    actor: Actor, candidate: Candidate, *, facts: CandidateFacts, photo: Any = None, upload: Any = None
) -> Candidate:
    """Name and photo may change until the boxes are made (the election is not ready)."""
    election = locked(candidate.election)
    require_runner(actor, election)
    refuse_fixed(election)
    _check(election, facts, candidate)
    new = _fields(facts)
    changed = [name for name, value in new.items() if getattr(candidate, name) != value]
    if candidate.number and {"name", "ballot_name"} & set(changed) and _has_boxes(election):
        raise Refused(_("Nama sudah ada di kotak suara yang dibuat. Hapus kotaknya dahulu."), field="ballot_name")
    for name, value in new.items():
        setattr(candidate, name, value)
    if photo is not None:
        candidate.photo, changed = _keep_photo(actor, photo), [*changed, "photo"]
    if upload is not None:
        candidate.file, changed = _keep_file(actor, upload), [*changed, "file"]
    candidate.save()
    audit.record("elections.candidate_edit", election, actor, subject=candidate.name, fields=changed)
    return candidate


@transaction.atomic
def verify(actor: Actor, candidate: Candidate, *, is_fit: bool, reason: str = "") -> None:
    """What the committee found. Raises Refused without a reason when somebody is not fit."""
    election = locked(candidate.election)
    _require_registration(actor, election)
    if not is_fit and not reason.strip():
        raise Refused(_("Tulis syarat yang tidak terpenuhi, supaya calon mengetahuinya."), field="reason")
    if is_fit and candidate.file_id is None:
        raise Refused(_("Berkas persyaratan belum diunggah. Unggah dahulu, lalu nyatakan memenuhi syarat."))
    state = CandidateState.VERIFIED if is_fit else CandidateState.REJECTED
    open_states = (CandidateState.REGISTERED, CandidateState.VERIFIED, CandidateState.REJECTED)
    _change(candidate, open_states, state=state, reason=reason.strip()[:250])
    audit.record("elections.candidate_verify", election, actor, subject=candidate.name, fit=is_fit, reason=reason[:250])


@transaction.atomic
def set_scores(actor: Actor, election: Pilkades, scores: Mapping[int, Decimal | None]) -> None:
    """Scores of the additional selection, by candidate id."""
    found = locked(election)
    _require_registration(actor, found)
    rows = {one.pk: one for one in fit(found)}
    for pk, score in scores.items():
        if pk not in rows:
            raise Refused(_("Ada calon yang tidak lagi memenuhi syarat. Muat ulang halaman, lalu isi kembali."))
        if score is not None and not 0 <= score <= MOST_SCORE:
            raise Refused(_("Nilai antara 0 dan 99.999,99."), field=f"score_{pk}")
        rows[pk].score = score
    Candidate.objects.bulk_update([rows[pk] for pk in scores], ["score"])
    audit.record("elections.candidate_scores", found, actor, people=len(scores))


@transaction.atomic
def accept(actor: Actor, election: Pilkades) -> rules.Selection:
    """Those who may be voted for: all that are fit, or the best by score where they are too many.

    Raises Refused for too few (registration is extended), missing scores, or equal scores at the border.
    """
    found = locked(election)
    _require_registration(actor, found)
    fewest = int(settings_store.value(FEWEST_CANDIDATES, on=found.day))
    most = int(settings_store.value(MOST_CANDIDATES, on=found.day))
    rows = list(fit(found))
    if found.candidates.filter(state=CandidateState.REGISTERED).exists():
        raise Refused(_("Masih ada pendaftar yang belum diteliti. Nyatakan memenuhi syarat atau tidak dahulu."))
    size = rules.enough(len(rows), fewest, most)
    if size == "few":
        words = _("Baru %(n)s calon memenuhi syarat, paling sedikit %(few)s. Perpanjang masa pendaftaran.")
        raise Refused(words % {"n": len(rows), "few": fewest})
    if size == "right":
        chosen = rules.Selection(tuple(row.pk for row in rows), ())
    else:
        chosen = _select(rows, most)
    Candidate.objects.filter(pk__in=chosen.accepted).update(state=CandidateState.ACCEPTED, reason="")
    Candidate.objects.filter(pk__in=chosen.out).update(state=CandidateState.NOT_SELECTED)
    audit.record(
        "elections.candidates_accept", found, actor,
        accepted=[row.name for row in rows if row.pk in chosen.accepted], out=len(chosen.out),
    )  # fmt: skip
    return chosen


def _select(rows: list[Candidate], most: int) -> rules.Selection:
    unscored = [row.name for row in rows if row.score is None]
    if unscored:
        words = _("Calon lebih dari %(most)s, jadi diadakan seleksi tambahan. Isi nilai %(names)s.")
        raise Refused(words % {"most": most, "names": ", ".join(unscored)})
    chosen = rules.select({row.pk: row.score for row in rows if row.score is not None}, most)
    if chosen.tied:
        names = ", ".join(row.name for row in rows if row.pk in chosen.tied)
        words = _("Nilai sama di batas %(most)s calon: %(names)s. Beri nilai ujian lanjutan yang membedakan.")
        raise Refused(words % {"most": most, "names": names})
    return chosen


@transaction.atomic
def draw_numbers(
    actor: Actor, election: Pilkades, *, reason: str = "", lot: numbers.Lot | None = None
) -> dict[int, int]:
    """The numbers by lot, in the open. Again only with a reason and before boxes are made; every lot is kept."""
    found = locked(election)
    require_runner(actor, found)
    refuse_fixed(found)
    rows = list(found.candidates.filter(state=CandidateState.ACCEPTED).order_by("name", "pk"))
    if not rows:
        raise Refused(_("Belum ada calon yang berhak dipilih. Tetapkan calon dahulu."))
    reason = reason.strip()[:250]
    if found.draws and not reason:
        raise Refused(_("Nomor urut sudah diundi. Undian ulang memerlukan alasan yang tercatat."), field="reason")
    if _has_boxes(found):
        raise Refused(_("Kotak suara sudah dibuat dengan nomor urut ini. Hapus kotaknya dahulu, lalu undi."))
    drawn = numbers.draw([row.pk for row in rows], lot)
    Candidate.objects.filter(election=found).update(number=None)
    for row in rows:
        row.number = drawn[row.pk]
    Candidate.objects.bulk_update(rows, ["number"])
    order = [[drawn[row.pk], row.pk, row.name] for row in sorted(rows, key=lambda one: drawn[one.pk])]
    line = {"at": timezone.now().isoformat(), "by": actor.name, "reason": reason, "order": order}
    Pilkades.objects.filter(pk=found.pk).update(draws=[*found.draws, line])
    election.draws = [*found.draws, line]
    audit.record("elections.draw", found, actor, order=order, **({"reason": reason} if reason else {}))
    return drawn


@transaction.atomic
def withdraw(actor: Actor, candidate: Candidate, *, reason: str) -> None:
    """Somebody steps back. After the lot only where the setting allows it and no box bears the name."""
    election = locked(candidate.election)
    require_runner(actor, election)
    refuse_fixed(election)
    if not reason.strip():
        raise Refused(_("Tulis alasan pengunduran diri dan surat dasarnya."), field="reason")
    fresh = Candidate.objects.get(pk=candidate.pk)
    if fresh.number is not None:
        if not settings_store.value(WITHDRAW_AFTER, on=election.day):
            raise Refused(
                _("Nomor urut sudah diundi; menurut pengaturan calon tidak dapat mundur dan tetap di surat suara."),
                field="reason",
            )
        if _has_boxes(election):
            raise Refused(_("Kotak suara sudah memuat calon ini. Hapus kotaknya dahulu."), field="reason")
    _change(
        candidate, (CandidateState.REGISTERED, CandidateState.VERIFIED, CandidateState.ACCEPTED),
        state=CandidateState.WITHDRAWN, number=None, reason=reason.strip()[:250],
    )  # fmt: skip
    audit.record("elections.candidate_withdraw", election, actor, subject=candidate.name, reason=reason[:250])


@transaction.atomic
def reconsider(actor: Actor, election: Pilkades, *, reason: str) -> int:
    """Take back who may be voted for, before the lot: accepted and not selected are verified again. How many."""
    found = locked(election)
    _require_registration(actor, found)
    reason = require_reason(reason)
    if found.candidates.filter(number__isnull=False).exists():
        raise Refused(_("Nomor urut sudah diundi, jadi penetapan calon tidak dapat dibuka lagi."))
    rows = found.candidates.filter(state__in=(CandidateState.ACCEPTED, CandidateState.NOT_SELECTED))
    changed = rows.update(state=CandidateState.VERIFIED)
    audit.record("elections.candidates_reconsider", found, actor, reason=reason, people=changed)
    return changed


def _require_registration(actor: Actor, election: Pilkades) -> None:
    require_runner(actor, election)
    if election.state != ElectionState.REGISTRATION:
        raise Refused(
            _("Penelitian dan penetapan calon berlangsung selama pendaftaran; pemilihan ini %(state)s.")
            % {"state": election.get_state_display().lower()}
        )


def _change(candidate: Candidate, source: tuple[str, ...], **new: Any) -> None:
    if not Candidate.objects.filter(pk=candidate.pk, state__in=source).update(**new):
        raise Refused(_("Keadaan calon sudah berubah. Muat ulang halaman, lalu periksa kembali."))
    for name, value in new.items():
        setattr(candidate, name, value)


def _check(election: Pilkades, facts: CandidateFacts, candidate: Candidate | None) -> None:
    if not facts.name.strip() or not facts.ballot_name.strip():
        raise Refused(_("Isi nama lengkap dan nama di surat suara."), field="name")
    if facts.hamlet is not None and facts.hamlet.election_id != election.pk:
        raise Refused(_("Dusun ini bukan dari pemilihan ini."), field="hamlet")
    on = facts.registered_on or (candidate.registered_on if candidate else None) or today()
    if on > today():
        raise Refused(_("Tanggal pendaftaran masih di masa depan."), field="registered_on")
    least = int(settings_store.value(CANDIDATE_AGE, on=on))
    if rules.age_on(facts.born_on, on) < least:
        words = _("Pada hari mendaftar calon belum %(n)s tahun (UU 6/2014 Pasal 33). Periksa tanggal lahir.")
        raise Refused(words % {"n": least}, field="born_on")
    others = election.candidates.exclude(state__in=GONE)
    if candidate is not None:
        others = others.exclude(pk=candidate.pk)
    if any(one.ballot_name.casefold() == facts.ballot_name.strip().casefold() for one in others):
        raise Refused(
            _("Nama di surat suara sama dengan calon lain. Bedakan, misalnya dengan nama lengkap."), field="ballot_name"
        )


def _fields(facts: CandidateFacts) -> dict[str, Any]:
    names = ("born_on", "education", "occupation", "hamlet", "vision")
    known = {name: getattr(facts, name) for name in names}
    return known | {"name": " ".join(facts.name.split()), "ballot_name": " ".join(facts.ballot_name.split())}


def _keep_photo(actor: Actor, upload: Any) -> Any:
    """Anybody will see it: where and with what it was taken is left out."""
    if upload is None:
        return None
    photo = ContentFile(bare(upload.read()), name=upload.name)
    return _at_field("photo", lambda: files.keep(actor, photo, kinds=files.IMAGES, most=PHOTO_BYTES))


def _keep_file(actor: Actor, upload: Any) -> Any:
    return None if upload is None else _at_field("upload", lambda: files.keep(actor, upload))


def _at_field(field: str, keep: Any) -> Any:
    try:
        return keep()
    except Refused as refusal:
        raise Refused(refusal.message, field=field) from refusal


def _has_boxes(election: Pilkades) -> bool:
    return election.stations.filter(boxes__dropped_at__isnull=True, boxes__isnull=False).exists()
