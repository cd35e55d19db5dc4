"""Events (section 2.3): the chain that says what belongs to the election, and in which order."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from pendopo.apps.elections.crypto.errors import Invalid, NonCanonical
from pendopo.apps.elections.crypto.formats import digest, dump, fields, load, words

SETUP, BALLOT, END, TALLY, PARTIAL, RESULT = (
    *("Setup", "Ballot", "EndBallots", "EncryptedTally", "PartialDecryption", "Result"),
)
# What may follow what; None stands for the beginning.
AFTER: Final[dict[str | None, tuple[str, ...]]] = {
    None: (SETUP,),
    SETUP: (BALLOT, END),
    BALLOT: (BALLOT, END),
    END: (TALLY,),
    TALLY: (PARTIAL,),
    PARTIAL: (PARTIAL, RESULT),
    RESULT: (),
}


class Event(NamedTuple):
    parent: str | None
    height: int
    type: str
    payload: str | None

    def dump(self) -> bytes:
        value: dict[str, Any] = {} if self.parent is None else {"parent": self.parent}
        value |= {"height": self.height, "type": self.type}
        return dump(value if self.payload is None else {**value, "payload": self.payload})


def read_event(raw: bytes) -> Event:
    found = fields(load(raw), ("parent", "height", "type", "payload"), ("parent", "payload"))
    if type(found["height"]) is not int:
        raise NonCanonical(detail="height is a number")
    parent, payload = found.get("parent"), found.get("payload")
    return Event(
        None if parent is None and "parent" not in found else digest(parent),
        found["height"],
        words(found["type"]),
        None if payload is None and "payload" not in found else digest(payload),
    )


class Chain:
    """Follows the events: each names the one before it, counts on, and comes when its turn is."""

    def __init__(self) -> None:
        self.head: str | None = None
        self.type: str | None = None
        self.height = -1

    def follow(self, event: Event, own_hash: str) -> None:
        if event.parent != self.head:
            raise Invalid("event.parent", "does not name the event before it")
        if event.height != self.height + 1:
            raise Invalid("event.height", f"{event.height} after {self.height}")
        if event.type not in AFTER[self.type]:
            raise Invalid("event.order", f"{event.type[:24]} after {self.type or 'the beginning'}")
        if (event.payload is None) != (event.type == END):
            raise Invalid("event.payload", f"of {event.type}")
        self.head, self.type, self.height = own_hash, event.type, event.height

    def next(self, type_: str, payload: str | None) -> Event:
        return Event(self.head, self.height + 1, type_, payload)
