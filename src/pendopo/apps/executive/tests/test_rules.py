"""The formula, the periods and the geometry, without a database."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.executive import testing
from pendopo.apps.executive.rules import geo, span
from pendopo.apps.executive.rules.league import Component, ranked, score_of

DAY = date(2026, 11, 12)
PARTS = [
    Component(testing.INDICATORS[0], Decimal(60), Decimal(80), Decimal(100)),
    Component(testing.INDICATORS[4], Decimal(25), Decimal(30), Decimal(0)),
    Component(testing.INDICATORS[5], Decimal(15), Decimal(5), Decimal(0)),
]
SQUARE = [[116.0, -2.0], [116.0, -1.0], [117.0, -1.0], [117.0, -2.0], [116.0, -2.0]]


def test_it_works() -> None:
    score = score_of(PARTS, [Decimal("98.0"), Decimal("6.0"), Decimal("1.0")])
    assert [part.points for part in score.parts] == [Decimal("90.0"), Decimal("80.0"), Decimal("80.0")]
    assert (score.weighted, score.weights, score.value) == (Decimal("8600.0"), Decimal(100), Decimal("86.0"))


def test_a_part_without_data_leaves_with_its_weight_and_no_data_has_no_score() -> None:
    assert score_of(PARTS, [Decimal(90), None, None]).value == Decimal("50.0")
    assert score_of(PARTS, [None, None, None]).value is None


@given(st.lists(st.none() | st.decimals(-50, 150, places=1), min_size=3, max_size=3))
def test_a_score_is_between_nought_and_a_hundred(values: list[Decimal | None]) -> None:
    value = score_of(PARTS, values).value
    assert value is None or 0 <= value <= 100


def test_equal_scores_share_a_rank_and_no_score_has_none() -> None:
    rows = [("a", Decimal(90)), ("b", Decimal(95)), ("c", Decimal(90)), ("d", None), ("e", Decimal(80))]
    assert ranked(rows) == [(1, "b"), (2, "a"), (2, "c"), (4, "e"), (None, "d")]


def test_twelve_periods_end_on_the_span() -> None:
    week, month = span.make("7hari", DAY), span.make("bulan", DAY)
    assert len(span.buckets(week, [])) == len(span.buckets(month, [])) == 12
    assert span.buckets(week, [])[-1] == (DAY - timedelta(days=6), DAY)
    assert span.buckets(month, [])[0][0] == date(2025, 12, 1) and span.buckets(month, [])[-1] == (
        date(2026, 11, 1),
        DAY,
    )
    days = [DAY - timedelta(days=n) for n in range(20, -1, -1)]
    assert span.buckets(span.make("hari", DAY), days)[0] == (DAY - timedelta(days=11), DAY - timedelta(days=11))
    assert (
        span.make("hari", DAY).query == "" and span.make("7hari", DAY, DAY).query == "?periode=7hari&tanggal=2026-11-12"
    )


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.sampled_from(span.KINDS))
def test_periods_follow_one_another_without_gap_or_overlap(day: date, kind: str) -> None:
    days = [day - timedelta(days=n) for n in range(20, -1, -1)]
    found = span.buckets(span.make(kind, day), days)
    assert all(first <= last for first, last in found)
    assert all(a[1] + timedelta(days=1) == b[0] for a, b in pairwise(found))


def test_an_outline_keeps_its_corners_and_loses_what_lies_on_a_line() -> None:
    fine = [[116.0, -2.0 + n / 100] for n in range(100)] + SQUARE[1:]
    small = geo.simplify(fine)
    assert len(small) == 5 and small[0] == small[-1] and geo.area(small) == 1
    assert geo.centre(small) == (116.5, -1.5)


def test_a_map_fits_the_page_with_north_above() -> None:
    page = geo.fit(SQUARE, 400, 300)
    spots = [page.place(x, y) for x, y in SQUARE]
    assert all(0 <= x <= 400 and 0 <= y <= 300 for x, y in spots)
    assert page.place(116.5, -1.0)[1] < page.place(116.5, -2.0)[1]
    assert page.path([SQUARE]).startswith("M") and page.path([SQUARE]).endswith("Z")


@given(st.lists(st.tuples(st.floats(115, 117), st.floats(-3, -1)) | st.none(), min_size=1, max_size=20))
def test_no_two_districts_share_a_cell_of_the_schematic(places: list[tuple[float, float] | None]) -> None:
    cells, width, height = geo.honeycomb({str(n): spot for n, spot in enumerate(places)}, 40)
    assert len(set(cells.values())) == len(places)
    assert all(0 <= x <= width and 0 <= y <= height for x, y in cells.values())


def test_offices_in_one_place_are_drawn_apart() -> None:
    spots = geo.apart([(10.0, 10.0)] * 8, 9)
    assert all(abs(a[0] - b[0]) + abs(a[1] - b[1]) > 4 for n, a in enumerate(spots) for b in spots[n + 1 :])
