from collections.abc import Iterator
from typing import Any

import pytest

from pendopo.kernel import testing


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Dated settings are kept in memory for seconds; each test begins without them, and a slow one keeps them."""
    from pendopo.kernel import settings_store
    from pendopo.kernel.settings_store import services

    monkeypatch.setattr(services, "REFRESH", 1e9)
    settings_store.forget()
    yield
    settings_store.forget()


@pytest.fixture
def cast(db: None) -> testing.Cast:
    return testing.cast()


@pytest.fixture(scope="session", autouse=True)
def _flush_past_the_append_only_triggers() -> Iterator[None]:
    """Tests with real transactions empty every table afterwards; on SQLite the triggers step aside for that
    (PostgreSQL truncates).
    """
    from django.db import connection
    from django.db.backends.sqlite3.base import DatabaseOperations

    plain = DatabaseOperations.sql_flush

    def flush(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        drops = [f"DROP TRIGGER {self.quote_name(name)}" for name, _sql in triggers]
        return [*drops, *plain(self, *args, **kwargs), *(sql for _name, sql in triggers)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", flush)
        yield


@pytest.fixture(scope="session", autouse=True)
def _rows_of_the_law_come_back() -> Iterator[None]:
    """A test with real transactions empties every table; what a migration had put there is put there again."""
    from importlib import import_module

    from django.apps import AppConfig, apps
    from django.db.models.signals import post_migrate

    law = import_module("pendopo.apps.attendance.migrations.0002_law")

    def again(sender: AppConfig, **_: Any) -> None:
        if sender.label == "attendance" and not apps.get_model("attendance", "SchedulePattern").objects.exists():
            law.fill(apps, None)

    post_migrate.connect(again)
    yield
    post_migrate.disconnect(again)
