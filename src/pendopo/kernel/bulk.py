"""Many rows at once: COPY on PostgreSQL, executemany on SQLite. No signals, no defaults: give every column."""

# ruff: noqa: S608 - every name put into SQL here is a quoted column or table of a model
from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, models, transaction

Row = Sequence[Any]


def load(model: type[models.Model], fields: Sequence[str], rows: Iterable[Row]) -> int:
    """Insert rows; returns how many. Raises IntegrityError and inserts nothing when one breaks a constraint."""
    columns = _columns(model, fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with transaction.atomic(), connection.cursor() as cursor:
        return _insert(cursor, f"INSERT INTO {table}", table, columns, _adapted(model, fields, rows))


def upsert(
    model: type[models.Model],
    fields: Sequence[str],
    rows: Iterable[Row],
    *,
    unique: Sequence[str],
    update: Sequence[str],
) -> int:
    """Insert rows, or update those equal in `unique`, but only where a column of `update` differs.

    Returns how many rows were inserted or changed. A row may stand only once per call.
    """
    columns = _columns(model, fields)
    table = connection.ops.quote_name(model._meta.db_table)
    keys = ", ".join(_columns(model, unique))
    changed = _columns(model, update)
    assign = ", ".join(f"{c} = excluded.{c}" for c in changed)
    if connection.vendor == "postgresql":
        differs = " OR ".join(f"{table}.{c} IS DISTINCT FROM excluded.{c}" for c in changed)
    else:
        differs = " OR ".join(f"{table}.{c} IS NOT excluded.{c}" for c in changed)
    conflict = f"ON CONFLICT ({keys}) DO UPDATE SET {assign} WHERE {differs}"
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = ", ".join(columns)
            cursor.execute(
                f"CREATE TEMP TABLE _pendopo_bulk ON COMMIT DROP AS SELECT {names} FROM {table} WITH NO DATA"
            )
            _insert(cursor, "", "_pendopo_bulk", columns, _adapted(model, fields, rows))
            cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM _pendopo_bulk {conflict}")
            count = cursor.rowcount
            cursor.execute("DROP TABLE _pendopo_bulk")
            return int(count)
        return _insert(cursor, f"INSERT INTO {table}", table, columns, _adapted(model, fields, rows), conflict)


def _insert(cursor: Any, insert: str, table: str, columns: list[str], rows: Iterator[Row], conflict: str = "") -> int:
    names = ", ".join(columns)
    if connection.vendor == "postgresql":
        count = 0
        with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
                count += 1
        return count
    marks = ", ".join(["?"] * len(columns))
    connection.validate_no_broken_transaction()
    raw = connection.connection.cursor()
    try:
        before = connection.connection.total_changes
        with connection.wrap_database_errors:
            raw.executemany(f"{insert} ({names}) VALUES ({marks}) {conflict}", rows)
        return int(connection.connection.total_changes - before)
    finally:
        raw.close()


def _columns(model: type[models.Model], fields: Sequence[str]) -> list[str]:
    found: list[Any] = [model._meta.get_field(name) for name in fields]
    return [connection.ops.quote_name(field.column) for field in found]


def _adapted(model: type[models.Model], fields: Sequence[str], rows: Iterable[Row]) -> Iterator[Row]:
    adapters = {i: a for i, f in enumerate(fields) if (a := _adapter(model._meta.get_field(f)))}
    if not adapters:
        yield from rows
        return
    for row in rows:
        out = list(row)
        for i, adapt in adapters.items():
            if out[i] is not None:
                out[i] = adapt(out[i])
        yield out


def _adapter(field: Any) -> Callable[[Any], Any] | None:
    """How a value must be written for this database; None when as it is."""
    if isinstance(field, models.JSONField):
        return json.dumps
    if connection.vendor == "postgresql":
        return None
    if isinstance(field, models.DateTimeField):
        return _sqlite_moment
    if isinstance(field, models.DateField | models.TimeField):
        return str
    if isinstance(field, models.UUIDField):
        return lambda value: value.hex
    if isinstance(field, models.BooleanField):
        return int
    return None


def _sqlite_moment(value: dt.datetime | str) -> str:
    """As Django's SQLite backend writes it: UTC, no offset; naive times stay as they are, and so does ready text."""
    if isinstance(value, str):
        return value
    return str(value.astimezone(dt.UTC).replace(tzinfo=None) if value.tzinfo else value)
