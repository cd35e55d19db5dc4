"""Ranks with ties, percentiles, neighbours, and whom to learn from."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.maturity.rules.ranking import Agency, mentors, neighbours, place_of, ranked, spread, weakest


def agencies(*indexes: str) -> list[Agency]:
    return [Agency(str(number), Fraction(index)) for number, index in enumerate(indexes)]


def test_it_works_with_the_top_of_2024() -> None:
    places = ranked(agencies("4.74", "4.765", "4.725", "4.745"))
    assert [(one.agency.key, one.rank) for one in places] == [("1", 1), ("3", 2), ("0", 3), ("2", 4)]
    assert not any(one.tied for one in places)


def test_ties_share_a_rank_and_the_next_is_skipped() -> None:
    given_ = agencies("3.30", "3.304", "3.299", "3.10", "3.50")
    assert [one.rank for one in ranked(given_)] == [1, 2, 2, 2, 5]
    assert [one.rank for one in ranked(given_, by="exact")] == [1, 2, 3, 4, 5]
    assert [one.tied for one in ranked(given_)] == [False, True, True, True, False]


def test_the_middle_one_has_percentile_50() -> None:
    places = ranked(agencies("1", "2", "3", "4", "5"))
    assert place_of(places, "2").percentile == 50
    assert [one.percentile for one in places] == [90, 70, 50, 30, 10]
    assert [one.percentile for one in ranked(agencies("2", "2"))] == [50, 50]
    assert ranked([]) == ()


@given(st.lists(st.integers(100, 500), max_size=40))
def test_a_rank_counts_those_above(values: list[int]) -> None:
    places = ranked([Agency(number, Fraction(value, 100)) for number, value in enumerate(values)])
    for one in places:
        assert one.rank == 1 + sum(other.agency.index > one.agency.index for other in places)
        assert one.tied == (values.count(int(one.agency.index * 100)) > 1)
    assert sum((one.percentile for one in places), Fraction()) == 50 * len(values)


def test_neighbours_stop_at_the_ends() -> None:
    places = ranked(agencies("1", "2", "3", "4", "5"))
    assert [one.agency.key for one in neighbours(places, "4", each_side=2)] == ["4", "3", "2"]
    assert [one.agency.key for one in neighbours(places, "2", each_side=1)] == ["3", "2", "1"]
    assert neighbours(places, "x") == ()


def test_spread_is_exact() -> None:
    found = spread([Fraction(1), Fraction(2), Fraction(4)])
    assert (found.mean, found.median, found.low, found.high) == (Fraction(7, 3), 2, 1, 4)
    assert spread([]) is None


def test_who_is_of_similar_size_and_better_where_we_are_weak() -> None:
    def kab(key: str, group: str, population: int | None, first: str, second: str) -> Agency:
        return Agency(key, Fraction(3), group, {"1": Fraction(first), "2": Fraction(second)}, population)

    mine = kab("mine", "kabupaten", 100, "2", "3")
    others = [
        mine,
        kab("good", "kabupaten", 150, "4", "3"),
        kab("nearer", "kabupaten", 110, "4", "3"),
        kab("best", "kabupaten", 51, "5", "3"),
        kab("huge", "kabupaten", 201, "5", "5"),
        kab("city", "kota", 100, "5", "5"),
        kab("unknown", "kabupaten", None, "5", "5"),
        kab("hardly", "kabupaten", 100, "2.4", "5"),
    ]
    assert weakest(mine, others) == ("1", "2")
    assert weakest(mine, [mine]) == ()
    found = mentors(mine, others, ["1"], factor=2)
    assert [one.agency.key for one in found] == ["best", "nearer", "good"]
    assert found[0].better == {"1": 3}
    assert found[2].size_ratio == Fraction(3, 2)
    free = mentors(mine, others, ["1"], factor=None, same_group=False)
    assert {one.agency.key for one in free} == {"best", "good", "nearer", "huge", "city", "unknown"}
