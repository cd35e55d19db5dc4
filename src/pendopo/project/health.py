"""Whether this process can serve: for load balancers, the demo and the scripts."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, InterfaceError, connection

_migrated: list[bool] = []


def ready() -> tuple[int, str]:
    """200 when the database answers and every migration is applied, else 503 and why."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _migrated and _pending():
            return 503, "migrations pending"
    except (DatabaseError, InterfaceError) as error:
        connection.close()
        return 503, f"database: {type(error).__name__}"
    finally:
        if connection.vendor == "postgresql":
            connection.close()
    _migrated[:] = [True]
    return 200, "ready"


def _pending() -> list[Any]:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())
