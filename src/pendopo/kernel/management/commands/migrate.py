"""`./pendopo django migrate`: an empty database gets its last form at once, any other one migration after another.

Django builds its picture of all models anew for every step, which takes most of the time of a first start. On an empty
database only the last picture matters: the tables of today, and our own steps that are no tables (triggers, rows of
law). Steps of other packages that move rows have none to move. A test compares both ways, table by table.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.operations import RunPython, RunSQL
from django.db.migrations.operations.base import Operation

ASKS_MORE = ("app_label", "migration_name", "fake", "fake_initial", "plan", "check_unapplied", "prune", "one_by_one")


class Command(migrate.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--one-by-one", action="store_true", help="Every migration, also on an empty database.")

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if not any(options.get(name) for name in ASKS_MORE) and not connection.introspection.table_names():
            build(connection)
        super().handle(*args, **options)


def build(connection: BaseDatabaseWrapper) -> None:
    """All tables as the last migrations leave them, what ours do beside tables, and the record of all; or nothing."""
    executor = MigrationExecutor(connection)
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    state = executor.loader.project_state()
    with connection.schema_editor() as editor:
        editor.create_model(executor.recorder.Migration)
        for model in state.apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for migration in plan:
            for operation in filter(_is_beside_tables, migration.operations if _is_ours(migration) else []):
                operation.database_forwards(migration.app_label, editor, state, state)
            executor.recorder.record_applied(migration.app_label, migration.name)


def _is_beside_tables(operation: Operation) -> bool:
    return isinstance(operation, RunPython | RunSQL)


def _is_ours(migration: Migration) -> bool:
    return type(migration).__module__.startswith("pendopo.")
