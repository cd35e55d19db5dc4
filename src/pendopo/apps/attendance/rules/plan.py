"""Which hours a person works on a date (Perpres 21/2023).

Minutes count from local midnight; an end above 1440 is the next day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

DAY = 24 * 60
RAMADAN = "ramadan"


class PlanKind(StrEnum):
    WORK = "work"
    OFF = "off"
    HOLIDAY = "holiday"
    NONE = "none"


class PatternKind(StrEnum):
    WEEK = "week"
    ROSTER = "roster"


@dataclass(frozen=True, slots=True)
class DayRow:
    """One dated row of a pattern: hours of a weekday (1 Monday to 7 Sunday) in a season; no start means a day off."""

    id: int
    weekday: int
    season: str
    start: int | None
    end: int | None
    rest: int
    valid_from: date
    basis: str


@dataclass(frozen=True, slots=True)
class Pattern:
    id: int
    code: str
    name: str
    kind: PatternKind
    rows: tuple[DayRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """A pattern given to a person, or to a unit and everything under it, between two dates (both inclusive)."""

    id: int
    pattern_id: int
    starts_on: date
    ends_on: date | None
    basis: str
    person_id: int | None = None

    def covers(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


@dataclass(frozen=True, slots=True)
class ShiftHours:
    id: int
    code: str
    name: str
    start: int
    end: int
    rest: int
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The hours that count on one date for one person, with where they come from."""

    kind: PlanKind
    start: int = 0
    end: int = 0
    rest: int = 0
    label: str = ""
    basis: str = ""
    season: str = ""
    row_id: int | None = None
    shift_id: int | None = None

    @property
    def works(self) -> bool:
        return self.kind is PlanKind.WORK

    @property
    def midday(self) -> int:
        """Half of the planned time, in minutes: it parts a lone check-in from a lone check-out."""
        return (self.start + self.end) // 2

    @property
    def net(self) -> int:
        """Working minutes without the break."""
        return max(0, self.end - self.start - self.rest) if self.works else 0


NO_PLAN = Plan(PlanKind.NONE)


def day_row(rows: Iterable[DayRow], on: date, season: str = "") -> DayRow | None:
    """The row in force: of the weekday, newest first, and the season's own row before the ordinary one."""
    weekday = on.isoweekday()
    best: DayRow | None = None
    for row in rows:
        if row.weekday != weekday or row.valid_from > on or row.season not in ("", season):
            continue
        if best is None or (bool(row.season), row.valid_from) > (bool(best.season), best.valid_from):
            best = row
    return best


def plan_from_pattern(pattern: Pattern, on: date, *, season: str = "", holiday: str = "") -> Plan:
    """The plan of a pattern on a date; a holiday takes the day off, a roster pattern works only by its roster."""
    if pattern.kind is PatternKind.ROSTER:
        return Plan(PlanKind.OFF, label=pattern.name)
    row = day_row(pattern.rows, on, season)
    if row is None:
        return Plan(PlanKind.NONE, label=pattern.name)
    if row.start is None or row.end is None:
        return Plan(PlanKind.OFF, label=pattern.name, basis=row.basis, season=row.season, row_id=row.id)
    if holiday:
        return Plan(PlanKind.HOLIDAY, label=holiday, basis=row.basis, season=row.season, row_id=row.id)
    return Plan(
        PlanKind.WORK,
        start=row.start,
        end=row.end,
        rest=row.rest,
        label=pattern.name,
        basis=row.basis,
        season=row.season,
        row_id=row.id,
    )


def plan_from_shift(shift: ShiftHours) -> Plan:
    """A rostered shift works on holidays too (Perpres 21/2023 art. 7: direct public service is exempt)."""
    return Plan(
        PlanKind.WORK,
        start=shift.start,
        end=shift.end,
        rest=shift.rest,
        label=shift.name,
        basis=shift.basis,
        shift_id=shift.id,
    )


def unit_levels(path: str) -> tuple[str, ...]:
    """A unit path and its ancestors, deepest first, the regency ('') last."""
    return tuple(path[:end] for end in range(len(path), -1, -4))


def choose(
    by_person: Mapping[int, Sequence[Assignment]],
    by_unit: Mapping[str, Sequence[Assignment]],
    *,
    person_id: int,
    unit_path: str,
    on: date,
) -> Assignment | None:
    """The person's own assignment, else that of the deepest unit; of several in force the newest."""
    groups = [by_person.get(person_id, ()), *(by_unit.get(level, ()) for level in unit_levels(unit_path))]
    for group in groups:
        valid = [item for item in group if item.covers(on)]
        if valid:
            return max(valid, key=lambda item: (item.starts_on, item.id))
    return None


def weekly_minutes(pattern: Pattern, monday: date, *, season: str = "") -> int:
    """Net minutes of the week that starts on `monday`, holidays left out."""
    days = (date.fromordinal(monday.toordinal() + offset) for offset in range(7))
    return sum(plan_from_pattern(pattern, day, season=season).net for day in days)


def clock(minutes: int) -> str:
    """Minutes from midnight as 07.30; 32.00 reads 08.00 (+1)."""
    day, rest = divmod(minutes, DAY)
    text = f"{rest // 60:02d}.{rest % 60:02d}"
    return f"{text} (+{day})" if day else text
