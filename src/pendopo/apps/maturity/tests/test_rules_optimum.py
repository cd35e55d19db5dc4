"""The cheapest set: against brute force on small instruments, its proof on the real one, and the refusals."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.apps.maturity.rules.optimum import BadWish, Plan, Unreachable, cheapest, default_efforts, frontier
from pendopo.apps.maturity.rules.optimum_proof import verify
from pendopo.apps.maturity.rules.reading import read_instrument
from pendopo.apps.maturity.rules.scoring import reaches, score


def small(weights: tuple[str, ...]) -> Instrument:
    """One aspect, levels 1 to 3."""
    indicators = [{"no": no, "name": f"I{no}", "weight": weight} for no, weight in enumerate(weights, 1)]
    found = {
        "instrument": "kecil", "title": "Kecil", "source": [], "valid_years": [2030, None], "verified": True,
        "level_min": 1, "level_max": 3,
        "predicates": [{"name": "Atas", "min": 2, "max": 3}, {"name": "Bawah", "min": None, "max": 2}],
        "aspects": [{"no": 1, "name": "A", "weight": 100, "indicators": indicators}],
    }  # fmt: skip
    return read_instrument(json.dumps(found).encode())


def by_force(instrument: Instrument, levels: dict[str, int], tops: dict[str, int], cost: dict[tuple[str, int], int]):
    """(effort, changed, -index, levels, earlier ones raised further) of every allowed assessment."""
    codes = instrument.entry_codes
    for chosen in product(*(range(levels[code], max(levels[code], tops[code]) + 1) for code in codes)):
        raised = dict(zip(codes, chosen, strict=True))
        effort = sum(cost[code, to] for code in codes for to in range(levels[code] + 1, raised[code] + 1))
        changed = sum(raised[code] != levels[code] for code in codes)
        yield effort, changed, -score(instrument, 2030, raised).index, tuple(-level for level in chosen), raised


@st.composite
def questions(draw: st.DrawFn):
    instrument = small(draw(st.sampled_from([("25", "25", "25", "25"), ("12.5", "37.5", "20", "30"), ("60", "40")])))
    codes = instrument.entry_codes
    levels = {code: draw(st.integers(1, 3)) for code in codes}
    tops = {code: draw(st.integers(1, 3)) for code in codes}
    cost = {(code, to): draw(st.integers(0, 6)) for code in codes for to in (1, 2, 3)}
    target = draw(st.integers(100, 300).map(lambda number: Fraction(number, 100)))
    return instrument, levels, tops, cost, target, draw(st.sampled_from(("unrounded", "rounded")))


@settings(max_examples=200, deadline=None)
@given(questions())
def test_it_works_as_brute_force_does(question) -> None:
    instrument, levels, tops, cost, target, rule = question
    ways = sorted(by_force(instrument, levels, tops, cost), key=lambda way: way[:4])
    enough = [way for way in ways if reaches(-way[2], target, rule)]
    plan = cheapest(instrument, levels, target, efforts=cost, caps=tops, predicate_input=rule)
    if not enough:
        assert isinstance(plan, Unreachable)
        assert plan.index == max(-way[2] for way in ways)
        assert plan.effort == min(way[0] for way in ways if -way[2] == plan.index)
        assert plan.short_by == target - plan.index
        return
    assert isinstance(plan, Plan)
    effort, _changed, index, _order, raised = enough[0]
    assert (plan.effort, plan.index) == (effort, -index)
    assert levels | {one.code: one.to for one in plan.raises} == raised
    assert verify(instrument, levels, plan, efforts=cost, caps=tops, predicate_input=rule) == []
    if plan.below:
        cheaper = [-way[2] for way in ways if way[0] <= plan.below.limit]
        assert plan.below.limit == effort - 1
        assert plan.below.index == max(cheaper)
        assert not reaches(plan.below.index, target, rule)
    else:
        assert not [way for way in ways if way[0] < effort]


@settings(max_examples=100, deadline=None)
@given(questions())
def test_the_frontier_is_the_best_index_for_each_effort(question) -> None:
    instrument, levels, tops, cost, _target, _rule = question
    ways = list(by_force(instrument, levels, tops, cost))
    steps = frontier(instrument, levels, efforts=cost, caps=tops, limit=9)
    for effort in range(10):
        best = max(-way[2] for way in ways if way[0] <= effort)
        assert [step.index for step in steps if step.effort <= effort][-1] == best


@pytest.mark.parametrize("target", ["2.6", "3.5", "4.2", "5"])
def test_the_proof_holds_for_47_indicators(target: str) -> None:
    spbe = loading.get("spbe-59-2020")
    levels = {code: 1 + int(code) % 3 for code in spbe.entry_codes}
    plan = cheapest(spbe, levels, Fraction(target))
    assert isinstance(plan, Plan)
    assert plan.below is not None
    assert plan.below.index < Fraction(target) <= plan.index
    assert plan.certificate[-1].effort == plan.effort
    assert plan.certificate[-2].index == plan.below.index
    assert verify(spbe, levels, plan) == []


def test_a_wrong_plan_does_not_pass_the_check() -> None:
    spbe = loading.get("spbe-59-2020")
    levels = dict.fromkeys(spbe.entry_codes, 2)
    plan = cheapest(spbe, levels, Fraction("2.6"))
    dear = {(code, 3): 1 for code in spbe.entry_codes}
    assert verify(spbe, levels, plan) == []
    assert verify(spbe, levels, plan, efforts=dear) != []
    assert verify(spbe, levels | {plan.raises[0].code: 5}, plan) != []


def test_a_target_that_is_met_needs_nothing() -> None:
    spbe = loading.get("spbe-59-2020")
    plan = cheapest(spbe, dict.fromkeys(spbe.entry_codes, 3), Fraction("2.6"))
    assert (plan.raises, plan.effort, plan.below) == ((), 0, None)
    assert plan.index == 3


def test_the_rule_of_the_year_lowers_the_threshold() -> None:
    spbe = loading.get("spbe-59-2020")
    levels = dict.fromkeys(spbe.entry_codes, 3)
    strict = cheapest(spbe, levels, Fraction("3.5"))
    lenient = cheapest(spbe, levels, Fraction("3.5"), predicate_input="rounded")
    assert Fraction("3.495") <= lenient.index
    assert lenient.effort <= strict.effort
    assert lenient.predicate == "Sangat Baik"


def test_frozen_and_capped_entries_stay() -> None:
    spbe = loading.get("spbe-59-2020")
    levels = dict.fromkeys(spbe.entry_codes, 2)
    frozen = spbe.entry_codes[:40]
    plan = cheapest(spbe, levels, Fraction(5), frozen=frozen, caps={"41": 3})
    assert isinstance(plan, Unreachable)
    assert {one.code for one in plan.raises} == set(spbe.entry_codes[40:])
    assert {one.code: one.to for one in plan.raises}["41"] == 3
    assert plan.index == 2 + Fraction(6 * 3 * 3, 100) + Fraction("0.0275")


def test_missing_levels_start_from_nothing() -> None:
    spbe = loading.get("spbe-59-2020")
    levels = dict.fromkeys(spbe.entry_codes[1:], 3)
    plan = cheapest(spbe, levels, Fraction(3), missing="zero", frozen=spbe.entry_codes[1:])
    cost = default_efforts(spbe)
    assert [(one.code, one.start, one.to) for one in plan.raises] == [("1", 0, 3)]
    assert plan.effort == cost["1", 1] + cost["1", 2] + cost["1", 3]
    assert verify(spbe, levels, plan, frozen=spbe.entry_codes[1:]) == []


@pytest.mark.parametrize(
    ("wish", "place"),
    [
        ({"efforts": {("1", 6): 1}}, "efforts.1.6"),
        ({"efforts": {("99", 2): 1}}, "efforts.99.2"),
        ({"efforts": {("1", 2): -1}}, "efforts.1.2"),
        ({"efforts": {("1", 2): 1.5}}, "efforts.1.2"),
        ({"efforts": {("1", 2): True}}, "efforts.1.2"),
        ({"caps": {"1": 6}}, "caps.1"),
        ({"caps": {"99": 3}}, "caps.99"),
        ({"frozen": ("99",)}, "frozen.99"),
    ],
)
def test_wishes_that_cannot_be_are_refused(wish: dict, place: str) -> None:
    spbe = loading.get("spbe-59-2020")
    with pytest.raises(BadWish) as caught:
        cheapest(spbe, dict.fromkeys(spbe.entry_codes, 2), Fraction(3), **wish)
    assert caught.value.place == place
