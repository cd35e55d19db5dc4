"""Checks a whole archive, from the bytes of the file to the last figure of the result, and says what failed first."""

from __future__ import annotations

import hashlib
import re
import time
from array import array
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from pendopo.apps.elections.crypto import events
from pendopo.apps.elections.crypto.archive import DATA, Member, Reader
from pendopo.apps.elections.crypto.arithmetic import FAST
from pendopo.apps.elections.crypto.ballots import Ballot, read_ballot
from pendopo.apps.elections.crypto.checks import CHECKS, reason
from pendopo.apps.elections.crypto.credentials import Register, short
from pendopo.apps.elections.crypto.election import Election, read_election
from pendopo.apps.elections.crypto.errors import Invalid, Unreadable
from pendopo.apps.elections.crypto.events import Chain, Event, read_event
from pendopo.apps.elections.crypto.formats import digest, fields, load
from pendopo.apps.elections.crypto.proofs import Ciphertext
from pendopo.apps.elections.crypto.tally import (
    Partial,
    Sized,
    Sum,
    check_partial,
    check_result,
    plain_powers,
    read_owned,
    read_partial,
    read_result,
    read_sized,
    read_tally,
)
from pendopo.apps.elections.crypto.trustees import Trustees, check_trustees, read_trustees
from pendopo.apps.elections.crypto.workers import Task, Workers, cores

LARGEST_BALLOT = LARGEST_DATA = 1 << 20  # only the list of cards may be larger
FEW: Final = 50 if FAST else 8  # ballots for which no processes are started
MOST_WAITING: Final = 4  # data in front of one event
HEAD: Final = re.compile(rb'\{"election_uuid":"[^"\\]*","election_hash":"[^"\\]*","credential":"([0-9a-f]{1,640})"')
PASSED, FAILED, OPEN = "lulus", "gagal", "belum"
# Which checks are through when an event of this type was accepted. Number 1 to 3 last to the end.
DONE: Final = {events.SETUP: (4, 5), events.END: (6, 7, 9, 10), events.TALLY: (11,), events.RESULT: (12, 13)}


class Failure(NamedTuple):
    check: int
    code: str
    place: str
    detail: str


@dataclass
class Outcome:
    """Everything that a report needs."""

    path: Path
    sha256: str = ""
    failure: Failure | None = None
    states: dict[int, str] = field(default_factory=lambda: {number: OPEN for number, _ in CHECKS})
    election: Election | None = None
    trustees: int = 0
    cards: int = 0
    ballots: int = 0
    counted: int = 0
    replaced: int = 0
    weight: int = 0
    openers: tuple[int, ...] = ()
    result: list[list[int]] = field(default_factory=list)
    last_event: str = ""
    seconds: float = 0.0
    ballot_seconds: float = 0.0
    jobs: int = 1

    @property
    def valid(self) -> bool:
        return self.failure is None


class Box:
    """Where each ballot stands in the file, and its weight, by number from 1: a few bytes a ballot."""

    def __init__(self) -> None:
        self.offsets, self.sizes, self.weights = array("Q"), array("L"), array("Q")

    def put(self, member: Member, weight: int) -> int:
        self.offsets.append(member.offset)
        self.sizes.append(len(member.body))
        self.weights.append(weight)
        return len(self.offsets)

    def read(self, number: int, reader: Reader, election: Election) -> Ballot:
        return read_ballot(reader.body_at(self.offsets[number - 1], self.sizes[number - 1]), election)


class Verifier:
    """One walk through one archive. `unfinished`: an archive that stops before its result may pass."""

    def __init__(self, reader: Reader, outcome: Outcome, *, unfinished: bool = False) -> None:
        self.reader, self.outcome, self.unfinished = reader, outcome, unfinished
        self.chain = Chain()
        self.waiting: dict[str, Member] = {}
        self.ballots: set[bytes] = set()
        self.others: set[str] = set()
        self.box = Box()
        self.last: dict[bytes, int] = {}
        self.replaced = array("L")
        self.partials: dict[int, Partial] = {}
        self.workers: Workers | None = None
        self.election: Election
        self.trustees: Trustees
        self.register: Register
        self.total: Sum
        self.tally: list[list[Ciphertext]]
        self.sized: Sized

    def run(self) -> None:
        try:
            try:
                for member in self.reader:
                    self.take(member)
                self.finish()
            except Invalid:
                if self.workers is not None:
                    self.workers.finish()  # a bad ballot further in front comes first
                raise
        finally:
            if self.workers is not None:
                self.workers.close()

    def take(self, member: Member) -> None:
        place = f"anggota berkas nomor {member.number}"
        if member.kind == DATA:
            if bytes.fromhex(member.hash) in self.ballots:
                raise Invalid("ballot.replay", place=place)
            if member.hash in self.others or member.hash in self.waiting:
                raise Invalid("archive.twice", member.hash[:16], place)
            if len(member.body) > LARGEST_DATA and self.chain.type not in (None, events.SETUP, events.BALLOT):
                raise Invalid("archive.size", f"{len(member.body)} bytes", place)
            if len(self.waiting) >= MOST_WAITING:
                raise Invalid("archive.unused", "too much data in front of an event", place)
            self.waiting[member.hash] = member
            return
        try:
            event = read_event(member.body)
            self.chain.follow(event, member.hash)
        except Invalid as problem:
            raise problem.at(place) from problem
        steps = {
            events.SETUP: self.setup,
            events.BALLOT: self.ballot,
            events.END: self.end,
            events.TALLY: self.encrypted_tally,
            events.PARTIAL: self.partial,
            events.RESULT: self.result,
        }
        steps[event.type](event)
        if self.waiting:
            raise Invalid("archive.unused", next(iter(self.waiting))[:16], place)
        self.outcome.last_event = member.hash
        for number in DONE.get(event.type, ()):
            self.outcome.states[number] = PASSED

    def data(self, name: str | None) -> Member:
        """Data in front of the event; it is used up."""
        found = self.waiting.pop(name or "", None)
        if found is None:
            if name and len(name) == 64 and bytes.fromhex(name) in self.ballots:
                raise Invalid("ballot.replay", name[:16], f"peristiwa nomor {self.chain.height}")
            raise Invalid("archive.missing", (name or "")[:16], f"peristiwa nomor {self.chain.height}")
        if self.chain.type != events.BALLOT:
            self.others.add(found.hash)
        return found

    # --- one step for each type of event

    def setup(self, event: Event) -> None:
        try:
            names = fields(load(self.data(event.payload).body), ("election", "trustees", "credentials"))
            parts = {name: self.data(digest(value)).body for name, value in names.items()}
        except Invalid as problem:
            raise problem.at("data awal") from problem
        if any(len(parts[name]) > LARGEST_DATA for name in ("election", "trustees")):
            raise Invalid("archive.size", place="data awal")
        for name, title in (("election", "data pemilihan"), ("trustees", "pemegang kunci"), ("credentials", "kartu")):
            try:
                self.read_part(name, parts[name])
            except Invalid as problem:
                raise problem.at(title) from problem
        outcome = self.outcome
        outcome.election, outcome.trustees = self.election, len(self.trustees.publics)
        outcome.cards = len(self.register)
        self.total = Sum(self.election)
        expected = min(len(self.register), self.reader.size // 1000)
        self.workers = Workers(self.election.raw, expected, outcome.jobs if expected > FEW else 1, self.total)
        self.started = time.perf_counter()

    def read_part(self, name: str, raw: bytes) -> None:
        if name == "election":
            self.election = read_election(raw)
        elif name == "trustees":
            self.trustees = read_trustees(raw, self.election.group)
            check_trustees(self.trustees, self.election.key)
        else:
            self.register = Register(raw, self.election.group)

    def ballot(self, event: Event) -> None:
        member = self.data(event.payload)
        self.outcome.ballots += 1
        place = f"surat suara nomor {self.outcome.ballots}"
        if len(member.body) > LARGEST_BALLOT:
            raise Invalid("ballot.size", f"{len(member.body)} bytes", place)
        head = HEAD.match(member.body)
        if head is None:
            raise Invalid("ballot.form", place=place)
        self.ballots.add(bytes.fromhex(member.hash))
        card = short(head[1].decode())
        weight = self.register.weights.get(card)
        if weight is None:
            raise Invalid("credential.unknown", head[1].decode()[:24], place)
        self.register.unused.pop(card, None)
        if card in self.last:
            self.replaced.append(self.last[card])
        self.last[card] = self.box.put(member, weight)
        self.ready().put(Task(self.outcome.ballots, member.body, weight))

    def ready(self) -> Workers:
        if self.workers is None:
            raise Invalid("event.order", "no setup")
        return self.workers

    def end(self, _event: Event) -> None:
        self.finish_ballots()
        self.outcome.ballot_seconds = time.perf_counter() - self.started
        for number in self.replaced:
            ballot = self.box.read(number, self.reader, self.election)
            self.total.remove(ballot, self.box.weights[number - 1])
        self.outcome.counted, self.outcome.replaced = len(self.last), len(self.replaced)
        self.outcome.weight = sum(self.box.weights[number - 1] for number in self.last.values())

    def finish_ballots(self) -> None:
        """Every ballot was checked; a membership that failed together is looked for one by one."""
        workers = self.ready()
        workers.finish()
        self.register.settle()
        if workers.settled():
            return
        for number in range(1, self.outcome.ballots + 1):
            ballot = self.box.read(number, self.reader, self.election)
            for answer in ballot.answers:
                for place, pair in enumerate(answer.choices, 1):
                    if not all(self.election.group.member(part) for part in pair):
                        raise Invalid("element.member", place=f"surat suara nomor {number}, pilihan {place}")
        raise Invalid("element.member", place="surat suara")

    def encrypted_tally(self, event: Event) -> None:
        place = "jumlah terkunci"
        try:
            self.sized = read_sized(self.data(event.payload).body)
            raw = self.data(self.sized.tally).body
            self.tally = read_tally(raw, self.election)
        except Invalid as problem:
            raise problem.at(place) from problem
        if self.tally != self.total.pairs:
            raise Invalid("tally.value", self.first_difference(), place)
        if self.sized.ballots != self.outcome.counted:
            raise Invalid("tally.count", f"{self.sized.ballots}, {self.outcome.counted} expected", place)
        if self.sized.weight != self.outcome.weight:
            raise Invalid("tally.weight", f"{self.sized.weight}, {self.outcome.weight} expected", place)

    def first_difference(self) -> str:
        for row, (found, right) in enumerate(zip(self.tally, self.total.pairs, strict=True), 1):
            for place, (one, two) in enumerate(zip(found, right, strict=True), 1):
                if one != two:
                    return f"pertanyaan {row}, pilihan {place}"
        return ""

    def partial(self, event: Event) -> None:
        owned = read_owned(self.data(event.payload).body)
        publics = self.trustees.publics
        place = f"pembukaan oleh pemegang kunci nomor {owned.owner}"
        if not 1 <= owned.owner <= len(publics) or owned.owner in self.partials:
            raise Invalid("decryption.owner", place=place)
        try:
            partial = read_partial(self.data(owned.payload).body, self.election)
            check_partial(partial, self.election, self.tally, publics[owned.owner - 1])
        except Invalid as problem:
            raise problem.at(place) from problem
        self.partials[owned.owner] = partial
        self.outcome.openers = tuple(sorted(self.partials))

    def result(self, event: Event) -> None:
        missing = self.trustees.missing(list(self.partials))
        if missing:
            raise Invalid("decryption.missing", place=missing)
        try:
            result = read_result(self.data(event.payload).body, self.election)
            powers = plain_powers(self.tally, self.partials, self.trustees)
            check_result(result, self.election, powers, self.outcome.weight)
        except Invalid as problem:
            raise problem.at("hasil") from problem
        for number, (question, figures) in enumerate(zip(self.election.questions, result, strict=True), 1):
            if question.least == question.most == 1 and sum(figures) != self.outcome.weight:
                raise Invalid("result.sum", place=f"hasil, pertanyaan {number}")
        self.outcome.result = result

    def finish(self) -> None:
        if self.waiting:
            raise Invalid("archive.unused", next(iter(self.waiting))[:16], "akhir berkas")
        if self.chain.type != events.RESULT:
            self.finish_ballots()
            if not self.unfinished:
                raise Invalid("event.unfinished", f"after {self.chain.type}", "akhir berkas")
            self.outcome.ballot_seconds = self.outcome.ballot_seconds or time.perf_counter() - self.started
        for number in (1, 2, 3, 8):
            self.outcome.states[number] = PASSED


def verify(path: Path, *, jobs: int | None = None, unfinished: bool = False) -> Outcome:
    """`Unreadable` when there is no archive to check; everything else is in the outcome."""
    outcome = Outcome(path, jobs=jobs or cores())
    started = time.perf_counter()
    try:
        with Reader(path) as reader:
            Verifier(reader, outcome, unfinished=unfinished).run()
    except Invalid as problem:
        number = reason(problem.code).check
        outcome.failure = Failure(number, problem.code, problem.place, problem.detail)
        outcome.states[number] = FAILED
    outcome.seconds = time.perf_counter() - started
    try:
        outcome.sha256 = file_hash(path)
    except OSError as problem:
        raise Unreadable(str(problem)) from problem
    return outcome


def file_hash(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            found.update(piece)
    return found.hexdigest()
