"""The produk hukum of the demo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pendopo.apps.regulations import public
from pendopo.apps.regulations.models import Regulation
from pendopo.demo import regulations
from pendopo.kernel import files
from pendopo.kernel.actor import Actor
from pendopo.kernel.testing import Cast, cast


@pytest.fixture
def people(db: None, settings: Any, tmp_path: Path) -> Cast:
    settings.MEDIA_ROOT = tmp_path
    return cast()


def test_it_works_once(people: Cast) -> None:
    regulations.make(Actor.system("demo"))
    rows = list(Regulation.objects.all())
    assert len(rows) == len(regulations.DOCS) + 1
    assert all(row.file and files.verify(row.file) for row in rows)
    statuses = {str(row): found.status for row in rows if (found := public.find(row.pk))}
    assert statuses["Perbup 21/2019"] == "dicabut" and statuses["Perbup 6/2025"] == "berlaku"
    topics = [f"spbe-59-2020:{number}" for number in range(1, 11)]
    assert public.missing(topics) == []
    regulations.make(Actor.system("demo"))
    assert Regulation.objects.count() == len(rows)
