"""The engine: from punches to recaps and unit sums, only what changed, nothing lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction

from pendopo.apps.attendance.models import (
    Absence,
    DayRecap,
    DirtyDay,
    PatternAssignment,
    Punch,
    SchedulePattern,
    Shift,
    ShiftRoster,
    Standing,
    UnitDay,
)
from pendopo.apps.attendance.services import dirty, engine, sums
from pendopo.apps.attendance.testing_recap import mark_days, punch, punch_device, recap, settle, wita
from pendopo.apps.personnel.testing import employ
from pendopo.kernel.calendar.models import Holiday, Season
from pendopo.kernel.indicators import latest
from pendopo.kernel.live.models import LiveEvent
from pendopo.kernel.testing import cast

WEDNESDAY = date(2026, 11, 11)
pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    people = cast()
    employ(people)
    punch_device(people.kominfo)
    DirtyDay.objects.all().delete()
    return people


def test_it_works_a_punch_makes_a_recap_and_moves_every_unit_above(world):
    punch(world.sari, "2026-11-11 07:21:40")
    punch(world.sari, "2026-11-11 16:04:12", state=255)
    assert settle("2026-11-11 18:00") == 1
    day = recap(world.sari, WEDNESDAY)
    assert (day.state, day.late, day.early, day.no_out, day.worked) == ("hadir", 0, 0, False, 450)
    assert day.first_in == wita("2026-11-11 07:21:40")
    assert (day.plan_start, day.plan_end, day.punches, day.unit_path) == (450, 960, 2, world.aplikasi.path)
    for path in ("", world.kominfo.path, world.aplikasi.path):
        row = UnitDay.objects.get(unit_path=path, work_date=WEDNESDAY)
        assert (row.staff, row.expected, row.present, row.late) == (1, 1, 1, 0)
    assert not DirtyDay.objects.exists()


def test_late_and_the_figures_of_the_room_follow(world):
    punch(world.sari, "2026-11-11 07:44:09")
    settle("2026-11-11 07:44:10")
    assert recap(world.sari, WEDNESDAY).late == 14
    point = latest(["attendance.present"], "", WEDNESDAY)["attendance.present"]
    assert (point.num, point.den) == (1, 1)
    event = LiveEvent.objects.get(topic="punch")
    assert event.unit_path == world.aplikasi.path
    assert event.data["title"] == "Sari Wulandari"
    assert (event.data["time"], event.data["detail"], event.data["tone"]) == (
        "07.44.09",
        "Diskominfo, terlambat 14 menit",
        "watch",
    )


def test_nothing_changed_writes_nothing(world):
    punch(world.sari, "2026-11-11 07:20:00")
    settle("2026-11-11 12:00")
    before = recap(world.sari, WEDNESDAY).computed_at
    events = LiveEvent.objects.count()
    mark_days(world.sari, WEDNESDAY, 1)
    settle("2026-11-11 12:05")
    assert recap(world.sari, WEDNESDAY).computed_at == before
    assert LiveEvent.objects.count() == events


def test_time_alone_closes_the_day(world):
    mark_days(world.sari, WEDNESDAY, 1)
    settle("2026-11-11 00:05")
    assert recap(world.sari, WEDNESDAY).state == "nanti"
    assert UnitDay.objects.get(unit_path="", work_date=WEDNESDAY).expected == 0
    assert dirty.mark_due(wita("2026-11-11 07:29")) == 0
    assert dirty.mark_due(wita("2026-11-11 07:30")) == 1
    settle("2026-11-11 07:30")
    assert recap(world.sari, WEDNESDAY).state == "belum"
    assert UnitDay.objects.get(unit_path="", work_date=WEDNESDAY).expected == 1
    assert dirty.mark_due(wita("2026-11-11 15:59")) == 0
    assert dirty.mark_due(wita("2026-11-11 16:00")) == 1
    settle("2026-11-11 16:00")
    assert recap(world.sari, WEDNESDAY).state == "alpa"
    assert UnitDay.objects.get(unit_path="", work_date=WEDNESDAY).absent == 1


def test_no_check_out_waits_for_the_window_to_close(world):
    punch(world.sari, "2026-11-11 07:20:00")
    settle("2026-11-11 20:00")
    assert not recap(world.sari, WEDNESDAY).no_out
    dirty.mark_due(wita("2026-11-12 03:00"))
    settle("2026-11-12 03:00")
    assert recap(world.sari, WEDNESDAY).no_out


def test_a_night_shift_is_one_day_and_the_morning_is_not_another(world):
    night = Shift.objects.create(code="M", name="Regu malam", start=1200, end=1920, rest=60)
    ShiftRoster.objects.create(person=world.sari, work_date=WEDNESDAY, shift=night)
    PatternAssignment.objects.create(
        pattern=SchedulePattern.objects.get(code="REGU"), unit=world.aplikasi, starts_on=date(2026, 1, 1), basis="SK"
    )
    mark_days(world.sari, WEDNESDAY, 1)
    settle("2026-11-11 12:00")
    punch(world.sari, "2026-11-11 19:52:11")
    punch(world.sari, "2026-11-12 08:06:03")
    settle("2026-11-12 14:00")
    day = recap(world.sari, WEDNESDAY)
    assert (day.state, day.punches, day.late, day.early, day.plan_label) == ("hadir", 2, 0, 0, "Regu malam")
    assert day.last_out == wita("2026-11-12 08:06:03")
    assert recap(world.sari, WEDNESDAY + timedelta(days=1)).state == "lepas"


def test_holidays_ramadan_and_weekends(world):
    Holiday.objects.create(on=WEDNESDAY, kind="national", name="Hari contoh")
    Season.objects.create(kind="ramadan", starts_on=date(2026, 11, 12), ends_on=date(2026, 11, 12))
    punch(world.sari, "2026-11-12 07:55:00")
    punch(world.sari, "2026-11-12 15:00:00")
    mark_days(world.sari, WEDNESDAY, 4)
    settle("2026-11-20 08:00")
    states = [recap(world.sari, WEDNESDAY + timedelta(days=n)).state for n in range(4)]
    assert states == ["libur", "hadir", "alpa", "lepas"]
    ramadan = recap(world.sari, date(2026, 11, 12))
    assert (ramadan.plan_start, ramadan.late, ramadan.early) == (480, 0, 0)


def test_a_holiday_of_one_office_frees_only_that_office(world):
    Holiday.objects.create(on=WEDNESDAY, kind="local", name="Hari jadi", unit=world.kominfo)
    for person in (world.sari, world.wayan):
        mark_days(person, WEDNESDAY, 1)
    settle("2026-11-11 18:00")
    assert recap(world.sari, WEDNESDAY).state == "libur"
    assert recap(world.wayan, WEDNESDAY).state == "alpa"


def test_an_absence_beats_absent(world):
    absence = Absence.objects.create(
        person=world.sari, unit_path="0001", kind="dinas", since=WEDNESDAY, until=WEDNESDAY, document="SPT 094/221"
    )
    mark_days(world.sari, WEDNESDAY, 1)
    settle("2026-11-11 18:00")
    assert (recap(world.sari, WEDNESDAY).state, recap(world.sari, WEDNESDAY).absence_id) == ("dinas", absence.pk)


def test_before_employment_there_is_no_recap_and_after_leaving_it_goes(world):
    from pendopo.apps.personnel.models import RiwayatUnit

    mark_days(world.sari, date(2019, 12, 30), 4)
    settle("2026-11-11 18:00")
    assert list(DayRecap.objects.filter(person=world.sari).values_list("work_date", flat=True)) == [
        date(2020, 1, 1),
        date(2020, 1, 2),
    ]
    RiwayatUnit.objects.filter(pegawai=world.sari.pk).update(tmt=date(2020, 1, 2))
    mark_days(world.sari, date(2020, 1, 1), 1)
    settle("2026-11-11 18:00")
    assert not DayRecap.objects.filter(work_date=date(2020, 1, 1)).exists()
    assert not UnitDay.objects.filter(work_date=date(2020, 1, 1)).exists()


def test_days_to_come_are_not_computed(world):
    mark_days(world.sari, WEDNESDAY, 3)
    settle("2026-11-11 09:00")
    assert DayRecap.objects.filter(person=world.sari).count() == 1


def test_held_punches_do_not_count(world):
    held = punch(world.sari, "2026-11-11 07:20:00")
    Punch.objects.filter(pk=held.pk).update(standing=Standing.HELD)
    settle("2026-11-11 18:00")
    assert recap(world.sari, WEDNESDAY).state == "alpa"


def test_a_failure_leaves_the_list_as_it_was(world, monkeypatch):
    punch(world.sari, "2026-11-11 07:20:00")

    def broken(*_args: object) -> None:
        raise RuntimeError("cut")

    monkeypatch.setattr(engine.announce, "indicators", broken)
    with pytest.raises(RuntimeError):
        engine.recompute_dirty(now=wita("2026-11-11 08:00"))
    assert DirtyDay.objects.count() == 1
    assert not DayRecap.objects.exists()


def test_marking_twice_keeps_one_row(world):
    with transaction.atomic():
        dirty.mark([(world.sari.pk, WEDNESDAY), (world.sari.pk, WEDNESDAY)])
    dirty.mark([(world.sari.pk, WEDNESDAY)])
    assert DirtyDay.objects.count() == 1


def test_a_range_gives_the_same_as_day_by_day(world):
    for person in (world.sari, world.budi, world.wayan):
        punch(person, f"2026-11-09 07:{30 + person.pk % 20}:00")
        punch(person, "2026-11-09 16:01:00")
        mark_days(person, date(2026, 11, 9), 3)
    settle("2026-11-12 09:00")
    columns = ("person_id", "work_date", "state", "late", "early", "no_in", "no_out")
    day_by_day = sorted(DayRecap.objects.values_list(*columns))
    kept = sums.read(date(2026, 11, 9), date(2026, 11, 11))
    DayRecap.objects.all().delete()
    UnitDay.objects.all().delete()
    mark_days(world.sari, date(2026, 11, 9), 1)
    now = wita("2026-11-12 09:00")
    assert engine.recompute_all(date(2026, 11, 9), date(2026, 11, 11), now=now) == 4
    everyone = [row for row in sorted(DayRecap.objects.values_list(*columns)) if row[0] != world.ratna.pk]
    assert everyone == day_by_day
    assert sums.counted(date(2026, 11, 9), date(2026, 11, 11)) == sums.read(date(2026, 11, 9), date(2026, 11, 11))
    assert (
        kept[(date(2026, 11, 9), world.dishub.path)]
        == sums.read(date(2026, 11, 9), date(2026, 11, 9))[(date(2026, 11, 9), world.dishub.path)]
    )
    assert not DirtyDay.objects.exists()


def test_the_number_of_statements_does_not_grow_with_the_days(world, django_assert_max_num_queries):
    for person in (world.sari, world.budi, world.ratna, world.wayan):
        punch(person, "2026-11-11 07:20:00")
    with django_assert_max_num_queries(48):
        engine.recompute_dirty(now=wita("2026-11-11 08:00"))
