"""Marking days to be computed again. One statement each; callers are inside their own transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from pendopo.kernel.scope import path_range


def mark(pairs: Iterable[tuple[int, date]]) -> None:
    """Mark (person, local date) pairs.

    A pair already marked is touched, not skipped: the lock on its row keeps the engine from taking it away before this
    transaction ends. Sorted, so that two callers never wait for each other in a circle.
    """
    rows = sorted(set(pairs))
    if not rows:
        return
    data: list[Any]
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    if connection.vendor == "postgresql":
        people, days = zip(*rows, strict=True)
        source, data = "unnest(%s::bigint[], %s::date[]) v(p, d)", [list(people), list(days)]
        picks = "v.p, v.d"
    else:
        source, data = "json_each(%s) WHERE true", [json.dumps([(person, str(day)) for person, day in rows])]
        picks = "json_extract(value, '$[0]'), json_extract(value, '$[1]')"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO attendance_dirtyday (person_id, work_date, marked_at) SELECT {picks}, %s FROM {source} "  # noqa: S608
            "ON CONFLICT (person_id, work_date) DO UPDATE SET marked_at = excluded.marked_at",
            [now, *data],
        )


def marking(relation: str, vendor: str) -> str:
    """The statement for what stands in a relation with person_id, local_time and standing; on SQLite the moment is its
    first parameter.

    SQLite has one writer: a mark that is there stays until this transaction has ended, so it need not be touched.
    """
    if vendor == "postgresql":
        day, now, again = "local_time::date", "statement_timestamp()", "UPDATE SET marked_at = excluded.marked_at"
    else:
        day, now, again = "substr(local_time, 1, 10)", "%s", "NOTHING"
    return (
        "INSERT INTO attendance_dirtyday (person_id, work_date, marked_at) "  # noqa: S608
        f"SELECT DISTINCT person_id, {day}, {now} FROM {relation} "
        f"WHERE person_id IS NOT NULL AND standing = 0 ORDER BY 1, 2 ON CONFLICT (person_id, work_date) DO {again}"
    )


def mark_recaps(since: date, until: date | None = None, *, unit_path: str = "", person_id: int | None = None) -> int:
    """Mark every day that already has a recap, from a date on. One statement; returns how many."""
    where: list[str] = ["work_date >= %s"]
    values: list[Any] = [_written(since)]
    if until is not None:
        where.append("work_date <= %s")
        values.append(_written(until))
    low, high = path_range(unit_path)
    if low:
        where.append("unit_path >= %s")
        values.append(low)
    if high is not None:
        where.append("unit_path < %s")
        values.append(high)
    if person_id is not None:
        where.append("person_id = %s")
        values.append(person_id)
    return _insert_select("attendance_dayrecap", " AND ".join(where), values)


def mark_due(now: datetime) -> int:
    """Mark the days whose verdict changes by the passing of time alone: not there at closing, no check-out."""
    return _insert_select("attendance_dayrecap", "due_at <= %s", [connection.ops.adapt_datetimefield_value(now)])


def _insert_select(table: str, where: str, values: list[Any]) -> int:
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    sql = (
        f"INSERT INTO attendance_dirtyday (person_id, work_date, marked_at) "  # noqa: S608
        f"SELECT person_id, work_date, %s FROM {table} WHERE {where} ORDER BY person_id, work_date "
        "ON CONFLICT (person_id, work_date) DO UPDATE SET marked_at = excluded.marked_at"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [now, *values])
        return int(cursor.rowcount)


def _written(on: date) -> Any:
    return connection.ops.adapt_datefield_value(on)
