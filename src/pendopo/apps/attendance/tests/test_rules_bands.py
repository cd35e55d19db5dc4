"""Bands TL and PSW at their edges; the newest set in force; the cap."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.attendance.rules.bands import Band, BandKind, band_for, day_bands, in_force, month_percent

SINCE = date(2024, 1, 1)
STEPS = [(1, 30, "0.5"), (31, 60, "1"), (61, 90, "1.25"), (91, None, "1.5")]


def a_set(since: date = SINCE, top: str = "1.5") -> list[Band]:
    rows = []
    for kind, word in ((BandKind.LATE, "TL"), (BandKind.EARLY, "PSW")):
        for number, (low, high, percent) in enumerate(STEPS, 1):
            value = Decimal(top if high is None else percent)
            rows.append(Band(kind, f"{word}{number}", low, high, value, high is None, since))
    rows.append(Band(BandKind.ABSENT, "TK", 1, None, Decimal(3), False, since))
    return rows


BANDS = a_set()


@pytest.mark.parametrize(
    ("minutes", "code"),
    [(0, None), (1, "1"), (30, "1"), (31, "2"), (60, "2"), (61, "3"), (90, "3"), (91, "4"), (500, "4")],
)
def test_it_works_every_edge_has_its_code(minutes: int, code: str | None):
    late = band_for(BANDS, BandKind.LATE, minutes)
    early = band_for(BANDS, BandKind.EARLY, minutes)
    assert (late and late.code) == (code and f"TL{code}")
    assert (early and early.code) == (code and f"PSW{code}")


def test_no_record_is_the_top_band():
    codes = [b.code for b in day_bands(BANDS, late=0, early=0, no_in=True, no_out=True, absent=False)]
    assert codes == ["TL4", "PSW4"]


def test_an_absent_day_counts_once():
    assert [b.code for b in day_bands(BANDS, late=0, early=0, no_in=False, no_out=False, absent=True)] == ["TK"]


def test_a_clean_day_costs_nothing():
    assert day_bands(BANDS, late=0, early=0, no_in=False, no_out=False, absent=False) == ()


def test_the_set_in_force_is_the_newest_begun():
    both = [*BANDS, *a_set(date(2026, 1, 1), "2.5")]
    assert band_for(in_force(both, date(2025, 12, 31)), BandKind.LATE, 99).percent == Decimal("1.5")
    assert band_for(in_force(both, date(2026, 1, 1)), BandKind.LATE, 99).percent == Decimal("2.5")
    assert in_force(both, date(2023, 1, 1)) == ()


def test_a_month_is_never_above_a_hundred_per_cent():
    absent = band_for(BANDS, BandKind.ABSENT, 1)
    assert month_percent([absent] * 40) == Decimal(100)
    assert month_percent([absent] * 2) == Decimal(6)


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_more_minutes_never_cost_less(one: int, two: int):
    low, high = sorted((one, two))
    cost = [band.percent if band else Decimal(0) for band in (band_for(BANDS, BandKind.LATE, m) for m in (low, high))]
    assert cost[0] <= cost[1]
