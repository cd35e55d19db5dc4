"""A punch belongs to exactly one work date, whatever the shifts around it."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.attendance.rules.plan import DAY, Plan, PlanKind
from pendopo.apps.attendance.rules.windows import (
    MAX_SHIFT_END,
    WindowRule,
    boundary,
    candidate_dates,
    midnight,
    shift_refusal,
    window,
)

WITA = ZoneInfo("Asia/Makassar")
RULE = WindowRule()
OFFICE = Plan(PlanKind.WORK, 450, 960, 60)
NIGHT = Plan(PlanKind.WORK, 1200, 1920, 60)
OFF = Plan(PlanKind.OFF)
MONDAY = date(2026, 11, 9)


def owned(plans: list[Plan | None], first: date, zone: ZoneInfo = WITA) -> list[tuple[int, int]]:
    """Windows of consecutive dates, the plan before and after the list being unknown."""
    padded = [None, *plans, None]
    return [
        window(
            (padded[n], padded[n + 1], padded[n + 2]),
            (midnight(first + timedelta(days=n), zone), midnight(first + timedelta(days=n + 1), zone)),
            RULE,
        )
        for n in range(len(plans))
    ]


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> int:
    return int(datetime(2026, 11, day, hour, minute, second, tzinfo=WITA).timestamp())


def test_it_works_an_ordinary_day_runs_from_three_to_three():
    (start, end) = owned([OFFICE], MONDAY)[0]
    assert (start, end) == (at(9, 3), at(10, 3))


def test_a_night_shift_owns_19_52_to_08_06_of_the_next_day():
    (start, end), (_, _) = owned([NIGHT, OFF], MONDAY)
    assert start <= at(9, 19, 52, 11) < at(10, 8, 6, 3) < end


def test_a_night_shift_and_the_office_morning_after_part_between_them():
    night, office = owned([NIGHT, OFFICE], MONDAY)
    assert night[1] == office[0]
    early_off = Plan(PlanKind.WORK, 1200, DAY + 360, 60)
    night, office = owned([early_off, OFFICE], MONDAY)
    assert night[0] < at(10, 6, 5) < night[1] <= office[0] < at(10, 7, 20)


def test_two_nights_in_a_row_are_two_days():
    one, two = owned([NIGHT, NIGHT], MONDAY)
    assert one[0] <= at(9, 19, 50) < at(10, 8, 10) < one[1] == two[0] <= at(10, 19, 50)


def test_a_shift_that_starts_at_midnight_takes_the_eve():
    start, _ = owned([OFF, Plan(PlanKind.WORK, 0, 480, 0)], MONDAY)[1]
    assert start == at(9, 20)


@pytest.mark.parametrize(
    ("start", "end", "rest", "word"),
    [
        (450, 960, 60, ""),
        (1200, 1920, 60, ""),
        (-1, 960, 0, "start"),
        (1440, 1500, 0, "start"),
        (450, 450, 0, "end"),
        (0, 1441, 0, "long"),
        (1200, MAX_SHIFT_END + 1, 0, "end"),
        (450, 500, 50, "rest"),
    ],
)
def test_shift_hours_that_cannot_be_used_are_named(start: int, end: int, rest: int, word: str):
    assert shift_refusal(start, end, rest) == word


plans = st.one_of(
    st.none(),
    st.just(OFF),
    st.just(OFFICE),
    st.just(NIGHT),
    st.builds(
        lambda start, length: Plan(PlanKind.WORK, start, min(start + length, MAX_SHIFT_END), 0),
        st.integers(0, DAY - 1),
        st.integers(1, DAY),
    ),
)


@given(st.lists(plans, min_size=2, max_size=12), st.sampled_from(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]))
def test_windows_follow_each_other_without_gap_or_overlap(days: list[Plan | None], zone: str):
    windows = owned(days, MONDAY, ZoneInfo(zone))
    assert all(start < end for start, end in windows)
    assert all(one[1] == two[0] for one, two in pairwise(windows))


@given(st.lists(plans, min_size=4, max_size=8), st.integers(0, 4 * DAY * 60))
def test_every_moment_has_one_owner_and_it_is_a_candidate_date(days: list[Plan | None], offset: int):
    windows = owned(days, MONDAY)
    moment = at(9, 12) + offset
    owners = [n for n, (start, end) in enumerate(windows) if start <= moment < end]
    if moment >= windows[-1][1]:
        assert owners == []
        return
    assert len(owners) == 1
    assert owners[0] == bisect_right([start for start, _ in windows], moment) - 1
    local = datetime.fromtimestamp(moment, tz=WITA).replace(tzinfo=None)
    assert MONDAY + timedelta(days=owners[0]) in candidate_dates(local)


@given(plans, plans)
def test_a_shift_keeps_its_own_hours_unless_the_next_overlaps(before: Plan | None, after: Plan | None):
    cut = boundary(before, after, RULE)
    ended = before.end - DAY if before and before.works else None
    starts = after.start if after and after.works else None
    if ended is not None and starts is not None and ended > starts:
        return
    if ended is not None:
        assert cut >= min(ended, 15 * 60)
    if starts is not None:
        assert cut <= max(starts, -6 * 60)
