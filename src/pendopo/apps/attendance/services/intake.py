"""Taking punches: one transaction, at most six statements and one commit a post, whatever the number of rows.

Lookup (unit and people) | rows, of which those known already are left alone | days to recompute | bad rows, if any |
upload | unit, now and then. Nothing is acknowledged that is not committed.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from itertools import count
from operator import itemgetter
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from pendopo.apps.attendance.protocol import clock
from pendopo.apps.attendance.protocol.attlog import PunchRow, Reading
from pendopo.apps.attendance.services.gatekeeper import Caller
from pendopo.apps.attendance.services.gather import Gatherer
from pendopo.apps.attendance.services.intake_sql import (
    ROWS_A_STATEMENT,
    Header,
    Load,
    NewPunch,
    Part,
    Post,
    keep_bad,
    stored,
    write,
)
from pendopo.apps.attendance.services.prepared import prepared
from pendopo.kernel.clock import now as clock_now
from pendopo.kernel.settings_store import value

SEEN_EVERY = timedelta(seconds=20)
# A clock is judged by posts that are sent at once: those of few rows.
MOST_ROWS_AT_ONCE = 3
ROWS_AT_ONCE = 1_000
_COUNTED, _HELD = 0, 1


@dataclass(slots=True)
class Job:
    """One post on its way into the database."""

    caller: Caller
    punches: list[PunchRow]
    load: Load


def take_punches(caller: Caller, post: Post, reading: Reading) -> int:
    """Stores what is new and returns the number of rows read (the n of `OK: n`)."""
    # in the order of their key: two posts of the same rows take their locks in the same order
    punches = sorted(reading.punches, key=itemgetter(1, 0, 2))
    header = Header(caller.id, caller.zone, upload_id(post.arrived))
    load = Load(header, post, _parts(punches, caller, post.arrived), reading.rows_read, reading.bad)
    job = Job(caller, punches, load)
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        writer.put(job)
    else:
        store([job])
    return reading.rows_read


def store(jobs: list[Job]) -> None:
    """One transaction for all of them."""
    due = [job for job in jobs if _is_due(job.caller, job.load.post)]
    bad = [job.load for job in jobs if job.load.bad]
    alone = len(jobs) == 1 and len(jobs[0].load.parts) == 1 and not due and not bad
    # a single statement is its own transaction: PostgreSQL is spared BEGIN and COMMIT
    by_itself = alone and connection.vendor == "postgresql"
    with nullcontext() if by_itself else transaction.atomic(), prepared() as cursor:
        write(cursor, [job.load for job in jobs])
        for load in bad:
            keep_bad(cursor, load.header.device_id, load.post, load.header.upload, load.bad)
        for job in due:
            _touch(job)


writer = Gatherer(store)


def pins_in(reading: Reading) -> set[str]:
    return {punch.pin for punch in reading.punches}


def upload_id(arrived: datetime) -> int:
    """Rises with time: milliseconds, 9 bits of the process, 12 bits counted up. Never twice in one process."""
    process, numbers = _series(os.getpid())
    return int(arrived.timestamp() * 1000) << 21 | process << 12 | next(numbers) & 0xFFF


@lru_cache(maxsize=1)
def _series(pid: int) -> tuple[int, count[int]]:
    return secrets.randbits(9), count(secrets.randbits(12))


def current_limits() -> clock.Limits:
    return clock.Limits(
        ahead_seconds=value("attendance.clock_ahead_seconds"),
        old_days=value("attendance.clock_old_days"),
        late_seconds=value("attendance.late_upload_seconds"),
    )


def now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def regency_offset() -> timedelta:
    """Offset of the regency's own zone now, for units whose place is not known."""
    return clock_now().utcoffset() or timedelta(0)


def _parts(punches: list[PunchRow], caller: Caller, arrived: datetime) -> list[Part]:
    bounds = clock.bounds_of(arrived.astimezone(UTC).replace(tzinfo=None), current_limits())

    def part(start: int) -> list[NewPunch]:
        chosen = punches[start : start + ROWS_A_STATEMENT]
        return list(_rows(chosen, caller.people, caller.zone, bounds))

    if len(punches) <= ROWS_AT_ONCE:  # nobody waits for the database meanwhile
        ready = part(0)
        return [lambda: ready] if ready else []
    return [partial(part, start) for start in range(0, len(punches), ROWS_A_STATEMENT)]


def _rows(
    punches: list[PunchRow], people: dict[str, int | None], zone: str, bounds: clock.Bounds
) -> Iterator[NewPunch]:
    for pin, time_, state, verify, work_code, raw, odd in punches:
        utc = clock.utc_text(time_, zone)
        flags = clock.flags_of(utc, bounds)
        standing = _HELD if flags & clock.HELD_FLAGS else _COUNTED
        if odd:
            flags |= clock.ODD
        yield (pin, time_, state, verify, work_code, utc, people.get(pin), flags, standing, raw)


def _is_due(caller: Caller, post: Post) -> bool:
    """Last seen, stamp and clock of the unit are written when its stamp changed, else every SEEN_EVERY at most."""
    if _stamp(caller, post) != caller.attlog_stamp or caller.last_seen_at is None:
        return True
    return post.arrived - caller.last_seen_at >= SEEN_EVERY


def _stamp(caller: Caller, post: Post) -> str:
    return post.stamp or caller.attlog_stamp or "9999"


def _touch(job: Job) -> None:
    caller, post, fresh = job.caller, job.load.post, job.load.added > 0
    lag, skew = caller.lag_seconds, None
    if fresh and len(job.punches) <= MOST_ROWS_AT_ONCE:
        newest = max(punch.at for punch in job.punches).replace(tzinfo=ZoneInfo(caller.zone))
        lag = int((post.arrived - newest).total_seconds())
        skew = clock.skew_of(lag, caller.lag_seconds)
    moment = stored(post.arrived)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE attendance_device SET last_seen_at = %s, last_address = %s, attlog_stamp = %s, lag_seconds = %s, "
            "skew_seconds = COALESCE(%s, skew_seconds), "
            "last_punch_at = CASE WHEN %s THEN %s ELSE last_punch_at END WHERE id = %s",
            [moment, post.address, _stamp(caller, post), lag, skew, fresh, moment, caller.id],
        )
