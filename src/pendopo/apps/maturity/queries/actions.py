"""Action plans: whose they are, how far they are, which are late, and how far the recommendations are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from pendopo.apps.learning import public as learning
from pendopo.apps.maturity.models import Action, ActionState, Assessment, AssessmentState, Finding, FindingKind
from pendopo.apps.maturity.queries import assessments
from pendopo.apps.maturity.queries.shown import brief
from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.scope import ancestors
from pendopo.ui import formats

OPEN = (ActionState.PLANNED, ActionState.RUNNING)


@dataclass(frozen=True)
class Progress:
    """How far a plan is: the mean of its actions, dropped ones left out."""

    total: int
    done: int
    running: int
    planned: int
    dropped: int
    overdue: int
    percent: int

    @property
    def counted(self) -> int:
        return self.total - self.dropped


@dataclass(frozen=True)
class Recommendation:
    """A recommendation of the result report with what is done about it."""

    finding: Finding
    actions: tuple[Action, ...]
    progress: Progress

    @property
    def tone(self) -> str:
        if not self.progress.counted:
            return "bad"
        if self.progress.done == self.progress.counted:
            return "ok"
        return "bad" if self.progress.overdue else "info"


def visible(actor: Actor, assessment: Assessment) -> QuerySet[Action]:
    """Actions of the actor's unit and below."""
    return Action.objects.visible_to(actor).filter(assessment=assessment).select_related("unit", "finding")


def late(on: date) -> Q:
    """Due and not finished."""
    return Q(due__lt=on, state__in=OPEN)


def is_late(action: Action, on: date | None = None) -> bool:
    return action.state in OPEN and action.due < (on or today())


def progress_of(actions: Iterable[Action], on: date | None = None) -> Progress:
    """Sums of some actions; the percent is rounded down, so 100 means that everything is done."""
    rows = list(actions)
    states = [row.state for row in rows]
    counted = [row for row in rows if row.state != ActionState.DROPPED]
    points = sum(100 if row.state == ActionState.DONE else row.percent for row in counted)
    return Progress(
        total=len(rows),
        done=states.count(ActionState.DONE),
        running=states.count(ActionState.RUNNING),
        planned=states.count(ActionState.PLANNED),
        dropped=states.count(ActionState.DROPPED),
        overdue=sum(is_late(row, on) for row in rows),
        percent=int(Fraction(points, len(counted))) if counted else 0,
    )


def given_recommendations(assessment: Assessment) -> QuerySet[Finding]:
    """Recommendations of the result report; what assessors write before the year is closed is theirs alone."""
    rows = Finding.objects.filter(assessment=assessment, kind=FindingKind.RECOMMENDATION, withdrawn_at__isnull=True)
    return rows if assessment.state == AssessmentState.CLOSED else rows.none()


def recommendations(actor: Actor, assessment: Assessment) -> list[Recommendation]:
    """Recommendations with their actions. The whole regency sees all; an office those that it does something about.

    Two statements.
    """
    found = list(given_recommendations(assessment).order_by("position", "id"))
    if not found:
        return []
    by_finding: dict[int, list[Action]] = {}
    for action in visible(actor, assessment).filter(finding__isnull=False):
        by_finding.setdefault(action.finding_id or 0, []).append(action)
    made = [
        Recommendation(finding, tuple(by_finding.get(finding.pk, ())), progress_of(by_finding.get(finding.pk, ())))
        for finding in found
    ]
    return made if actor.unit_path == "" else [one for one in made if one.actions]


def overdue_by_unit(on: date) -> dict[str, tuple[int, int]]:
    """(overdue, open) by unit path and every unit above it, '' being the whole. One statement."""
    rows = (
        Action.objects.filter(state__in=OPEN)
        .order_by()
        .values_list("unit__path")
        .annotate(all=Count("pk"), late=Count("pk", filter=late(on)))
    )
    found: dict[str, tuple[int, int]] = {"": (0, 0)}
    for path, total, behind in rows:
        for above in ancestors(path):
            old = found.get(above, (0, 0))
            found[above] = (old[0] + behind, old[1] + total)
    return found


def due_soon(actor: Actor, until: date) -> QuerySet[Action]:
    """Open actions of the actor's unit and below that are due by a day, the first one first."""
    return Action.objects.visible_to(actor).filter(state__in=OPEN, due__lte=until).order_by("due", "pk")


def years(actor: Actor) -> list[Assessment]:
    """Assessments whose plan may be opened, newest first. One statement."""
    return list(assessments.visible(actor).exclude(state=AssessmentState.CANCELLED).order_by("-year", "-id"))


@dataclass(frozen=True)
class AdoptionLine:
    """Something taken over from a study visit, as it stands on the page of the plan."""

    title: str
    detail: str
    tone: str
    url: str


def adoptions(actor: Actor, instrument: Instrument) -> list[AdoptionLine]:
    """What study visits brought that is tied to an indicator of this instrument, for the offices the actor sees."""
    keys = [f"{instrument.key}:{no}" for no in instrument.indicators]
    return [_adoption(one, instrument) for one in learning.adoptions(keys) if actor.covers(one.unit_path)]


def _adoption(one: learning.AdoptionView, instrument: Instrument) -> AdoptionLine:
    no = one.topic.rpartition(":")[2]
    known = instrument.indicators.get(int(no)) if no.isdecimal() and len(no) <= 4 else None
    levels = f"{one.level_from} → {one.level_to}" if one.level_from is not None and one.level_to is not None else ""
    due = _("batas %(day)s") % {"day": formats.short_date(one.due)} if one.due else ""
    parts = [
        f"{no}. {brief(known.name)}" if known else "",
        levels,
        one.unit_name,
        one.government or one.visit_title,
        due,
    ]
    late_now = one.due is not None and one.due < today() and one.state not in ("selesai", "batal")
    tone = "bad" if late_now else {"selesai": "ok", "berjalan": "info"}.get(one.state, "watch")
    return AdoptionLine(one.practice, " · ".join(part for part in parts if part), tone, one.url)
