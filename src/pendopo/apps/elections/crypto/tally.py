"""Counting without opening a ballot (section 2.6): the encrypted sum, partial decryptions, the result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pendopo.apps.elections.crypto.ballots import Ballot
from pendopo.apps.elections.crypto.election import Election
from pendopo.apps.elections.crypto.errors import Invalid
from pendopo.apps.elections.crypto.formats import digest, dump, element, fields, integer, items, load
from pendopo.apps.elections.crypto.groups import Element, Group
from pendopo.apps.elections.crypto.proofs import (
    Ciphertext,
    Draw,
    Proof,
    check_decryption,
    draw_secret,
    prove_decryption,
    read_ciphertext,
    read_proof,
)
from pendopo.apps.elections.crypto.trustees import Trustees

LARGE = 1 << 53  # counts from here on are written as strings


class Sum:
    """The product of ballots, choice by choice; a ballot that was replaced by a later one is divided out again."""

    def __init__(self, election: Election) -> None:
        self.group = election.group
        one = Ciphertext(self.group.one, self.group.one)
        self.pairs = [[one] * question.width for question in election.questions]

    def add(self, ballot: Ballot, weight: int = 1) -> None:
        self.merge([answer.choices for answer in ballot.answers], weight)

    def merge(self, other: Sequence[Sequence[Ciphertext]], weight: int = 1) -> None:
        group = self.group
        for row, more in zip(self.pairs, other, strict=True):
            for place, pair in enumerate(more):
                if weight != 1:
                    pair = Ciphertext(*(group.power(part, weight % group.q) for part in pair))
                row[place] = Ciphertext(group.mul(row[place].alpha, pair.alpha), group.mul(row[place].beta, pair.beta))

    def remove(self, ballot: Ballot, weight: int = 1) -> None:
        self.add(ballot, -weight)

    def dump(self) -> bytes:
        return dump([[pair.json(self.group) for pair in row] for row in self.pairs])


class Sized(NamedTuple):
    ballots: int
    weight: int
    tally: str  # hash of the encrypted tally

    def dump(self) -> bytes:
        value = {"num_tallied": self.ballots, "total_weight": count(self.weight), "encrypted_tally": self.tally}
        return dump(value)


def read_sized(raw: bytes) -> Sized:
    found = fields(load(raw), ("num_tallied", "total_weight", "encrypted_tally"))
    return Sized(integer(found["num_tallied"]), integer(found["total_weight"]), digest(found["encrypted_tally"]))


def read_tally(raw: bytes, election: Election) -> list[list[Ciphertext]]:
    rows = items(load(raw), len(election.questions))
    return [
        [read_ciphertext(value, election.group)[0] for value in items(row, question.width)]
        for row, question in zip(rows, election.questions, strict=True)
    ]


def count(value: int) -> int | str:
    return value if value < LARGE else str(value)


# --- partial decryptions


class Partial(NamedTuple):
    factors: list[list[Element]]
    proofs: list[list[Proof]]


def make_partial(
    election: Election, tally: Sequence[Sequence[Ciphertext]], secret: int, draw: Draw = draw_secret
) -> bytes:
    """One trustee's part, with a proof for each choice."""
    group, phi = election.group, election.phi
    rows = [[prove_decryption(group, phi, secret, pair.alpha, draw) for pair in row] for row in tally]
    return dump(
        {
            "decryption_factors": [[group.text(factor) for factor, _ in row] for row in rows],
            "decryption_proofs": [[proof.json() for _, proof in row] for row in rows],
        }
    )


def read_partial(raw: bytes, election: Election) -> Partial:
    group, widths = election.group, [question.width for question in election.questions]
    found = fields(load(raw), ("decryption_factors", "decryption_proofs"))
    factors = items(found["decryption_factors"], len(widths))
    proofs = items(found["decryption_proofs"], len(widths))
    return Partial(
        [[element(group, one) for one in items(row, width)] for row, width in zip(factors, widths, strict=True)],
        [[read_proof(one, group.q) for one in items(row, width)] for row, width in zip(proofs, widths, strict=True)],
    )


def check_partial(partial: Partial, election: Election, tally: Sequence[Sequence[Ciphertext]], public: Element) -> None:
    for question, (pairs, factors, proofs) in enumerate(zip(tally, partial.factors, partial.proofs, strict=True), 1):
        for place, (pair, factor, proof) in enumerate(zip(pairs, factors, proofs, strict=True), 1):
            where = f"pertanyaan {question}, pilihan {place}"
            try:
                right = check_decryption(election.group, election.phi, public, pair.alpha, factor, proof)
            except Invalid as problem:
                raise problem.at(where) from problem
            if not right:
                raise Invalid("decryption.proof", place=where)


class Owned(NamedTuple):
    owner: int
    payload: str

    def dump(self) -> bytes:
        return dump({"owner": self.owner, "payload": self.payload})


def read_owned(raw: bytes) -> Owned:
    found = fields(load(raw), ("owner", "payload"))
    if type(found["owner"]) is not int:
        raise Invalid("decryption.owner", "no number")
    return Owned(found["owner"], digest(found["payload"]))


# --- result


def plain_powers(
    tally: Sequence[Sequence[Ciphertext]], partials: Mapping[int, Partial], trustees: Trustees
) -> list[list[Element]]:
    """g^v for each figure v: beta divided by alpha^x."""
    group = trustees.group
    return [
        [
            group.div(pair.beta, trustees.combine({who: part.factors[row][place] for who, part in partials.items()}))
            for place, pair in enumerate(pairs)
        ]
        for row, pairs in enumerate(tally)
    ]


def logarithm(group: Group, value: Element, largest: int) -> int:
    """v with g^v = value, 0 <= v <= largest: baby steps and giant steps."""
    step = 1
    while step * step <= largest:
        step *= 2
    table: dict[Any, int] = {}
    power = group.one
    for exponent in range(step):
        table[power] = exponent
        power = group.mul(power, group.g)
    for giant in range(largest // step + 1):
        if value in table:
            return giant * step + table[value]
        value = group.div(value, power)
    raise Invalid("result.value", f"no figure up to {largest} fits")


def make_result(election: Election, powers: Iterable[Sequence[Element]], largest: int) -> bytes:
    found = [[count(logarithm(election.group, value, largest)) for value in row] for row in powers]
    return dump({"result": found})


def read_result(raw: bytes, election: Election) -> list[list[int]]:
    rows = items(fields(load(raw), ("result",))["result"], len(election.questions))
    return [
        [integer(value) for value in items(row, question.width)]
        for row, question in zip(rows, election.questions, strict=True)
    ]


def check_result(
    result: Sequence[Sequence[int]], election: Election, powers: Sequence[Sequence[Element]], largest: int
) -> None:
    group = election.group
    for question, (figures, values) in enumerate(zip(result, powers, strict=True), 1):
        for place, (figure, value) in enumerate(zip(figures, values, strict=True), 1):
            if figure > largest or group.power(group.g, figure) != value:
                raise Invalid("result.value", f"{figure}", f"pertanyaan {question}, pilihan {place}")
