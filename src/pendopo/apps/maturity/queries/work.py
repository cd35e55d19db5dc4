"""Who has what to do: entries with level and lateness, counts by office and aspect, and the next step of a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import BooleanField, Case, Count, Min, OuterRef, Q, QuerySet, Subquery, Value, When

from pendopo.apps.maturity.models import Assessment, AssessmentState, Entry, EntryState, Score, Stage
from pendopo.apps.maturity.queries import seen
from pendopo.apps.maturity.queries.assessments import instrument_of
from pendopo.apps.maturity.rules import flow, loading
from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today

TO_DO = (EntryState.OPEN, EntryState.DRAFT, EntryState.RETURNED)


@lru_cache(maxsize=4096)
def _name(instrument: Instrument, code: str, year: int) -> str:
    part = instrument.entries[code].part if code in instrument.entries else ""
    name = instrument.texts(code, year).name
    return f"{name} ({part})" if part else name


def name_of(entry: Entry) -> str:
    """The indicator's name as in force in its year."""
    return _name(loading.get(entry.assessment.instrument), entry.code, entry.assessment.year)


def entries(actor: Actor, assessment: Assessment | None = None) -> QuerySet[Entry]:
    """Entries that the actor may see, with the level of the self-assessment, in the official order."""
    rows = seen.entries(actor).order_by("assessment", "position")
    if assessment is not None:
        rows = rows.filter(assessment=assessment)
    own = Score.objects.filter(entry=OuterRef("pk"), stage=Stage.SELF)
    late = Case(When(due__lt=today(), then=Value(True)), default=Value(False), output_field=BooleanField())
    return rows.annotate(level=Subquery(own.values("level")[:1]), is_late=late)


def with_stage(rows: QuerySet[Entry], stage: str) -> QuerySet[Entry]:
    """Adds `stage_level` and `stage_by`: what a stage says."""
    said = Score.objects.filter(entry=OuterRef("pk"), stage=stage)
    return rows.annotate(stage_level=Subquery(said.values("level")[:1]), stage_by=Subquery(said.values("by_name")[:1]))


def with_before(rows: QuerySet[Entry], stage: str) -> QuerySet[Entry]:
    """Adds `before_level`: the level of the stage that stands beside."""
    said = Score.objects.filter(entry=OuterRef("pk"), stage=stage)
    return rows.annotate(before_level=Subquery(said.values("level")[:1]))


def lacking(assessment: Assessment) -> list[str]:
    """Codes of the entries without a level in the stage under way, in the official order. One statement."""
    scored = Score.objects.filter(stage=assessment.state, level__isnull=False)
    rows = assessment.entries.exclude(pk__in=scored.values("entry_id"))
    return list(rows.order_by("position").values_list("code", flat=True))


def to_answer(actor: Actor) -> QuerySet[Entry]:
    """What the actor's office still has to fill in, of every running self-assessment."""
    if not actor.can("maturity.answer"):
        return Entry.objects.none()
    running = Entry.objects.visible_to(actor).filter(assessment__state=AssessmentState.SELF, state__in=TO_DO)
    return running.select_related("assessment", "unit")


def to_check(actor: Actor) -> QuerySet[Entry]:
    """Sent answers that wait for a checker."""
    if not actor.can("maturity.validate"):
        return Entry.objects.none()
    rows = Entry.objects.visible_to(actor).filter(assessment__state=AssessmentState.SELF, state=EntryState.SENT)
    own = Score.objects.filter(entry=OuterRef("pk"), stage=Stage.SELF)
    rows = rows.select_related("assessment", "unit").order_by("sent_at", "pk")
    return rows.annotate(level=Subquery(own.values("level")[:1]))


def is_late(entry: Entry, on: date | None = None) -> bool:
    return (
        entry.due is not None
        and entry.due < (on or today())
        and entry.state in TO_DO
        and entry.assessment.state == AssessmentState.SELF
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an office or an aspect is: counts of entries by state."""

    label: str
    path: str
    total: int
    to_do: int
    sent: int
    returned: int
    accepted: int
    due: date | None
    late: int

    @property
    def percent(self) -> int:
        return self.accepted * 100 // self.total if self.total else 0


def progress_of(rows: QuerySet[Entry], on: date | None = None) -> dict[str, int]:
    """Counts of entries by state, in one statement."""
    return rows.order_by().aggregate(**_counts(on or today()))


def progress_by_office(actor: Actor, assessment: Assessment, on: date | None = None) -> list[Progress]:
    """Offices that the actor may see, the slowest first. One statement."""
    rows = seen.entries(actor).filter(assessment=assessment).order_by()
    counted: Any = rows.values("unit__path", "unit__name").annotate(first_due=_first_due(), **_counts(on or today()))
    found = [
        Progress(
            label=row["unit__name"] or "",
            path=row["unit__path"] or "",
            due=row["first_due"],
            **{name: row[name] for name in ("total", "to_do", "sent", "returned", "accepted", "late")},
        )
        for row in counted
    ]
    return sorted(found, key=lambda one: (one.percent, -one.total, one.label))


def progress_by_aspect(actor: Actor, assessment: Assessment) -> list[tuple[str, int, int]]:
    """Name of each aspect, entries accepted, entries of it that the actor may see. One statement."""
    instrument = instrument_of(assessment)
    found: dict[int, list[int]] = {}
    rows = seen.entries(actor).filter(assessment=assessment).order_by().values_list("code", "state")
    for code, state in rows:
        counts = found.setdefault(instrument.entries[code].aspect.no, [0, 0])
        counts[0] += state == EntryState.ACCEPTED
        counts[1] += 1
    return [(one.name, *found[one.no]) for one in instrument.aspects if one.no in found]  # type: ignore[misc]


def neighbours(actor: Actor, entry: Entry) -> tuple[str, str, int, int]:
    """The code before and after among those the actor may open, this one's place, and how many. One statement."""
    codes = list(
        seen.entries(actor).filter(assessment=entry.assessment).order_by("position").values_list("code", flat=True)
    )
    at = codes.index(entry.code)
    before = codes[at - 1] if at else ""
    after = codes[at + 1] if at + 1 < len(codes) else ""
    return before, after, at + 1, len(codes)


def codes_named(text: str) -> Q:
    """Entries whose number or name holds every word, in whatever instrument."""
    words = [word.casefold() for word in text.split()]
    found = Q(pk__in=[])
    for key, instrument in loading.instruments().items():
        codes = [code for code in instrument.entries if _holds(instrument, code, words)]
        if codes:
            found |= Q(assessment__instrument=key, code__in=codes)
    return found


def _holds(instrument: Instrument, code: str, words: Sequence[str]) -> bool:
    name = instrument.indicator_of(code).name.casefold()
    return all(word in name or word in (code, code.partition("-")[0]) for word in words)


@dataclass(frozen=True, slots=True)
class OfficeDuty:
    """What an office owes in one assessment: `due` is the earliest deadline."""

    assessment_id: int
    year: int
    unit_path: str
    unit_name: str
    count: int
    due: date


def duties(on: date, days: int) -> list[OfficeDuty]:
    """Offices with open entries whose deadline is at most `days` away or over. One statement."""
    rows = Entry.objects.filter(
        assessment__state=AssessmentState.SELF, state__in=TO_DO, unit__isnull=False, due__lte=on + timedelta(days=days)
    )
    counted = rows.order_by().values("assessment", "assessment__year", "unit__path", "unit__short_name")
    return [
        OfficeDuty(
            row["assessment"],
            row["assessment__year"],
            row["unit__path"],
            row["unit__short_name"],
            row["n"],
            row["first"],
        )
        for row in counted.annotate(n=Count("pk"), first=Min("due"))
    ]


def _first_due() -> Any:
    return Min("due", filter=Q(state__in=TO_DO))


def _counts(on: date) -> dict[str, Any]:
    return {
        "total": Count("pk"),
        "to_do": Count("pk", filter=Q(state__in=(EntryState.OPEN, EntryState.DRAFT))),
        "sent": Count("pk", filter=Q(state=EntryState.SENT)),
        "returned": Count("pk", filter=Q(state=EntryState.RETURNED)),
        "accepted": Count("pk", filter=Q(state=EntryState.ACCEPTED)),
        "late": Count("pk", filter=Q(state__in=TO_DO, due__lt=on)),
    }


def is_external(actor: Actor) -> bool:
    """Whether the actor reads only what was submitted."""
    return not actor.can("maturity.view")


def may_assess_now(actor: Actor, assessment: Assessment) -> bool:
    return assessment.state in flow.EXTERNAL and actor.can("maturity.assess")
