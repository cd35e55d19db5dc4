"""Random small elections: the result is the sum of the clear votes."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pendopo.apps.elections.crypto import rehearse
from pendopo.apps.elections.crypto.groups import group_named
from pendopo.apps.elections.crypto.proofs import draw_secret
from pendopo.apps.elections.crypto.tally import logarithm
from pendopo.apps.elections.tests.small import town

GROUPS = ("Ed25519", "BELENIOS-2048")


def test_it_works_for_a_small_town(tmp_path: Path) -> None:
    outcome = town(votes=[(0, 1), (1, 2), (2, 1), (3, 0)]).check(tmp_path)
    assert (outcome.valid, outcome.result, outcome.weight) == (True, [[1, 2, 1]], 4)


@pytest.mark.parametrize("group", GROUPS)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_tally_is_the_sum_of_the_clear_votes(group: str, data: st.DataObject) -> None:
    blank = data.draw(st.booleans())
    candidates = data.draw(st.integers(1, 4))
    width = candidates + blank
    votes = data.draw(st.lists(st.tuples(st.integers(0, 4), st.integers(0, width - 1)), max_size=6))
    weights = data.draw(st.lists(st.integers(1, 1000), max_size=1 + max((v for v, _ in votes), default=0)))
    made = town(
        group,
        votes,
        blank=blank,
        candidates=candidates,
        weights=weights,
        trustees=data.draw(st.sampled_from(["1", "3"])),
    )
    expected = [0] * width
    for voter, choice in dict(votes).items():
        expected[choice] += weights[voter] if voter < len(weights) else 1
    with tempfile.TemporaryDirectory() as folder:
        outcome = made.check(Path(folder))
    assert outcome.failure is None
    assert outcome.result == [expected]
    assert outcome.replaced == len(votes) - len(dict(votes))


@pytest.mark.parametrize("group", GROUPS)
def test_any_two_of_three_holders_open_the_same_result(group: str, tmp_path: Path) -> None:
    made = town(group, [(0, 1), (1, 1), (2, 0)], trustees="2of3")
    everybody = all_holders(made.keys)
    results = set()
    for pair in [*itertools.combinations((1, 2, 3), 2), (3, 1), (1, 2, 3)]:
        made.keys = made.keys._replace(holders=[everybody[owner - 1] for owner in pair])
        made.recount()
        outcome = made.check(tmp_path)
        assert outcome.failure is None
        results.add(str(outcome.result))
    assert results == {"[[1, 2, 0]]"}


def all_holders(keys: rehearse.Keys) -> list[tuple[int, object]]:
    from pendopo.apps.elections.crypto import ceremony

    group = keys.trustees.group
    found = []
    for number in (1, 2, 3):
        seed = ceremony.Seed(keys.files[f"pemegang-{number}.key"].decode(), group)
        encrypted = keys.files[f"pemegang-{number}.dkey"].decode()
        found.append((number, lambda seed=seed, encrypted=encrypted: ceremony.open_share(seed, encrypted)))
    return found


@pytest.mark.parametrize("group", GROUPS)
@settings(max_examples=25, deadline=None)
@given(exponent=st.integers(0, 2**256), value=st.integers(0, 3000))
def test_all_ways_to_a_power_agree(group: str, exponent: int, value: int) -> None:
    found = group_named(group)
    exponent %= found.q
    base = found.generator_power(12345)
    expected = found.power(base, exponent)
    assert found.secret_power(base, exponent) == expected
    assert found.table(base, 50).power(exponent) == found.table(base, 3000).power(exponent) == expected
    assert found.powers(base, [exponent] * 4) == [expected] * 4
    assert found.generator_power(exponent) == found.secret_generator_power(exponent) == found.power(found.g, exponent)
    shifted = found.power(found.div(base, found.power(found.g, 2)), exponent)
    assert found.shifted_powers(base, [0, 2, 2, 0], [exponent] * 4)[1:3] == [shifted] * 2
    assert found.shifted_powers(base, [2], [exponent]) == [shifted]
    assert logarithm(found, found.generator_power(value), 3000) == value


@pytest.mark.parametrize("group", GROUPS)
def test_nothing_cast_gives_nothing(group: str, tmp_path: Path) -> None:
    made = town(group, [])
    outcome = made.check(tmp_path)
    assert outcome.failure is None
    assert outcome.result == [[0, 0, 0]]


def test_draws_are_secret_by_default() -> None:
    import secrets

    assert draw_secret is secrets.randbelow
    assert rehearse.Plan(1, 2, 1).draw("x") is secrets.randbelow
