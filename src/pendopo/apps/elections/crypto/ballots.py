"""Ballots (section 2.5): making one, reading one, checking one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from pendopo.apps.elections.crypto.credentials import secret_of
from pendopo.apps.elections.crypto.election import Election, Question
from pendopo.apps.elections.crypto.errors import Invalid
from pendopo.apps.elections.crypto.formats import base64_hash, dump, fields, items, load, words
from pendopo.apps.elections.crypto.groups import TRUSTED, Doubts, Element, Group, Powers, product
from pendopo.apps.elections.crypto.proofs import (
    Branch,
    Ciphertext,
    Draw,
    Opening,
    Proof,
    branch_commitments,
    check_signature,
    draw_secret,
    holds,
    prove_branches,
    read_ciphertext,
    read_proof,
    sign,
)

FIELDS: Final = ("election_uuid", "election_hash", "credential", "answers", "signature")
ANSWER: Final = ("choices", "individual_proofs", "overall_proof", "blank_proof")


class Answer(NamedTuple):
    choices: list[Ciphertext]
    texts: list[str]  # of the choices, as hashes take them
    individual: list[list[Proof]]
    overall: list[Proof]
    blank: list[Proof]


@dataclass(frozen=True)
class Ballot:
    credential: str
    public: Element
    answers: list[Answer]
    hash: str
    signature: Proof


def tracker(raw: bytes) -> str:
    """What the voter takes home: b64 of the hash of the whole ballot."""
    return base64_hash(raw)


# --- reading


def read_ballot(raw: bytes, election: Election) -> Ballot:
    """The ballot, if it has the exact form and is meant for this election. No proof is checked here."""
    group = election.group
    found = fields(load(raw), FIELDS)
    if found["election_uuid"] != election.uuid or found["election_hash"] != election.phi:
        raise Invalid("ballot.election", "made for another election")
    answers = items(found["answers"], len(election.questions))
    signature = fields(found["signature"], ("hash", "proof"))
    unsigned = raw[: raw.rindex(b',"signature":')] + b"}"
    if signature["hash"] != base64_hash(unsigned):
        raise Invalid("signature.hash", "the signed hash is not that of this ballot")
    credential = words(found["credential"])
    return Ballot(
        credential,
        group.parse(credential or "0"),
        [read_answer(value, question, group) for value, question in zip(answers, election.questions, strict=True)],
        signature["hash"],
        read_proof(signature["proof"], group.q),
    )


def read_answer(value: Any, question: Question, group: Group) -> Answer:
    names = ANSWER if question.blank else ANSWER[:3]
    found = fields(value, names)
    pairs = [read_ciphertext(choice, group) for choice in items(found["choices"], question.width)]
    return Answer(
        [pair for pair, _ in pairs],
        [text for _, text in pairs],
        [read_proofs(two, 2, group.q) for two in items(found["individual_proofs"], question.width)],
        read_proofs(found["overall_proof"], len(question.shifts) + question.blank, group.q),
        read_proofs(found["blank_proof"], 2, group.q) if question.blank else [],
    )


def read_proofs(value: Any, count: int, q: int) -> list[Proof]:
    return [read_proof(one, q) for one in items(value, count)]


# --- checking


def check_ballot(ballot: Ballot, election: Election, key: Powers, doubts: Doubts | None = None) -> None:
    """Every element, every proof and the signature. The credential's place in the list is asked elsewhere.

    With `doubts`, the membership of the elements is to be settled by the caller before the ballot is believed.
    """
    prefix = f"{election.phi}|{ballot.credential}"
    for number, (answer, question) in enumerate(zip(ballot.answers, election.questions, strict=True), 1):
        try:
            check_answer(answer, question, prefix, election.group, key, doubts)
        except Invalid as problem:
            raise (problem.at(f"pertanyaan {number}") if len(election.questions) > 1 else problem) from problem
    listed = TRUSTED if doubts else None  # who settles doubts took the credential from the list, which was checked
    if not check_signature(election.group, "sig", ballot.hash, ballot.public, ballot.signature, listed):
        raise Invalid("signature.proof", "the signature does not fit the credential")


def check_answer(
    answer: Answer, question: Question, prefix: str, group: Group, key: Powers, doubts: Doubts | None
) -> None:
    """Each choice is 0 or 1 (individual); together they are allowed (overall); empty or not (blank)."""
    whole = f"{prefix}|{','.join(answer.texts)}"
    first_extra: list[Branch] = [(0, answer.blank[0]), (1, answer.overall[0])] if question.blank else []
    seconds: list[str] = []
    for number, (pair, text, proofs) in enumerate(zip(answer.choices, answer.texts, answer.individual, strict=True)):
        branches: list[Branch] = [(0, proofs[0]), (1, proofs[1]), *([] if number else first_extra)]
        try:
            found = branch_commitments(group, key, pair, branches, doubts)
        except Invalid as problem:
            raise problem.at(f"pilihan {number + 1}") from problem
        if not holds("prove", f"{prefix}|{text}", found[:2], proofs, group.q):
            raise Invalid("proof.individual", place=f"pilihan {number + 1}")
        seconds += found[2:]
    together = sum_of(group, answer.choices[question.blank :])
    rest: list[Branch] = list(zip(question.shifts, answer.overall[question.blank :], strict=True))
    if not question.blank:
        found = branch_commitments(group, key, together, rest, TRUSTED)
        if not holds("prove", f"{whole}|{together.text(group)}", found, answer.overall, group.q):
            raise Invalid("proof.overall")
        return
    found = branch_commitments(group, key, together, [(0, answer.blank[1]), *rest], TRUSTED)
    if not holds("bproof0", whole, [seconds[0], found[0]], answer.blank, group.q):
        raise Invalid("proof.blank")
    if not holds("bproof1", whole, [seconds[1], *found[1:]], answer.overall, group.q):
        raise Invalid("proof.overall")


def sum_of(group: Group, pairs: Sequence[Ciphertext]) -> Ciphertext:
    """Multiplying ciphertexts adds what is in them."""
    return Ciphertext(product(group, [pair.alpha for pair in pairs]), product(group, [pair.beta for pair in pairs]))


# --- making


def make_ballot(
    election: Election, key: Powers, credential: str, votes: Sequence[Sequence[int]], draw: Draw = draw_secret
) -> bytes:
    """Encrypts, proves and signs. For rehearsals and tests: in an election the booth does this, not the server.

    The signature uses constant-time powers; the encryption uses tables, whose time could tell the choice to somebody
    who measures this very process.
    """
    group = election.group
    secret = secret_of(credential, election.uuid, group.q)
    public = group.text(group.secret_generator_power(secret))
    prefix = f"{election.phi}|{public}"
    pairs = zip(votes, election.questions, strict=True)
    value: dict[str, Any] = {
        "election_uuid": election.uuid,
        "election_hash": election.phi,
        "credential": public,
        "answers": [make_answer(group, key, prefix, choices, question, draw) for choices, question in pairs],
    }
    found = base64_hash(dump(value))
    value["signature"] = {"hash": found, "proof": sign(group, "sig", found, secret, draw).json()}
    return dump(value)


def make_answer(
    group: Group, key: Powers, prefix: str, choices: Sequence[int], question: Question, draw: Draw
) -> dict[str, Any]:
    if not question.allows(choices):
        raise Invalid("ballot.choice", "these choices are not allowed")
    openings = [Opening(draw(group.q), choice) for choice in choices]
    pairs = []
    for opening in openings:
        beta = key.power(opening.randomness)
        alpha = group.generator_power(opening.randomness)
        pairs.append(Ciphertext(alpha, group.mul(beta, group.g) if opening.plaintext else beta))
    texts = [pair.text(group) for pair in pairs]
    whole = f"{prefix}|{','.join(texts)}"
    individual = [
        prove_branches(group, key, "prove", f"{prefix}|{text}", [(opening, 0), (opening, 1)], opening.plaintext, draw)
        for opening, text in zip(openings, texts, strict=True)
    ]
    rest = openings[question.blank :]
    total = Opening(sum(one.randomness for one in rest) % group.q, sum(one.plaintext for one in rest))
    sums = [(total, shift) for shift in question.shifts]
    blank: dict[str, Any] = {}
    if question.blank:
        empty, first = choices[0], openings[0]
        two = prove_branches(group, key, "bproof0", whole, [(first, 0), (total, 0)], empty, draw)
        blank = {"blank_proof": [proof.json() for proof in two]}
        true = 0 if empty else 1 + total.plaintext - question.least
        overall = prove_branches(group, key, "bproof1", whole, [(first, 1), *sums], true, draw)
    else:
        together = sum_of(group, pairs)
        true = total.plaintext - question.least
        overall = prove_branches(group, key, "prove", f"{whole}|{together.text(group)}", sums, true, draw)
    return {
        "choices": [pair.json(group) for pair in pairs],
        "individual_proofs": [[proof.json() for proof in two] for two in individual],
        "overall_proof": [proof.json() for proof in overall],
        **blank,
    }
