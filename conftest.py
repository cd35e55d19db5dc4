"""What holds for all tests.

Files that take long come first, so that no process is left alone with them at the end. Journeys and crash tests share
two cores with the rest of the suite: each has two more tries; the summary tells. Hypothesis does not measure a busy
machine's time.
"""

from __future__ import annotations

import os

import pytest
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


# What asks for none of these, and does not say that it makes its own, is the same on every database.
DATABASE = {"db", "transactional_db", "system"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("PENDOPO_DATABASE_URL", "").startswith("postgres"):
        config.hook.pytest_deselected(items=[item for item in items if not _has_database(item)])
        items[:] = [item for item in items if _has_database(item)]
    for item in items:
        if _is_slow(item):
            item.add_marker(pytest.mark.flaky(reruns=2, reruns_delay=2))
    whole = config.rootpath / "tests"  # of the whole system
    items.sort(key=lambda item: 0 if whole in item.path.parents else 1 if _is_slow(item) else 2)


def _is_slow(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("journey") or item.get_closest_marker("crash"))


def _has_database(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("own_database")
    if item.get_closest_marker("looks") or not isinstance(item, pytest.Function):
        return False
    of_django = item.cls is not None and issubclass(item.cls, TransactionTestCase)
    return bool(marked or of_django or DATABASE & set(item.fixturenames))
