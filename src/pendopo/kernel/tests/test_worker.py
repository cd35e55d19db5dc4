"""The worker as a process: killed in the middle, asked to end, and cut off from the database."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError

from pendopo.kernel import worker
from pendopo.kernel.tests.test_backup import Place

# A job of an app that only this process knows: counts as long as the file `jalan` is missing, then says so.
START = """
from pendopo.kernel.actor import Actor
from pendopo.kernel.jobs import job, start
@job("uji.lama")
def run(progress): pass
print(start(Actor.system("uji"), "uji.lama", "Lama").pk)
"""
WORK = """
import sys, time
from pathlib import Path
from django.conf import settings
from pendopo.kernel.jobs import job
from pendopo.kernel import worker
@job("uji.lama")
def run(progress):
    progress.total(1000)
    with (settings.DATA_DIR / "mulai").open("a") as file:
        file.write("x")
    while not (settings.DATA_DIR / "jalan").exists():
        progress.step()
        time.sleep(0.02)
worker.run(threads=1)
"""
STATE = "from pendopo.kernel.jobs.models import Job; print(Job.objects.get().state, Job.objects.get().attempt)"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    found = Place(tmp_path_factory.mktemp("pekerja"), "")
    assert found.run("django", "migrate", "-v0").returncode == 0
    yield found


def said(place: Place, code: str) -> str:
    with place.python(code) as process:
        return process.communicate(timeout=300)[0].strip()


def wait_for(path: Path, text: str) -> None:
    deadline = time.monotonic() + 300
    while not path.exists() or path.read_text() != text:
        assert time.monotonic() < deadline, f"{path.name} never came to {text!r}"
        time.sleep(0.05)


def test_it_works_a_killed_workers_job_is_done_by_the_next(place: Place) -> None:
    for name in ("mulai", "jalan"):
        (place.folder / name).unlink(missing_ok=True)
    said(place, START)
    with place.python(WORK) as first:
        wait_for(place.folder / "mulai", "x")
        first.kill()
    with place.python(WORK) as second:
        wait_for(place.folder / "mulai", "xx")
        second.send_signal(signal.SIGTERM)  # in good order: the job goes back and the try does not count
        assert second.wait(300) == 0
    assert said(place, STATE) == "queued 1"
    (place.folder / "jalan").touch()
    with place.python(WORK) as third:
        deadline = time.monotonic() + 300
        while said(place, STATE) != "done 2" and time.monotonic() < deadline:
            time.sleep(0.1)
        third.send_signal(signal.SIGTERM)
        assert third.wait(300) == 0
    assert said(place, STATE) == "done 2"
    assert (place.folder / "mulai").read_text() == "xxx"


def test_a_loop_outlives_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, calls = threading.Event(), [0]
    monkeypatch.setattr(worker, "LONGEST_WAIT", 0.01)
    monkeypatch.setattr(worker.connections, "close_all", lambda: None)

    def step() -> float:
        calls[0] += 1
        if calls[0] < 4:
            raise OperationalError("the database system is shutting down")
        stop.set()
        return 0.0

    worker.loop(step, stop)
    assert calls == [4]


def test_the_command_line_starts_one(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pendopo", "worker", "--help"],
        env=Place(tmp_path, "").environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0 and "--threads" in done.stdout
