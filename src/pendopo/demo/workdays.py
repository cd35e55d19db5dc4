"""Working days of the demo period: holidays, joint leave, one local holiday, Ramadan, and the rain."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

import holidays
from hijridate import Hijri

LOCAL_HOLIDAY_NAME = "Libur lokal: pemilihan kepala desa serentak"
LOCAL_HOLIDAY_BASIS = "Keputusan Bupati Paser (contoh) tentang hari libur daerah"


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days off for the whole regency and the fasting months (first and last day)."""

    days_off: frozenset[date]
    ramadan: tuple[tuple[date, date], ...]

    def is_off(self, day: date) -> bool:
        return day in self.days_off

    def is_ramadan(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.ramadan)


def period(end: date, days: int) -> tuple[date, ...]:
    """The days of history: `days` of them, the last one the day before `end`."""
    return tuple(end - timedelta(days=back) for back in range(days, 0, -1))


def local_holiday(end: date) -> date:
    """The demo's local day off: a Wednesday about two weeks before `end` that is not a national holiday."""
    day = end - timedelta(days=11)
    while day.weekday() != 2 or day in national(day.year):
        day -= timedelta(days=1)
    return day


@cache
def national(year: int) -> frozenset[date]:
    """National holidays and joint leave of a year."""
    return frozenset(holidays.country_holidays("ID", years=year, categories=("public", "government")))


@cache
def fasting(year: int) -> tuple[tuple[date, date], ...]:
    """The month(s) of Ramadan that begin in a Gregorian year (Umm al-Qura; the ministry may differ by a day)."""
    found = []
    for hijri_year in (year - 580, year - 579, year - 578):
        first = Hijri(hijri_year, 9, 1).to_gregorian()
        start = date(first.year, first.month, first.day)
        if start.year == year:
            found.append((start, start + timedelta(days=Hijri(hijri_year, 9, 1).month_length() - 1)))
    return tuple(found)


def make_calendar(years: Iterable[int], *, local: date | None) -> WorkCalendar:
    """The calendar of some years, with the local holiday where there is one."""
    off: set[date] = set() if local is None else {local}
    seasons: list[tuple[date, date]] = []
    for year in sorted(set(years)):
        off |= national(year)
        seasons += fasting(year)
    return WorkCalendar(days_off=frozenset(off), ramadan=tuple(seasons))


@cache
def is_rainy(day: date) -> bool:
    """Whether rain falls in the morning: more often from November to March."""
    return Random(f"hujan/{day}").random() < (0.34 if day.month in (11, 12, 1, 2, 3) else 0.18)
