"""Schedules of Perpres 21/2023 and who gets which."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.attendance.rules.plan import (
    Assignment,
    DayRow,
    Pattern,
    PatternKind,
    Plan,
    PlanKind,
    ShiftHours,
    choose,
    clock,
    day_row,
    plan_from_pattern,
    plan_from_shift,
    unit_levels,
    weekly_minutes,
)

LAW = date(2023, 4, 12)
MONDAY = date(2026, 11, 9)


def week_rows(friday_end: int = 990, saturday: tuple[int, int, int] | None = None) -> tuple[DayRow, ...]:
    rows = [DayRow(day, day, "", 450, 960, 60, LAW, "Perbup 9/2024") for day in range(1, 5)]
    rows.append(DayRow(5, 5, "", 450, friday_end, 90, LAW, "Perbup 9/2024"))
    rows.append(DayRow(6, 6, "", *(saturday or (None, None, 0)), LAW, "Perbup 9/2024"))
    rows.append(DayRow(7, 7, "", None, None, 0, LAW, "Perbup 9/2024"))
    rows += [DayRow(10 + day, day, "ramadan", 480, 900, 30, LAW, "Perpres 21/2023") for day in range(1, 5)]
    rows.append(DayRow(15, 5, "ramadan", 480, 930, 60, LAW, "Perpres 21/2023"))
    return tuple(rows)


FIVE = Pattern(1, "5H", "5 hari", PatternKind.WEEK, week_rows())
ROSTER = Pattern(2, "REGU", "Regu", PatternKind.ROSTER)


def test_it_works_five_days_are_37_and_a_half_hours():
    assert weekly_minutes(FIVE, MONDAY) == 37 * 60 + 30
    assert [plan_from_pattern(FIVE, MONDAY + timedelta(days=n)).net for n in range(7)] == [450] * 5 + [0, 0]


def test_ramadan_is_32_and_a_half_hours_and_starts_at_eight():
    assert weekly_minutes(FIVE, MONDAY, season="ramadan") == 32 * 60 + 30
    plan = plan_from_pattern(FIVE, MONDAY, season="ramadan")
    assert (plan.start, plan.end, plan.rest) == (480, 900, 30)
    assert plan_from_pattern(FIVE, MONDAY + timedelta(days=5), season="ramadan").kind is PlanKind.OFF


def test_a_pattern_without_ramadan_rows_keeps_its_ordinary_hours():
    plain = Pattern(3, "P", "P", PatternKind.WEEK, tuple(row for row in FIVE.rows if not row.season))
    assert plan_from_pattern(plain, MONDAY, season="ramadan").start == 450


def test_friday_has_its_own_break():
    friday = plan_from_pattern(FIVE, MONDAY + timedelta(days=4))
    assert (friday.end, friday.rest) == (990, 90)


def test_six_days_work_on_saturday():
    six = Pattern(4, "6H", "6 hari", PatternKind.WEEK, week_rows(saturday=(450, 780, 0)))
    assert plan_from_pattern(six, MONDAY + timedelta(days=5)).net == 330


def test_a_holiday_takes_the_day_off_but_not_a_day_that_was_off():
    assert plan_from_pattern(FIVE, MONDAY, holiday="Hari Pahlawan").kind is PlanKind.HOLIDAY
    assert plan_from_pattern(FIVE, MONDAY + timedelta(days=6), holiday="Natal").kind is PlanKind.OFF


def test_a_new_row_counts_from_its_date_only():
    later = DayRow(99, 1, "", 480, 990, 60, date(2026, 11, 16), "Perbup 1/2026")
    rows = (*FIVE.rows, later)
    assert day_row(rows, MONDAY).start == 450
    assert day_row(rows, MONDAY + timedelta(days=7)).start == 480
    assert day_row(rows, MONDAY + timedelta(days=14)).id == 99
    assert day_row(rows, LAW - timedelta(days=1)) is None


def test_before_any_row_there_is_no_plan():
    assert plan_from_pattern(FIVE, LAW - timedelta(days=7)).kind is PlanKind.NONE


def test_a_roster_pattern_works_only_by_roster_also_on_holidays():
    assert plan_from_pattern(ROSTER, MONDAY).kind is PlanKind.OFF
    night = plan_from_shift(ShiftHours(7, "M", "Malam", 1200, 1920, 60))
    assert night.works and night.net == 660 and night.shift_id == 7


def test_the_person_beats_the_deepest_unit_beats_the_regency():
    rows = [
        Assignment(1, 1, LAW, None, "Perbup"),
        Assignment(2, 2, LAW, None, "SK RS"),
        Assignment(3, 3, LAW, None, "SK IGD"),
        Assignment(4, 4, date(2026, 11, 1), date(2026, 11, 10), "SK", person_id=5),
    ]
    by_unit = {"": [rows[0]], "0007": [rows[1]], "00070001": [rows[2]]}
    by_person = {5: [rows[3]]}

    def pick(person: int, path: str, on: date) -> int:
        return choose(by_person, by_unit, person_id=person, unit_path=path, on=on).id

    assert pick(5, "000700010002", MONDAY) == 4
    assert pick(5, "000700010002", date(2026, 11, 11)) == 3
    assert pick(6, "00070002", MONDAY) == 2
    assert pick(6, "00080001", MONDAY) == 1
    assert choose({}, {}, person_id=1, unit_path="0001", on=MONDAY) is None


def test_of_two_in_force_the_newest_counts():
    rows = [Assignment(1, 1, LAW, None, ""), Assignment(2, 2, date(2026, 1, 1), None, "")]
    assert choose({}, {"": rows}, person_id=1, unit_path="0001", on=MONDAY).id == 2
    assert choose({}, {"": rows}, person_id=1, unit_path="0001", on=date(2025, 1, 1)).id == 1


def test_unit_levels_go_up_to_the_regency():
    assert unit_levels("000700030001") == ("000700030001", "00070003", "0007", "")
    assert unit_levels("") == ("",)


def test_clock_reads_the_next_day():
    assert clock(450) == "07.30"
    assert clock(1926) == "08.06 (+1)"


@given(st.dates(LAW, date(2030, 1, 1)), st.sampled_from(["", "ramadan"]))
def test_every_day_has_a_plan_whose_parts_fit(on: date, season: str):
    plan: Plan = plan_from_pattern(FIVE, on, season=season)
    assert plan.kind in (PlanKind.WORK, PlanKind.OFF)
    if plan.works:
        assert plan.start < plan.midday < plan.end
        assert plan.net == plan.end - plan.start - plan.rest > 0
