"""The forger's tools: changes to a sound archive, each with the reason for which it must be refused."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from pendopo.apps.elections.crypto import events
from pendopo.apps.elections.crypto.credentials import new_credential
from pendopo.apps.elections.crypto.formats import dump
from pendopo.apps.elections.tests.small import Step, Town, partial_step, tally_step, town

Change = Callable[[Town], None]
GROUPS = ("Ed25519", "BELENIOS-2048")
MADE = {group: town(group, [(0, 1), (1, 2), (2, 0), (0, 2)], trustees="3", weights=[1, 2]) for group in GROUPS}
THRESHOLD = town("Ed25519", [(0, 1)], trustees="2of3")


def forged(group: str) -> Town:
    made = copy.copy(MADE[group])
    made.steps = copy.deepcopy(made.steps)
    return made


def ballot(made: Town, number: int = 0) -> Any:
    return json.loads(made.ballots[number].bodies[0])


def put(made: Town, value: Any, number: int = 0, *, signed: bool = True) -> None:
    raw = made.sign_again(value, made.cards[(0, 1, 2, 0)[number]]) if signed else dump(value)
    made.ballots[number].bodies[0] = raw


def more(proof: dict[str, str], q: int, name: str = "response") -> None:
    proof[name] = str((int(proof[name]) + 1) % q)


def change_proof(*path: Any, number: int = 0) -> Change:
    def change(made: Town) -> None:
        value = ballot(made, number)
        found = value["answers"][0]
        for part in path:
            found = found[part]
        more(found, made.election.group.q)
        put(made, value, number)

    return change


def signature(made: Town) -> None:
    value = ballot(made)
    more(value["signature"]["proof"], made.election.group.q)
    put(made, value, signed=False)


def signed_hash(made: Town) -> None:
    value = ballot(made)
    value["signature"]["hash"] = ballot(made, 1)["signature"]["hash"]
    put(made, value, signed=False)


def signed_by_another_card(made: Town) -> None:
    made.ballots[0].bodies[0] = made.sign_again(ballot(made), made.cards[1])


def card_of_another(made: Town) -> None:
    """The proofs are tied to the card, so a ballot cannot be taken over."""
    value = ballot(made)
    value["credential"] = ballot(made, 1)["credential"]
    made.ballots[0].bodies[0] = made.sign_again(value, made.cards[1])


def unknown_card(made: Town) -> None:
    made.ballots[0].bodies[0] = made.vote(new_credential(), [0, 1, 0])


def another_election(made: Town) -> None:
    value = ballot(made)
    value["election_hash"] = value["election_hash"][::-1]
    put(made, value)


def range_of(name: str) -> Change:
    def change(made: Town) -> None:
        value = ballot(made)
        proof = value["answers"][0]["overall_proof"][0]
        proof[name] = str(int(proof[name]) + made.election.group.q)
        put(made, value)

    return change


def replay(made: Town) -> None:
    made.steps.insert(5, copy.deepcopy(made.ballots[1]))


def revote_order(made: Town) -> None:
    """The first card's ballots change places: now the other one counts."""
    one, *_, two = made.ballots
    one.bodies, two.bodies = two.bodies, one.bodies


def drop_ballot(made: Town) -> None:
    made.steps.remove(made.ballots[2])


def swap_ciphertexts(made: Town) -> None:
    value = ballot(made)
    choices = value["answers"][0]["choices"]
    choices[1], choices[2] = choices[2], choices[1]
    put(made, value)


def wrong_tally(made: Town) -> None:
    rows = json.loads(made.step(events.TALLY).bodies[0])
    rows[0][0], rows[0][1] = rows[0][1], rows[0][0]
    made.steps[made.steps.index(made.step(events.TALLY))] = tally_step(dump(rows), 3, 4)


def tally_of(ballots: int, weight: int) -> Change:
    def change(made: Town) -> None:
        step = made.step(events.TALLY)
        made.steps[made.steps.index(step)] = tally_step(step.bodies[0], ballots, weight)

    return change


def change_partial(name: str) -> Change:
    def change(made: Town) -> None:
        step = made.step(events.PARTIAL)
        value, group = json.loads(step.bodies[0]), made.election.group
        if name == "factor":
            factor = group.parse(value["decryption_factors"][0][1])
            value["decryption_factors"][0][1] = group.text(group.mul(factor, group.g))
        else:
            more(value["decryption_proofs"][0][1], group.q, name)
        step.bodies[0] = dump(value)

    return change


def owner(number: int) -> Change:
    def change(made: Town) -> None:
        step = made.step(events.PARTIAL)
        made.steps[made.steps.index(step)] = partial_step(number, step.bodies[0])

    return change


def missing_trustee(made: Town) -> None:
    made.steps.remove(made.step(events.PARTIAL))


def result(figures: list[Any]) -> Change:
    def change(made: Town) -> None:
        made.step(events.RESULT).bodies[0] = dump({"result": [figures]})

    return change


def without(type_: str) -> Change:
    def change(made: Town) -> None:
        made.steps.remove(made.step(type_))

    return change


def end_first(made: Town) -> None:
    made.steps.remove(made.step(events.END))
    made.steps.insert(1, Step(events.END))


def twice(type_: str) -> Change:
    def change(made: Town) -> None:
        step = made.step(type_)
        made.steps.insert(made.steps.index(step) + 1, copy.deepcopy(step))

    return change


def payload_of_end(made: Town) -> None:
    made.step(events.END).bodies.append(b'"x"')


def setup_part(number: int, change_value: Callable[[Any, Town], Any]) -> Change:
    def change(made: Town) -> None:
        bodies = made.steps[0].bodies
        bodies[number] = dump(change_value(json.loads(bodies[number]), made))

    return change


def pok(value: Any, made: Town) -> Any:
    more(value[1][1]["pok"], made.election.group.q)
    return value


def key_left_out(value: Any, made: Town) -> Any:
    return value[:-1]


def key_twice(value: Any, made: Town) -> Any:
    return [*value, value[0]]


def card_twice(value: Any, made: Town) -> Any:
    return [*value, value[0].split(",")[0]]


def weight(text: str) -> Callable[[Any, Town], Any]:
    return lambda value, made: [value[0].split(",")[0] + "," + text, *value[1:]]


def neutral_card(value: Any, made: Town) -> Any:
    return [*value, made.election.group.text(made.election.group.one)]


def field_of(name: str, text: Any) -> Callable[[Any, Town], Any]:
    return lambda value, made: {**value, name: text}


FORGERIES: dict[str, tuple[Change, str]] = {
    "a choice's proof": (change_proof("individual_proofs", 2, 1), "proof.individual"),
    "a choice's proof, challenge": (change_proof("individual_proofs", 0, 0), "proof.individual"),
    "the overall proof": (change_proof("overall_proof", 0), "proof.overall"),
    "the overall proof, other branch": (change_proof("overall_proof", 1), "proof.overall"),
    "the blank proof": (change_proof("blank_proof", 0), "proof.blank"),
    "the blank proof, other branch": (change_proof("blank_proof", 1, number=2), "proof.blank"),
    "the signature": (signature, "signature.proof"),
    "the signed hash": (signed_hash, "signature.hash"),
    "signed with another card": (signed_by_another_card, "signature.proof"),
    "a ballot taken over": (card_of_another, "proof.individual"),
    "votes exchanged within a ballot": (swap_ciphertexts, "proof.individual"),
    "a card that is not in the list": (unknown_card, "credential.unknown"),
    "a ballot for another election": (another_election, "ballot.election"),
    "challenge out of range": (range_of("challenge"), "scalar.range"),
    "response out of range": (range_of("response"), "scalar.range"),
    "a ballot cast again": (replay, "ballot.replay"),
    "votes of one card in another order": (revote_order, "tally.value"),
    "a ballot left out": (drop_ballot, "tally.value"),
    "another tally": (wrong_tally, "tally.value"),
    "another number of ballots": (tally_of(4, 4), "tally.count"),
    "another weight": (tally_of(3, 5), "tally.weight"),
    "another decryption": (change_partial("factor"), "decryption.proof"),
    "the proof of a decryption": (change_partial("response"), "decryption.proof"),
    "the challenge of a decryption": (change_partial("challenge"), "decryption.proof"),
    "a decryption by somebody else": (owner(2), "decryption.proof"),
    "a decryption by nobody": (owner(4), "decryption.owner"),
    "a decryption by number 0": (owner(0), "decryption.owner"),
    "a decryption twice": (twice(events.PARTIAL), "archive.twice"),
    "a trustee is missing": (missing_trustee, "decryption.missing"),
    "another result": (result([2, 0, 2]), "result.value"),
    "a result of too few": (result([1, 0]), "json.form"),
    "a result with a negative figure": (result([-1, 2, 3]), "json.form"),
    "a result as a fraction": (result([1.0, 0, 3]), "json.form"),
    "no end of voting": (without(events.END), "event.order"),
    "no tally": (without(events.TALLY), "event.order"),
    "no result": (without(events.RESULT), "event.unfinished"),
    "no setup": (without(events.SETUP), "event.order"),
    "voting after its end": (end_first, "event.order"),
    "two ends": (twice(events.END), "event.order"),
    "two results": (twice(events.RESULT), "archive.twice"),
    "an end with data": (payload_of_end, "event.payload"),
    "a trustee's proof": (setup_part(1, pok), "trustees.pok"),
    "a trustee left out": (setup_part(1, key_left_out), "trustees.key"),
    "a trustee twice": (setup_part(1, key_twice), "trustees.twice"),
    "a card twice": (setup_part(2, card_twice), "credential.twice"),
    "weight 0": (setup_part(2, weight("0")), "credential.weight"),
    "weight 01": (setup_part(2, weight("01")), "credential.weight"),
    "a heavier card": (setup_part(2, weight("3")), "tally.value"),
    "the neutral element as a card": (setup_part(2, neutral_card), "element.member"),
    "another name of the election": (setup_part(0, field_of("name", "Lain")), "ballot.election"),
    "another version": (setup_part(0, field_of("version", 2)), "election.version"),
    "another group": (setup_part(0, field_of("group", "RFC-3526-2048")), "election.group"),
    "a bad uuid": (setup_part(0, field_of("uuid", "../../etc/passwd")), "election.uuid"),
    "no questions": (setup_part(0, field_of("questions", [])), "election.questions"),
    "a question of another kind": (
        setup_part(0, field_of("questions", [{"type": "NonHomomorphic", "value": {}}])),
        "election.questions",
    ),
}
