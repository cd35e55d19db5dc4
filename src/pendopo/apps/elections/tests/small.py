"""Small elections for tests, kept as steps so that a forger can change one thing and seal everything again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pendopo.apps.elections.crypto import events, rehearse
from pendopo.apps.elections.crypto.archive import Writer
from pendopo.apps.elections.crypto.ballots import make_ballot, read_ballot
from pendopo.apps.elections.crypto.credentials import new_credential, public_credential, public_list, secret_of
from pendopo.apps.elections.crypto.election import Election, Question, make_election, new_uuid
from pendopo.apps.elections.crypto.formats import base64_hash, dump
from pendopo.apps.elections.crypto.groups import group_named
from pendopo.apps.elections.crypto.proofs import draw_secret, sign
from pendopo.apps.elections.crypto.recording import count, open_tally
from pendopo.apps.elections.crypto.tally import Owned, Sized, make_partial
from pendopo.apps.elections.crypto.verify import Outcome, verify

TIME = 1795000000


@dataclass
class Step:
    """An event and the data in front of it; its payload is the hash of the last of them."""

    type: str
    bodies: list[bytes] = field(default_factory=list)


@dataclass
class Town:
    election: Election
    keys: rehearse.Keys
    cards: list[str]
    steps: list[Step]
    weights: dict[str, int]

    @property
    def ballots(self) -> list[Step]:
        return [step for step in self.steps if step.type == events.BALLOT]

    def step(self, type_: str) -> Step:
        return next(step for step in self.steps if step.type == type_)

    def vote(self, card: str, *votes: Sequence[int]) -> bytes:
        table = self.election.group.table(self.election.key, 10)
        return make_ballot(self.election, table, card, list(votes))

    def seal(self, path: Path) -> Path:
        return seal(self.steps, path)

    def check(self, folder: Path) -> Outcome:
        return verify(self.seal(folder / f"{self.election.uuid}.bel"), jobs=1)

    def recount(self, owners: Sequence[int] | None = None) -> None:
        """Tally, decryptions and result that fit the ballots as they are now."""
        del self.steps[[step.type for step in self.steps].index(events.END) + 1 :]
        total, counted, weight = count(self.election, [step.bodies[0] for step in self.ballots], self.weights)
        self.steps.append(tally_step(total.dump(), counted, weight))
        partials = {}
        for owner, secret in self.keys.holders:
            if owners is None or owner in owners:
                partials[owner] = make_partial(self.election, total.pairs, secret())
                self.steps.append(partial_step(owner, partials[owner]))
        result = open_tally(self.election, self.keys.trustees, total, partials, weight)
        self.steps.append(Step(events.RESULT, [result]))

    def sign_again(self, value: dict[str, Any], card: str) -> bytes:
        """A changed ballot with a good signature."""
        value = {name: part for name, part in value.items() if name != "signature"}
        found = base64_hash(dump(value))
        secret = secret_of(card, self.election.uuid, self.election.group.q)
        proof = sign(self.election.group, "sig", found, secret, draw_secret)
        return dump({**value, "signature": {"hash": found, "proof": proof.json()}})


def tally_step(raw: bytes, ballots: int, weight: int) -> Step:
    return Step(events.TALLY, [raw, Sized(ballots, weight, "").dump()])


def partial_step(owner: int, raw: bytes) -> Step:
    return Step(events.PARTIAL, [raw, Owned(owner, "").dump()])


def seal(steps: Sequence[Step], path: Path) -> Path:
    """All hashes, names and the chain as if everything were right."""
    chain = events.Chain()
    with path.open("wb") as file:
        writer = Writer(file, TIME)
        for step in steps:
            hashes: list[str] = []
            for number, body in enumerate(step.bodies):
                if number and step.type in (events.TALLY, events.PARTIAL):
                    last = "encrypted_tally" if step.type == events.TALLY else "payload"
                    body = dump({**json.loads(body), last: hashes[0]})
                hashes.append(writer.data(body))
            if step.type == events.SETUP and len(hashes) == 3:
                names = ("election", "trustees", "credentials")
                hashes.append(writer.data(dump(dict(zip(names, hashes, strict=True)))))
            event = chain.next(step.type, hashes[-1] if hashes else None)
            chain.head, chain.height = writer.event(event.dump()), event.height
    return path


def town(
    group: str = "Ed25519",
    votes: Sequence[tuple[int, int]] = ((0, 0), (1, 1), (2, 2)),
    *,
    trustees: str = "1",
    blank: bool = True,
    candidates: int = 2,
    weights: Sequence[int] = (),
) -> Town:
    """`votes` are (voter, choice) in the order of casting; every voter from 0 to the highest has a card."""
    found = group_named(group)
    keys = rehearse.make_keys(found, trustees, draw_secret)
    names = tuple(f"Calon {place}" for place in range(1, candidates + 1))
    election = make_election(
        found,
        keys.trustees.joint_key,
        name="Pilkades Désa Uji",
        description="uji",
        questions=[Question("Siapa?", names, blank)],
        uuid=new_uuid(),
    )
    voters = max((voter for voter, _ in votes), default=0) + 1
    cards = [new_credential() for _ in range(voters)]
    public = [public_credential(found, card, election.uuid) for card in cards]
    heavy = dict(zip(public, [*weights, *[1] * (voters - len(weights))], strict=True))
    made = Town(election, keys, cards, [], heavy)
    made.steps.append(Step(events.SETUP, [election.raw, keys.raw, public_list(heavy)]))
    width = election.questions[0].width
    for voter, choice in votes:
        raw = made.vote(cards[voter], [int(place == choice) for place in range(width)])
        assert read_ballot(raw, election).credential == public[voter]
        made.steps.append(Step(events.BALLOT, [raw]))
    made.steps.append(Step(events.END))
    made.recount()
    return made
