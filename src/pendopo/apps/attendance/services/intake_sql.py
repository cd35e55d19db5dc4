"""The statements of an intake, for both databases: rows go in as one parameter, so their number changes nothing.

PostgreSQL takes punches, days to recompute and the upload in one statement; SQLite takes them one after the other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

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


# A punch as it goes into the table, in the order of _OWN; times as text.
NewPunch = tuple[str, str, int, int, str, str, int | None, int, int, str]
# At most ROWS_A_STATEMENT rows. Those of a large post are made when their statement is written: a unit sends a few
# dozen, and one that sends 10 MB must not fill the memory.
Part = Callable[[], list[NewPunch]]
ROWS_A_STATEMENT = 25_000
# Python gives its thread lock away at each statement that SQLite runs: 16 rows in one wait a sixteenth as often.
TOGETHER = 16


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
_ONCE = "ON CONFLICT (device_id, local_time, pin, state) DO NOTHING"
_UPLOAD = 'id, device_id, "table", stamp, received_at, address, size, rows, bad, added'
_SHARED_TYPES = ("bigint", "text", "timestamptz", "bigint")
_UPLOAD_TYPES = ("bigint", "bigint", "text", "text", "timestamptz", "text", "int", "int", "int", "int")
_BAD_TYPES = ("bigint", "bigint", "timestamptz", "text")


def _picks(count: int) -> str:
    return ", ".join(f"json_extract(value, '$[{index}]')" for index in range(count))


_UPLOAD_ROW = f"INSERT INTO attendance_upload ({_UPLOAD}) VALUES ({', '.join(['%s'] * 10)})"  # noqa: S608
# Each row that was tried took at most one number, the new ones among them the last: no index on upload_id is needed.
# NOT INDEXED leaves the primary key; SQLite would else walk the index of people.
_NEW = (
    "(SELECT * FROM attendance_punch NOT INDEXED "
    "WHERE id > (SELECT seq FROM sqlite_sequence WHERE name = 'attendance_punch') - %s "
    "AND upload_id IN (SELECT value FROM json_each(%s)))"
)
_DAYS = dirty.marking(_NEW, "sqlite")
_BAD = 'device_id, upload_id, received_at, "table", digest, raw, reason'


def write(cursor: Any, loads: Sequence[Load]) -> None:
    """Stores what is new of the rows, marks their days and notes the uploads; `added` says how many were new."""
    if connection.vendor == "sqlite":
        _write_rows(cursor, loads)
        return
    for load in loads:
        if len(load.parts) == 1:
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
    """More rows than one statement should carry (PostgreSQL)."""
    days: set[tuple[int, date]] = set()
    load.added = 0
    for part in load.parts:
        again = "RETURNING person_id, local_time, standing"
        cursor.execute(f"{_insert_text()} {again}", [*_shared(load), *_columns(part())])
        fresh = cursor.fetchall()
        load.added += len(fresh)
        days |= {(person, at.date()) for person, at, standing in fresh if person is not None and standing == 0}
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


@lru_cache
def _at_once_text() -> str:
    """PostgreSQL only."""
    again = "RETURNING person_id, local_time, standing"
    return (
        f"WITH fresh AS ({_insert_text()} {again}), days AS ({dirty.marking('fresh', 'postgresql')}) "  # noqa: S608
        f"INSERT INTO attendance_upload ({_UPLOAD}) "
        f"SELECT {_marks(_UPLOAD_TYPES[:-1], 'postgresql')}, (SELECT count(*) FROM fresh) RETURNING added"
    )


@lru_cache
def _insert_text() -> str:
    """PostgreSQL only."""
    arrays = ", ".join(f"%s::{kind}[]" for kind in _TYPES)
    picks = "v.a, v.b, v.c, v.d, v.e, v.f AT TIME ZONE 'UTC', v.g, v.h, v.i, v.j"
    return (
        f"INSERT INTO attendance_punch ({_SHARED}, {_OWN}) SELECT {_marks(_SHARED_TYPES, 'postgresql')}, {picks} "  # noqa: S608
        f"FROM unnest({arrays}) v(a, b, c, d, e, f, g, h, i, j) {_ONCE}"
    )


def _write_rows(cursor: Any, loads: Sequence[Load]) -> None:
    """All of the uploads with one prepared statement for many rows (SQLite; json_each would cost twice as much)."""
    tried = 0
    for load in loads:
        load.added, shared = 0, _shared(load)
        for part in load.parts:
            rows = part()
            together = TOGETHER if len(rows) >= TOGETHER else 1
            cursor.executemany(_values_text(together), _runs(rows, shared, together))
            load.added += cursor.rowcount
            tried += len(rows) + TOGETHER
    if any(load.added for load in loads):
        uploads = json.dumps([load.header.upload for load in loads])
        cursor.execute(_DAYS, [stored(timezone.now()), tried, uploads])
    noted = [
        [*_noted(load.header.device_id, load.post, load.header.upload, load.read, len(load.bad)), load.added]
        for load in loads
    ]
    cursor.executemany(_UPLOAD_ROW, noted)


def _runs(rows: list[NewPunch], shared: list[Any], together: int) -> Iterator[list[Any]]:
    """The parameters, `together` rows a time; the last row fills up the last of them: once it is in, it is known."""
    for start in range(0, len(rows), together):
        chosen = rows[start : start + together]
        run: list[Any] = []
        for row in chosen + rows[-1:] * (together - len(chosen)):
            run += shared
            run += row
        yield run


@lru_cache
def _values_text(rows: int) -> str:
    """SQLite only."""
    row = f"({', '.join(['%s'] * 14)})"
    return f"INSERT INTO attendance_punch ({_SHARED}, {_OWN}) VALUES {', '.join([row] * rows)} {_ONCE}"  # noqa: S608


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


def _digest(row: BadRow) -> str:
    return hashlib.sha256(f"{row.reason}\t{row.raw}".encode()).hexdigest()[:32]
