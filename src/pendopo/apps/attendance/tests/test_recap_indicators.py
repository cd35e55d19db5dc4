"""What the regent's room gets: figures, the people behind them, the feed, connected units; and the verb for scripts."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
import time_machine
from typer.testing import CliRunner

from pendopo.apps.attendance import public
from pendopo.apps.attendance.cli import app
from pendopo.apps.attendance.models import DayRecap, Device, DirtyDay
from pendopo.apps.attendance.queries import drill
from pendopo.apps.attendance.services.connected import put_connected
from pendopo.apps.attendance.services.opening import compare_sums, open_days
from pendopo.apps.attendance.testing_recap import mark_days, punch, punch_device, settle, wita
from pendopo.apps.personnel.events import EmployeePlaced, EmployeesPlaced
from pendopo.apps.personnel.testing import employ
from pendopo.kernel.calendar import services as calendar
from pendopo.kernel.events import publish
from pendopo.kernel.indicators import all_indicators, feed, latest
from pendopo.kernel.testing import SYSTEM, cast

WEDNESDAY = date(2026, 11, 11)
pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    with time_machine.travel("2026-11-11T09:00:00+00:00", tick=True):
        people = cast()
        employ(people)
        punch_device(people.kominfo)
        DirtyDay.objects.all().delete()
        punch(people.sari, "2026-11-11 07:50:00")
        punch(people.budi, "2026-11-11 07:10:00")
        mark_days(people.ratna, WEDNESDAY, 1)
        mark_days(people.wayan, WEDNESDAY, 1)
        settle("2026-11-11 16:30")
        yield people


def test_it_works_the_figures_of_every_level(world):
    keys = ["attendance.present", "attendance.late", "attendance.unexplained", "attendance.late_minutes"]
    found = latest(keys, "", WEDNESDAY)
    assert [(found[key].num, found[key].den) for key in keys] == [(2, 4), (1, 4), (2, 4), (20, 4)]
    assert latest(keys, world.dishub.path, WEDNESDAY)["attendance.unexplained"].num == 1
    registered = {one.key for one in all_indicators()}
    assert {*keys, "attendance.devices", "attendance.unexplained_rate"} <= registered


def test_the_people_behind_a_figure_worst_first(world):
    rows = drill.people("attendance.unexplained", world.actor("bupati"), "", since=WEDNESDAY, until=WEDNESDAY, limit=3)
    assert (len(rows.rows), rows.total) == (3, 4)
    assert {row.title for row in rows.rows[:2]} == {"Ratna Dewi", "Wayan Sudana"}
    late = drill.people("attendance.late", world.actor("ratna"), "", since=WEDNESDAY, until=WEDNESDAY, limit=9)
    assert late.rows[0].title == "Sari Wulandari" and late.total == 3
    assert late.rows[0].url == f"/kehadiran/pegawai/{world.sari.pk}/?bulan=2026-11"


def test_the_feed_shows_only_what_the_actor_may_see(world):
    titles = [item.title for item in feed(world.actor("ratna"), "")]
    assert titles == ["Sari Wulandari", "Budi Santoso"]
    assert feed(world.actor("wayan"), "") == []


def test_connected_units_are_counted_upwards(world):
    Device.objects.update(last_seen_at=datetime.now(UTC))
    put_connected(datetime.now(UTC))
    point = latest(["attendance.devices"], "", WEDNESDAY)["attendance.devices"]
    assert (point.num, point.den) == (1, 1)


def test_the_day_opens_for_everyone_and_catches_up(world):
    assert open_days(wita("2026-11-13 00:05")) == 8
    settle("2026-11-13 06:00")
    states = DayRecap.objects.filter(work_date=date(2026, 11, 13)).values_list("state", flat=True)
    assert set(states) == {"nanti"} and len(states) == 4
    assert compare_sums(wita("2026-11-13 06:00")) == 0


def test_a_holiday_declared_later_frees_the_day(world):
    calendar.add_holiday(SYSTEM, on=WEDNESDAY, name="Libur daerah")
    settle("2026-11-11 17:00")
    assert DayRecap.objects.get(person=world.ratna, work_date=WEDNESDAY).state == "libur"
    assert DayRecap.objects.get(person=world.sari, work_date=WEDNESDAY).state == "lembur"


def test_a_placement_marks_the_days_one_or_many(world):
    publish(EmployeePlaced(world.sari.pk, date(2026, 11, 1)))
    single = set(DirtyDay.objects.values_list("person_id", "work_date"))
    assert single == {(world.sari.pk, WEDNESDAY)}
    DirtyDay.objects.all().delete()
    placements = (EmployeePlaced(world.sari.pk, date(2026, 11, 1)), EmployeePlaced(world.budi.pk, date(2026, 11, 20)))
    publish(EmployeesPlaced(placements))
    assert set(DirtyDay.objects.values_list("person_id", "work_date")) == single


def test_the_verb_prints_a_month(world):
    answer = CliRunner().invoke(app, ["recap", "--month", "2026-11", "--unit", "2.16", "--days", "--json"])
    assert answer.exit_code == 0, answer.output
    lines = {line["name"]: line for line in json.loads(answer.stdout)}
    sari = lines["Sari Wulandari"]
    assert set(lines) == {"Sari Wulandari", "Budi Santoso", "Ratna Dewi"}
    assert sari["present"] == 1 and sari["late_minutes"] == 20 and sari["codes"]["TL1"] == 1
    assert {day["date"]: day["state"] for day in sari["days"]}["2026-11-11"] == "hadir"
    plain = CliRunner().invoke(app, ["recap", "--month", "2026-11"])
    assert plain.exit_code == 0 and "Wayan Sudana" in plain.output


@pytest.mark.parametrize("args", [["--month", "november"], ["--month", "2026-11", "--unit", "9.99"]])
def test_the_verb_refuses_what_it_cannot_read(world, args):
    assert CliRunner().invoke(app, ["recap", *args]).exit_code == 2


def test_upper_apps_get_figures_without_models(world):
    day = public.unit_day("", WEDNESDAY)
    assert (day.due, day.present, day.absent, day.late_minutes) == (4, 2, 2, 20)
    assert public.unit_day("9999", WEDNESDAY) is None
    span = public.person_span(world.sari.pk, WEDNESDAY, WEDNESDAY)
    assert (span.working_days, span.present, span.late_minutes, span.codes) == (1, 1, 20, (("TL1", 1),))
