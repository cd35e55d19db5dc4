"""What waits for a person in the evaluation, in a handful of statements: for the desk and the menu."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Min, Q

from pendopo.apps.maturity.models import Assessment, AssessmentState, EntryState, Score
from pendopo.apps.maturity.queries import work
from pendopo.apps.maturity.queries.assessments import visible
from pendopo.apps.maturity.rules import flow, loading
from pendopo.kernel import settings_store
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today


@dataclass(frozen=True, slots=True)
class Owed:
    """Entries that an office has to fill in for one assessment; `only` is the code where there is just one."""

    assessment_id: int
    year: int
    count: int
    returned: int
    started: int
    due: date | None
    only: str


def owed(actor: Actor) -> list[Owed]:
    """What the actor's office owes, from the day it was given. One statement."""
    counted = work.to_answer(actor).order_by("assessment__year").values("assessment", "assessment__year")
    found = counted.annotate(
        n=Count("pk"),
        back=Count("pk", filter=Q(state=EntryState.RETURNED)),
        begun=Count("pk", filter=Q(state=EntryState.DRAFT)),
        first=Min("due"),
        code=Min("code"),
    )
    return [
        Owed(
            row["assessment"], row["assessment__year"], row["n"], row["back"], row["begun"], row["first"],
            row["code"] if row["n"] == 1 else "",
        )
        for row in found
    ]  # fmt: skip


def checks_waiting(actor: Actor) -> int:
    return work.to_check(actor).count() if actor.can("maturity.validate") else 0


def ready_to_submit(actor: Actor) -> list[Assessment]:
    """Running self-assessments in which every entry is accepted. One statement."""
    if not actor.can("maturity.submit"):
        return []
    rows = Assessment.objects.filter(state=AssessmentState.SELF)
    open_ = Count("entries", filter=~Q(entries__state=EntryState.ACCEPTED))
    return list(rows.annotate(open_entries=open_).filter(open_entries=0))


def due_soon(actor: Actor) -> list[Assessment]:
    """Running self-assessments whose submission is due within the reminder, for those who submit. One statement."""
    if not actor.can("maturity.submit"):
        return []
    horizon = today() + timedelta(days=int(settings_store.value("maturity.remind_days")))
    return list(Assessment.objects.filter(state=AssessmentState.SELF, submit_due__lte=horizon))


@dataclass(frozen=True, slots=True)
class ToJudge:
    """An assessment in an external stage or the review; `lacking` entries have no level in the stage under way."""

    assessment: Assessment
    lacking: int


def to_judge(actor: Actor) -> list[ToJudge]:
    """What waits for external assessors and the review team. Two statements."""
    states = [state for state in flow.EXTERNAL if actor.can("maturity.assess")]
    states += [AssessmentState.REVIEW] if actor.can("maturity.review") else []
    if not states:
        return []
    found = list(visible(actor).filter(state__in=states))
    done = {
        (row["entry__assessment"], row["stage"]): row["n"]
        for row in Score.objects.filter(entry__assessment__in=found, level__isnull=False)
        .order_by()
        .values("entry__assessment", "stage")
        .annotate(n=Count("pk"))
    }
    return [ToJudge(one, _size(one) - done.get((one.pk, one.state), 0)) for one in found]


def waiting_count(actor: Actor) -> int:
    """How much waits for the actor, for the menu."""
    if actor.can("maturity.validate"):
        return checks_waiting(actor)
    if actor.can("maturity.answer"):
        return sum(one.count for one in owed(actor))
    if actor.can("maturity.assess"):
        return sum(one.lacking for one in to_judge(actor))
    return 0


def _size(assessment: Assessment) -> int:
    instrument = loading.instruments().get(assessment.instrument)
    return len(instrument.entry_codes) if instrument else 0
