"""An empty database is built at once; what comes out is what all migrations one after another leave behind."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from typing import Any

import psycopg
import pytest
from bench.place import Place, place

POSTGRES = os.environ.get("PENDOPO_DATABASE_URL", "").startswith("postgres")
ASKED = (
    "SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity, character_maximum_length"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
)


@pytest.mark.own_database
def test_it_works_at_once_as_one_by_one() -> None:
    kind = "postgresql" if POSTGRES else "sqlite"
    with place(kind) as one, place(kind) as two:
        one.run("-m", "pendopo", "django", "migrate", "-v0")
        two.run("-m", "pendopo", "django", "migrate", "-v0", "--one-by-one")
        at_once, one_by_one = schema(one), schema(two)
        assert at_once - one_by_one == set()
        assert one_by_one - at_once == set()
        assert any("append_only" in str(line) or "TRIGGER" in str(line) for line in at_once)
        assert rows(one) == rows(two)


def test_a_build_that_breaks_leaves_nothing_and_is_done_again() -> None:
    breaks = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "from django.db.migrations.recorder import MigrationRecorder\n"
        "MigrationRecorder.record_applied = None\n"
        "call_command('migrate', verbosity=0)\n"
    )
    with place("sqlite") as here:
        with pytest.raises(RuntimeError, match="not callable"):
            here.run("-c", breaks)
        assert schema(here) == set()
        here.run("-m", "pendopo", "django", "migrate", "-v0")
        assert len(schema(here)) > 100


def schema(here: Place) -> set[Any]:
    """Everything that the database holds besides rows; the order of columns is left out."""
    if here.url:
        with psycopg.connect(here.url) as line:
            return {row for asked in ASKED for row in line.execute(asked).fetchall()}
    with closing(sqlite3.connect(here.folder / "pendopo.sqlite3")) as line:
        found = line.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {(kind, name, tuple(parts(sql)) if kind == "table" else sql) for kind, name, sql in found}


def rows(here: Place) -> dict[str, int]:
    """How many rows each table begins with."""
    if here.url:
        with psycopg.connect(here.url) as line:
            return _counts(line, (row[1] for row in line.execute(
                "SELECT 1, tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()))  # fmt: skip
    with closing(sqlite3.connect(here.folder / "pendopo.sqlite3")) as line:
        names = [name for (name,) in line.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return _counts(line, (name for name in names if name != "sqlite_sequence"))


def _counts(line: Any, names: Iterable[str]) -> dict[str, int]:
    return {name: line.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def parts(sql: str) -> list[str]:
    """Columns and constraints of a CREATE TABLE, sorted."""
    found, depth, one, quote = [], 0, "", ""
    for char in sql[sql.index("(") + 1 : sql.rindex(")")]:
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        depth += {"(": 1, ")": -1}.get(char, 0) if not quote else 0
        if char == "," and not depth and not quote:
            found.append(one.strip())
            one = ""
        else:
            one += char
    return sorted([*found, one.strip(), sql[sql.rindex(")") + 1 :]])
