from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client

from pendopo.apps.executive import testing
from pendopo.kernel import settings_store
from pendopo.kernel.people.models import Account
from pendopo.kernel.testing import Cast, cast
from pendopo.kernel.units.models import Unit


@pytest.fixture(autouse=True)
def _indicators() -> Iterator[None]:
    """Only the invented indicators: what other apps register is not these tests' matter."""
    from pendopo.kernel.indicators import registry

    kept = dict(registry._registry)
    registry._registry.clear()
    testing.add_indicators()
    settings_store.forget()
    yield
    registry._registry.clear()
    registry._registry.update(kept)


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


@pytest.fixture
def figures(people: Cast) -> Cast:
    """The cast with thirty days of figures; Dishub is weak in the last week."""
    testing.put_days(list(Unit.objects.all()), 30, weak=people.dishub.path)
    return people


def _sign_in(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def sign_in(people: Cast) -> Callable[[str], Client]:
    return _sign_in
