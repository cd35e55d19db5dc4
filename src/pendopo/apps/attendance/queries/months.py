"""Months of people: the grid of an office, the figures of one person."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from pendopo.apps.attendance.models import DayRecap
from pendopo.apps.attendance.queries.bands import bands_by_date
from pendopo.apps.attendance.queries.compute import date_range
from pendopo.apps.attendance.rules.bands import Band
from pendopo.apps.attendance.rules.month import DayFacts, MonthTotals, total

FACTS = ("work_date", "state", "late", "early", "no_in", "no_out", "worked")


@dataclass(frozen=True, slots=True)
class PersonMonth:
    """One line of the month register; `days` by date."""

    person_id: int
    name: str
    nip: str
    unit_name: str
    unit_path: str
    days: dict[date, DayFacts]
    totals: MonthTotals

    @property
    def pk(self) -> int:
        return self.person_id


def person_months(rows: QuerySet[DayRecap], since: date, until: date) -> list[PersonMonth]:
    """Lines of everyone with a recap in the span, by name; the unit is that of the last day. Two queries."""
    dates = date_range(since, until)
    bands = bands_by_date(dates)
    people: dict[int, tuple[str, str, str, str]] = {}
    days: dict[int, dict[date, DayFacts]] = defaultdict(dict)
    found = rows.filter(work_date__range=(since, until)).order_by("work_date")
    columns = ("person_id", "person__pegawai__full_name", "person__pegawai__nip", "unit__name", "unit_path", *FACTS)
    for person_id, name, nip, unit_name, unit_path, *facts in found.values_list(*columns).iterator(chunk_size=5000):
        people[person_id] = (name, nip, unit_name, unit_path)
        day = DayFacts(*facts)
        days[person_id][day.on] = day
    lines = [
        PersonMonth(person_id, *people[person_id], found_days, total(found_days.values(), bands))
        for person_id, found_days in days.items()
    ]
    return sorted(lines, key=lambda line: (line.name.casefold(), line.person_id))


def month_of(rows: QuerySet[DayRecap], since: date, until: date) -> tuple[MonthTotals, dict[date, tuple[Band, ...]]]:
    """Figures of one person's rows, and the bands in force on each date. Two queries."""
    bands = bands_by_date(date_range(since, until))
    facts = [DayFacts(*row) for row in rows.filter(work_date__range=(since, until)).values_list(*FACTS)]
    return total(facts, bands), bands
