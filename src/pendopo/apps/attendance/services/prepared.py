"""A cursor for the few statements that come thousands of times a minute: PostgreSQL plans them once a connection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.db import connection


@contextmanager
def prepared() -> Iterator[Any]:
    """On PostgreSQL a cursor with server-side parameters and prepared statements; elsewhere Django's own.

    Django sends finished text, which the server has to plan anew each time (a post costs it about three times as much).
    Parameters need casts where their type does not follow from the place.
    """
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            yield cursor
        return
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        raw = _cursor_class()(connection.connection)
    wrap: Any = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrap(raw) as cursor:
        yield cursor


@lru_cache(maxsize=1)
def _cursor_class() -> type[Any]:
    import psycopg

    class PreparedCursor(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **_more: Any) -> Any:
            # Django switches preparing off for a connection; it is on for the time of this call only
            former, self.connection.prepare_threshold = self.connection.prepare_threshold, 0
            try:
                return super().execute(query, params, prepare=True)
            finally:
                self.connection.prepare_threshold = former
                # Django's log of statements reads it here
                self._query: Any = SimpleNamespace(query=str(query).encode())

    return PreparedCursor
