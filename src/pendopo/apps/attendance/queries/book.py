"""Everything that decides a person's hours on a stretch of days, read once and kept in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Q

from pendopo.apps.attendance.models import (
    Absence,
    AbsenceState,
    PatternAssignment,
    PatternDay,
    SchedulePattern,
    Shift,
    ShiftRoster,
)
from pendopo.apps.attendance.rules.plan import (
    DAY,
    NO_PLAN,
    Assignment,
    DayRow,
    Pattern,
    PatternKind,
    Plan,
    ShiftHours,
    choose,
    plan_from_pattern,
    plan_from_shift,
)
from pendopo.apps.attendance.rules.verdict import AbsenceDay, DayRule, Portion, Seconds, State
from pendopo.apps.attendance.rules.windows import WindowRule, boundary, midnight
from pendopo.kernel import settings_store
from pendopo.kernel.calendar.queries import Calendar, calendar_between
from pendopo.kernel.clock import regency_zone
from pendopo.kernel.units.models import Unit, UnitVersion

ONE = timedelta(days=1)
EARLY_START = 6 * 60


@dataclass(frozen=True)
class Tree:
    """Where each unit stood when, and its zone."""

    versions: dict[int, list[tuple[date, date | None, str]]]
    today: dict[int, str]
    zones: dict[int, ZoneInfo]

    def path(self, unit_id: int, on: date) -> str:
        for valid_from, valid_until, path in self.versions.get(unit_id, ()):
            if valid_from <= on and (valid_until is None or on < valid_until):
                return path
        return self.today.get(unit_id, "")


class Day(NamedTuple):
    """A date of a person: the plan, the unit's path then, midnight and window in epoch seconds, and which neighbour
    dates (-1, 1, or 0) may own punches of this local date."""

    plan: Plan
    unit_path: str
    midnight: int
    opens: int
    closes: int
    reaches: tuple[int, int]


@dataclass
class Book:
    """Plans are looked up by person, unit and date; each is worked out once."""

    patterns: dict[int, Pattern]
    shifts: dict[int, ShiftHours]
    by_unit: dict[int, list[Assignment]]
    by_person: dict[int, list[Assignment]]
    rostered: dict[tuple[int, date], int]
    absences: dict[int, list[tuple[date, date, AbsenceDay]]]
    calendar: Calendar
    tree: Tree
    on_roster: set[int]
    _days: dict[tuple[int, tuple[int, int, int], date], Day] = field(default_factory=dict)
    _plans: dict[tuple[int | str, str, date], Plan] = field(default_factory=dict)
    _shift_plans: dict[int, Plan] = field(default_factory=dict)
    _cuts: dict[tuple[int, int, date], int] = field(default_factory=dict)
    _midnights: dict[tuple[ZoneInfo, date], int] = field(default_factory=dict)
    _placed: dict[date, dict[str, list[Assignment]]] = field(default_factory=dict)
    _rules: dict[date, tuple[DayRule, WindowRule]] = field(default_factory=dict)

    def plan(self, person_id: int, unit_path: str, on: date) -> Plan:
        """Shift of the roster, else the person's pattern, else the deepest unit's."""
        shift_id = self.rostered.get((person_id, on))
        if shift_id is not None:
            return self._shift_plan(shift_id)
        own = person_id in self.by_person
        key = (person_id if own else "", unit_path, on)
        found = self._plans.get(key)
        if found is None:
            found = self._plans[key] = self._pattern_plan(person_id if own else 0, unit_path, on)
        return found

    def absence(self, person_id: int, on: date) -> AbsenceDay | None:
        for since, until, absence in self.absences.get(person_id, ()):
            if since <= on <= until:
                return absence
        return None

    def zone(self, unit_id: int) -> ZoneInfo:
        return self.tree.zones.get(unit_id) or regency_zone()

    def path(self, unit_id: int, on: date) -> str:
        """The unit's path as of a date."""
        return self.tree.path(unit_id, on)

    def midnight(self, zone: ZoneInfo, on: date) -> int:
        key = (zone, on)
        found = self._midnights.get(key)
        if found is None:
            found = self._midnights[key] = midnight(on, zone)
        return found

    def cut(self, before: Plan, after: Plan, on: date) -> int:
        """Seconds from the midnight of `on` to where it takes over from its eve."""
        key = (id(before), id(after), on)
        found = self._cuts.get(key)
        if found is None:
            found = self._cuts[key] = boundary(before, after, self.rules(on)[1]) * 60
        return found

    def rules(self, on: date) -> tuple[DayRule, WindowRule]:
        found = self._rules.get(on)
        if found is None:
            found = self._rules[on] = (day_rule(on), window_rule(on))
        return found

    def window(self, person_id: int, paths: tuple[str, str, str], zone: ZoneInfo, on: date) -> tuple[int, int]:
        """The span of a work date in epoch seconds; `paths` are the units on the eve, the date and the day after."""
        eve = self.plan(person_id, paths[0], on - ONE)
        today = self.plan(person_id, paths[1], on)
        tomorrow = self.plan(person_id, paths[2], on + ONE)
        return (
            self.midnight(zone, on) + self.cut(eve, today, on),
            self.midnight(zone, on + ONE) + self.cut(today, tomorrow, on + ONE),
        )

    def day(self, person_id: int, units: tuple[int, int, int], on: date) -> Day:
        """Plan and window of a date; `units` are the person's on the eve, the date and the day after."""
        own = person_id in self.by_person or person_id in self.on_roster
        key = (person_id if own else 0, units, on)
        found = self._days.get(key)
        if found is None:
            found = self._days[key] = self._work_out(person_id, units, on)
        return found

    def _work_out(self, person_id: int, units: tuple[int, int, int], on: date) -> Day:
        days = (on - ONE, on, on + ONE)
        paths = (self.path(units[0], days[0]), self.path(units[1], on), self.path(units[2], days[2]))
        zone = self.zone(units[1])
        opens, closes = self.window(person_id, paths, zone, on)
        eve, plan, tomorrow = (self.plan(person_id, path, day) for path, day in zip(paths, days, strict=True))
        reaches = (-1 if eve.end > DAY else 0, 1 if tomorrow.works and tomorrow.start < EARLY_START else 0)
        return Day(plan, paths[1], self.midnight(zone, on), opens, closes, reaches)

    def assignment(self, person_id: int, unit_path: str, on: date) -> Assignment | None:
        placed = self._placed.get(on)
        if placed is None:
            placed = self._placed[on] = {self.path(unit_id, on): rows for unit_id, rows in self.by_unit.items()}
        return choose(self.by_person, placed, person_id=person_id, unit_path=unit_path, on=on)

    def usual(self, on: date) -> Pattern | None:
        """The regency's pattern where nothing else is assigned."""
        code = settings_store.value("attendance.usual_pattern", on=on)
        return next((pattern for pattern in self.patterns.values() if pattern.code == code), None)

    def _shift_plan(self, shift_id: int) -> Plan:
        found = self._shift_plans.get(shift_id)
        if found is None:
            found = self._shift_plans[shift_id] = plan_from_shift(self.shifts[shift_id])
        return found

    def _pattern_plan(self, person_id: int, unit_path: str, on: date) -> Plan:
        assignment = self.assignment(person_id, unit_path, on)
        pattern = self.patterns.get(assignment.pattern_id) if assignment else self.usual(on)
        if pattern is None:
            return NO_PLAN
        holiday = self.calendar.holiday(on, unit_path)
        return plan_from_pattern(
            pattern,
            on,
            season=self.calendar.season(on),
            holiday=holiday.name if holiday else "",
        )


def day_rule(on: date) -> DayRule:
    return DayRule(
        tolerance=int(settings_store.value("attendance.tolerance_minutes", on=on)),
        seconds=Seconds(settings_store.value("attendance.seconds_rule", on=on)),
        apart=int(settings_store.value("attendance.apart_minutes", on=on)),
    )


def window_rule(on: date) -> WindowRule:
    return WindowRule(
        cut=int(settings_store.value("attendance.day_cut_minutes", on=on)),
        lead=int(settings_store.value("attendance.window_lead_minutes", on=on)),
        tail=int(settings_store.value("attendance.window_tail_minutes", on=on)),
    )


def open_book(since: date, until: date, *, person_ids: Sequence[int] | None = None) -> Book:
    """The book for the days `since` to `until` and their neighbours; persons None means all. Ten queries."""
    first, last = since - ONE, until + ONE
    by_unit, by_person = _assignments(first, last, person_ids)
    rostered = _rostered(first, last, person_ids)
    return Book(
        patterns=all_patterns(),
        shifts=all_shifts(),
        by_unit=by_unit,
        by_person=by_person,
        rostered=rostered,
        on_roster={person_id for person_id, _on in rostered},
        absences=_absences(first, last, person_ids),
        calendar=calendar_between(first, last),
        tree=open_tree(),
    )


def open_tree() -> Tree:
    """Two queries."""
    versions: dict[int, list[tuple[date, date | None, str]]] = defaultdict(list)
    columns = ("unit_id", "valid_from", "valid_until", "path")
    for unit_id, *version in UnitVersion.objects.order_by("-valid_from").values_list(*columns):
        versions[unit_id].append((version[0], version[1], version[2]))
    units = list(Unit.objects.order_by().values_list("pk", "path", "zone"))
    zones = {name: ZoneInfo(name) for name in {zone for _pk, _path, zone in units}}
    return Tree(dict(versions), {pk: path for pk, path, _zone in units}, {pk: zones[zone] for pk, _path, zone in units})


def all_patterns() -> dict[int, Pattern]:
    rows: dict[int, list[DayRow]] = defaultdict(list)
    columns = ("pattern_id", "id", "weekday", "season", "start", "end", "rest", "valid_from", "basis")
    for pattern_id, *row in PatternDay.objects.order_by().values_list(*columns):
        rows[pattern_id].append(DayRow(*row))
    return {
        pk: Pattern(pk, code, name, PatternKind(kind), tuple(rows[pk]))
        for pk, code, name, kind in SchedulePattern.objects.values_list("pk", "code", "name", "kind")
    }


def all_shifts() -> dict[int, ShiftHours]:
    columns = ("pk", "code", "name", "start", "end", "rest", "basis")
    return {row[0]: ShiftHours(*row) for row in Shift.objects.values_list(*columns)}


def _of(person_ids: Sequence[int] | None) -> dict[str, Any]:
    return {} if person_ids is None else {"person_id__in": person_ids}


def _assignments(
    since: date, until: date, person_ids: Sequence[int] | None
) -> tuple[dict[int, list[Assignment]], dict[int, list[Assignment]]]:
    by_unit: dict[int, list[Assignment]] = defaultdict(list)
    by_person: dict[int, list[Assignment]] = defaultdict(list)
    rows = PatternAssignment.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=since), starts_on__lte=until)
    if person_ids is not None:
        rows = rows.filter(Q(person__isnull=True) | Q(person_id__in=person_ids))
    columns = ("id", "pattern_id", "starts_on", "ends_on", "basis", "person_id", "unit_id")
    for pk, pattern_id, starts_on, ends_on, basis, person_id, unit_id in rows.order_by().values_list(*columns):
        found = Assignment(pk, pattern_id, starts_on, ends_on, basis, person_id)
        if person_id is None:
            by_unit[unit_id].append(found)
        else:
            by_person[person_id].append(found)
    return dict(by_unit), dict(by_person)


def _rostered(since: date, until: date, person_ids: Sequence[int] | None) -> dict[tuple[int, date], int]:
    rows = ShiftRoster.objects.filter(work_date__range=(since, until), **_of(person_ids))
    return {(person, on): shift for person, on, shift in rows.values_list("person_id", "work_date", "shift_id")}


def _absences(
    since: date, until: date, person_ids: Sequence[int] | None
) -> dict[int, list[tuple[date, date, AbsenceDay]]]:
    found: dict[int, list[tuple[date, date, AbsenceDay]]] = defaultdict(list)
    rows = Absence.objects.filter(since__lte=until, until__gte=since, state=AbsenceState.ACTIVE, **_of(person_ids))
    for pk, person, first, last, kind, portion in rows.order_by("id").values_list(
        "pk", "person_id", "since", "until", "kind", "portion"
    ):
        found[person].append((first, last, AbsenceDay(pk, State(kind), Portion(portion))))
    return dict(found)
