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
    __slots__ = ("done", "error", "job")

    def __init__(self, job: _J) -> None:
        self.job = job
        self.done = False
        self.error: Exception | None = None


class Gatherer(Generic[_J]):
    """`store` writes several jobs in one transaction, all or none."""

    def __init__(self, store: Callable[[list[_J]], None]) -> None:
        self._store = store
        self._turn = threading.Lock()
        self._waiting: deque[_Entry[_J]] = deque()

    def put(self, job: _J) -> None:
        """Returns when the job is committed; raises what kept it from being. Jobs fail each for itself."""
        mine = _Entry(job)
        self._waiting.append(mine)
        with self._turn:  # whoever comes first writes for all who came meanwhile
            while not mine.done:
                self._write([self._waiting.popleft() for _ in range(min(len(self._waiting), MOST))])
        if mine.error is not None:
            raise mine.error

    def _write(self, entries: list[_Entry[_J]]) -> None:
        try:
            self._store([entry.job for entry in entries])
        except Exception as error:
            if len(entries) == 1:
                entries[0].error = error
            else:
                for entry in entries:
                    self._write([entry])
        finally:
            for entry in entries:
                entry.done = True
