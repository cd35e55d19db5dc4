"""What a day was: the boundaries in minutes and seconds, lone punches, absences, closing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.attendance.rules.plan import NO_PLAN, Plan, PlanKind
from pendopo.apps.attendance.rules.verdict import (
    AbsenceDay,
    DayRule,
    Portion,
    Seconds,
    State,
    Verdict,
    judge,
    late_minutes,
)

PLAN = Plan(PlanKind.WORK, 450, 960, 60)
CLOSES = 27 * 3600
NIGHT_END = 10**9


def at(text: str) -> int:
    """Seconds from midnight of 07:30 or 07:30:59."""
    hour, minute, second = ([int(part) for part in text.split(":")] + [0])[:3]
    return hour * 3600 + minute * 60 + second


def day(*times: str, plan: Plan = PLAN, now: int = NIGHT_END, absence: AbsenceDay | None = None, **rule) -> Verdict:
    return judge(
        plan, sorted(at(t) for t in times), midnight=0, closes=CLOSES, now=now, rule=DayRule(**rule), absence=absence
    )


def test_it_works_first_in_last_out():
    verdict = day("07:21:40", "11:58:00", "12:40:00", "16:04:12")
    assert (verdict.state, verdict.first, verdict.last) == (State.PRESENT, at("07:21:40"), at("16:04:12"))
    assert (verdict.late, verdict.early, verdict.no_in, verdict.no_out, verdict.due) == (0, 0, False, False, None)
    assert verdict.worked == 450


@pytest.mark.parametrize("minutes", [0, 1, 30, 31, 60, 61, 90, 91])
def test_late_and_early_count_every_minute_at_the_band_edges(minutes: int):
    arrived = (450 + minutes) * 60
    left = (960 - minutes) * 60
    verdict = judge(PLAN, [arrived, left], midnight=0, closes=CLOSES, now=NIGHT_END, rule=DayRule())
    assert (verdict.late, verdict.early) == (minutes, minutes)


@pytest.mark.parametrize(
    ("time", "rule", "minutes"),
    [
        ("07:30:00", Seconds.FLOOR, 0),
        ("07:30:59", Seconds.FLOOR, 0),
        ("07:31:00", Seconds.FLOOR, 1),
        ("07:30:00", Seconds.EXACT, 0),
        ("07:30:01", Seconds.EXACT, 1),
        ("07:30:59", Seconds.EXACT, 1),
        ("07:31:00", Seconds.EXACT, 1),
        ("07:31:01", Seconds.EXACT, 2),
    ],
)
def test_the_seconds_rule_decides_07_30_59(time: str, rule: Seconds, minutes: int):
    assert day(time, "16:00", seconds=rule).late == minutes


@pytest.mark.parametrize(("time", "minutes"), [("07:45", 0), ("07:45:59", 0), ("07:46", 16), ("08:30", 60)])
def test_within_the_tolerance_nothing_counts_beyond_it_everything(time: str, minutes: int):
    assert day(time, "16:00", tolerance=15).late == minutes


def test_tolerance_is_for_arriving_only():
    assert day("07:30", "15:50", tolerance=15).early == 10


@pytest.mark.parametrize(
    ("time", "first", "no_in", "no_out"), [("07:20", True, False, True), ("11:44:59", True, False, True)]
)
def test_a_lone_punch_before_midday_has_no_check_out(time: str, first: bool, no_in: bool, no_out: bool):
    verdict = day(time)
    assert (verdict.first is not None, verdict.no_in, verdict.no_out) == (first, no_in, no_out)
    assert verdict.state is State.PRESENT


def test_a_lone_punch_after_midday_has_no_check_in():
    verdict = day("16:05")
    assert (verdict.first, verdict.last, verdict.no_in, verdict.no_out, verdict.late) == (
        None,
        at("16:05"),
        True,
        False,
        0,
    )


def test_a_double_press_is_one_punch():
    verdict = day("07:25:01", "07:25:06", "07:26")
    assert (verdict.first, verdict.last, verdict.no_out) == (at("07:25:01"), None, True)
    assert day("16:01", "16:02").last == at("16:02")


def test_absent_only_after_the_hours_end():
    awaited = day(now=at("06:00"))
    assert (awaited.state, awaited.due) == (State.AWAITED, at("07:30"))
    assert day(now=at("07:30")).state is State.PENDING
    pending = day(now=at("15:59:59"))
    assert (pending.state, pending.due) == (State.PENDING, at("16:00"))
    assert day(now=at("16:00")).state is State.ABSENT


def test_early_and_no_check_out_wait_for_their_moment():
    morning = day("07:20", "11:00", now=at("12:00"))
    assert (morning.early, morning.due) == (0, at("16:00"))
    assert day("07:20", "11:00", now=at("16:00")).early == 300
    lone = day("07:20", now=at("17:00"))
    assert (lone.no_out, lone.due) == (False, CLOSES)
    assert day("07:20", now=CLOSES).no_out


@pytest.mark.parametrize("state", [State.LEAVE, State.SICK, State.DUTY, State.PERMIT])
def test_an_absence_beats_absent_and_counts_no_minutes(state: State):
    assert day(absence=AbsenceDay(9, state)) == Verdict(state, absence_id=9)
    seen = day("09:00", "12:00", absence=AbsenceDay(9, state))
    assert (seen.state, seen.late, seen.early, seen.first) == (state, 0, 0, at("09:00"))


def test_an_absence_on_a_free_day_leaves_it_free():
    assert day(plan=Plan(PlanKind.HOLIDAY), absence=AbsenceDay(9, State.LEAVE)).state is State.HOLIDAY


def test_half_a_day_moves_the_hours():
    morning = AbsenceDay(9, State.PERMIT, Portion.MORNING)
    assert day("11:45", "16:00", absence=morning).late == 0
    assert day("11:50", "16:00", absence=morning).late == 5
    afternoon = AbsenceDay(9, State.PERMIT, Portion.AFTERNOON)
    assert day("07:30", "11:45", absence=afternoon).early == 0
    assert day("07:30", "11:40", absence=afternoon).early == 5
    assert day(absence=afternoon).state is State.ABSENT


def test_free_days_and_work_on_them():
    assert day(plan=Plan(PlanKind.HOLIDAY)).state is State.HOLIDAY
    assert day(plan=Plan(PlanKind.OFF)).state is State.OFF
    assert day(plan=NO_PLAN).state is State.NO_PLAN
    worked = day("08:00", "12:00", plan=Plan(PlanKind.HOLIDAY))
    assert (worked.state, worked.late, worked.early, worked.worked) == (State.OFF_WORK, 0, 0, 240)


def test_a_night_shift_is_one_day():
    night = Plan(PlanKind.WORK, 1200, 1920, 60)
    verdict = judge(
        night, [at("19:52:11"), at("32:06:03")], midnight=0, closes=36 * 3600, now=NIGHT_END, rule=DayRule()
    )
    assert (verdict.state, verdict.late, verdict.early, verdict.worked) == (State.PRESENT, 0, 0, 660)


times = st.integers(0, 24 * 3600 - 1)


@given(st.lists(times, max_size=8), st.integers(0, 30 * 3600), st.integers(0, 60), st.sampled_from(Seconds))
def test_verdicts_keep_their_promises(punches: list[int], now: int, tolerance: int, seconds: Seconds):
    punches = sorted(punches)
    rule = DayRule(tolerance=tolerance, seconds=seconds)
    verdict = judge(PLAN, punches, midnight=0, closes=CLOSES, now=now, rule=rule)
    assert verdict.late >= 0 and verdict.early >= 0 and 0 <= verdict.worked <= PLAN.net
    assert (verdict.state is State.PRESENT) == bool(punches)
    assert not (verdict.no_in and verdict.late) and not (verdict.no_out and verdict.early)
    assert not (verdict.no_in and verdict.no_out)
    assert verdict.late == 0 or verdict.late > tolerance
    if verdict.due is not None:
        assert verdict.due > now
        again = judge(PLAN, punches, midnight=0, closes=CLOSES, now=verdict.due - 1, rule=rule)
        assert again == verdict


@given(times, st.integers(0, 3600))
def test_arriving_later_is_never_less_late(arrived: int, more: int):
    for seconds in Seconds:
        rule = DayRule(seconds=seconds)
        assert late_minutes(arrived + more, 27000, rule) >= late_minutes(arrived, 27000, rule)
        floored = late_minutes(arrived, 27000, DayRule(seconds=Seconds.FLOOR))
        assert 0 <= late_minutes(arrived, 27000, DayRule(seconds=Seconds.EXACT)) - floored <= 1
