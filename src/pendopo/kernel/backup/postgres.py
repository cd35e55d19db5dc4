"""PostgreSQL without its client programs: every table by COPY in one REPEATABLE READ snapshot.

The schema is not in the backup: it is made by this program's migrations, up to those the backup names.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from django.core.management import call_command
from django.db import connection, transaction

from pendopo.kernel.backup.errors import Damaged, NotPossible

FOLDER: Final = "database"
BLOCK: Final = 1024 * 1024


def snapshot(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Writes FOLDER/TABLE.copy.gz for each table; returns rows, digest and columns of each, and the sequences."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        tables = {name: _columns(cursor, name) for name in table_names(cursor)}
        told = {name: _copy_out(cursor, name, columns, folder) for name, columns in tables.items()}
        return told, _sequences(cursor)


def table_names(cursor: Any) -> list[str]:
    """Every table but the migration record, which `migrate` writes itself."""
    found = connection.introspection.table_names(cursor)
    return sorted(name for name in found if name != "django_migrations")


def refuse_unless_empty() -> None:
    """Raises NotPossible when the database holds any table: a restore never writes over anything."""
    with connection.cursor() as cursor:
        if connection.introspection.table_names(cursor):
            raise NotPossible("The database is not empty. Make an empty one and name it in PENDOPO_DATABASE_URL.")


def restore(folder: Path, manifest: dict[str, Any]) -> None:
    """Makes the schema of the backup and fills it; all rows in one transaction that ends only when they equal the
    backup's.
    """
    for app, name in manifest["migrations"].items():
        call_command("migrate", app, name, verbosity=0, interactive=False)
    tables: dict[str, dict[str, Any]] = manifest["tables"]
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        missing = set(tables) - set(table_names(cursor))
        if missing:
            raise NotPossible(
                f"This version has no table {', '.join(sorted(missing))}: the backup is of another version."
            )
        cursor.execute(f"TRUNCATE {', '.join(quote(name) for name in tables)}")
        for name, told in tables.items():
            cursor.execute(f"ALTER TABLE {quote(name)} DISABLE TRIGGER USER")
            _copy_in(cursor, name, told["columns"], folder)
        for name, value in manifest["sequences"].items():
            cursor.execute("SELECT setval(%s::regclass, %s, %s)", [quote(name), value["last"], value["called"]])
        wrong = [name for name, told in tables.items() if _copy_out(cursor, name, told["columns"], None) != told]
        if wrong:
            raise Damaged(f"not equal after loading: {', '.join(wrong)}")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in tables:
            cursor.execute(f"ALTER TABLE {quote(name)} ENABLE TRIGGER USER")


def _columns(cursor: Any, table: str) -> list[str]:
    return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def _copy_out(cursor: Any, table: str, columns: list[str], folder: Path | None) -> dict[str, Any]:
    """Rows, digest and columns of a table as it is seen now; written to the folder when there is one."""
    digest, rows = hashlib.sha256(), 0
    quote = connection.ops.quote_name
    listed = ", ".join(quote(column) for column in columns)
    order = ", ".join(quote(column) for column in _key(cursor, table) or columns)
    write, close = _compressed(folder / f"{table}.copy.gz") if folder else (None, None)
    with cursor.copy(f"COPY (SELECT {listed} FROM {quote(table)} ORDER BY {order}) TO STDOUT") as copy:  # noqa: S608
        for block in copy:
            data = bytes(block)
            digest.update(data)
            rows += data.count(b"\n")
            if write:
                write(data)
    if close:
        close()
    return {"rows": rows, "sha256": digest.hexdigest(), "columns": columns}


def _compressed(path: Path) -> tuple[Callable[[bytes], object], Callable[[], None]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = gzip.open(path, "wb", compresslevel=3)  # noqa: SIM115
    return file.write, file.close


def _copy_in(cursor: Any, table: str, columns: list[str], folder: Path) -> None:
    quote = connection.ops.quote_name
    listed = ", ".join(quote(column) for column in columns)
    with cursor.copy(f"COPY {quote(table)} ({listed}) FROM STDIN") as copy:
        for block in _blocks(folder / f"{table}.copy.gz"):
            copy.write(block)


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path, "rb") as file:
            while block := file.read(BLOCK):
                yield block
    except (OSError, EOFError) as error:
        raise Damaged(f"{path.name}: {error}") from error


def _key(cursor: Any, table: str) -> list[str]:
    found = connection.introspection.get_primary_key_columns(cursor, table)
    return list(found or [])


def _sequences(cursor: Any) -> dict[str, Any]:
    """Where each sequence of the current schema stands."""
    cursor.execute("SELECT c.relname FROM pg_class c WHERE c.relkind = 'S' AND pg_table_is_visible(c.oid) ORDER BY 1")
    names = [name for (name,) in cursor.fetchall()]
    found = {}
    for name in names:
        cursor.execute(f"SELECT last_value, is_called FROM {connection.ops.quote_name(name)}")  # noqa: S608
        last, called = cursor.fetchone()
        found[name] = {"last": last, "called": called}
    return found
