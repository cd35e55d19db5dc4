from collections.abc import Iterator

import pytest

from pendopo.kernel import testing


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests() -> Iterator[None]:
    """Dated settings are kept in memory for seconds; each test begins without them."""
    from pendopo.kernel import settings_store

    settings_store.forget()
    yield
    settings_store.forget()


@pytest.fixture
def cast(db: None) -> testing.Cast:
    return testing.cast()
