"""What every test of the device half starts from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def calm_gates() -> Iterator[None]:
    """Token buckets live in the process: each test starts with full ones."""
    from pendopo.apps.attendance import device_views

    device_views.known.clear()
    device_views.strangers.clear()
    yield
