"""SQLite: a consistent copy while others write, and its proof."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from pendopo.kernel.backup.errors import Damaged

MEMBER: Final = "database/pendopo.sqlite3"


def snapshot(database: Path, target: Path) -> dict[str, Any]:
    """Copies the database as of one moment with VACUUM INTO and returns rows and digest of each table."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=20)) as source:
        source.execute("VACUUM INTO ?", [str(target)])
    return prove(target)


def prove(database: Path) -> dict[str, Any]:
    """Rows and digest of each table. Raises Damaged when SQLite finds the file broken or a reference that leads
    nowhere.
    """
    with closing(sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)) as connection:
        try:
            verdict = connection.execute("PRAGMA integrity_check(5)").fetchall()
            if verdict != [("ok",)]:
                raise Damaged(f"integrity_check: {verdict[:5]}")
            orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(5)
            if orphans:
                raise Damaged(f"foreign_key_check: {orphans}")
            return {name: _digest(connection, name) for name in _tables(connection)}
        except sqlite3.DatabaseError as error:
            raise Damaged(f"{database.name}: {error}") from error


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
    )
    return [name for (name,) in rows]


def _digest(connection: sqlite3.Connection, table: str) -> dict[str, Any]:
    digest, rows = hashlib.sha256(), 0
    for row in connection.execute(f'SELECT * FROM "{table}" ORDER BY 1'):  # noqa: S608
        digest.update(repr(row).encode())
        rows += 1
    return {"rows": rows, "sha256": digest.hexdigest()}
