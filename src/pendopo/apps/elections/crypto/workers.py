"""Checking ballots on all cores: chunks go out, answers come back in order, only a few are on their way at once."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Final, NamedTuple

from pendopo.apps.elections.crypto.ballots import check_ballot, read_ballot
from pendopo.apps.elections.crypto.election import Election, read_election
from pendopo.apps.elections.crypto.errors import Invalid
from pendopo.apps.elections.crypto.groups import Element, Powers
from pendopo.apps.elections.crypto.proofs import Ciphertext
from pendopo.apps.elections.crypto.tally import Sum

SMALLEST_CHUNK, LARGEST_CHUNK = 16, 128  # ballots
ON_THEIR_WAY: Final = 3  # chunks for each process


class Task(NamedTuple):
    number: int  # of the ballot, from 1
    raw: bytes
    weight: int


class Answer(NamedTuple):
    """The product of a chunk, or what is wrong with the first bad ballot in it."""

    pairs: list[list[Ciphertext]]
    doubts: list[Element]  # of this chunk, see `Group.settled`
    failure: tuple[str, str, str] | None


class Checker:
    def __init__(self, raw: bytes, voters: int) -> None:
        self.raw = raw
        self.election: Election = read_election(raw)
        self.election.group.expect(10 * voters)
        self.key: Powers = self.election.group.table(self.election.key, 10 * voters)

    def check(self, chunk: Sequence[Task]) -> Answer:
        total, doubts = Sum(self.election), self.election.group.doubts()
        for number, raw, weight in chunk:
            try:
                ballot = read_ballot(raw, self.election)
                check_ballot(ballot, self.election, self.key, doubts)
                total.add(ballot, weight)
            except Invalid as problem:
                found = problem.at(f"surat suara nomor {number}")
                return Answer(total.pairs, [], (found.code, found.detail, found.place))
        return Answer(total.pairs, doubts.summary() if doubts else [], None)


here: Checker | None = None


def prepare(raw: bytes, voters: int) -> Checker:
    """Once in each process of a pool; a forked one finds the tables of its parent."""
    global here
    found = here
    if found is None or found.raw != raw:
        here = found = Checker(raw, voters)
    return found


def start(raw: bytes, voters: int) -> None:
    prepare(raw, voters)


def check_chunk(chunk: Sequence[Task]) -> Answer:
    """In a process of a pool, which works for one archive."""
    if here is None:
        raise RuntimeError("prepare comes first")
    return here.check(chunk)


class Workers:
    def __init__(self, raw: bytes, voters: int, jobs: int, total: Sum) -> None:
        self.checker = prepare(raw, voters)  # its own: other threads may check other archives
        self.total = total
        self.doubts: list[Element] = []
        self.size = min(LARGEST_CHUNK, max(SMALLEST_CHUNK, voters // (4 * jobs)))
        self.chunk: list[Task] = []
        self.waiting: deque[Future[Answer]] = deque()
        self.most = ON_THEIR_WAY * jobs
        self.pool: ProcessPoolExecutor | None = None
        if jobs > 1:
            forks = sys.platform == "linux" and threading.active_count() == 1
            context = multiprocessing.get_context("fork" if forks else "spawn")
            self.pool = ProcessPoolExecutor(jobs, context, start, (raw, voters))

    def put(self, task: Task) -> None:
        self.chunk.append(task)
        if len(self.chunk) >= self.size:
            self.send()

    def send(self) -> None:
        chunk, self.chunk = self.chunk, []
        if not chunk:
            return
        if self.pool is None:
            self.take(self.checker.check(chunk))
            return
        self.waiting.append(self.pool.submit(check_chunk, chunk))
        while len(self.waiting) > self.most:
            self.take(self.waiting.popleft().result())

    def take(self, answer: Answer) -> None:
        if answer.failure:
            self.waiting.clear()
            self.chunk.clear()
            raise Invalid(*answer.failure)
        self.total.merge(answer.pairs)
        group = self.total.group
        if self.doubts:
            self.doubts = [group.mul(one, two) for one, two in zip(self.doubts, answer.doubts, strict=True)]
        else:
            self.doubts = answer.doubts

    def finish(self) -> None:
        """Everything that was put in is checked; raises for the first bad ballot."""
        self.send()
        while self.waiting:
            self.take(self.waiting.popleft().result())

    def settled(self) -> bool:
        """After `finish`: whether all elements of all ballots lie in the subgroup."""
        return self.total.group.settled(self.doubts)

    def close(self) -> None:
        self.waiting.clear()
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)


def cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
