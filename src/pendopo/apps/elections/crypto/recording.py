"""Writes the archive of one polling station, event after event (section 2.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import BinaryIO

from pendopo.apps.elections.crypto import events
from pendopo.apps.elections.crypto.archive import Writer
from pendopo.apps.elections.crypto.ballots import read_ballot
from pendopo.apps.elections.crypto.election import Election
from pendopo.apps.elections.crypto.formats import dump
from pendopo.apps.elections.crypto.tally import Owned, Partial, Sized, Sum, make_result, plain_powers, read_partial
from pendopo.apps.elections.crypto.trustees import Trustees


class Recording:
    """Ballots must come in an order that does not tell who voted when: shuffle them first."""

    def __init__(self, file: BinaryIO, time: int, election: Election, trustees: bytes, credentials: bytes) -> None:
        self.writer, self.election, self.chain = Writer(file, time), election, events.Chain()
        hashes = [self.writer.data(raw) for raw in (election.raw, trustees, credentials)]
        names = ("election", "trustees", "credentials")
        self.event(events.SETUP, self.writer.data(dump(dict(zip(names, hashes, strict=True)))))

    def event(self, type_: str, payload: str | None) -> str:
        event = self.chain.next(type_, payload)
        found = self.writer.event(event.dump())
        self.chain.follow(event, found)
        return found

    def ballot(self, raw: bytes) -> None:
        self.event(events.BALLOT, self.writer.data(raw))

    def end(self) -> None:
        self.event(events.END, None)

    def tally(self, total: Sum, ballots: int, weight: int) -> None:
        """`ballots` and `weight` of those that count: the last one of each credential."""
        sized = Sized(ballots, weight, self.writer.data(total.dump()))
        self.event(events.TALLY, self.writer.data(sized.dump()))

    def partial(self, owner: int, raw: bytes) -> None:
        """`owner` from 1, in the order of the trustees' file."""
        self.event(events.PARTIAL, self.writer.data(Owned(owner, self.writer.data(raw)).dump()))

    def result(self, raw: bytes) -> str:
        """The hash of the last event, which goes onto the printed form."""
        return self.event(events.RESULT, self.writer.data(raw))


def count(
    election: Election, ballots: Iterable[bytes], weights: Mapping[str, int] | None = None
) -> tuple[Sum, int, int]:
    """The encrypted sum, the number of credentials and the weight that count. Ballots are not checked again."""
    last: dict[str, bytes] = {}
    total, weight = Sum(election), 0
    for raw in ballots:
        ballot = read_ballot(raw, election)
        own = (weights or {}).get(ballot.credential, 1)
        if ballot.credential in last:
            total.remove(read_ballot(last[ballot.credential], election), own)
            weight -= own
        total.add(ballot, own)
        weight += own
        last[ballot.credential] = raw
    return total, len(last), weight


def open_tally(election: Election, trustees: Trustees, total: Sum, partials: Mapping[int, bytes], weight: int) -> bytes:
    """The result from the partial decryptions by owner."""
    read: dict[int, Partial] = {owner: read_partial(raw, election) for owner, raw in partials.items()}
    return make_result(election, plain_powers(total.pairs, read, trustees), weight)
