"""Fixed cells: the one geometry of the ballot box on the laptop and of the journal on the stick.

A cell never moves and never grows, whatever is in it; every cell is signed by the station, also an empty one. The cell
of a card lies where its W stands in the sorted public list, so the place tells nothing that the ballot does not.

    signature 64 | version 4 | length 4 | payload | zeros
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey

from pendopo.apps.elections.crypto.election import Election
from pendopo.apps.elections.crypto.formats import dump
from pendopo.apps.elections.station.rules import HEAD

FRAME: Final = struct.Struct(">64sII")
STATUS: Final = 0
STATUS_SIZE: Final = 64 * 1024  # room for all names and notes at their longest
VOTER_SIZE: Final = 128
EXTRA_SIZE: Final = 1024
BLOCK: Final = 512
MOST_VERSIONS: Final = 2**32 - 1


class Cell(NamedTuple):
    version: int
    payload: bytes


@dataclass(frozen=True)
class Geometry:
    """Places in a row: the status, the cards, the voters of the roll, voters outside the roll."""

    cards: int
    voters: int
    extras: int
    card_size: int

    @property
    def total(self) -> int:
        return 1 + self.cards + self.voters + self.extras

    def card(self, number: int) -> int:
        return 1 + number

    def voter(self, number: int) -> int:
        return 1 + self.cards + number

    def outside(self, number: int) -> int:
        return 1 + self.cards + self.voters + number

    def size(self, place: int) -> int:
        if place == STATUS:
            return STATUS_SIZE
        if place < self.voter(0):
            return self.card_size
        return VOTER_SIZE if place < self.outside(0) else EXTRA_SIZE

    @cached_property
    def offsets(self) -> list[int]:
        """Where each cell begins; one more for the end."""
        found = [0]
        for place in range(self.total):
            found.append(found[-1] + self.size(place))
        return found

    def places(self) -> Iterator[int]:
        return iter(range(self.total))

    def name(self, place: int) -> str:
        """For people. The number of a card is its place in the public list."""
        if place == STATUS:
            return "keadaan TPS"
        if place < self.voter(0):
            return f"kotak nomor {place}"
        if place < self.outside(0):
            return f"daftar hadir nomor {place - self.voter(0) + 1}"
        return f"pemilih tambahan nomor {place - self.outside(0) + 1}"


class Damaged(ValueError):
    """A cell that this station did not write like this."""


class Sealer:
    """Writes and reads cells with the key of the station; `election` is phi, so cells of others do not fit."""

    def __init__(self, seed: str, election: str) -> None:
        self.key = SigningKey(bytes.fromhex(seed))
        self.prefix = f"pendopo-cell|{election}|".encode()

    def pack(self, place: int, cell: Cell, size: int) -> bytes:
        signature = self.key.sign(self._said(place, cell)).signature
        raw = FRAME.pack(signature, cell.version, len(cell.payload)) + cell.payload
        if len(raw) > size:
            raise Damaged(f"{len(raw)} bytes do not fit into {size}")
        return raw.ljust(size, b"\0")

    def unpack(self, place: int, raw: bytes) -> Cell:
        signature, version, length = FRAME.unpack_from(raw)
        if length > len(raw) - FRAME.size:
            raise Damaged("length")
        cell = Cell(version, raw[FRAME.size : FRAME.size + length])
        try:
            self.key.verify_key.verify(self._said(place, cell), signature)
        except (BadSignatureError, ValueError) as problem:
            raise Damaged("signature") from problem
        return cell

    def _said(self, place: int, cell: Cell) -> bytes:
        return self.prefix + struct.pack(">II", place, cell.version) + cell.payload


def card_size(election: Election) -> int:
    """Room for the largest ballot of this election, in whole blocks."""
    return -(-(FRAME.size + HEAD.size + largest_ballot(election)) // BLOCK) * BLOCK


def largest_ballot(election: Election) -> int:
    """Bytes: every scalar and every element as long as they can be."""
    longest = "9" * 617 if election.group.name == "BELENIOS-2048" else "f" * 64
    proof = {"challenge": str(election.group.q), "response": str(election.group.q)}
    answers: list[dict[str, Any]] = []
    for question in election.questions:
        two = [proof, proof]
        answer: dict[str, Any] = {
            "choices": [{"alpha": longest, "beta": longest}] * question.width,
            "individual_proofs": [two] * question.width,
            "overall_proof": [proof] * (len(question.shifts) + question.blank),
        }
        answers.append({**answer, "blank_proof": two} if question.blank else answer)
    fake = {
        "election_uuid": election.uuid,
        "election_hash": election.phi,
        "credential": longest,
        "answers": answers,
        "signature": {"hash": election.phi, "proof": proof},
    }
    return len(dump(fake))


def pack_status(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def unpack_status(raw: bytes) -> dict[str, Any]:
    found = json.loads(raw)
    if not isinstance(found, dict):
        raise Damaged("status")
    return found
