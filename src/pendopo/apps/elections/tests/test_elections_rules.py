from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.elections.models import ElectionState, MemberRole
from pendopo.apps.elections.rules import candidates, moves, numbers, roles, stages

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
SCORES = st.dictionaries(st.integers(1, 40), st.integers(0, 8).map(Decimal), min_size=1, max_size=20)


def test_it_works_the_way_of_an_election_is_straight() -> None:
    state, way = str(ElectionState.PREPARING), []
    while step := moves.next_move(state):
        way.append(step.name)
        state = step.target
    assert tuple(way) == moves.FORWARD and state == ElectionState.ARCHIVED
    assert {one.target for one in moves.MOVES.values()} | {"persiapan"} == set(ElectionState.values)
    assert moves.next_move(ElectionState.CANCELLED) is None


def test_a_guard_may_say_sentences_or_checks_and_effects_are_called_by_name() -> None:
    kept = dict(moves._guards["arsip"])

    @moves.guard("arsip")
    def told(_election: object) -> list[moves.Check | str]:
        return ["Berkas kurang.", moves.Check("Ada", True)]

    try:
        found = moves.checks_of("arsip", None)
        assert [(one.label, one.is_met) for one in found if one.label in ("Berkas kurang.", "Ada")] == [
            ("Berkas kurang.", False), ("Ada", True),
        ]  # fmt: skip
    finally:
        moves._guards["arsip"] = kept
    with pytest.raises(KeyError):
        moves.guard("tidak_ada")(told)


@given(DAYS, st.integers(1, 60))
def test_the_proposed_schedule_is_in_order_whatever_the_day(day: date, objection_days: int) -> None:
    spans = stages.proposal(day, objection_days)
    assert stages.warnings(spans, day) == []
    known = {one.key: one for one in spans}
    assert known["pemungutan"].starts_on == known["pemungutan"].ends_on == day
    assert known["keberatan"].ends_on == day + timedelta(objection_days)
    assert all(one.starts_on <= one.ends_on for one in spans)


def test_a_schedule_out_of_order_is_told() -> None:
    day = date(2027, 3, 1)
    spans = {one.key: one for one in stages.proposal(day)}
    del spans["uji"]
    spans["tenang"] = stages.Span("tenang", "Masa tenang", day - timedelta(5), day)
    spans["dpt"] = stages.Span("dpt", "DPT", day - timedelta(90), day - timedelta(80))
    spans["penghitungan"] = stages.Span("penghitungan", "Hitung", day + timedelta(1), day + timedelta(1))
    kinds = {(one.kind, one.name, one.other) for one in stages.warnings(list(spans.values()), day)}
    assert ("day", "Hitung", "") in kinds and ("overlap", "Masa tenang", "Pemungutan suara") in kinds
    assert any(kind == "missing" for kind, _name, _other in kinds)
    assert any(kind == "order" and name == "DPT" for kind, name, _other in kinds)


@given(DAYS, st.integers(-30, 30))
def test_late_is_the_day_after_the_last_one(day: date, days: int) -> None:
    ends = day + timedelta(days)
    assert stages.is_late(ends, None, day) == (days < 0)
    assert not stages.is_late(ends, day, day)
    assert stages.on_time(ends, day, day) == (days >= 0)
    assert stages.on_time(ends, None, day) is (False if days < 0 else None)


@given(SCORES, st.integers(1, 6))
def test_a_selection_loses_nobody_and_never_prefers_a_lower_score(scores: dict[int, Decimal], most: int) -> None:
    chosen = candidates.select(scores, most)
    assert sorted((*chosen.accepted, *chosen.out, *chosen.tied)) == sorted(scores)
    assert len(chosen.accepted) <= most
    if len(scores) > most and not chosen.tied:
        assert len(chosen.accepted) == most
        assert min(scores[one] for one in chosen.accepted) > max(scores[one] for one in chosen.out)
    if chosen.tied:
        assert len({scores[one] for one in chosen.tied}) == 1
        assert len(chosen.accepted) < most < len(chosen.accepted) + len(chosen.tied)


def test_six_for_five_places_and_a_tie_at_the_border() -> None:
    plain = candidates.select({n: Decimal(n) for n in range(1, 7)}, 5)
    assert plain == candidates.Selection((6, 5, 4, 3, 2), (1,))
    tied = candidates.select({1: Decimal(9), 2: Decimal(5), 3: Decimal(5), 4: Decimal(1)}, 2)
    assert tied == candidates.Selection((1,), (4,), (2, 3))


@given(st.integers(0, 12))
def test_two_to_five(count: int) -> None:
    assert candidates.enough(count, 2, 5) == ("few" if count < 2 else "many" if count > 5 else "right")


def test_whole_years_on_a_day() -> None:
    assert candidates.age_on(date(2000, 3, 2), date(2025, 3, 1)) == 24
    assert candidates.age_on(date(2000, 3, 2), date(2025, 3, 2)) == 25
    assert candidates.age_on(date(2000, 2, 29), date(2025, 2, 28)) == 24


@given(st.lists(st.integers(1, 999), unique=True, min_size=1, max_size=9), st.integers())
def test_the_lot_gives_each_number_once(people: list[int], seed: int) -> None:
    drawn = numbers.draw(people, Random(seed))
    assert set(drawn) == set(people)
    assert not candidates.numbers_faults(list(drawn.values()))
    assert numbers.draw(people, Random(seed)) == drawn


def test_every_order_of_three_comes_about_equally_often() -> None:
    seen: dict[tuple[int, ...], int] = {}
    for _time in range(3000):
        drawn = numbers.draw([1, 2, 3])
        order = (drawn[1], drawn[2], drawn[3])
        seen[order] = seen.get(order, 0) + 1
    assert len(seen) == 6 and min(seen.values()) > 350  # 500 each; 350 is 7 standard deviations away


def test_numbers_with_a_gap_or_none_are_faults() -> None:
    assert candidates.numbers_faults([1, 3]) and candidates.numbers_faults([1, None])
    assert candidates.numbers_faults([1, 1]) and not candidates.numbers_faults([2, 1, 3])


def test_pins_have_six_figures_and_are_not_the_first_guess() -> None:
    pins = {numbers.new_pin() for _time in range(300)}
    assert len(pins) > 290
    assert all(len(pin) == 6 and pin.isdigit() and not numbers.is_weak(pin) for pin in pins)
    assert numbers.is_weak("000000") and numbers.is_weak("123456") and not numbers.is_weak("120394")


@pytest.mark.parametrize(
    "one, other, allowed",
    [
        (MemberRole.WITNESS, MemberRole.KPPS, False),
        (MemberRole.WITNESS, MemberRole.WITNESS, False),
        (MemberRole.BPD, MemberRole.COMMITTEE, False),
        (MemberRole.KPPS, MemberRole.KPPS, False),
        (MemberRole.COMMITTEE, MemberRole.KPPS_HEAD, True),
        (MemberRole.TECHNICIAN, MemberRole.TECHNICIAN, True),
        (MemberRole.TECHNICIAN, MemberRole.WITNESS, False),
    ],
)
def test_who_may_be_both(one: str, other: str, allowed: bool) -> None:
    assert roles.may_be_both(one, other) is allowed
    assert roles.may_be_both(other, one) is allowed
