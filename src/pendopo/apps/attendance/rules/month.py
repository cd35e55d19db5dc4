"""A month of one person in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pendopo.apps.attendance.rules.bands import Band, day_bands, month_percent
from pendopo.apps.attendance.rules.summary import EXPECTED
from pendopo.apps.attendance.rules.verdict import State


@dataclass(frozen=True, slots=True)
class DayFacts:
    on: date
    state: str
    late: int
    early: int
    no_in: bool
    no_out: bool
    worked: int = 0


@dataclass(frozen=True, slots=True)
class MonthTotals:
    """Days by state, minutes, and how often each deduction code fell; `percent` is their sum, at most 100."""

    due: int = 0
    states: Counter[str] = field(default_factory=Counter)
    late: int = 0
    late_minutes: int = 0
    early: int = 0
    early_minutes: int = 0
    no_in: int = 0
    no_out: int = 0
    worked: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    percent: Decimal = Decimal(0)

    def days(self, *states: State) -> int:
        return sum(self.states[state] for state in states)

    @property
    def attendance(self) -> Decimal | None:
        """Per cent of the working days without leave on which the person was present or on duty."""
        heads = self.due - self.days(State.LEAVE, State.SICK, State.PERMIT)
        if heads <= 0:
            return None
        return Decimal(self.days(State.PRESENT, State.DUTY) * 100) / heads


def bands_of(day: DayFacts, bands: Iterable[Band]) -> tuple[Band, ...]:
    return day_bands(
        bands,
        late=day.late,
        early=day.early,
        no_in=day.no_in,
        no_out=day.no_out,
        absent=day.state == State.ABSENT,
    )


def total(days: Iterable[DayFacts], bands: dict[date, tuple[Band, ...]]) -> MonthTotals:
    rows = list(days)
    charged = [band for day in rows for band in bands_of(day, bands.get(day.on, ()))]
    return MonthTotals(
        due=sum(1 for day in rows if day.state in EXPECTED),
        states=Counter(day.state for day in rows),
        late=sum(1 for day in rows if day.late),
        late_minutes=sum(day.late for day in rows),
        early=sum(1 for day in rows if day.early),
        early_minutes=sum(day.early for day in rows),
        no_in=sum(1 for day in rows if day.no_in),
        no_out=sum(1 for day in rows if day.no_out),
        worked=sum(day.worked for day in rows),
        codes=Counter(band.code for band in charged),
        percent=month_percent(charged),
    )
