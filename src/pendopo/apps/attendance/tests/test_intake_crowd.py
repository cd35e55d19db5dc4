"""The same upload many times at once, and how many commits a post costs, on a database that is really shared."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from pendopo.apps.attendance.models import DirtyDay, Punch, Upload
from pendopo.apps.attendance.testing import make_device, map_pin, row, send
from pendopo.kernel.testing import cast

pytestmark = pytest.mark.django_db(transaction=True)
SN = "CJ7Q200001"
_T = TypeVar("_T")


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A unit with one known PIN; on SQLite threads get a copy of the test database in a file, as in production."""
    c = cast()
    map_pin(make_device(c.kominfo), "0001", c.sari)
    if connection.vendor == "sqlite":
        name = str(tmp_path / "crowd.sqlite3")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [name])
        monkeypatch.setitem(connections.settings["default"], "NAME", name)


def apart(work: Callable[[], _T]) -> _T:
    """Runs in a thread of its own with a connection of its own."""

    def run() -> _T:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def crowd(times: int, work: Callable[[int], _T]) -> list[_T]:
    """Runs `work` in up to 16 threads that start together."""
    lanes = min(times, 16)
    start = threading.Barrier(lanes)

    def lane(number: int) -> list[_T]:
        start.wait()
        try:
            return [work(turn) for turn in range(number, times, lanes)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(lanes) as pool:
        return [answer for answers in pool.map(lane, range(lanes)) for answer in answers]


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("times", [2, 10, 100])
def test_it_works_once_however_often_it_comes(times: int) -> None:
    at = datetime.now().replace(microsecond=0) - timedelta(hours=1)
    rows = [row("0001", at - timedelta(minutes=i), state=i % 2) for i in range(40)]

    def deliver(turn: int) -> tuple[int, bytes]:
        response = send(SN, *(rows if turn % 2 else reversed(rows)))
        return response.status_code, response.content

    answers = crowd(times, deliver)
    assert set(answers) == {(200, b"OK: 40")}

    def counted() -> tuple[int, int, int, int]:
        added = sum(Upload.objects.values_list("added", flat=True))
        days = len({(at - timedelta(minutes=i)).date() for i in range(40)})
        return Punch.objects.count(), Upload.objects.count(), added, DirtyDay.objects.count() - days

    assert apart(counted) == (40, times, 40, 0)


@pytest.mark.usefixtures("shared")
def test_one_commit_a_post() -> None:
    at = datetime.now().replace(microsecond=0) - timedelta(hours=1)

    def measured(count: int) -> tuple[int, int]:
        rows = [row("0001", at - timedelta(minutes=count * 100 + i)) for i in range(count)]
        with CaptureQueriesContext(connection) as seen:
            assert send(SN, *rows).content.decode() == f"OK: {count}"
        words = [str(q["sql"]).split()[0].upper() for q in seen]
        # PostgreSQL may write all with one statement: that is its own transaction
        by_itself = len([w for w in words if w == "WITH"]) if "BEGIN" not in words else 0
        return words.count("COMMIT") + by_itself, len([w for w in words if w not in ("BEGIN", "COMMIT")])

    for count in (1, 64, 1000):
        commits, statements = apart(lambda n=count: measured(n))  # type: ignore[misc]
        assert commits == 1
        assert statements <= 6
