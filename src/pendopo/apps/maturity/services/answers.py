"""The self-assessment of one indicator: written by the office, checked by somebody else.

A level above the gate may be written down as a proposal while its evidence waits. Sending needs evidence handed in for
every level up to it; accepting and submitting need that evidence accepted.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.apps.maturity.models import Assessment, AssessmentState, Entry, EntryState, Score, Stage
from pendopo.apps.maturity.queries import gates
from pendopo.apps.maturity.queries.evidence_proofs import gap_words, proofs
from pendopo.apps.maturity.queries.evidence_scope import covers_entry
from pendopo.apps.maturity.services.scores import Words, lock, recompute, write
from pendopo.kernel import audit, workflow
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.workflow import Move

WRITABLE: Final = (EntryState.OPEN, EntryState.DRAFT, EntryState.RETURNED)
DRAFTED: Final = Move("draft", gettext_lazy("Simpan draf"), ("open", "draft", "returned"), "draft", "maturity.answer")
SEND: Final = Move("send", gettext_lazy("Kirim untuk diperiksa"), ("draft", "returned"), "sent", "maturity.answer")
RECALL: Final = Move("recall", gettext_lazy("Tarik kembali"), ("sent",), "draft", "maturity.answer")
ACCEPT: Final = Move("accept", gettext_lazy("Setujui"), ("sent",), "accepted", "maturity.validate")
GIVE_BACK: Final = Move(
    "give_back", gettext_lazy("Kembalikan dengan alasan"), ("sent", "accepted"), "returned", "maturity.validate"
)
MOVES: Final = (SEND, RECALL, ACCEPT, GIVE_BACK)


@transaction.atomic
def save(actor: Actor, entry: Entry, *, level: int | None, fact: str, analysis: str, version: int) -> Score:
    """Keep an answer as a draft. Raises Conflict (with the other words) when somebody else saved meanwhile."""
    actor.require("maturity.answer")
    assessment, entry = _working(actor, entry)
    if entry.state == EntryState.SENT:
        raise Refused(_("Isian ini sedang diperiksa. Tarik kembali lebih dahulu bila perlu diubah."))
    if entry.state == EntryState.ACCEPTED:
        raise Refused(_("Isian ini sudah disetujui. Minta pemeriksa mengembalikannya bila perlu diubah."))
    before = gates.score_of(entry, Stage.SELF)
    words = Words(level, fact, analysis)
    score = write(actor, assessment, entry, Stage.SELF, words, version=version)
    if before is not None and before.version == score.version:
        return score
    workflow.apply(actor, entry, DRAFTED)
    recompute(assessment, Stage.SELF)
    audit.record("maturity.answer", entry, actor, code=entry.code, level=score.level, version=score.version)
    return score


@transaction.atomic
def send(actor: Actor, entry: Entry) -> None:
    """Hand the answer to the checker. Refused while level, fact, analysis or evidence of a level are missing."""
    actor.require(SEND.permission)
    _assessment, fresh = _working(actor, entry)
    score = gates.score_of(fresh, Stage.SELF)
    if fresh.state in WRITABLE:
        _complete(score)
        assert score is not None and score.level is not None
        gaps = gates.gaps_if_accepted(fresh, score.level)
        if gaps:
            levels = ", ".join(str(gap.level) for gap in gaps)
            raise Refused(
                _("Tingkat %(level)s memerlukan bukti untuk tiap tingkat di bawahnya. Bukti tingkat %(levels)s belum "
                  "diajukan atau masih rancangan. Isian Anda tetap tersimpan sebagai draf.")
                % {"level": score.level, "levels": levels},
                field="level",
            )  # fmt: skip
    workflow.apply(actor, fresh, SEND, sent_at=timezone.now())
    _note(actor, fresh, SEND, level=score.level if score else None)
    _told(entry, fresh)


@transaction.atomic
def recall(actor: Actor, entry: Entry) -> None:
    """Take a sent answer back before it is checked."""
    actor.require(RECALL.permission)
    _assessment, fresh = _working(actor, entry)
    workflow.apply(actor, fresh, RECALL, sent_at=None)
    _note(actor, fresh, RECALL)
    _told(entry, fresh)


@transaction.atomic
def accept(actor: Actor, entry: Entry) -> None:
    """Accept an answer of somebody else. Refused while the gate does not reach its level."""
    actor.require(ACCEPT.permission)
    _assessment, fresh = _working(actor, entry)
    if fresh.state == EntryState.SENT:
        _not_own(actor, fresh)
        score = gates.score_of(fresh, Stage.SELF)
        _complete(score)
        assert score is not None and score.level is not None
        gaps = proofs([fresh.pk])[fresh.pk].gaps(score.level)
        if gaps:
            raise Refused(
                _("Tingkat %(level)s belum dapat disetujui. %(gaps)s Putuskan buktinya dahulu, atau kembalikan isian.")
                % {"level": score.level, "gaps": " ".join(gap_words(gaps))}
            )
    workflow.apply(actor, fresh, ACCEPT, return_reason="", **_decided(actor))
    _note(actor, fresh, ACCEPT)
    _told(entry, fresh)


@transaction.atomic
def accept_many(actor: Actor, entries: Iterable[Entry]) -> tuple[int, list[str]]:
    """Accept what may be accepted. Returns how many, and for the others the indicator with the reason."""
    actor.require(ACCEPT.permission)
    done, reasons = 0, []
    for entry in entries:
        try:
            with transaction.atomic():
                accept(actor, entry)
            done += 1
        except Refused as refusal:
            reasons.append(f"{entry.code}: {refusal.message}")
    return done, reasons


@transaction.atomic
def give_back(actor: Actor, entry: Entry, reason: str) -> None:
    """Return an answer of somebody else to its office with what has to be done."""
    actor.require(GIVE_BACK.permission)
    text = reason.strip()[:2000]
    if not text:
        raise Refused(_("Tulis alasan dan yang perlu diperbaiki."), field="reason")
    _assessment, fresh = _working(actor, entry)
    _not_own(actor, fresh)
    workflow.apply(actor, fresh, GIVE_BACK, return_reason=text, **_decided(actor))
    _note(actor, fresh, GIVE_BACK, reason=text)
    _told(entry, fresh)


def _working(actor: Actor, entry: Entry) -> tuple[Assessment, Entry]:
    """Assessment and entry as they are now, if the actor reaches them and the offices may still write."""
    assessment = lock(entry.assessment)
    fresh = Entry.objects.select_related("unit").get(pk=entry.pk)
    fresh.assessment = assessment
    if not covers_entry(actor, fresh.unit.path if fresh.unit else None):
        raise NotAllowed("maturity.answer")
    if assessment.state == AssessmentState.SETUP:
        raise Refused(_("Penilaian mandiri belum dimulai. Tunggu sampai Koordinator SPBE memulainya."))
    if assessment.state != AssessmentState.SELF:
        raise Refused(
            _("Penilaian %(year)s sudah disampaikan, sehingga isiannya tidak dapat diubah. Minta Koordinator SPBE "
              "membukanya kembali bila memang perlu.")
            % {"year": assessment.year}
        )  # fmt: skip
    return assessment, fresh


def _complete(score: Score | None) -> None:
    missing = gates.missing_words(score)
    if missing:
        raise Refused(
            _("Isian belum lengkap: %(what)s. Lengkapi dahulu, lalu kirim.") % {"what": ", ".join(missing)},
            field="level" if score is None or score.level is None else ("fact" if not score.fact else "analysis"),
        )


def _not_own(actor: Actor, entry: Entry) -> None:
    if gates.wrote_answer(actor, entry):
        raise Refused(
            _("Isian atau bukti indikator ini Anda tulis sendiri. Yang memutuskan harus orang lain; serahkan kepada "
              "anggota tim lain.")
        )  # fmt: skip


def _decided(actor: Actor) -> dict[str, object]:
    return {
        "decided_by": actor.name[:150],
        "decided_account_id": actor.account_id,
        "decided_person_id": actor.person_id,
        "decided_at": timezone.now(),
    }


def _note(actor: Actor, entry: Entry, move: Move, **change: object) -> None:
    audit.record(f"maturity.{move.name}", entry, actor, code=entry.code, **change)


def _told(entry: Entry, fresh: Entry) -> None:
    """The caller's object shows what happened."""
    for name in ("state", "return_reason", "sent_at", "decided_by", "decided_at"):
        setattr(entry, name, getattr(fresh, name))
