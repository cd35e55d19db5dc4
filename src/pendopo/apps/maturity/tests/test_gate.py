"""The level gate: evidence for every level below, drafts up to level 1, nothing expired."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.maturity.rules import gate
from pendopo.apps.maturity.rules.gate import Accepted, Gap
from pendopo.apps.maturity.rules.letters import letter_of, next_letter, official_name

DAY = date(2025, 8, 1)
evidence = st.lists(
    st.builds(
        Accepted,
        level=st.integers(1, 5),
        is_draft=st.booleans(),
        valid_until=st.none() | st.integers(-400, 400).map(lambda days: DAY + timedelta(days=days)),
    ),
    max_size=12,
)
lowest = st.sampled_from([0, 1])


def reached(found: list[Accepted], low: int = 1, on: date = DAY) -> int:
    return gate.reachable(low, 5, gate.proven(found, on))


def test_it_works_every_level_up_to_three() -> None:
    found = [Accepted(1), Accepted(2), Accepted(3)]
    assert reached(found) == 3
    assert gate.gaps(1, 3, gate.proven(found, DAY)) == ()
    assert gate.gaps(1, 5, gate.proven(found, DAY)) == (Gap(4, "none"), Gap(5, "none"))


def test_a_gap_stops() -> None:
    found = [Accepted(1), Accepted(3), Accepted(4)]
    assert reached(found) == 1
    assert gate.gaps(1, 4, gate.proven(found, DAY)) == (Gap(2, "none"),)


def test_without_evidence_the_lowest_level_of_the_instrument() -> None:
    assert (reached([]), reached([], 0)) == (1, 0)
    assert gate.gaps(1, 1, {}) == () and gate.gaps(0, 1, {}) == (Gap(1, "none"),)


def test_level_two_needs_level_one_as_well() -> None:
    assert reached([Accepted(2)]) == 1
    assert gate.gaps(1, 2, gate.proven([Accepted(2)], DAY)) == (Gap(1, "none"),)


def test_a_draft_proves_level_one_and_no_other() -> None:
    found = [Accepted(1, is_draft=True), Accepted(2, is_draft=True)]
    assert reached(found, 0) == 1
    assert gate.gaps(0, 2, gate.proven(found, DAY)) == (Gap(2, "draft"),)
    assert reached([Accepted(1, is_draft=True), Accepted(2)]) == 2


def test_expired_from_the_day_after_its_last() -> None:
    one = [Accepted(1, valid_until=DAY)]
    assert (reached(one, 0, DAY), reached(one, 0, DAY + timedelta(days=1))) == (1, 0)


@given(evidence, evidence, lowest)
def test_more_evidence_never_lowers(some: list[Accepted], more: list[Accepted], low: int) -> None:
    assert reached(some + more, low) >= reached(some, low)


@given(evidence, lowest)
def test_drafts_alone_never_lift_above_one(found: list[Accepted], low: int) -> None:
    drafts = [Accepted(one.level, True, one.valid_until) for one in found]
    assert reached(drafts, low) <= 1


@given(evidence, evidence, lowest)
def test_drafts_beside_enacted_ones_never_lift_above_what_those_reach(
    enacted: list[Accepted], drafts: list[Accepted], low: int
) -> None:
    enacted = [Accepted(one.level, False, one.valid_until) for one in enacted]
    drafts = [Accepted(one.level, True, one.valid_until) for one in drafts]
    with_first = reached([*enacted, Accepted(1)], low)
    assert reached(enacted + drafts, low) <= max(with_first, 1)


@given(evidence, lowest)
def test_gaps_stop(found: list[Accepted], low: int) -> None:
    level = reached(found, low)
    proven = gate.proven(found, DAY)
    assert all(gate.holds(one, proven) for one in range(1, level + 1) if one > low)
    if level < 5:
        assert gate.gaps(low, level + 1, proven)
    assert gate.gaps(low, level, proven) == ()


@given(evidence, lowest, st.integers(0, 800))
def test_time_alone_never_lifts(found: list[Accepted], low: int, days: int) -> None:
    assert reached(found, low, DAY + timedelta(days=days)) <= reached(found, low, DAY)


@given(evidence, st.randoms())
def test_order_does_not_matter(found: list[Accepted], random: object) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert gate.proven(shuffled, DAY) == gate.proven(found, DAY)


@given(st.integers(0, 700))
def test_letters_follow_one_another(number: int) -> None:
    letter = letter_of(number)
    assert next_letter([letter, "a"]) == letter_of(number + 1)


def test_letters_and_names() -> None:
    assert [letter_of(n) for n in (0, 25, 26, 27, 701)] == ["a", "z", "aa", "ab", "zz"]
    assert next_letter([]) == "a" and next_letter(["a", "c", ""]) == "d"
    assert official_name("35", "a", "Laporan Pengadaan") == "35.a. Laporan Pengadaan"
