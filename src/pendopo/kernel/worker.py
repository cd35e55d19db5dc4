"""The worker process: ticks, the schedule and the queue of tasks, each in its own thread with its own database
connection.

It outlives the database: when that goes away every thread waits and goes on. SIGTERM ends it in good order (jobs stop
at their next step and are queued again); after a kill -9 the next worker finds what was left and runs it again.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from typing import Final

from django.db import InterfaceError, OperationalError, connections

from pendopo.kernel import schedule, ticker
from pendopo.kernel.jobs import queue
from pendopo.kernel.jobs.running import STOPPING

log = logging.getLogger("pendopo.worker")
LONGEST_WAIT: Final = 5.0
BEAT_EVERY: Final = 5.0
END_WITHIN: Final = 20.0
Step = Callable[[], float]


def run(threads: int = 2) -> None:
    """Works until SIGTERM or SIGINT."""
    stop = threading.Event()
    worker_id = queue.new_worker_id()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    parts: dict[str, Step] = {"beat": lambda: _beat(worker_id), "schedule": _schedule}
    parts |= {f"jobs-{number}": lambda: _jobs(worker_id) for number in range(1, threads + 1)}
    running = [threading.Thread(target=loop, args=(step, stop), name=name) for name, step in parts.items()]
    for thread in running:
        thread.daemon = True
        thread.start()
    log.info("worker started", extra={"worker": worker_id})
    loop(_ticks, stop)
    _end(worker_id, running)


def loop(step: Step, stop: threading.Event) -> None:
    """Repeats `step`, which says how many seconds to wait, until `stop`; survives every error, the database's too."""
    failures = 0
    while not stop.is_set():
        try:
            wait = step()
            failures = 0
        except Exception as error:
            failures += 1
            wait = min(LONGEST_WAIT, 0.2 * 2**failures)
            if failures == 1 and isinstance(error, OperationalError | InterfaceError):
                log.warning("database away, waiting", extra={"reason": type(error).__name__})
            elif failures == 1:
                log.exception("worker step failed")
            connections.close_all()
        stop.wait(wait)
    connections.close_all()


def _ticks() -> float:
    now = time.monotonic()
    return max(0.02, ticker.run_due(now) - time.monotonic())


def _schedule() -> float:
    schedule.run_due()
    return 1.0


def _jobs(worker_id: str) -> float:
    return 0.0 if queue.run_next(worker_id) else 0.25


def _beat(worker_id: str) -> float:
    queue.beat(worker_id)
    queue.recover()
    return BEAT_EVERY


def _end(worker_id: str, running: list[threading.Thread]) -> None:
    STOPPING.set()
    deadline = time.monotonic() + END_WITHIN
    for thread in running:
        thread.join(max(0.0, deadline - time.monotonic()))
    try:
        queue.leave(worker_id)
    except (OperationalError, InterfaceError):
        log.warning("database away at the end; the next worker takes over what is left")
    log.info("worker ended", extra={"worker": worker_id})
