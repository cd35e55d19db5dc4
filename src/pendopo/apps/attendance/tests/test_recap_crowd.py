"""Two workers, an open upload, a worker that is killed: nothing is lost, nothing computed twice at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection, connections, transaction

from pendopo.apps.attendance.models import DayRecap, DirtyDay
from pendopo.apps.attendance.services import engine, sums
from pendopo.apps.attendance.services.dirty import mark
from pendopo.apps.attendance.testing_recap import punch, punch_device, wita
from pendopo.apps.personnel.testing import employ, make_employee
from pendopo.kernel.testing import cast

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = date(2026, 11, 9)
NOW = wita("2026-11-20 08:00")


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A small office; on SQLite threads get a copy of the test database in a file, as in production."""
    world = cast()
    employ(world)
    punch_device(world.kominfo)
    people = [make_employee(world.aplikasi, number=n, name=f"Pegawai {n}").person for n in range(20, 40)]
    DirtyDay.objects.all().delete()
    if connection.vendor == "sqlite":
        name = str(tmp_path / "crowd.sqlite3")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [name])
        monkeypatch.setitem(connections.settings["default"], "NAME", name)
    return world, people


def apart(*works):
    """Runs each in a thread of its own with a connection of its own, all starting together."""
    start = threading.Barrier(len(works))

    def run(work):
        start.wait()
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


def drain() -> int:
    """Batches until the list is empty, as a worker's ticks; a turn that finds the other one at work waits for it."""
    done = 0
    while DirtyDay.objects.exists():
        done += engine.recompute_dirty(25, now=NOW)
    return done


def test_it_works_two_workers_share_the_list_and_the_sums_are_right(shared):
    _world, people = shared
    pairs = [(person.pk, MONDAY + timedelta(days=n)) for person in people for n in range(5)]
    apart(lambda: mark(pairs))
    taken = apart(drain, drain)
    assert sum(taken) == len(pairs)

    def counted():
        span = (MONDAY, MONDAY + timedelta(days=6))
        return DayRecap.objects.count(), sums.read(*span) == sums.counted(*span), DirtyDay.objects.count()

    assert apart(counted) == [(100, True, 0)]


def test_a_mark_in_an_open_upload_is_not_taken_away(shared):
    """The day is already on the list when an upload with another punch of it is still open: its punch counts too."""
    world, _people = shared
    marked, taken = threading.Event(), threading.Event()

    def upload() -> None:
        with transaction.atomic():
            punch(world.sari, "2026-11-09 16:05:00")
            marked.set()
            # SQLite has one writer: the worker waits for this commit, so there is nothing to wait for here
            taken.wait(2 if connection.vendor == "postgresql" else 0.1)

    def worker() -> None:
        marked.wait(120)
        engine.recompute_dirty(now=NOW)
        taken.set()

    apart(lambda: punch(world.sari, "2026-11-09 07:20:00"))
    apart(upload, worker)
    apart(drain)
    day = apart(lambda: DayRecap.objects.get(person=world.sari, work_date=MONDAY))[0]
    assert (day.punches, day.no_out) == (2, False)


def test_a_worker_cut_off_in_the_middle_leaves_everything_to_the_next(shared, monkeypatch):
    world, _people = shared
    apart(lambda: punch(world.sari, "2026-11-09 07:20:00"))

    def cut(*_args: object) -> None:
        connection.connection.close()
        raise ConnectionError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(engine.announce, "punches", cut)
        with pytest.raises(Exception):  # noqa: B017 - the driver's own error after the cut
            apart(lambda: engine.recompute_dirty(now=NOW))

    def state():
        return DayRecap.objects.count(), DirtyDay.objects.count()

    assert apart(state) == [(0, 1)]
    assert apart(drain) == [1]
    assert apart(state) == [(1, 0)]
