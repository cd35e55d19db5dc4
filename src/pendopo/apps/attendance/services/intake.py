"""Taking punches: one transaction, at most six statements and one commit a post, whatever the number of rows.

Lookup (unit and people) | insert, what is known already is left alone | days to recompute | bad rows, if any | upload | unit.
Nothing is acknowledged that is not committed.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from pendopo.apps.attendance.models.fields import wall_text
from pendopo.apps.attendance.protocol import clock
from pendopo.apps.attendance.protocol.attlog import BadRow, PunchRow, Reading
from pendopo.apps.attendance.services import dirty
from pendopo.apps.attendance.services.gatekeeper import Caller
from pendopo.kernel.clock import now as clock_now
from pendopo.kernel.settings_store import value

SEEN_EVERY = 20
_COUNTED, _HELD = 0, 1
_PUNCH = "device_id, zone, received_at, upload_id, pin, local_time, state, verify, work_code, utc_time, person_id, flags, standing, raw"
_PG_TYPES = ("text", "timestamp", "smallint", "smallint", "text", "timestamp", "bigint", "smallint", "smallint", "text")
_AGAIN = "ON CONFLICT (device_id, pin, local_time, state) DO NOTHING RETURNING person_id, local_time, standing"


@dataclass(frozen=True, slots=True)
class Post:
    """One upload as it came in."""

    table: str
    stamp: str
    address: str
    size: int
    arrived: datetime


def take_punches(caller: Caller, post: Post, reading: Reading) -> int:
    """Stores what is new and returns the number of rows read (the n of `OK: n`)."""
    limits = current_limits()
    zone = _zone(caller.zone)
    naive = post.arrived.astimezone(UTC).replace(tzinfo=None)
    rows = [_row(punch, caller, zone, naive, limits) for punch in reading.punches]
    rows.sort(key=_key)  # two posts of the same rows take their locks in the same order
    upload = upload_id(post.arrived)
    with transaction.atomic(), connection.cursor() as cursor:
        added = _insert(cursor, caller, post, upload, rows) if rows else []
        days = {(person, _day(at)) for person, at, standing in added if person is not None and standing == _COUNTED}
        if days:
            dirty.mark(sorted(days))
        if reading.bad:
            keep_bad(cursor, caller.id, post, upload, reading.bad)
        note_upload(cursor, caller.id, post, upload, rows=reading.rows_read, added=len(added), bad=len(reading.bad))
        _touch(cursor, caller, post, rows, bool(added))
    return reading.rows_read


def pins_in(reading: Reading) -> set[str]:
    return {punch.pin for punch in reading.punches}


def upload_id(arrived: datetime) -> int:
    """Rises with time; 20 bits of chance part the posts of one millisecond."""
    return int(arrived.timestamp() * 1000) << 20 | secrets.randbits(20)


def current_limits() -> clock.Limits:
    return clock.Limits(
        ahead_seconds=value("attendance.clock_ahead_seconds"),
        old_days=value("attendance.clock_old_days"),
        late_seconds=value("attendance.late_upload_seconds"),
    )


def keep_bad(cursor: Any, device_id: int, post: Post, upload: int, bad: Sequence[BadRow]) -> None:
    """Rows that name no punch, each kept once a unit."""
    kept = {_digest(row): row for row in bad}
    rows = [(digest, row.raw[:520], row.reason) for digest, row in sorted(kept.items())]
    names = 'device_id, upload_id, received_at, "table", digest, raw, reason'
    head = [device_id, upload, _stored(post.arrived), post.table]
    if connection.vendor == "postgresql":
        source = "unnest(%s::text[], %s::text[], %s::text[])"
        columns = [list(column) for column in zip(*rows, strict=True)]
        sql = f"INSERT INTO attendance_badline ({names}) SELECT %s, %s, %s, %s, v.* FROM {source} v"
        cursor.execute(f"{sql} ON CONFLICT DO NOTHING", [*head, *columns])
        return
    picks = ", ".join(f"json_extract(value, '$[{i}]')" for i in range(3))
    sql = f"INSERT INTO attendance_badline ({names}) SELECT %s, %s, %s, %s, {picks} FROM json_each(%s) WHERE true"
    cursor.execute(f"{sql} ON CONFLICT DO NOTHING", [*head, json.dumps(rows)])


def note_upload(cursor: Any, device_id: int, post: Post, upload: int, *, rows: int, added: int, bad: int) -> None:
    cursor.execute(
        'INSERT INTO attendance_upload (id, device_id, "table", stamp, received_at, address, size, rows, added, bad) '
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [upload, device_id, post.table, post.stamp, _stored(post.arrived), post.address, post.size, rows, added, bad],
    )


def _row(punch: PunchRow, caller: Caller, zone: ZoneInfo, arrived: datetime, limits: clock.Limits) -> tuple[Any, ...]:
    at = clock.to_utc(punch.at, zone)
    flags = clock.flags_of(at, arrived, limits)
    standing = _HELD if flags & clock.HELD_FLAGS else _COUNTED
    if punch.odd:
        flags |= clock.ODD
    person = caller.people.get(punch.pin)
    local, utc = wall_text(punch.at), wall_text(at)
    return punch.pin, local, punch.state, punch.verify, punch.work_code, utc, person, flags, standing, punch.raw


def _key(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return row[:3]


def _insert(
    cursor: Any, caller: Caller, post: Post, upload: int, rows: list[tuple[Any, ...]]
) -> list[tuple[int | None, Any, int]]:
    head = [caller.id, caller.zone, _stored(post.arrived), upload]
    if connection.vendor == "postgresql":
        arrays = ", ".join(f"%s::{kind}[]" for kind in _PG_TYPES)
        picks = "v.a, v.b, v.c, v.d, v.e, v.f AT TIME ZONE 'UTC', v.g, v.h, v.i, v.j"
        source = f"SELECT %s, %s, %s, %s, {picks} FROM unnest({arrays}) v(a, b, c, d, e, f, g, h, i, j)"
        sql, data = source, [list(column) for column in zip(*rows, strict=True)]
    else:
        picks = ", ".join(f"json_extract(value, '$[{i}]')" for i in range(10))
        sql, data = f"SELECT %s, %s, %s, %s, {picks} FROM json_each(%s) WHERE true", [json.dumps(rows)]
    cursor.execute(f"INSERT INTO attendance_punch ({_PUNCH}) {sql} {_AGAIN}", [*head, *data])
    return list(cursor.fetchall())


def _touch(cursor: Any, caller: Caller, post: Post, rows: Collection[tuple[Any, ...]], fresh: bool) -> None:
    """Last seen, stamp and clock of the unit: written when a stamp changed, else at most every SEEN_EVERY seconds."""
    stamp = post.stamp or caller.attlog_stamp or "9999"
    recent = caller.last_seen_at is not None and post.arrived - caller.last_seen_at < timedelta(seconds=SEEN_EVERY)
    if recent and stamp == caller.attlog_stamp:
        return
    lag, skew = caller.lag_seconds, None
    if fresh and len(rows) <= 3:
        newest = max(datetime.fromisoformat(row[5]) for row in rows)
        now_lag = int((post.arrived.astimezone(UTC).replace(tzinfo=None) - newest).total_seconds())
        lag, skew = now_lag, clock.skew_of(now_lag, caller.lag_seconds)
    moment = _stored(post.arrived)
    cursor.execute(
        "UPDATE attendance_device SET last_seen_at = %s, last_address = %s, attlog_stamp = %s, lag_seconds = %s, "
        "skew_seconds = COALESCE(%s, skew_seconds), last_punch_at = CASE WHEN %s THEN %s ELSE last_punch_at END WHERE id = %s",
        [moment, post.address, stamp, lag, skew, fresh, moment, caller.id],
    )


def _stored(moment: datetime) -> Any:
    """A moment as Django keeps it: text in UTC on SQLite."""
    return moment if connection.vendor == "postgresql" else str(moment.astimezone(UTC).replace(tzinfo=None))


def _digest(row: BadRow) -> str:
    return hashlib.sha256(f"{row.reason}\t{row.raw}".encode()).hexdigest()[:32]


def _day(at: Any) -> date:
    return date.fromisoformat(at[:10]) if isinstance(at, str) else at.date()


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def regency_offset() -> timedelta:
    """Offset of the regency's own zone now, for units whose place is not known."""
    return clock_now().utcoffset() or timedelta(0)
