"""External stages and the review: levels with reasons, one stage after the other, to the final result."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pendopo.apps.maturity.events import AssessmentClosed
from pendopo.apps.maturity.models import Assessment, AssessmentState, Entry, Score, Stage
from pendopo.apps.maturity.queries import gates, work
from pendopo.apps.maturity.queries.assessments import present_stages
from pendopo.apps.maturity.queries.evidence import gap_words, proofs
from pendopo.apps.maturity.rules import flow
from pendopo.apps.maturity.services.scores import Words, lock, recompute, write, write_many
from pendopo.kernel import audit, workflow
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.events import publish
from pendopo.kernel.workflow import Move

ASSESS: Final = "maturity.assess"
REVIEW: Final = "maturity.review"
TO_INTERVIEW: Final = Move("to_interview", gettext_lazy("Lanjut ke interviu"), ("document",), "interview", ASSESS)
TO_VISIT: Final = Move("to_visit", gettext_lazy("Lanjut ke visitasi"), ("interview",), "visit", ASSESS)
TO_REVIEW: Final = Move("to_review", gettext_lazy("Serahkan ke tim reviu"), flow.EXTERNAL, "review", ASSESS)
MOVES: Final = {move.target: move for move in (TO_INTERVIEW, TO_VISIT, TO_REVIEW)}
CLOSE: Final = Move("close", gettext_lazy("Tetapkan hasil akhir"), ("review",), "closed", REVIEW)


@transaction.atomic
def assess(
    actor: Actor,
    entry: Entry,
    stage: str,
    *,
    level: int | None,
    fact: str,
    analysis: str,
    justification: str,
    version: int,
) -> Score:
    """What the external assessor finds in the stage under way. A level needs its justification. Raises Conflict."""
    actor.require(ASSESS)
    assessment, fresh = _under_way(entry, stage)
    if gates.had_a_part(actor, fresh):
        raise _own_part()
    if level is not None and not justification.strip():
        raise Refused(_("Tulis justifikasi hasil untuk tingkat yang dipilih."), field="justification")
    _within_evidence(fresh, level)
    words = Words(level, fact, analysis, justification)
    score = write(actor, assessment, fresh, stage, words, version=version)
    recompute(assessment, stage)
    audit.record("maturity.assess", fresh, actor, code=entry.code, stage=stage, level=score.level)
    return score


def _within_evidence(entry: Entry, level: int | None) -> None:
    """The gate holds for everybody: no stage gives a level that the submitted evidence does not reach."""
    gaps = proofs([entry.pk])[entry.pk].gaps(level) if level is not None else ()
    if gaps:
        raise Refused(
            _("Tingkat %(level)s tidak dapat diberikan. %(gaps)s Pilih tingkat yang terbukti.")
            % {"level": level, "gaps": " ".join(gap_words(gaps))},
            field="level",
        )


@transaction.atomic
def keep_rest(actor: Actor, assessment: Assessment, stage: str) -> tuple[int, int]:
    """Entries without a word in this stage keep what the stage before said, explicitly and in the actor's name.

    Never done by itself. Returns how many were kept, and how many were left out because the actor had a part in them.
    """
    actor.require(ASSESS)
    fresh = lock(assessment)
    if stage not in flow.EXTERNAL or fresh.state != stage:
        raise _not_under_way()
    said = set(Score.objects.filter(entry__assessment=fresh, stage=stage).values_list("entry_id", flat=True))
    free = [entry for entry in fresh.entries.order_by("position") if entry.pk not in said]
    own = gates.own_parts(actor, free)
    earlier = _scores(fresh, flow.before(stage, tuple(one for one in present_stages(fresh) if one != stage)))
    note = _("Tidak ada perubahan terhadap tahap sebelumnya.")
    taken = [
        (entry, _carried(earlier[entry.pk], note))
        for entry in free
        if entry.pk not in own and entry.pk in earlier and earlier[entry.pk].level is not None
    ]
    kept = write_many(actor, stage, taken)
    recompute(fresh, stage)
    audit.record("maturity.keep_rest", fresh, actor, stage=stage, codes=[entry.code for entry, _words in taken])
    assessment.results = fresh.results
    return kept, len(own)


@transaction.atomic
def advance(actor: Actor, assessment: Assessment, to: str) -> None:
    """End the stage under way. Refused while an entry has no level in it."""
    move = MOVES.get(to)
    if move is None:
        raise Refused(_("Tahap ini tidak dikenal."))
    actor.require(move.permission)
    fresh = lock(assessment)
    if fresh.state in flow.EXTERNAL:
        if to not in flow.next_states(fresh.kind, fresh.state):
            raise Refused(_("Tahap ini tidak mengikuti tahap sekarang. Muat ulang halaman."))
        missing = work.lacking(fresh)
        if missing:
            raise Refused(
                ngettext(
                    "%(n)s indikator belum dinilai di tahap ini: %(codes)s.",
                    "%(n)s indikator belum dinilai di tahap ini: %(codes)s.",
                    len(missing),
                )
                % {"n": len(missing), "codes": ", ".join(missing[:12]) + (" ..." if len(missing) > 12 else "")}
            )
    ended = fresh.state
    workflow.apply(actor, fresh, move)
    audit.record("maturity.advance", fresh, actor, ended=ended, to=to)
    assessment.state = fresh.state


@transaction.atomic
def adjust(actor: Actor, entry: Entry, *, level: int | None, reason: str, version: int) -> Score:
    """The review team sets another final level, with the reason."""
    actor.require(REVIEW)
    assessment = lock(entry.assessment)
    if assessment.state != AssessmentState.REVIEW:
        raise _not_under_way()
    if gates.scored_externally(actor, [entry]) or gates.had_a_part(actor, entry):
        raise _own_part()
    if level is None:
        raise Refused(_("Pilih tingkat hasil akhir."), field="level")
    if not reason.strip():
        raise Refused(_("Tulis alasan perubahan hasil."), field="justification")
    _within_evidence(entry, level)
    last = _scores(assessment, last_stage(assessment)).get(entry.pk)
    words = Words(level, last.fact if last else "", last.analysis if last else "", reason)
    score = write(actor, assessment, entry, Stage.FINAL, words, version=version)
    recompute(assessment, Stage.FINAL)
    audit.record("maturity.adjust", entry, actor, code=entry.code, level=level, reason=reason.strip()[:500])
    return score


@transaction.atomic
def send_back(actor: Actor, assessment: Assessment, reason: str) -> None:
    """Return to the last external stage with a reason; final levels set so far are taken away, their words kept."""
    actor.require(REVIEW)
    text = reason.strip()[:2000]
    if not text:
        raise Refused(_("Tulis yang perlu dinilai kembali."), field="reason")
    fresh = lock(assessment)
    target = last_stage(fresh)
    move = Move("send_back", "", ("review",), target, REVIEW)
    workflow.apply(actor, fresh, move)
    Score.objects.filter(entry__assessment=fresh, stage=Stage.FINAL).delete()
    recompute(fresh, Stage.FINAL)
    audit.record("maturity.send_back", fresh, actor, to=target, reason=text)
    assessment.state = fresh.state


@transaction.atomic
def close(actor: Actor, assessment: Assessment) -> None:
    """Confirm the results: entries that the review did not adjust take the level of the last stage."""
    actor.require(CLOSE.permission)
    fresh = lock(assessment)
    entries = list(fresh.entries.order_by("position"))
    if gates.scored_externally(actor, entries) or gates.own_parts(actor, entries):
        raise _own_part()
    if fresh.state == AssessmentState.REVIEW:
        adjusted = set(_scores(fresh, Stage.FINAL))
        last = _scores(fresh, last_stage(fresh))
        missing = [entry.code for entry in entries if entry.pk not in adjusted and entry.pk not in last]
        if missing:
            raise Refused(_("Indikator belum dinilai: %(codes)s.") % {"codes": ", ".join(missing)})
        note = _("Ditetapkan sesuai tahap sebelumnya.")
        rest = [(entry, _carried(last[entry.pk], note)) for entry in entries if entry.pk not in adjusted]
        write_many(actor, Stage.FINAL, rest)
        recompute(fresh, Stage.FINAL)
    workflow.apply(actor, fresh, CLOSE, closed_at=timezone.now())
    result = fresh.results[Stage.FINAL]
    audit.record("maturity.close", fresh, actor, index=result["index"], predicate=result["predicate"])
    publish(AssessmentClosed(fresh.pk, fresh.year, result["index"], result["predicate"]))
    assessment.state, assessment.results = fresh.state, fresh.results


def last_stage(assessment: Assessment) -> str:
    """The last external stage that has levels."""
    return next((stage for stage in reversed(flow.EXTERNAL) if stage in assessment.results), Stage.DOCUMENT.value)


def _scores(assessment: Assessment, stage: str) -> dict[int, Score]:
    return {score.entry_id: score for score in Score.objects.filter(entry__assessment=assessment, stage=stage)}


def _carried(score: Score, note: str) -> Words:
    return Words(score.level, score.fact, score.analysis, note)


def _under_way(entry: Entry, stage: str) -> tuple[Assessment, Entry]:
    assessment = lock(entry.assessment)
    if stage not in flow.EXTERNAL or assessment.state != stage:
        raise _not_under_way()
    fresh = Entry.objects.get(pk=entry.pk)
    fresh.assessment = assessment
    return assessment, fresh


def _not_under_way() -> Refused:
    return Refused(_("Tahap ini tidak sedang berjalan. Muat ulang halaman untuk melihat tahap sekarang."))


def _own_part() -> Refused:
    return Refused(
        _("Anda ikut mengisi, menyerahkan bukti, atau memutuskan di sini. Penilaian dan reviunya dilakukan orang lain.")
    )
