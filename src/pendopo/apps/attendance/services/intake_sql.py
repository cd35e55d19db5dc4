"""The statements of an intake, for both databases: rows go in as one parameter, so their number changes nothing.

PostgreSQL takes punches, days to recompute and the upload in one statement; SQLite takes them one after the other.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from pendopo.apps.attendance.protocol.attlog import BadRow
from pendopo.apps.attendance.services import dirty


@dataclass(frozen=True, slots=True)
class Post:
    """One upload as it came in."""

    table: str
    stamp: str
    address: str
    size: int
    arrived: datetime


class NewPunch(NamedTuple):
    """A punch as it goes into the table; times as text."""

    pin: str
    local_time: str
    state: int
    verify: int
    work_code: str
    utc_time: str
    person_id: int | None
    flags: int
    standing: int
    raw: str


# At most ROWS_A_STATEMENT rows, made when their statement is written: a unit sends a few dozen a post, and one that
# sends 10 MB must not fill the memory.
Part = Callable[[], list[NewPunch]]
ROWS_A_STATEMENT = 25_000


class Header(NamedTuple):
    """What all rows of an upload share."""

    device_id: int
    zone: str
    upload: int


@dataclass(slots=True)
class Load:
    """An upload to be written: `read` counts all its rows, `added` those that turned out to be new."""

    header: Header
    post: Post
    parts: list[Part]
    read: int
    bad: list[BadRow]
    added: int = 0


MOST_BAD = 1_000
_SHARED = "device_id, zone, received_at, upload_id"
_OWN = "pin, local_time, state, verify, work_code, utc_time, person_id, flags, standing, raw"
_TYPES = ("text", "timestamp", "smallint", "smallint", "text", "timestamp", "bigint", "smallint", "smallint", "text")
_AGAIN = "ON CONFLICT (device_id, pin, local_time, state) DO NOTHING RETURNING person_id, local_time, standing"
_UPLOAD = 'id, device_id, "table", stamp, received_at, address, size, rows, bad, added'
_SHARED_TYPES = ("bigint", "text", "timestamptz", "bigint")
_UPLOAD_TYPES = ("bigint", "bigint", "text", "text", "timestamptz", "text", "int", "int", "int", "int")
_BAD_TYPES = ("bigint", "bigint", "timestamptz", "text")


def _picks(count: int) -> str:
    return ", ".join(f"json_extract(value, '$[{index}]')" for index in range(count))


_TOGETHER = (
    f"INSERT INTO attendance_punch ({_SHARED}, {_OWN}) SELECT {_picks(14)} FROM json_each(%s) WHERE true "  # noqa: S608
    f"{_AGAIN}, upload_id"
)
_UPLOADS_TOGETHER = f"INSERT INTO attendance_upload ({_UPLOAD}) SELECT {_picks(10)} FROM json_each(%s) WHERE true"  # noqa: S608
_BAD = 'device_id, upload_id, received_at, "table", digest, raw, reason'


def write(cursor: Any, loads: Sequence[Load]) -> None:
    """Stores what is new of the rows, marks their days and notes the uploads; `added` says how many were new."""
    for load in loads:
        load.added = 0
    if len(loads) > 1 and all(len(load.parts) == 1 for load in loads):
        _write_together(cursor, loads)
        return
    for load in loads:
        if connection.vendor == "postgresql" and len(load.parts) == 1:
            load.added = _write_at_once(cursor, load)
        else:
            _write_apart(cursor, load)


def note_upload(cursor: Any, device_id: int, post: Post, upload: int, *, rows: int, added: int, bad: int) -> None:
    cursor.execute(
        f"INSERT INTO attendance_upload ({_UPLOAD}) VALUES ({_marks(_UPLOAD_TYPES, connection.vendor)})",  # noqa: S608
        [*_noted(device_id, post, upload, rows, bad), added],
    )


def keep_bad(cursor: Any, device_id: int, post: Post, upload: int, bad: Sequence[BadRow]) -> None:
    """Rows that name no punch, each kept once a unit; of a post that is no rows at all, the first MOST_BAD."""
    kept = {_digest(row): row for row in bad[:MOST_BAD]}
    if len(bad) > MOST_BAD:
        rest = BadRow(f"[{len(bad) - MOST_BAD} baris lain dari kiriman {upload} tidak disimpan]", "more")
        kept[_digest(rest)] = rest
    rows = [(digest, row.raw[:520], row.reason) for digest, row in sorted(kept.items())]
    data: list[Any]
    marks = _marks(_BAD_TYPES, connection.vendor)
    if connection.vendor == "postgresql":
        source, data = "v.* FROM unnest(%s::text[], %s::text[], %s::text[]) v", _columns(rows)
    else:
        source = f"{_picks(3)} FROM json_each(%s) WHERE true"
        data = [json.dumps(rows)]
    cursor.execute(
        f"INSERT INTO attendance_badline ({_BAD}) SELECT {marks}, {source} ON CONFLICT DO NOTHING",
        [device_id, upload, stored(post.arrived), post.table, *data],
    )


def stored(moment: datetime) -> Any:
    """A moment as Django keeps it: text in UTC on SQLite."""
    return moment if connection.vendor == "postgresql" else str(moment.astimezone(UTC).replace(tzinfo=None))


def _write_at_once(cursor: Any, load: Load) -> int:
    noted = _noted(load.header.device_id, load.post, load.header.upload, load.read, len(load.bad))
    cursor.execute(_at_once_text(), [*_shared(load), *_columns(load.parts[0]()), *noted])
    return int(cursor.fetchone()[0])


def _write_apart(cursor: Any, load: Load) -> None:
    days: set[tuple[int, date]] = set()
    for part in load.parts:
        rows = part()
        data = _columns(rows) if connection.vendor == "postgresql" else [json.dumps(rows)]
        cursor.execute(_insert_text(connection.vendor), [*_shared(load), *data])
        fresh = cursor.fetchall()
        load.added += len(fresh)
        days |= {(person, _day(at)) for person, at, standing in fresh if person is not None and standing == 0}
    if days:
        dirty.mark(days)
    note_upload(
        cursor,
        load.header.device_id,
        load.post,
        load.header.upload,
        rows=load.read,
        added=load.added,
        bad=len(load.bad),
    )


def _write_together(cursor: Any, loads: Sequence[Load]) -> None:
    """Several uploads with three statements (SQLite)."""
    rows = [[*shared, *row] for load in loads for shared in [_shared(load)] for row in load.parts[0]()]
    cursor.execute(_TOGETHER, [json.dumps(rows)])
    fresh = cursor.fetchall()
    days = {(person, _day(at)) for person, at, standing, _upload in fresh if person is not None and standing == 0}
    if days:
        dirty.mark(days)
    by_upload = Counter(row[3] for row in fresh)
    noted = []
    for load in loads:
        load.added = by_upload[load.header.upload]
        noted.append(
            [*_noted(load.header.device_id, load.post, load.header.upload, load.read, len(load.bad)), load.added]
        )
    cursor.execute(_UPLOADS_TOGETHER, [json.dumps(noted)])


@lru_cache
def _at_once_text() -> str:
    """PostgreSQL only."""
    return (
        f"WITH fresh AS ({_insert_text('postgresql')}), days AS ({dirty.marking('fresh')}) "  # noqa: S608
        f"INSERT INTO attendance_upload ({_UPLOAD}) "
        f"SELECT {_marks(_UPLOAD_TYPES[:-1], 'postgresql')}, (SELECT count(*) FROM fresh) RETURNING added"
    )


@lru_cache
def _insert_text(vendor: str) -> str:
    if vendor == "postgresql":
        arrays = ", ".join(f"%s::{kind}[]" for kind in _TYPES)
        picks = "v.a, v.b, v.c, v.d, v.e, v.f AT TIME ZONE 'UTC', v.g, v.h, v.i, v.j"
        source = f"{picks} FROM unnest({arrays}) v(a, b, c, d, e, f, g, h, i, j)"
    else:
        source = f"{_picks(len(_TYPES))} FROM json_each(%s) WHERE true"
    return f"INSERT INTO attendance_punch ({_SHARED}, {_OWN}) SELECT {_marks(_SHARED_TYPES, vendor)}, {source} {_AGAIN}"


def _shared(load: Load) -> list[Any]:
    return [load.header.device_id, load.header.zone, stored(load.post.arrived), load.header.upload]


def _noted(device_id: int, post: Post, upload: int, rows: int, bad: int) -> list[Any]:
    arrived = stored(post.arrived)
    return [upload, device_id, post.table, post.stamp, arrived, post.address, post.size, rows, bad]


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _marks(types: Sequence[str], vendor: str) -> str:
    """Places of parameters; PostgreSQL is told their types."""
    return ", ".join(f"%s::{kind}" if vendor == "postgresql" else "%s" for kind in types)


def _day(at: str | datetime) -> date:
    return date.fromisoformat(at[:10]) if isinstance(at, str) else at.date()


def _digest(row: BadRow) -> str:
    return hashlib.sha256(f"{row.reason}\t{row.raw}".encode()).hexdigest()[:32]
