"""Short steps the worker repeats several times a second: an app's `tasks.py` decorates a function with
`@tick(seconds=0.3)`.

A tick does a bounded piece of work and returns; it runs in one worker of all at a time only if it takes its own lock
(compare-and-swap or `select_for_update(skip_locked=True)`). A tick that fails is logged and tried again, more slowly,
up to once in 30 seconds.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db import DatabaseError, InterfaceError, connections

log = logging.getLogger("pendopo.ticker")
SLOWEST_RETRY: Final = 30.0
TickFunction = Callable[[], object]


@dataclass
class Tick:
    """One repeated step and when it is due next, in seconds of a monotonic clock."""

    name: str
    function: TickFunction
    seconds: float
    due: float = 0.0
    failures: int = 0


TICKS: dict[str, Tick] = {}


def tick(seconds: float = 0.3) -> Callable[[TickFunction], TickFunction]:
    """Registers a function to be called every `seconds` by the worker."""

    def register(function: TickFunction) -> TickFunction:
        name = f"{function.__module__}.{function.__qualname__}"
        TICKS[name] = Tick(name, function, seconds)
        return function

    return register


def run_due(now: float, ticks: dict[str, Tick] | None = None) -> float:
    """Calls every tick that is due at `now` (monotonic seconds) and returns when the next one is due."""
    known = TICKS if ticks is None else ticks
    for entry in known.values():
        if entry.due <= now:
            _run(entry, now)
    return min((entry.due for entry in known.values()), default=now + 1.0)


def _run(entry: Tick, now: float) -> None:
    try:
        entry.function()
    except Exception as error:  # one app's fault must not stop the others
        entry.failures += 1
        entry.due = now + min(SLOWEST_RETRY, max(entry.seconds, 0.5) * 2 ** min(entry.failures, 8))
        log.error("tick failed", extra={"tick": entry.name, "failures": entry.failures}, exc_info=entry.failures == 1)
        if isinstance(error, (DatabaseError, InterfaceError)):
            connections.close_all()
        return
    entry.failures = 0
    entry.due = now + entry.seconds
