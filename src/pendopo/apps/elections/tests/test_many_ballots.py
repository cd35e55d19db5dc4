"""What a large election has of its own: tables of its key, and memberships that are checked together."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import pytest

from pendopo.apps.elections.crypto import curve, workers
from pendopo.apps.elections.crypto.groups import group_named
from pendopo.apps.elections.tests.forger import FORGERIES, MADE, forged

MODULAR: Any = group_named("BELENIOS-2048")
LARGE = pow(3, MODULAR.q, MODULAR.p)  # its order divides (p - 1) / q
IN_BALLOTS = [name for name, (_, code) in FORGERIES.items() if code.startswith(("proof.", "signature.", "element."))]


def settled(*outside: int) -> bool:
    """Of forty members, with these somewhere among them."""
    values = [MODULAR.generator_power(number) for number in range(40)]
    for number in outside:
        values.insert(secrets.randbelow(len(values)), number)
    doubts = MODULAR.doubts()
    for value in values:
        doubts.add(value)
    answer: bool = MODULAR.settled(doubts.summary())
    return answer


def test_members_pass_together() -> None:
    assert settled() and settled(1) and settled(MODULAR.g, MODULAR.g)


@pytest.mark.parametrize(
    "outside",
    [
        pytest.param([MODULAR.p - 1], id="of order 2"),
        pytest.param([LARGE], id="of a large order"),
        pytest.param([MODULAR.p - 1, MODULAR.p - 1], id="two of order 2 that cancel out"),
        pytest.param([LARGE, MODULAR.div(1, LARGE)], id="two of a large order that cancel out"),
        pytest.param([MODULAR.p - MODULAR.g, MODULAR.p - 1], id="two with the same part outside"),
    ],
)
def test_one_outside_the_subgroup_is_found_among_many(outside: list[int]) -> None:
    assert not any(MODULAR.member(value) for value in outside)
    assert not settled(*outside)


def test_it_works_with_a_table_of_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(curve, "ENOUGH", 0)
    monkeypatch.setattr(workers, "here", None)
    assert MADE["Ed25519"].check(tmp_path).failure is None
    assert isinstance(workers.here and workers.here.key, curve.TablePowers)


@pytest.mark.parametrize("name", IN_BALLOTS)
def test_a_table_of_the_key_changes_no_word_of_the_report(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = forged("Ed25519")
    FORGERIES[name][0](made)
    few = made.check(tmp_path).failure
    monkeypatch.setattr(curve, "ENOUGH", 0)
    monkeypatch.setattr(workers, "here", None)
    assert made.check(tmp_path).failure == few
    assert few is not None
