"""Runs what is due. One worker wins the compare-and-swap of a slot; a slot whose worker died is taken again after a
while.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from pendopo.kernel.schedule.registry import ENTRIES, Entry

if TYPE_CHECKING:
    from pendopo.kernel.schedule.models import ScheduledRun

log = logging.getLogger("pendopo.schedule")
LEASE: Final = timedelta(minutes=15)
RETRY_AFTER: Final = timedelta(minutes=2)
ATTEMPTS: Final = 3


def run_due(now: datetime | None = None, entries: dict[str, Entry] | None = None) -> list[str]:
    """Runs every entry whose turn has come and returns the names of those this worker ran."""
    moment = now or timezone.now()
    ran = []
    for entry in (ENTRIES if entries is None else entries).values():
        if claim(entry, moment):
            run(entry)
            ran.append(entry.name)
    return ran


def claim(entry: Entry, now: datetime) -> bool:
    """Takes the entry's latest slot for this worker. A daily entry seen for the first time waits for its next time of
    day.
    """
    from pendopo.kernel.schedule.models import ScheduledRun

    slot = entry.slot(now)
    known = ScheduledRun.objects.filter(name=entry.name).first()
    if known is None:
        return _register(entry, slot, now)
    attempt = _next_attempt(known, slot, now)
    if not attempt:
        return False
    same = ScheduledRun.objects.filter(
        name=entry.name, slot=known.slot, attempt=known.attempt, started_at=known.started_at
    )
    return same.update(slot=slot, attempt=attempt, started_at=now, finished_at=None, error="") == 1


def _register(entry: Entry, slot: datetime, now: datetime) -> bool:
    from pendopo.kernel.schedule.models import ScheduledRun

    at_once = entry.at is None
    times = {"started_at": now} if at_once else {"started_at": now, "finished_at": now}
    try:
        with transaction.atomic():
            ScheduledRun.objects.create(name=entry.name, slot=slot, attempt=1, **times)
    except IntegrityError:
        return False
    return at_once


def _next_attempt(known: ScheduledRun, slot: datetime, now: datetime) -> int:
    """The number of the attempt to start now, 0 for none."""
    if known.slot < slot:
        # An unfinished run of the slot before is either still at work in another worker or died; wait for its lease.
        alive = known.finished_at is None and known.started_at is not None and now - known.started_at < LEASE
        return 0 if alive else 1
    if known.slot > slot or known.started_at is None or known.attempt >= ATTEMPTS:
        return 0
    if known.finished_at is None:
        return known.attempt + 1 if now - known.started_at >= LEASE else 0
    if known.error and now - known.finished_at >= RETRY_AFTER:
        return known.attempt + 1
    return 0


def run(entry: Entry) -> None:
    """Calls the function and notes how it ended. A failure is logged, kept and tried again, at most three times a
    slot.
    """
    from pendopo.kernel.schedule.models import ScheduledRun

    error = ""
    try:
        entry.function()
    except Exception as problem:
        log.exception("scheduled work failed", extra={"entry": entry.name})
        error = f"{type(problem).__name__}: {problem}"[:2000]
        if isinstance(problem, DatabaseError) and transaction.get_connection().needs_rollback:
            raise
    ScheduledRun.objects.filter(name=entry.name).update(finished_at=timezone.now(), error=error)
