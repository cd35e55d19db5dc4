"""Stored sums equal a rebuild after any history of punches, absences, holidays, rosters and moves."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from pendopo.apps.attendance.models import Absence, DayRecap, Shift, ShiftRoster, UnitDay
from pendopo.apps.attendance.rules.figures import figures
from pendopo.apps.attendance.rules.summary import COLUMN, FIELDS, ZERO, added, contribution, less, total
from pendopo.apps.attendance.rules.verdict import State
from pendopo.apps.attendance.services import dirty, sums
from pendopo.apps.attendance.testing_recap import mark_days, punch, punch_device, settle
from pendopo.apps.personnel.models import RiwayatUnit
from pendopo.apps.personnel.testing import employ
from pendopo.kernel.calendar.models import Holiday
from pendopo.kernel.testing import cast

MONDAY = date(2026, 11, 9)
DAYS = 5


def _named(row: tuple[int, ...]) -> dict[str, int]:
    return dict(zip(FIELDS, row, strict=True))


def test_it_works_each_state_adds_one_head():
    for state in State:
        row = _named(contribution(state, 0, 0, False, False))
        assert row["staff"] == 1 and row[COLUMN[state]] == 1
        assert sum(row.values()) == 2 + row["expected"]


def test_minutes_and_flags_are_added_beside_the_head():
    row = _named(contribution(State.PRESENT, 14, 22, False, False))
    assert (row["late"], row["late_minutes"], row["early"], row["early_minutes"]) == (1, 14, 1, 22)
    assert _named(contribution(State.PRESENT, 0, 0, True, False))["no_in"] == 1


def test_what_is_added_can_be_taken_away():
    rows = [contribution(state, 3, 4, False, True) for state in State]
    assert less(total(rows), total(rows)) == ZERO
    assert added(ZERO, rows[0]) == rows[0]


def test_leave_is_not_due_and_duty_is_present():
    rows = [State.PRESENT, State.DUTY, State.LEAVE, State.ABSENT, State.PENDING]
    found = {key: (num, den) for key, num, den in figures(_named(total(contribution(s, 0, 0, 0, 0) for s in rows)))}
    assert found["attendance.present"] == (2, 4)
    assert found["attendance.unexplained"] == (1, 4)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_stored_sums_equal_a_rebuild(seed: int):
    chance = random.Random(seed)
    world = cast()
    employ(world)
    punch_device(world.kominfo)
    night = Shift.objects.create(code="M", name="Regu malam", start=1200, end=1920, rest=60)
    people = [world.sari, world.budi, world.ratna, world.wayan]
    for _step in range(14):
        person, on = chance.choice(people), MONDAY + timedelta(days=chance.randrange(DAYS))
        kind = chance.randrange(6)
        if kind <= 1:
            punch(person, f"{on} {chance.randrange(5, 24):02d}:{chance.randrange(60):02d}:{chance.randrange(60):02d}")
        elif kind == 2:
            Absence.objects.create(person=person, unit_path="", kind="cuti", since=on, until=on, document="1")
        elif kind == 3:
            ShiftRoster.objects.update_or_create(person=person, work_date=on, defaults={"shift": night})
        elif kind == 4:
            Holiday.objects.get_or_create(on=on, unit=None, defaults={"kind": "local", "name": "Libur"})
            dirty.mark_recaps(on, on)
        else:
            RiwayatUnit.objects.filter(pegawai=person.pk).update(unit=chance.choice([world.aplikasi, world.dishub]))
        mark_days(person, on, 1)
        if chance.random() < 0.5:
            settle(f"{MONDAY + timedelta(days=chance.randrange(DAYS))} {chance.randrange(24):02d}:30")
    settle("2026-11-20 08:00")
    span = (MONDAY - timedelta(days=2), MONDAY + timedelta(days=10))
    assert DayRecap.objects.exists()
    assert sums.read(*span) == sums.counted(*span)
    assert sums.rebuild(*span) == 0


@pytest.mark.django_db
def test_a_rebuild_mends_what_somebody_edited():
    world = cast()
    employ(world)
    mark_days(world.sari, MONDAY, 1)
    settle("2026-11-09 18:00")
    UnitDay.objects.filter(unit_path="").update(absent=7)
    UnitDay.objects.create(unit_path="0099", work_date=MONDAY, staff=1)
    assert sums.rebuild(MONDAY, MONDAY) == 2
    assert sums.read(MONDAY, MONDAY) == sums.counted(MONDAY, MONDAY)
