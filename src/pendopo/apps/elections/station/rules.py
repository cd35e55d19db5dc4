"""What may happen to a card: pure transitions, no storage, no clock.

FREE and REVOTE may vote; who holds a card at this moment is a lease in memory and no state of the card.
Every change raises the version by one, so that of two copies of a card the later one is known.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from typing import Final

from pendopo.apps.elections.station.errors import StationRefused

FREE: Final = 16
STORED: Final = 17
SPENT: Final = 18
REVOTE: Final = 19
VOID: Final = 20
CLEARED: Final = 21  # after the seal: the ballots are in the archive only
STATES: Final = {FREE: "free", STORED: "pending", SPENT: "spent", REVOTE: "revote", VOID: "void", CLEARED: "sealed"}
OUTCOMES: Final = ("spent", "revote", "removed")
NO_LEASE: Final = bytes(16)
HEAD: Final = struct.Struct(">BB16s")


@dataclass(frozen=True, slots=True)
class Card:
    """`lease` is the hash of the claim under which the ballot came; `booth` is kept only while the slip is awaited."""

    state: int = FREE
    booth: int = 0
    lease: bytes = NO_LEASE
    ballot: bytes = b""

    def pack(self) -> bytes:
        return HEAD.pack(self.state, self.booth, self.lease) + self.ballot


def unpack(raw: bytes) -> Card:
    """Raises ValueError for what `pack` does not write."""
    if len(raw) < HEAD.size:
        raise ValueError("too short for a card")
    state, booth, lease = HEAD.unpack_from(raw)
    card = Card(state, booth, lease, raw[HEAD.size :])
    if state not in STATES or bool(card.ballot) != (state in (STORED, SPENT)):
        raise ValueError("no state of a card")
    return card


def may_vote(card: Card) -> None:
    """Refuses a card that cannot be claimed."""
    if card.state in (FREE, REVOTE):
        return
    code = {STORED: "pending", SPENT: "spent", VOID: "void"}.get(card.state, "not_open")
    raise StationRefused(code)


def stored(card: Card, *, booth: int, lease: bytes, ballot: bytes) -> Card:
    """The ballot is in the box and waits for its slip. The same ballot under the same claim again changes nothing."""
    if card.state in (STORED, SPENT) and card.lease == lease and card.ballot == ballot:
        return card
    may_vote(card)
    return Card(STORED, booth, lease, ballot)


def confirmed(card: Card, lease: bytes) -> Card:
    """The slip is out: the card is spent. Again changes nothing."""
    if card.state not in (STORED, SPENT) or card.lease != lease:
        raise StationRefused("lease")
    return replace(card, state=SPENT, booth=0)


def resolved(card: Card, outcome: str) -> Card:
    """What two officers saw: the slip is out (`spent`), it is not (`revote`), or nobody votes again (`removed`)."""
    if outcome not in OUTCOMES:
        raise StationRefused("outcome", "Pilih: slip keluar, slip tidak keluar, atau suara dikeluarkan.")
    if card.state != STORED:
        raise StationRefused("resolved", "Suara ini sudah diputuskan.")
    if outcome == "spent":
        return replace(card, state=SPENT, booth=0)
    return Card(REVOTE if outcome == "revote" else VOID)


def voided(card: Card) -> Card:
    """A damaged card that holds no ballot. Again changes nothing."""
    if card.state == VOID:
        return card
    may_vote(card)
    return Card(VOID)


def cleared(card: Card) -> Card:
    """After the seal, the same for all cards."""
    if card.state == STORED:
        raise StationRefused("pending")
    return Card(CLEARED)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of two copies of a card is kept, and why that has to be told."""

    first: bool
    conflict: str = ""


RANK: Final = {STORED: 4, VOID: 3, REVOTE: 2, FREE: 1}


def choose(one: Card, one_version: int, two: Card, two_version: int) -> Choice:
    """Two laptops, one card. A confirmed ballot is never given up for anything but another confirmed one."""
    if CLEARED in (one.state, two.state):
        raise StationRefused("sealed", "Kotak suara salah satu laptop sudah disegel: tidak dapat digabung.")
    spent = (one.state == SPENT, two.state == SPENT)
    if all(spent):
        return Choice(True, "" if one.ballot == two.ballot else "two_ballots")
    if any(spent):
        other, version, high = (two, two_version, one_version) if spent[0] else (one, one_version, two_version)
        beaten = other.state == VOID or version >= high or (other.ballot and other.ballot != _ballot(one, two, spent))
        return Choice(spent[0], "spent_elsewhere" if beaten and other.state != FREE else "")
    if one_version != two_version:
        first = one_version > two_version
        later, earlier = (one, two) if first else (two, one)
        lost = earlier.state == STORED and later.state == STORED and earlier.ballot != later.ballot
        apart = earlier.state == VOID and later.state != VOID
        return Choice(first, "pending_elsewhere" if lost or apart else "")
    first = RANK[one.state] >= RANK[two.state]
    same = one.state == two.state and one.ballot == two.ballot
    return Choice(first, "" if same else "pending_elsewhere")


def _ballot(one: Card, two: Card, spent: tuple[bool, bool]) -> bytes:
    return one.ballot if spent[0] else two.ballot
