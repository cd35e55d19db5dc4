"""What kind of day it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pendopo.kernel.calendar.models import Holiday, Season


@dataclass(frozen=True, slots=True)
class HolidayOn:
    on: date
    kind: str
    name: str
    unit_path: str


@dataclass(frozen=True, slots=True)
class SeasonSpan:
    kind: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Calendar:
    """Holidays and seasons of a stretch of days, in memory; asking it costs no query."""

    by_day: dict[date, tuple[HolidayOn, ...]]
    seasons: tuple[SeasonSpan, ...]

    def holiday(self, on: date, unit_path: str = "") -> HolidayOn | None:
        """The holiday that frees a unit on a day; one of the whole regency before a local one."""
        return next((h for h in self.by_day.get(on, ()) if unit_path.startswith(h.unit_path)), None)

    def season(self, on: date) -> str:
        """Kind of the season, '' in ordinary time."""
        return next((s.kind for s in self.seasons if s.starts_on <= on <= s.ends_on), "")


def calendar_between(since: date, until: date) -> Calendar:
    """Both days included. Two queries."""
    by_day: dict[date, list[HolidayOn]] = {}
    for row in Holiday.objects.filter(on__range=(since, until)).select_related("unit"):
        by_day.setdefault(row.on, []).append(HolidayOn(row.on, row.kind, row.name, row.unit.path if row.unit else ""))
    seasons = Season.objects.filter(ends_on__gte=since, starts_on__lte=until)
    return Calendar(
        {on: tuple(sorted(found, key=lambda h: h.unit_path)) for on, found in by_day.items()},
        tuple(SeasonSpan(s.kind, s.starts_on, s.ends_on) for s in seasons),
    )
