"""Ties, sums, slips and the audit of slips: known cases, then properties."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.elections.rules import ties
from pendopo.apps.elections.rules.handcount import PRESENT, SLIPS, Slips, agree, differences, next_check
from pendopo.apps.elections.rules.recap import Figures, add, leaders, margin, votes_of
from pendopo.apps.elections.rules.risk import UNCLEAR, expected_sample, measure, pairs, places
from pendopo.apps.elections.rules.ties import Case, Home, decide

NAMES = {1: "Ahmad", 2: "Siti", 3: "Budi"}
ALL = [key for key in ties.RULES if key != ties.NO_RULE]


def station(number: int, registered: int, votes: dict[int, int], *hamlets: str) -> Figures:
    return Figures(number, registered, sum(votes.values()), 0, votes, hamlets)


def case(*stations: Figures, homes: dict[int, Home] | None = None, further: bool = False) -> Case:
    numbers = {number for one in stations for number in one.votes or {}}
    return Case(list(stations), {n: NAMES.get(n, f"Calon {n}") for n in numbers if n}, homes or {}, further)


DEMAK = case(station(1, 591, {1: 200, 2: 180}), station(2, 480, {1: 121, 2: 141}))
"""321 = 321; TPS 1 with 591 registered voters decided (votes of the stations are made up, the report has only sums)."""


def test_it_works_demak_321_321_the_largest_station_decides() -> None:
    sheet = decide(DEMAK, rule=ties.LARGEST_STATION)
    assert sheet.votes == {1: 321, 2: 321}
    assert sheet.tied == [1, 2]
    assert sheet.winner == 1
    assert sheet.steps[0].rows == [["TPS 1", 591, 200, 180]]
    assert len(sheet.steps) == 1


def test_the_next_largest_is_asked_only_where_the_setting_says_so() -> None:
    stations = (station(1, 500, {1: 100, 2: 100}), station(2, 400, {1: 50, 2: 40}), station(3, 300, {1: 10, 2: 20}))
    assert decide(case(*stations), rule=ties.LARGEST_STATION).winner is None
    sheet = decide(case(*stations, further=True), rule=ties.LARGEST_STATION)
    assert (sheet.winner, len(sheet.steps)) == (1, 2)


def test_two_stations_of_the_same_size_decide_only_together() -> None:
    same = (station(1, 500, {1: 30, 2: 20}), station(2, 500, {1: 10, 2: 20}))
    assert decide(case(*same), rule=ties.LARGEST_STATION).winner is None
    both = (station(1, 500, {1: 30, 2: 20}), station(2, 500, {1: 30, 2: 20}), station(3, 100, {1: 0, 2: 20}))
    assert decide(case(*both), rule=ties.LARGEST_STATION).winner == 1


def test_purworejo_areas_won_then_the_smaller_gap() -> None:
    won = case(station(1, 1, {1: 30, 2: 10}), station(2, 1, {1: 10, 2: 20}), station(3, 1, {1: 5, 2: 15}))
    assert decide(won, rule=ties.AREAS_WON).winner == 2
    gap = case(station(1, 1, {1: 40, 2: 30}), station(2, 1, {1: 10, 2: 20}))
    sheet = decide(gap, rule=ties.AREAS_WON)
    assert sheet.winner == 2  # 40 - 10 = 30 against 30 - 20 = 10
    assert sheet.steps[1].rows == [["Ahmad", 40, 10, 30], ["Siti", 30, 20, 10]]


def test_ngawi_by_hamlet_only_where_no_station_mixes_hamlets() -> None:
    whole = case(
        station(1, 300, {1: 10, 2: 20}, "Krajan"), station(2, 250, {1: 20, 2: 15}, "Krajan"),
        station(3, 400, {1: 35, 2: 30}, "Sumber"),
    )  # fmt: skip
    sheet = decide(whole, rule=ties.LARGEST_HAMLET)
    assert sheet.winner == 2  # Krajan has 550: 30 against 35
    mixed = case(station(1, 300, {1: 1, 2: 2}, "Krajan", "Sumber"), station(2, 2, {1: 2, 2: 1}, "Sumber"))
    open_one = decide(mixed, rule=ties.LARGEST_HAMLET)
    assert open_one.winner is None
    assert "rahasia" in open_one.steps[0].text


def test_the_wider_area_and_the_place_of_residence() -> None:
    wide = case(station(1, 1, {1: 30, 2: 10}), station(2, 1, {1: 0, 2: 20}))
    assert decide(wide, rule=ties.WIDEST).winner == 2
    homes = {1: Home("Krajan", 300), 2: Home("Sumber", 200)}
    alone = case(station(1, 500, {1: 9, 2: 9}), homes=homes)
    assert decide(alone, rule=ties.LARGEST_STATION).rule == ties.RESIDENCE
    assert decide(alone, rule=ties.LARGEST_STATION).winner == 1
    assert decide(case(station(1, 500, {1: 9, 2: 9})), rule=ties.RESIDENCE).winner is None


def test_no_votes_and_unknown_rules_decide_nothing() -> None:
    assert decide(case(station(1, 9, {0: 4, 1: 0, 2: 0})), rule=ties.WIDEST).winner is None
    sheet = decide(DEMAK, rule="undian")
    assert (sheet.winner, sheet.steps[-1].left) == (None, [1, 2])


COUNTS = st.lists(
    st.tuples(st.integers(1, 5), st.lists(st.integers(0, 4), min_size=3, max_size=3)), min_size=1, max_size=6
)


def made(counts: list[tuple[int, list[int]]]) -> list[Figures]:
    return [
        station(n, size, dict(zip((1, 2, 3), votes, strict=True)), f"Dusun {n % 3}")
        for n, (size, votes) in enumerate(counts, 1)
    ]


@given(COUNTS, st.sampled_from(ALL), st.booleans(), st.randoms(use_true_random=False))
def test_order_does_not_matter(
    counts: list[tuple[int, list[int]]], rule: str, further: bool, chance: random.Random
) -> None:  # fmt: skip
    stations, homes = made(counts), {1: Home("A", 5), 2: Home("B", 5), 3: Home("C", 7)}
    plain = decide(Case(stations, NAMES, homes, further), rule=rule)
    moved = list(stations)
    chance.shuffle(moved)
    numbers = [1, 2, 3]
    chance.shuffle(numbers)
    turned = [Figures(one.number, one.registered, 0, 0, {n: (one.votes or {})[n] for n in numbers}, one.hamlets)
              for one in moved]  # fmt: skip
    again = decide(Case(turned, {n: NAMES[n] for n in numbers}, homes, further), rule=rule)
    assert (plain.winner, plain.tied, plain.steps) == (again.winner, again.tied, again.steps)


@given(COUNTS, st.sampled_from(ALL), st.permutations([1, 2, 3]))
def test_names_do_not_matter(counts: list[tuple[int, list[int]]], rule: str, new: list[int]) -> None:
    """Renumbered candidates: the same person wins."""
    stations, to = made(counts), dict(zip((1, 2, 3), new, strict=True))
    homes = {1: Home("A", 5), 2: Home("B", 5), 3: Home("C", 7)}
    turned = [Figures(one.number, one.registered, 0, 0, {to[n]: v for n, v in (one.votes or {}).items()}, one.hamlets)
              for one in stations]  # fmt: skip
    plain = decide(Case(stations, NAMES, homes), rule=rule).winner
    again = decide(Case(turned, NAMES, {to[n]: home for n, home in homes.items()}), rule=rule).winner
    assert again == (None if plain is None else to[plain])


@given(COUNTS, st.sampled_from(ALL), st.booleans())
def test_a_clear_winner_is_never_changed_and_only_the_equal_can_win(
    counts: list[tuple[int, list[int]]], rule: str, further: bool
) -> None:  # fmt: skip
    stations = made(counts)
    first = leaders(add(stations).votes or {})
    sheet = decide(Case(stations, NAMES, {}, further), rule=rule)
    if len(first) == 1:
        assert (sheet.winner, sheet.tied, sheet.steps) == (first[0], [], [])
    else:
        assert sheet.winner is None or sheet.winner in first
        left = set(first)
        for step in sheet.steps:
            assert set(step.left) <= left
            assert step.left
            left = set(step.left)


def test_sums_keep_the_empty_vote_apart() -> None:
    total = add([station(1, 10, {0: 3, 1: 2, 2: 4}), Figures(2, 99), station(3, 5, {0: 0, 1: 5, 2: 0})])
    assert (total.registered, total.ballots, total.valid, total.blank) == (15, 14, 11, 3)
    assert leaders(total.votes or {}) == [1]
    assert margin(total.votes or {}) == 3
    assert margin({1: 4}) is None


def test_votes_come_by_the_number_on_the_ballot() -> None:
    text = '{"questions":[{"answers":["2. Siti","5. Ahmad. S"],"blank":true}]}'
    assert votes_of(text, [1, 7, 9]) == {0: 1, 2: 7, 5: 9}
    with pytest.raises(ValueError, match="argument"):
        votes_of(text, [1, 7])


def test_slips_are_compared_with_archive_and_report() -> None:
    told = {"cards_spent": 10, "attended": 9, "extra": 1}
    assert differences(Slips((1, 5, 4)), [1, 5, 4], ["kosong", "1", "2"], told) == []
    found = {one.kind: one for one in differences(Slips((1, 5, 3)), [1, 5, 4], ["kosong", "1", "2"], told)}
    assert found["pilihan"].rows == [("2", 3, 4)]
    assert found[SLIPS].size == 1
    assert PRESENT in {one.kind for one in differences(Slips((10,)), [10], ["1"], told | {"extra": 2})}
    assert differences(Slips((1, 5, 3), unclear=1), [1, 5, 4], ["kosong", "1", "2"], told)[0].kind == "pilihan"


def test_two_counts_agree_in_everything_or_not_at_all() -> None:
    assert agree(Slips((1, 2), 1, 0), Slips((1, 2), 1, 0))
    for other in (Slips((2, 1), 1, 0), Slips((1, 2), 0, 0), Slips((1, 2), 1, 1)):
        assert not agree(Slips((1, 2), 1, 0), other)
    assert next_check([]) == "salinan"
    assert next_check(["salinan", "dikeluarkan", "diragukan", "ulang"]) == ""


# Known answers: the tests of VotingWorks Arlo (audit_math/test_bravo.py), limit 10 %.
@pytest.mark.parametrize(
    ("votes", "ballots", "needed"),
    [
        ({1: 600, 2: 400}, 1000, 119), ({1: 600, 2: 200, 3: 100}, 900, 22), ({1: 300, 2: 200, 3: 200}, 1000, 238),
        ({1: 600, 2: 400, 3: 0}, 1000, 119), ({1: 10000, 2: 9000, 3: 200}, 20000, 1769),
    ],
)  # fmt: skip
def test_expected_samples_are_those_of_the_literature(votes: dict[int, int], ballots: int, needed: int) -> None:
    assert expected_sample(votes, ballots, Fraction(1, 10)) == needed


@pytest.mark.parametrize(
    ("votes", "sample", "risks"),
    [
        ({1: 600, 2: 400}, {1: 72, 2: 47}, {2: 0.0713}), ({1: 600, 2: 200, 3: 100}, {1: 25, 2: 18, 3: 5}, {2: 1, 3: 0}),
        ({1: 300, 2: 200, 3: 200}, {1: 72, 2: 48, 3: 48}, {2: 0.0891, 3: 0.0891}),
        ({1: 10000, 2: 9000, 3: 200}, {1: 1200, 2: 1000, 3: 10}, {2: 0.000561, 3: 0}),
    ],
)  # fmt: skip
def test_risks_are_those_of_the_literature(
    votes: dict[int, int], sample: dict[int, int], risks: dict[int, float]
) -> None:  # fmt: skip
    drawn = [number for number, times in sample.items() for _ in range(times)]
    for pair in measure(votes, drawn):
        assert float(pair.p) == pytest.approx(risks[pair.loser], abs=0.01)


@given(st.integers(1, 400), st.integers(0, 399), st.integers(0, 60))
def test_slips_that_all_agree_lower_the_risk_by_the_formula(winner: int, loser: int, drawn: int) -> None:
    if winner <= loser:
        return
    share = Fraction(winner, winner + loser)
    (pair,) = measure({1: winner, 2: loser}, [1] * drawn)
    assert pair.p == 1 / (2 * share) ** drawn
    assert pair.least == pair.p


@given(st.integers(1, 50), st.integers(0, 49), st.lists(st.sampled_from([1, 2, 0, UNCLEAR]), max_size=40))
def test_the_risk_is_never_below_the_formula(winner: int, loser: int, drawn: list[int]) -> None:
    if winner <= loser:
        return
    share = Fraction(winner, winner + loser)
    (pair,) = measure({1: winner, 2: loser}, drawn)
    statistic = (2 * share) ** drawn.count(1) * (2 - 2 * share) ** drawn.count(2)
    assert pair.p == (min(Fraction(1), 1 / statistic) if statistic else 1)
    assert pair.least <= pair.p
    assert pair.least >= 1 / (2 * share) ** drawn.count(1)


def test_a_tie_is_not_audited_and_a_contradicted_zero_never_passes() -> None:
    with pytest.raises(ValueError, match="winner"):
        pairs({0: 9, 1: 4, 2: 4})
    assert expected_sample({1: 4, 2: 4}, 8, Fraction(1, 20)) is None
    (pair,) = measure({1: 5, 2: 0}, [2, *[1] * 50])
    assert not pair.is_confirmed(Fraction(1, 10))


def test_a_wrong_report_seldom_passes() -> None:
    """Reported 60:40, really 50:50: at most about one audit in ten is enough within 300 slips at a limit of 10 %."""
    chance, passed = random.Random(20261122), 0
    for _round in range(300):
        drawn = [chance.choice((1, 2)) for _slip in range(120)]
        passed += all(pair.is_confirmed(Fraction(1, 10)) for pair in measure({1: 60, 2: 40}, drawn))
    assert passed <= 45


def test_places_are_fair_repeatable_and_known() -> None:
    manifest = [(1, 3), (2, 0), (4, 7)]
    first = list(islice(places("12345678901234567890", manifest), 2000))
    assert first == list(islice(places("12345678901234567890", manifest), 2000))
    assert first[:3] == [(4, 3), (1, 1), (4, 6)]  # SHA-256 modulo 10: 5, 0, 8
    assert set(first) == {(1, n) for n in (1, 2, 3)} | {(4, n) for n in range(1, 8)}
    for place in set(first):
        assert 140 < first.count(place) < 260
    assert first != list(islice(places("12345678901234567891", manifest), 2000))
    assert list(islice(places("1", [(1, 0)]), 5)) == []
