"""What upper apps may ask of attendance: frozen dataclasses and builtins. The caller has checked who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pendopo.apps.attendance.models import DayRecap, UnitDay
from pendopo.apps.attendance.queries.months import month_of
from pendopo.apps.attendance.rules.figures import due
from pendopo.apps.attendance.rules.summary import FIELDS
from pendopo.apps.attendance.rules.verdict import State


@dataclass(frozen=True, slots=True)
class UnitDaySums:
    """A unit with everything under it on a day, in heads (minutes where the name says so); `due` is without leave."""

    unit_path: str
    on: date
    staff: int
    due: int
    present: int
    duty: int
    leave: int
    late: int
    late_minutes: int
    early: int
    absent: int
    pending: int


@dataclass(frozen=True, slots=True)
class PersonSpan:
    """A person's days of a span: days by kind, minutes, deduction codes with their number, and their per cent."""

    person_id: int
    working_days: int
    present: int
    duty: int
    leave: int
    absent: int
    late_minutes: int
    early_minutes: int
    codes: tuple[tuple[str, int], ...]
    percent: Decimal


def unit_day(unit_path: str, on: date) -> UnitDaySums | None:
    """The sums of a unit and day; None when nobody was expected or the day is not computed. One query."""
    row = UnitDay.objects.filter(unit_path=unit_path, work_date=on).values(*FIELDS).first()
    if row is None:
        return None
    kept = ("staff", "present", "duty", "leave", "late", "late_minutes", "early", "absent", "pending")
    return UnitDaySums(unit_path=unit_path, on=on, due=due(row), **{name: row[name] for name in kept})


def person_span(person_id: int, since: date, until: date) -> PersonSpan:
    """A person's recap of the days `since` to `until`, both included. Two queries."""
    totals, _bands = month_of(DayRecap.objects.filter(person_id=person_id), since, until)
    return PersonSpan(
        person_id=person_id,
        working_days=totals.due,
        present=totals.days(State.PRESENT),
        duty=totals.days(State.DUTY),
        leave=totals.days(State.LEAVE, State.SICK, State.PERMIT),
        absent=totals.days(State.ABSENT),
        late_minutes=totals.late_minutes,
        early_minutes=totals.early_minutes,
        codes=tuple(sorted(totals.codes.items())),
        percent=totals.percent,
    )
