import json
from fractions import Fraction
from typing import Any

import pytest

from pendopo.apps.maturity.models import Action, Effort, Scenario, Stage
from pendopo.apps.maturity.queries import simulation as queries
from pendopo.apps.maturity.queries.simulation import Question
from pendopo.apps.maturity.rules.optimum import BadWish, Plan, Unreachable, default_efforts
from pendopo.apps.maturity.services import actions, simulation
from pendopo.apps.maturity.tests.insight_world import facts, world
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db
GOOD = Fraction(13, 5)


def test_it_works_the_cheapest_set_and_the_proof_that_none_is_cheaper() -> None:
    base = queries.ground(world(2).assessment)

    found = queries.answer(base, Question(GOOD))

    assert isinstance(found.plan, Plan)
    assert found.plan.index >= GOOD
    assert found.plan.below is not None
    assert found.plan.below.limit == found.plan.effort - 1
    assert found.plan.below.index < GOOD
    assert queries.problems(found) == []
    assert sum(one.gain for one, _entry in found.raises) == found.gain


def test_caps_and_frozen_indicators_are_kept() -> None:
    base = queries.ground(world(2).assessment)
    caps = {code: 0 for code in base.instrument.entry_codes if int(code) <= 31}

    found = queries.answer(base, Question(GOOD, caps=caps | {"42": 3}))

    assert all(int(one.code) > 31 for one in found.plan.raises)
    assert all(one.to <= 3 for one in found.plan.raises if one.code == "42")


def test_what_cannot_be_reached_says_how_far_it_goes() -> None:
    base = queries.ground(world(2).assessment)
    caps = dict.fromkeys(base.instrument.entry_codes, 0)

    found = queries.answer(base, Question(GOOD, caps=caps))

    assert isinstance(found.plan, Unreachable)
    assert found.plan.index == 2
    with pytest.raises(BadWish):
        queries.answer(base, Question(GOOD, caps={"999": 1}))


def test_missing_levels_are_raised_from_nothing() -> None:
    base = queries.ground(world({"1": 3}).assessment)

    found = queries.answer(base, Question(Fraction(1, 10)))

    assert base.result.missing
    assert found.plan.index >= Fraction(1, 10)


def test_raising_by_hand_is_exact() -> None:
    base = queries.ground(world(2).assessment)

    result, effort, changes = queries.by_hand(base, {"1": 3, "47": 5, "2": 2})

    assert result.index == 2 + Fraction(13, 1000) + Fraction(9, 100)
    points = default_efforts(base.instrument)
    assert effort == points["1", 3] + sum(points["47", level] for level in (3, 4, 5))
    assert [(one.code, one.start, one.to) for one in changes] == [("1", 2, 3), ("47", 2, 5)]


def test_own_points_change_the_answer_and_are_kept_as_rows() -> None:
    place = world(2)
    actor = place.actor("koordinator")
    base = queries.ground(place.assessment)

    assert simulation.set_efforts(actor, base.instrument, points={**base.efforts, ("47", 3): 0, ("46", 3): 0}) == 2

    assert Effort.objects.count() == 2
    raised = {one.code for one in queries.answer(queries.ground(place.assessment), Question(GOOD)).plan.raises}
    assert {"46", "47"} <= raised
    change = AuditEntry.objects.get(action="maturity.set_efforts").change
    assert change["points"]["47>3"][1] == 0
    assert simulation.set_efforts(actor, base.instrument, points={("47", 3): 0}) == 0

    assert simulation.set_efforts(actor, base.instrument, points={("47", 3): base.efforts["47", 3]}) == 1
    assert Effort.objects.count() == 1
    assert simulation.reset_efforts(actor, base.instrument) == 1
    assert not Effort.objects.exists()


@pytest.mark.parametrize("points", [{("47", 3): -1}, {("47", 3): 1000}, {("99", 3): 1}, {("47", 9): 1}])
def test_points_that_cannot_be_are_refused(points: dict[tuple[str, int], int]) -> None:
    place = world(2)
    base = queries.ground(place.assessment)

    with pytest.raises(Refused):
        simulation.set_efforts(place.actor("koordinator"), base.instrument, points=points)
    assert not Effort.objects.exists()


def test_a_scenario_is_kept_with_its_certificate() -> None:
    place = world(2)

    row = simulation.keep(place.actor("koordinator"), place.assessment, name=" Menuju Baik ", question=Question(GOOD))

    kept = queries.kept(row)
    assert (row.name, row.target, kept.reached) == ("Menuju Baik", "13/5", True)
    assert kept.index >= GOOD
    body = json.loads(json.dumps(row.result))
    assert body["checked_again"] is True
    assert Fraction(body["below"]["index"]) < GOOD
    assert Fraction(body["best_by_effort"][-1][1]) == kept.index
    assert body["digest"] == queries.ground(place.assessment).instrument.digest
    assert sum(raised["effort"] for raised in body["raises"]) == body["effort"]


def test_scenarios_have_names_of_their_own() -> None:
    place = world(2)
    actor = place.actor("koordinator")
    simulation.keep(actor, place.assessment, name="Satu", question=Question(GOOD))

    for name in ("", "Satu"):
        with pytest.raises(Refused) as caught:
            simulation.keep(actor, place.assessment, name=name, question=Question(GOOD))
        assert caught.value.field == "name"
    with pytest.raises(Refused):
        simulation.keep(actor, place.assessment, name="Dua", question=Question(GOOD, caps={"99": 1}))
    assert Scenario.objects.count() == 1


def test_a_removed_scenario_is_in_the_trail() -> None:
    place = world(2)
    actor = place.actor("koordinator")
    row = simulation.keep(actor, place.assessment, name="Satu", question=Question(GOOD))

    simulation.remove(actor, row)

    assert AuditEntry.objects.get(action="maturity.remove_scenario").change["name"] == "Satu"
    row.pk = 1
    with pytest.raises(Refused):
        simulation.remove(actor, row)


def test_only_who_plans_may() -> None:
    place = world(2)
    base = queries.ground(place.assessment)
    kept = simulation.keep(place.actor("koordinator"), place.assessment, name="Satu", question=Question(GOOD))
    for name in ("ratna", "bupati", "entri"):
        actor = place.actor(name)
        with pytest.raises(NotAllowed):
            simulation.keep(actor, place.assessment, name="Dua", question=Question(GOOD))
        with pytest.raises(NotAllowed):
            simulation.set_efforts(actor, base.instrument, points={("47", 3): 1})
        with pytest.raises(NotAllowed):
            simulation.reset_efforts(actor, base.instrument)
        with pytest.raises(NotAllowed):
            simulation.remove(actor, kept)
        with pytest.raises(NotAllowed):
            actions.from_scenario(actor, kept, rows=[facts(place.team.cast.kominfo)])


@pytest.mark.parametrize(
    ("said", "value"),
    [("baik", "13/5"), ("Sangat-Baik", "7/2"), ("2,8", "14/5"), ("2.8", "14/5"), ("13/5", "13/5"), ("5", "5")],
)
def test_targets_are_read_as_people_write_them(said: str, value: str) -> None:
    instrument = queries.ground(world(2).assessment).instrument
    assert queries.target_of(instrument, said) == Fraction(value)


@pytest.mark.parametrize("said", ["", "abc", "0", "-1", "5,1", "1/0", "nan", "inf"])
def test_targets_that_are_none_are_refused(said: str) -> None:
    instrument = queries.ground(world(2).assessment).instrument
    with pytest.raises(Refused):
        queries.target_of(instrument, said)


def test_a_scenario_becomes_actions_once() -> None:
    place = world(2)
    actor = place.actor("koordinator")
    kept = simulation.keep(actor, place.assessment, name="Satu", question=Question(GOOD))
    raises = queries.kept(kept).raises
    office = place.team.cast.kominfo
    rows = [facts(office, code=one.code, level_from=one.start, level_to=one.to) for one in raises]

    made, known = actions.from_scenario(actor, kept, rows=rows)
    assert (len(made), known) == (len(raises), [])

    made, known = actions.from_scenario(actor, kept, rows=rows)
    assert (made, len(known)) == ([], len(raises))
    assert Action.objects.count() == len(raises)
    with pytest.raises(Refused):
        actions.from_scenario(actor, kept, rows=[])


def test_the_ground_costs_two_statements_and_a_setting(django_assert_max_num_queries: Any) -> None:
    place = world(2)
    actor = place.actor("koordinator")
    with django_assert_max_num_queries(3):
        base = queries.ground(place.assessment, Stage.SELF, actor=actor)
    with django_assert_max_num_queries(0):
        queries.answer(base, Question(GOOD))
