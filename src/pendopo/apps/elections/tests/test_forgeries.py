"""What a forger might try with good hashes and a good chain: each is refused, each with its own reason."""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pendopo.apps.elections.crypto import events
from pendopo.apps.elections.crypto.formats import dump
from pendopo.apps.elections.tests.forger import FORGERIES, GROUPS, MADE, THRESHOLD, forged, more
from pendopo.apps.elections.tests.small import seal


def test_it_works_before_anybody_forges(tmp_path: Path) -> None:
    for made in (*MADE.values(), THRESHOLD):
        assert made.check(tmp_path).failure is None


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_refused_with_its_reason(name: str, group: str, tmp_path: Path) -> None:
    change, code = FORGERIES[name]
    made = forged(group)
    change(made)
    outcome = made.check(tmp_path)
    assert outcome.failure is not None
    assert outcome.failure.code == code, outcome.failure
    assert outcome.failure.place or code == "event.unfinished"


# --- threshold trustees


def certificate(part: Any, q: int) -> None:
    more(part["certs"][1]["signature"], q)


def other_index(part: Any, q: int) -> None:
    part["certs"][1], part["certs"][2] = part["certs"][2], part["certs"][1]


def coefficients(part: Any, q: int) -> None:
    message = json.loads(part["coefexps"][0]["message"])
    part["coefexps"][0]["message"] = dump({"coefexps": message["coefexps"][::-1]}).decode()


def coefficients_signature(part: Any, q: int) -> None:
    more(part["coefexps"][2]["signature"], q)


def certificates_signature(part: Any, q: int) -> None:
    more(part["signatures"][0], q)


def share_proof(part: Any, q: int) -> None:
    more(part["verification_keys"][1]["pok"], q)


def share_signature(part: Any, q: int) -> None:
    more(part["verification_keys"][1]["signature"], q)


def shares_exchanged(part: Any, q: int) -> None:
    keys = part["verification_keys"]
    keys[0], keys[1] = keys[1], keys[0]


def fewer_needed(part: Any, q: int) -> None:
    part["threshold"] = 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (certificate, "trustees.certificate"),
        (other_index, "trustees.certificate"),
        (coefficients, "trustees.coefexps"),
        (coefficients_signature, "trustees.coefexps"),
        (certificates_signature, "trustees.signatures"),
        (share_proof, "trustees.pok"),
        (share_signature, "trustees.verification_key"),
        (shares_exchanged, "trustees.verification_key"),
        (fewer_needed, "trustees.certificate"),
    ],
)
def test_a_threshold_forgery(change: Callable[[Any, int], None], code: str, tmp_path: Path) -> None:
    made = copy.copy(THRESHOLD)
    made.steps = copy.deepcopy(made.steps)
    value = json.loads(made.steps[0].bodies[1])
    change(value[0][1], made.election.group.q)
    made.steps[0].bodies[1] = dump(value)
    outcome = made.check(tmp_path)
    assert outcome.failure is not None
    assert outcome.failure.code == code, outcome.failure


def test_a_threshold_needs_enough(tmp_path: Path) -> None:
    made = copy.copy(THRESHOLD)
    made.steps = copy.deepcopy(made.steps)
    made.steps.remove(made.step(events.PARTIAL))
    outcome = made.check(tmp_path)
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.failure.place) == (
        "decryption.missing",
        "1 lagi dari pemegang kunci nomor 1 sampai 3",
    )


# --- any change at all


@pytest.mark.parametrize("group", GROUPS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_change_of_the_data_is_refused_even_with_new_hashes(group: str, data: st.DataObject) -> None:
    """One byte of any data changes, then all names, hashes and the chain are made anew."""
    made = forged(group)
    bodies = [(step, number) for step in made.steps for number in range(len(step.bodies))]
    step, number = data.draw(st.sampled_from(bodies))
    body = bytearray(step.bodies[number])
    place = data.draw(st.integers(0, len(body) - 1))
    body[place] = data.draw(st.integers(0, 255).filter(lambda value: value != body[place]))
    step.bodies[number] = bytes(body)
    with tempfile.TemporaryDirectory() as folder:
        try:
            path = seal(made.steps, Path(folder) / "x.bel")
        except (ValueError, TypeError):
            return  # the forger's own tool broke: the data is no JSON any more
        if path.read_bytes() == seal(MADE[group].steps, Path(folder) / "y.bel").read_bytes():
            return  # a hash that sealing puts right again
        from pendopo.apps.elections.crypto.verify import verify

        assert not verify(path, jobs=1).valid
