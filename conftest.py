"""What holds for all tests.

Files that take long come first, so that no process is left alone with them at the end. Journeys and crash tests share
two cores with the rest of the suite: each has one more try; the summary tells. Hypothesis does not measure a busy
machine's time.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


# Proofs, booth, printer and station have no database: on PostgreSQL they would be the same tests once more.
WITHOUT_DATABASE = (
    "test_archive", "test_booth_", "test_ceremony", "test_cli", "test_elements", "test_forgeries", "test_known",
    "test_opening", "test_printer_", "test_station_", "test_tally",
)  # fmt: skip


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("PENDOPO_DATABASE_URL", "").startswith("postgres"):
        config.hook.pytest_deselected(items=[item for item in items if _is_without_database(item)])
        items[:] = [item for item in items if not _is_without_database(item)]
    for item in items:
        if _is_slow(item):
            item.add_marker(pytest.mark.flaky(reruns=1, reruns_delay=2))
    whole = config.rootpath / "tests"  # of the whole system
    items.sort(key=lambda item: 0 if whole in item.path.parents else 1 if _is_slow(item) else 2)


def _is_slow(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("journey") or item.get_closest_marker("crash"))


def _is_without_database(item: pytest.Item) -> bool:
    place = item.path.parts
    return ("elections" in place or "crash" in place) and item.path.name.startswith(WITHOUT_DATABASE)
