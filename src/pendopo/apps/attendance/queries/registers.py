"""Reads of the registers: each starts from what the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from pendopo.apps.attendance.models import (
    Absence,
    DayRecap,
    Device,
    PatternAssignment,
    SchedulePattern,
    Shift,
    ShiftRoster,
    UnitDay,
)
from pendopo.apps.attendance.queries.book import all_patterns, open_book
from pendopo.apps.attendance.rules.plan import Plan, plan_from_pattern
from pendopo.apps.attendance.rules.summary import FIELDS
from pendopo.apps.personnel import public as personnel
from pendopo.kernel.actor import NOWHERE, Actor
from pendopo.kernel.scope import LEVEL_DIGITS, under
from pendopo.kernel.units.models import Unit


def recaps(actor: Actor) -> QuerySet[DayRecap]:
    """Day recaps with person, unit, absence and the name of the machine of the first record."""
    name = Device.objects.filter(pk=OuterRef("device_id")).values("name")[:1]
    rows = DayRecap.objects.visible_to(actor).select_related("person__pegawai", "unit", "absence")
    return rows.annotate(device_name=Subquery(name))


def day_rows(actor: Actor, on: date, unit_path: str = "") -> QuerySet[DayRecap]:
    return recaps(actor).filter(under(unit_path), work_date=on)


def person_rows(actor: Actor, person_id: int, since: date, until: date) -> QuerySet[DayRecap]:
    return recaps(actor).filter(person_id=person_id, work_date__range=(since, until))


def found_by(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Rows whose person has this NIP (its beginning, blanks allowed) or all these words in the name."""
    digits = "".join(text.split())
    if digits.isdigit():
        return rows.filter(person__pegawai__nip__startswith=digits)
    for word in text.split():
        rows = rows.filter(person__pegawai__full_name__icontains=word)
    return rows


def unit_choices(actor: Actor) -> list[tuple[str, str]]:
    """Units of the actor in the order of the tree, parts set in; for a filter. One query."""
    if actor.unit_path == NOWHERE:
        return []
    rows = Unit.objects.filter(under(actor.unit_path, "path"), closed_on__isnull=True).order_by("path")
    own = len(actor.unit_path)
    found = []
    for path, name in rows.values_list("path", "short_name"):
        depth = (len(path) - max(own, LEVEL_DIGITS)) // LEVEL_DIGITS
        if path:
            found.append((path, "\u2003" * max(0, depth) + name))
    return found


def unit_at(actor: Actor, path: str) -> Unit | None:
    """The unit of a path among the actor's; the actor's own for '' or anything foreign."""
    wanted = path if path.isdigit() and actor.covers(path) else actor.unit_path
    return Unit.objects.filter(path=wanted).first()


def unit_plan(unit: Unit, on: date) -> Plan:
    """The hours that hold for most people of a unit on a date."""
    book = open_book(on, on, person_ids=[])
    return book.plan(0, book.path(unit.pk, on), on)


def month_of_units(actor: Actor, parent_path: str, since: date, until: date) -> list[dict[str, Any]]:
    """Sums of a span for each unit right under a path. Two queries."""
    depth = len(parent_path) + LEVEL_DIGITS
    rows = UnitDay.objects.visible_to(actor).filter(under(parent_path), work_date__range=(since, until)).order_by()
    sums = {
        row["unit_path"]: row
        for row in rows.values("unit_path").annotate(**{f"n_{name}": Sum(name) for name in FIELDS})
        if len(row["unit_path"]) == depth
    }
    units = Unit.objects.filter(path__in=sums).order_by("name")
    return [{"unit": unit, **sums[unit.path]} for unit in units]


def employee(actor: Actor, person_id: int) -> personnel.Employee | None:
    """Somebody whose days the actor may see: the own ones, or those of the actor's units with the permission."""
    found = personnel.employee(person_id)
    if found is None:
        return None
    if actor.person_id == person_id:
        return found
    if actor.can(DayRecap.view_permission) and actor.covers(found.unit_path):
        return found
    seen = DayRecap.objects.visible_to(actor).filter(person_id=person_id).exists()
    return found if seen else None


def absences(actor: Actor) -> QuerySet[Absence]:
    return Absence.objects.visible_to(actor).select_related("person__pegawai")


def patterns() -> list[SchedulePattern]:
    return list(SchedulePattern.objects.all())


def assignments(pattern: SchedulePattern | None = None) -> QuerySet[PatternAssignment]:
    rows = PatternAssignment.objects.select_related("pattern", "unit", "person").order_by("ends_on", "-starts_on", "pk")
    return rows.filter(pattern=pattern) if pattern is not None else rows


def shifts(*, closed: bool = False) -> QuerySet[Shift]:
    return Shift.objects.all() if closed else Shift.objects.filter(is_closed=False)


def roster_grid(
    actor: Actor, unit_path: str, since: date, until: date
) -> tuple[Sequence[personnel.RosterEntry], dict[tuple[int, date], str]]:
    """Staff of a unit in the span and the shift codes of their days. Four queries."""
    entries = personnel.roster_between(since, until, unit_path)
    people = {entry.person_id: entry for entry in entries if actor.covers(entry.unit_path)}
    rows = ShiftRoster.objects.filter(person_id__in=people, work_date__range=(since, until))
    codes = {(p, on): code for p, on, code in rows.values_list("person_id", "work_date", "shift__code")}
    return list(people.values()), codes


def pattern_weeks(on: date, season: str = "") -> dict[int, list[Plan]]:
    """For each pattern its seven days, Monday first, as they are in force in the week of a date. Two queries."""
    monday = date.fromordinal(on.toordinal() - on.weekday())
    days = [date.fromordinal(monday.toordinal() + n) for n in range(7)]
    return {
        pk: [plan_from_pattern(pattern, day, season=season) for day in days] for pk, pattern in all_patterns().items()
    }
