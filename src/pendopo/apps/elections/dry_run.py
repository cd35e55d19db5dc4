"""A station's day from its parcel to its bundle without a browser: for demo, tests and benches, never an election.

The ballots are made by this very process, which knows every choice.
"""

from __future__ import annotations

import hashlib
import io
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from pendopo.apps.elections.closing import Closing, pack, sign
from pendopo.apps.elections.crypto.ballots import make_ballot
from pendopo.apps.elections.crypto.election import read_election
from pendopo.apps.elections.crypto.formats import dump
from pendopo.apps.elections.crypto.groups import group_named
from pendopo.apps.elections.crypto.proofs import Draw, draw_secret
from pendopo.apps.elections.crypto.recording import Recording, count, open_tally
from pendopo.apps.elections.crypto.rehearse import Keys, make_keys
from pendopo.apps.elections.crypto.tally import make_partial
from pendopo.apps.elections.crypto.trustees import read_trustees
from pendopo.apps.elections.parcel import Parcel
from pendopo.apps.elections.station.ceremony import FORMAT, digest
from pendopo.apps.elections.station.keyfile import ceremony_id

HOLDERS: Final = (
    ("Ketua panitia", "ketua panitia"), ("Ketua BPD", "BPD"), ("Saksi calon 1", "saksi"), ("Saksi calon 2", "saksi"),
    ("Saksi calon 3", "saksi"),
)  # fmt: skip


@dataclass(frozen=True)
class Ceremony:
    """`keys` open the result."""

    group: str
    threshold: int
    names: list[dict[str, str]]
    keys: Keys

    def public(self, kind: str = "official") -> bytes:
        """What goes to the regency: `pemegang-kunci.json`."""
        told: dict[str, Any] = {
            "format": FORMAT, "group": self.group, "threshold": self.threshold, "size": len(self.names),
            "names": self.names, "trustees": self.keys.raw.decode(),
            "record": {"ceremony": ceremony_id(self.keys.raw), "kind": kind},
        }  # fmt: skip
        told["record"]["digest"] = digest(told)
        return dump(told)


def ceremony(group: str = "Ed25519", kind: str = "2of3", draw: Draw = draw_secret) -> Ceremony:
    """A key ceremony in one process. `kind` as in `election rehearse`: 3, 2of3, 3of5."""
    keys = make_keys(group_named(group), kind, draw)
    needed, _of, size = kind.partition("of")
    names = [{"name": name, "role": role} for name, role in HOLDERS[: int(size or needed)]]
    return Ceremony(group, int(needed), names, keys)


@dataclass
class Day:
    """How a day went: the place of each choice on the ballot (blank first where allowed), one a voter who came."""

    votes: Sequence[int]
    unused: int | None = None  # None: all that were not spent
    seed: int | None = None
    notes: str = ""
    officers: list[str] = field(default_factory=lambda: ["Ketua KPPS"])
    witnesses: list[str] = field(default_factory=list)


def hold(parcel: Parcel, deck: Sequence[str], keys: Keys, day: Day) -> bytes:
    """The bundle with the finished archive, as it comes from the opening of the result."""
    election = read_election(parcel.election.encode())
    width = election.questions[0].width
    table = election.group.table(election.key, 10 * max(len(day.votes), 1))
    chance = random.SystemRandom() if day.seed is None else random.Random(day.seed)  # noqa: S311
    ballots = [
        make_ballot(election, table, card, [[int(place == vote) for place in range(width)]])
        for card, vote in zip(deck, day.votes, strict=False)
    ]
    chance.shuffle(ballots)
    closes = _moment(parcel, parcel.closes)
    out = io.BytesIO()
    recording = Recording(
        out, int(closes.timestamp()), election, parcel.trustees.encode(), parcel.credentials.encode()
    )  # fmt: skip
    for raw in ballots:
        recording.ballot(raw)
    recording.end()
    total, counted, weight = count(election, ballots)
    recording.tally(total, counted, weight)
    unopened = hashlib.sha256(out.getvalue()).hexdigest()
    partials = {owner: make_partial(election, total.pairs, secret()) for owner, secret in keys.holders}
    for owner, partial in partials.items():
        recording.partial(owner, partial)
    trustees = read_trustees(parcel.trustees.encode(), election.group)
    recording.result(open_tally(election, trustees, total, partials, weight))
    report = sign(_closing(parcel, day, len(ballots), unopened), parcel.signing_seed)
    return pack(report, b"[]", out.getvalue(), election.uuid)


def _closing(parcel: Parcel, day: Day, spent: int, digest: str) -> Closing:
    attended = min(spent, len(parcel.voters))
    listed, came = (Counter(voter.sex for voter in some) for some in (parcel.voters, parcel.voters[:attended]))
    return Closing(
        kind=parcel.kind, uuid=parcel.uuid, village_code=parcel.village_code, station=parcel.station,
        opened_at=_moment(parcel, parcel.opens).isoformat(), closed_at=_moment(parcel, parcel.closes).isoformat(),
        registered=len(parcel.voters), attended=attended, extra=spent - attended, cards=parcel.cards,
        cards_spent=spent, cards_void=0, cards_unused=parcel.cards - spent if day.unused is None else day.unused,
        ballots_removed=0, slips_doubtful=0, copies=0, archive_sha256=digest, chronicle_head="0" * 64,
        officers=day.officers, witnesses=day.witnesses, notes=day.notes,
        registered_men=listed["L"], registered_women=listed["P"],
        present_men=came["L"] + spent - attended, present_women=came["P"],
    )  # fmt: skip


def _moment(parcel: Parcel, clock: str) -> datetime:
    return datetime.fromisoformat(f"{parcel.day}T{clock}").replace(tzinfo=ZoneInfo(parcel.zone))
