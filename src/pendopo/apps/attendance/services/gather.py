"""One commit for what several threads bring at the same moment: each waits until the commit that holds its part.

SQLite has one writer and pays for every commit; threads that wait here in line do not wait for the database's lock.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

_J = TypeVar("_J")
MOST = 64


class _Entry(Generic[_J]):
    __slots__ = ("done", "error", "job", "turn")

    def __init__(self, job: _J) -> None:
        self.job = job
        self.done = False
        self.error: Exception | None = RuntimeError("not stored")  # until it is
        self.turn = threading.Lock()  # held until its job is done, or it is its turn to write
        self.turn.acquire()


class Gatherer(Generic[_J]):
    """`store` writes several jobs in one transaction, all or none."""

    def __init__(self, store: Callable[[list[_J]], None]) -> None:
        self._store = store
        self._guard = threading.Lock()
        self._busy = False
        self._waiting: deque[_Entry[_J]] = deque()

    def put(self, job: _J) -> None:
        """Returns when the job is committed; raises what kept it from being. Jobs fail each for itself."""
        mine = _Entry(job)
        with self._guard:
            self._waiting.append(mine)
            first, self._busy = not self._busy, True
        if not first:
            mine.turn.acquire()
        if not mine.done:
            self._lead()
        if mine.error is not None:
            raise mine.error

    def _lead(self) -> None:
        """Writes for all who came meanwhile, this thread's own job among them, and hands the pen to the next."""
        with self._guard:
            entries = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST))]
        try:
            self._write(entries)
        finally:
            with self._guard:
                following = self._waiting[0] if self._waiting else None
                self._busy = following is not None
            if following is not None:
                following.turn.release()
            for entry in entries:
                entry.done = True
                entry.turn.release()

    def _write(self, entries: list[_Entry[_J]]) -> None:
        try:
            self._store([entry.job for entry in entries])
        except Exception as error:
            if len(entries) == 1:
                entries[0].error = error
            else:
                for entry in entries:
                    self._write([entry])
        else:
            for entry in entries:
                entry.error = None
