"""Which jobs were printed, so that none is printed twice unmarked, even after a kill or a power cut.

The file says: the id of the current job and its state, and of earlier jobs a hash and one letter, sorted by the hash,
so in no order of time. Job ids are random and kept nowhere else. No choice, tracker, name or time; the time stamp of
the file is set to 1970. What it reveals after the day is how many jobs there were and how many were copies.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from pathlib import Path
from typing import Final, Literal

JobState = Literal["printing", "printed", "copied"]

LETTERS: Final[dict[JobState, str]] = {"printing": "u", "printed": "p", "copied": "c"}
STATES: Final[dict[str, JobState]] = {letter: state for state, letter in LETTERS.items()}
KEPT: Final = 1000  # earlier jobs; a station has 500 voters at most
ANY: Final = "*"  # the current job of a journal that could not be read: whichever comes first is uncertain
HASH: Final = re.compile(r"[0-9a-f]{32}")


class Journal:
    """Not for several threads at once. Writing raises OSError; the file is then whole, old or new."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.current: tuple[str, JobState] | None = None
        self.earlier: dict[str, str] = {}
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._read()

    def state(self, job: str) -> JobState | None:
        """None for a job never begun."""
        letter = self.earlier.get(_hash(job))
        if self.current and self.current[0] == job:
            return self.current[1]
        if letter:
            return STATES[letter]
        if self.current and self.current[0] == ANY:
            return "printing"
        return None

    def note(self, job: str, state: JobState) -> None:
        """Makes `job` the current one in `state`, durable on return."""
        earlier = self._retired() if self.current and self.current[0] != job else dict(self.earlier)
        earlier.pop(_hash(job), None)
        self._write((job, state), earlier)

    def withdraw(self, job: str) -> None:
        """Takes a job out of which not one byte went to the printer."""
        if self.current and self.current[0] == job:
            self._write(None, self.earlier)

    def retire(self) -> None:
        """The current job becomes one of many."""
        if self.current:
            self._write(None, self._retired())

    def _retired(self) -> dict[str, str]:
        earlier = dict(self.earlier)
        if self.current and self.current[0] != ANY:
            earlier[_hash(self.current[0])] = LETTERS[self.current[1]]
        while len(earlier) > KEPT:
            del earlier[secrets.choice(list(earlier))]
        return earlier

    def _read(self) -> None:
        try:
            body = json.loads(self.path.read_bytes())
            current = body["current"]
            self.current = (current["job"], STATES[LETTERS[current["state"]]]) if current else None
            self.earlier = {key: STATES[letter] and letter for key, letter in body["earlier"].items()}
            if not all(HASH.fullmatch(key) for key in self.earlier):
                raise ValueError("not a hash")
        except FileNotFoundError:
            return
        except (ValueError, KeyError, TypeError, AttributeError):
            os.replace(self.path, self.path.with_suffix(".rusak"))
            self._write((ANY, "printing"), {})

    def _write(self, current: tuple[str, JobState] | None, earlier: dict[str, str]) -> None:
        shown = {"job": current[0], "state": current[1]} if current else None
        body = json.dumps({"current": shown, "earlier": dict(sorted(earlier.items()))}, separators=(",", ":"))
        fresh = self.path.with_suffix(".baru")
        file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            _write_all(file, body.encode())
            os.utime(file, (0, 0))
            os.fsync(file)
        finally:
            os.close(file)
        os.replace(fresh, self.path)
        self.current, self.earlier = current, dict(earlier)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _write_all(file: int, body: bytes) -> None:
    while body:
        body = body[os.write(file, body) :]


def _hash(job: str) -> str:
    return hashlib.sha256(b"pendopo-printer|" + job.encode()).hexdigest()[:32]
