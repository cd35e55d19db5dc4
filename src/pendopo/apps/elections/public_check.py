"""Checks an archive that anybody handed in, in a process of its own with little memory, little time and no secrets.

The child is this file: `python -m pendopo.apps.elections.public_check FILE MEGABYTES SECONDS`, needs no Django, and
answers with the report of the verifier as one JSON object.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

AT_ONCE: Final = 2  # in all processes of this server together
IN_LINE: Final = 3  # in one process; each holds a thread of the web server
PATIENCE: Final = 15.0  # seconds in line
MEMORY_MB: Final = 768
LONGEST_NAME: Final = 200
SOURCES: Final = Path(__file__).resolve().parents[3]

_line = threading.BoundedSemaphore(AT_ONCE + IN_LINE)


class Busy(Exception):
    """Too many archives are being checked; nothing was looked at."""


class TooLong(Exception):
    """The check did not end within its time."""


class Failed(Exception):
    """The check broke off: not enough memory for this file, or a file made to break it."""


def check(path: Path, *, slots: Path, seconds: int) -> dict[str, Any]:
    """The report. Raises Busy, TooLong or Failed. `slots` is a folder that all processes of the server share."""
    with _turn(slots):
        command = [sys.executable, "-m", "pendopo.apps.elections.public_check", str(path), str(MEMORY_MB), str(seconds)]
        surroundings = {"PYTHONPATH": str(SOURCES), "LANG": "C.UTF-8", "PATH": os.defpath, "PYTHONUTF8": "1"}
        try:
            done = subprocess.run(  # noqa: S603 - own program, no shell
                command, capture_output=True, env=surroundings, timeout=seconds, stdin=subprocess.DEVNULL
            )
        except subprocess.TimeoutExpired as problem:
            raise TooLong from problem
    try:
        told = json.loads(done.stdout)
    except ValueError as problem:
        raise (TooLong if done.returncode < 0 else Failed) from problem
    if not isinstance(told, dict):
        raise Failed
    return told


@contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """One of the places to check at, waited for a moment; the lock goes with the process that holds it."""
    if not _line.acquire(blocking=False):
        raise Busy
    try:
        folder.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + PATIENCE
        while True:
            for number in range(AT_ONCE):
                with (folder / f"tempat-{number}").open("w") as slot:
                    try:
                        fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    except OSError:
                        continue
                    yield
                    return
            if time.monotonic() >= deadline:
                raise Busy
            time.sleep(0.1)
    finally:
        _line.release()


def main(arguments: list[str]) -> int:
    """In the child."""
    path, megabytes, seconds = Path(arguments[0]), int(arguments[1]), int(arguments[2])
    _bound(megabytes, seconds)
    from pendopo.apps.elections.crypto.errors import Unreadable
    from pendopo.apps.elections.crypto.report import as_json
    from pendopo.apps.elections.crypto.verify import verify

    try:
        outcome = verify(path, jobs=1)
    except Unreadable:
        print(json.dumps({"valid": None, "sha256": ""}))
        return 2
    told = as_json(outcome) | {"file": "", "questions": []}
    if outcome.election is not None:
        told["questions"] = [
            {"blank": one.blank, "answers": [answer[:LONGEST_NAME] for answer in one.answers]}
            for one in outcome.election.questions
        ]
    print(json.dumps(told))
    return 0 if outcome.valid else 1


def _bound(megabytes: int, seconds: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
