"""Filling and editing the calendar."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
from django.db import transaction
from django.utils.translation import gettext as _
from hijridate import Hijri

from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.calendar.events import CalendarChanged
from pendopo.kernel.calendar.models import Holiday, HolidayKind, Season
from pendopo.kernel.errors import Refused
from pendopo.kernel.events import publish
from pendopo.kernel.units.models import Unit

NATIONAL_BASIS = "SKB Menteri Agama, Menaker, dan MenPANRB"
RAMADAN_BASIS = "Kalender Umm al-Qura; sesuaikan dengan penetapan Menteri Agama"
RAMADAN = 9


@transaction.atomic
def load_year(actor: Actor, year: int) -> int:
    """Take national holidays, joint leave and Ramadan of a year from the libraries; days already there stay as edited.

    Returns how many days were added.
    """
    actor.require("calendar.manage")
    added = _load_holidays(year)
    added += _load_ramadan(year)
    if added:
        audit.record("calendar.load_year", f"calendar {year}", actor, added=added)
        publish(CalendarChanged(date(year, 1, 1), date(year, 12, 31)))
    return added


@transaction.atomic
def add_holiday(
    actor: Actor, *, on: date, name: str, kind: str = HolidayKind.LOCAL, unit: Unit | None = None, basis: str = ""
) -> Holiday:
    actor.require("calendar.manage")
    if Holiday.objects.filter(on=on, unit=unit).exists():
        raise Refused(_("Hari itu sudah libur untuk unit yang sama. Ubah baris yang ada."), field="on")
    holiday = Holiday.objects.create(on=on, name=name, kind=kind, unit=unit, basis=basis)
    audit.record("calendar.add_holiday", holiday, actor, on=str(on), name=name, kind=str(kind))
    publish(CalendarChanged(on, on))
    return holiday


@transaction.atomic
def change_holiday(actor: Actor, holiday: Holiday, *, on: date, name: str, kind: str, basis: str) -> None:
    """Correct a day; a checked row is no longer an estimate."""
    actor.require("calendar.manage")
    if Holiday.objects.filter(on=on, unit=holiday.unit).exclude(pk=holiday.pk).exists():
        raise Refused(_("Hari itu sudah libur untuk unit yang sama. Ubah baris yang ada."), field="on")
    before = holiday.on
    holiday.on, holiday.name, holiday.kind, holiday.basis, holiday.is_estimate = on, name, kind, basis, False
    holiday.save()
    audit.record("calendar.change_holiday", holiday, actor, before=str(before), on=str(on), name=name)
    publish(CalendarChanged(min(before, on), max(before, on)))


@transaction.atomic
def remove_holiday(actor: Actor, holiday: Holiday) -> None:
    actor.require("calendar.manage")
    audit.record("calendar.remove_holiday", holiday, actor, on=str(holiday.on), name=holiday.name)
    on = holiday.on
    holiday.delete()
    publish(CalendarChanged(on, on))


@transaction.atomic
def set_season(
    actor: Actor, *, starts_on: date, ends_on: date, basis: str, kind: str = "ramadan", replaces: Season | None = None
) -> Season:
    """Set or move a season, for instance when the ministry fixes Ramadan one day later."""
    actor.require("calendar.manage")
    if ends_on < starts_on:
        raise Refused(_("Tanggal akhir mendahului tanggal mulai. Perbaiki salah satunya."), field="ends_on")
    since, until = starts_on, ends_on
    if replaces is not None:
        since, until = min(since, replaces.starts_on), max(until, replaces.ends_on)
        replaces.delete()
    season = Season.objects.create(kind=kind, starts_on=starts_on, ends_on=ends_on, basis=basis)
    audit.record("calendar.set_season", season, actor, starts_on=str(starts_on), ends_on=str(ends_on), basis=basis)
    publish(CalendarChanged(since, until))
    return season


def _load_holidays(year: int) -> int:
    there = set(Holiday.objects.filter(on__year=year, unit=None).values_list("on", flat=True))
    rows = []
    for category, kind in (("public", HolidayKind.NATIONAL), ("government", HolidayKind.JOINT_LEAVE)):
        table = holidays.country_holidays("ID", years=year, categories=category, language="id")
        for on, name in sorted(table.items()):
            if on not in there:
                there.add(on)
                estimate = "perkiraan" in name.lower() or "estimated" in name.lower()
                rows.append(Holiday(on=on, kind=kind, name=name[:150], basis=NATIONAL_BASIS, is_estimate=estimate))
    Holiday.objects.bulk_create(rows)
    return len(rows)


def _load_ramadan(year: int) -> int:
    """A Gregorian year can hold parts of two Ramadans; each is taken with the year of its first day."""
    if Season.objects.filter(kind="ramadan", starts_on__year=year).exists():
        return 0
    added = 0
    for hijri_year in range(year - 580, year - 576):
        first = Hijri(hijri_year, RAMADAN, 1)
        starts_on = first.to_gregorian()
        start = date(starts_on.year, starts_on.month, starts_on.day)
        if start.year == year:
            end = start + timedelta(days=first.month_length() - 1)
            Season.objects.create(starts_on=start, ends_on=end, basis=RAMADAN_BASIS)
            added += 1
    return added
