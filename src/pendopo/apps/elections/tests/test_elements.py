"""Numbers outside their place, and votes that are not allowed."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pendopo.apps.elections.crypto import edwards
from pendopo.apps.elections.crypto.credentials import new_credential, public_credential
from pendopo.apps.elections.crypto.formats import dump
from pendopo.apps.elections.tests.forger import GROUPS, ballot, forged, put
from pendopo.apps.elections.tests.small import Town

# --- elements


def spoil(made: Town, text: Callable[[str], str]) -> None:
    value = ballot(made)
    choice = value["answers"][0]["choices"][1]
    choice["alpha"] = text(choice["alpha"])
    put(made, value)


@pytest.mark.parametrize(
    ("group", "text", "code"),
    [
        ("BELENIOS-2048", lambda one: "0", "element.form"),
        ("BELENIOS-2048", lambda one: "0" + one, "element.form"),
        ("BELENIOS-2048", lambda one: "-" + one, "element.form"),
        ("BELENIOS-2048", lambda one: "9" * 617, "element.form"),
        ("BELENIOS-2048", lambda one: "9" * 5000, "element.form"),
        ("BELENIOS-2048", lambda one: "٣", "element.form"),
        ("BELENIOS-2048", lambda one: "", "element.form"),
        ("Ed25519", lambda one: one.upper() if one.upper() != one else one + "A", "element.form"),
        ("Ed25519", lambda one: one[:-1], "element.form"),
        ("Ed25519", lambda one: "7" + "f" * 63, "element.member"),  # not below 2^255 - 19
        ("Ed25519", lambda one: "0" * 64, "element.member"),  # of order 4
        ("Ed25519", lambda one: "7" + "f" * 61 + "ec", "element.member"),  # of order 2
        ("Ed25519", lambda one: edwards.encode(plus_low_order(one))[::-1].hex(), "element.member"),
    ],
)
def test_an_element_in_a_wrong_form_or_place(group: str, text: Callable[[str], str], code: str, tmp_path: Path) -> None:
    made = forged(group)
    spoil(made, text)
    outcome = made.check(tmp_path)
    assert outcome.failure is not None
    assert outcome.failure.code == code
    assert "surat suara nomor 1" in outcome.failure.place


def plus_low_order(text: str) -> edwards.Point:
    """On the curve, but outside the subgroup: a point of order 2 is added."""
    point, low = edwards.decode(bytes.fromhex(text)[::-1]), edwards.decode(bytes.fromhex("ec" + "ff" * 30 + "7f"))
    assert point and low
    return edwards.add(point, low)


def under_good_proofs(made: Town, card: str, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A ballot whose second alpha lies outside the subgroup, all proofs right.

    -alpha to an even challenge is alpha to it: one proof in four holds for a number outside the group. So the forger
    draws until all proofs hold; only the membership check is left.
    """
    from pendopo.apps.elections.crypto import ballots
    from pendopo.apps.elections.crypto.ballots import check_ballot, make_ballot, read_ballot
    from pendopo.apps.elections.crypto.errors import Invalid
    from pendopo.apps.elections.crypto.groups import TRUSTED

    group, plain = made.election.group, ballots.Ciphertext
    calls = itertools.count()

    def negative(alpha: int, beta: int) -> Any:
        return plain((-alpha) % group.p if next(calls) == 1 else alpha, beta)

    for _ in range(400):
        calls = itertools.count()
        with monkeypatch.context() as patch:
            patch.setattr(ballots, "Ciphertext", negative)
            raw = make_ballot(made.election, group.table(made.election.key, 3000), card, [[0, 0, 1]])
        try:
            check_ballot(read_ballot(raw, made.election), made.election, group.table(made.election.key, 3000), TRUSTED)
        except Invalid:
            continue
        return raw
    pytest.fail("no such ballot was found")


@pytest.mark.parametrize("bad", [(2,), (1, 2)], ids=["one", "two that cancel out"])
def test_an_element_outside_the_subgroup_under_good_proofs(
    bad: tuple[int, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first of these ballots is named."""
    made = forged("BELENIOS-2048")
    for number in bad:
        made.ballots[number - 1].bodies[0] = under_good_proofs(made, made.cards[number - 1], monkeypatch)
    outcome = made.check(tmp_path)
    assert outcome.failure is not None
    assert (outcome.failure.code, outcome.failure.check) == ("element.member", 8)
    assert outcome.failure.place == f"surat suara nomor {bad[0]}, pilihan 2"


def test_a_card_outside_the_subgroup(tmp_path: Path) -> None:
    for group in GROUPS:
        made = forged(group)
        cards = json.loads(made.steps[0].bodies[2])
        if group == "Ed25519":
            cards.append(
                edwards.encode(plus_low_order(public_credential(made.election.group, new_credential(), "1" * 14)))[
                    ::-1
                ].hex()
            )
        else:
            cards.append(str(made.election.group.p - int(cards[0].split(",")[0])))
        made.steps[0].bodies[2] = dump(cards)
        outcome = made.check(tmp_path)
        assert outcome.failure is not None
        assert (outcome.failure.code, outcome.failure.place) == ("element.member", "kartu, kartu nomor 4 dalam daftar")


# --- votes that are not allowed


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize(
    ("votes", "code"),
    [
        ([0, 1, 1], "proof.overall"),
        ([0, 0, 0], "proof.overall"),
        ([1, 1, 0], "proof.blank"),
        ([0, 2, 0], "proof.individual"),
    ],
)
def test_a_vote_that_is_not_allowed(
    group: str, votes: list[int], code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A booth of the forger's own encrypts what it likes; there is no proof for it."""
    from pendopo.apps.elections.crypto import ballots
    from pendopo.apps.elections.crypto.election import Question

    made = forged(group)
    prove = ballots.prove_branches
    monkeypatch.setattr(Question, "allows", lambda self, choices: True)

    def lie(group: Any, key: Any, tag: str, prefix: str, branches: Any, true: int, draw: Any) -> Any:
        return prove(group, key, tag, prefix, branches, min(max(true, 0), len(branches) - 1), draw)

    monkeypatch.setattr(ballots, "prove_branches", lie)
    made.ballots[0].bodies[0] = made.vote(made.cards[0], votes)
    outcome = made.check(tmp_path)
    assert outcome.failure is not None
    assert outcome.failure.code == code
