"""Assessments that a person may see, and what their stages say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When

from pendopo.apps.maturity.models import Assessment, AssessmentState, Entry, Score, Stage
from pendopo.apps.maturity.rules import flow, loading
from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.apps.maturity.rules.scoring import Result
from pendopo.kernel.actor import Actor

EXTERNAL_VIEW = ("maturity.assess", "maturity.review")


def visible(actor: Actor) -> QuerySet[Assessment]:
    """All for those who may look at the evaluation; external assessors and reviewers see submitted ones only."""
    if actor.can("maturity.view"):
        return Assessment.objects.all()
    if any(actor.can(permission) for permission in EXTERNAL_VIEW):
        return Assessment.objects.filter(state__in=flow.SUBMITTED)
    return Assessment.objects.none()


def current(actor: Actor | None = None) -> Assessment | None:
    """The newest year that is not cancelled; of two of one year the one that is still open."""
    rows = visible(actor) if actor is not None else Assessment.objects.all()
    closed = Case(When(state=AssessmentState.CLOSED, then=Value(1)), default=Value(0), output_field=IntegerField())
    found = rows.exclude(state=AssessmentState.CANCELLED).alias(is_closed=closed)
    return found.order_by("-year", "is_closed", "-id").first()


def of_year(year: int, *, instrument: str = "") -> QuerySet[Assessment]:
    rows = Assessment.objects.filter(year=year).exclude(state=AssessmentState.CANCELLED)
    return rows.filter(instrument=instrument) if instrument else rows


def instrument_of(assessment: Assessment) -> Instrument:
    """Raises UnknownInstrument when its file is no longer there."""
    return loading.get(assessment.instrument)


def stage_levels(assessment: Assessment, stage: str) -> dict[str, int | None]:
    """The level of every entry in a stage by code, in the official order; None where there is none. One statement."""
    rows = Entry.objects.filter(assessment=assessment).order_by("position")
    found = dict(Score.objects.filter(entry__assessment=assessment, stage=stage).values_list("entry__code", "level"))
    return {code: found.get(code) for code in rows.values_list("code", flat=True)}


def result_of(assessment: Assessment, stage: str) -> Result | None:
    """The kept result of a stage, exact; None when the stage has no level yet."""
    kept = assessment.results.get(stage)
    return result_from(kept) if kept else None


def result_from(kept: Mapping[str, Any]) -> Result:
    return Result(
        aspects={int(no): Fraction(value) for no, value in kept.get("aspects", {}).items()},
        domains={int(no): Fraction(value) for no, value in kept.get("domains", {}).items()},
        index=Fraction(kept["index"]),
        predicate=str(kept.get("predicate", "")),
        missing=tuple(kept.get("missing", ())),
    )


def kept_result(result: Result, levels: int) -> dict[str, Any]:
    """A result as it is stored: fractions as text."""
    return {
        "index": str(result.index),
        "predicate": result.predicate,
        "levels": levels,
        "aspects": {str(no): str(value) for no, value in result.aspects.items()},
        "domains": {str(no): str(value) for no, value in result.domains.items()},
        "missing": list(result.missing),
    }


def present_stages(assessment: Assessment) -> tuple[str, ...]:
    """Stages that have at least one level, and the one that is under way."""
    under_way = (assessment.state,) if assessment.state in flow.EXTERNAL else ()
    return tuple(stage for stage in flow.ORDER if stage in assessment.results or stage in under_way)


def stages_seen(actor: Actor, assessment: Assessment) -> tuple[str, ...]:
    """Stages whose levels and words the actor may read: offices those that ended, external assessors all."""
    if any(actor.can(permission) for permission in EXTERNAL_VIEW):
        present = present_stages(assessment)
        return tuple(stage for stage in flow.ORDER if stage in present or stage == Stage.SELF)
    return flow.closed_stages(assessment.state, tuple(assessment.results))


def best_stage(assessment: Assessment) -> Stage:
    """The latest stage that ended and has levels; the self-assessment until then."""
    closed = flow.closed_stages(assessment.state, tuple(assessment.results))
    return Stage(next((stage for stage in reversed(closed) if stage in assessment.results), Stage.SELF))


@dataclass(frozen=True, slots=True)
class YearLine:
    """One assessment on the home page."""

    assessment: Assessment
    instrument: Instrument | None
    stage: Stage
    index: Fraction | None
    predicate: str
    filled: int
    entries: int

    @property
    def percent(self) -> int:
        return self.filled * 100 // self.entries if self.entries else 0

    @property
    def is_partial(self) -> bool:
        return self.filled < self.entries


def year_lines(actor: Actor) -> list[YearLine]:
    """Every assessment that the actor may see, newest first. One statement."""
    return [line_of(one) for one in visible(actor).order_by("-year", "-id")]


def line_of(assessment: Assessment) -> YearLine:
    instrument = loading.instruments().get(assessment.instrument)
    stage = best_stage(assessment)
    kept = assessment.results.get(stage, {})
    return YearLine(
        assessment=assessment,
        instrument=instrument,
        stage=stage,
        index=Fraction(kept["index"]) if kept else None,
        predicate=str(kept.get("predicate", "")),
        filled=int(assessment.results.get(Stage.SELF, {}).get("levels", 0)),
        entries=len(instrument.entry_codes) if instrument else 0,
    )


def previous(assessment: Assessment) -> Assessment | None:
    """The latest earlier assessment by the same instrument."""
    rows = Assessment.objects.filter(instrument=assessment.instrument, year__lt=assessment.year)
    return rows.exclude(state=AssessmentState.CANCELLED).order_by("-year").first()


def sources_of_assignment(assessment: Assessment) -> list[Assessment]:
    """Other assessments by the same instrument whose offices may be copied, newest first."""
    rows = Assessment.objects.filter(instrument=assessment.instrument).exclude(pk=assessment.pk)
    return list(rows.filter(entries__unit__isnull=False).distinct().order_by("-year", "-id"))
