"""Jobs: progress, files, who sees them, and what happens when the worker dies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pendopo.kernel.errors import Refused
from pendopo.kernel.jobs import KINDS, Progress, job, queue, running, start
from pendopo.kernel.jobs.models import Job, JobState, WorkerBeat
from pendopo.kernel.testing import PASSWORD, Cast, cast

pytestmark = pytest.mark.django_db
QUEUED = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def everyone() -> Cast:
    return cast()


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    before = dict(KINDS)
    yield
    KINDS.clear()
    KINDS.update(before)
    running.STOPPING.clear()


def count_to(number: int) -> None:
    @job("uji.hitung")
    def run(progress: Progress, *, sampai: int) -> dict[str, Any]:
        progress.total(sampai)
        for _step in range(sampai):
            progress.step()
        progress.result_file("hasil.txt").write_text(f"{sampai} baris oleh {progress.actor.name}")
        return {"dihitung": sampai}


def test_it_works(everyone: Cast, settings: Any, tmp_path: Any, client: Client) -> None:
    settings.MEDIA_ROOT = tmp_path
    count_to(5)
    done = start(everyone.actor("opi"), "uji.hitung", "Menghitung", sampai=5)
    assert (done.state, done.done, done.total, done.percent, done.result) == ("done", 5, 5, 100, {"dihitung": 5})
    client.login(username=everyone.opi.account.username, password=PASSWORD)  # type: ignore[union-attr]
    page = client.get(done.get_absolute_url())
    assert page.status_code == 200 and "Menghitung" in page.content.decode()
    fetched = client.get(f"{done.get_absolute_url()}berkas/hasil.txt")
    assert fetched["Content-Disposition"].startswith("attachment")
    assert everyone.opi.name in b"".join(fetched.streaming_content).decode()  # type: ignore[arg-type]


def test_only_its_owner_sees_a_job(everyone: Cast, settings: Any, tmp_path: Any, client: Client) -> None:
    settings.MEDIA_ROOT = tmp_path
    count_to(1)
    done = start(everyone.actor("opi"), "uji.hitung", "Menghitung", sampai=1)
    assert client.get(done.get_absolute_url()).status_code == 302
    client.login(username=everyone.wayan.account.username, password=PASSWORD)  # type: ignore[union-attr]
    assert client.get(done.get_absolute_url()).status_code == 404
    assert client.get(f"{done.get_absolute_url()}berkas/hasil.txt").status_code == 404


@pytest.mark.parametrize("name", ["lain.txt", "..%2F..%2Fpendopo.sqlite3", "", "%2Fetc%2Fpasswd"])
def test_only_named_files_leave(everyone: Cast, settings: Any, tmp_path: Any, client: Client, name: str) -> None:
    settings.MEDIA_ROOT = tmp_path
    count_to(1)
    done = start(everyone.actor("opi"), "uji.hitung", "Menghitung", sampai=1)
    (done.folder / "lain.txt").write_text("bukan untuk diunduh")
    client.login(username=everyone.opi.account.username, password=PASSWORD)  # type: ignore[union-attr]
    assert client.get(f"{done.get_absolute_url()}berkas/{name}").status_code == 404


def test_an_unknown_kind_is_a_programming_error(everyone: Cast) -> None:
    with pytest.raises(LookupError):
        start(everyone.actor("opi"), "uji.tidak_ada", "x")


def test_a_refusal_is_told_and_a_fault_is_not_shown(everyone: Cast) -> None:
    @job("uji.tolak")
    def refuse(progress: Progress) -> None:
        raise Refused("Berkas kosong.")

    @job("uji.rusak")
    def broken(progress: Progress) -> None:
        raise ValueError("nip 199001012015011001")

    refused = start(everyone.actor("opi"), "uji.tolak", "x")
    assert (refused.state, refused.message) == ("failed", "Berkas kosong.")
    failed = start(everyone.actor("opi"), "uji.rusak", "x")
    assert failed.state == "failed" and "nip" not in failed.message


def queued(everyone: Cast, kind: str, **args: Any) -> Job:
    waiting = start(everyone.actor("opi"), kind, "x", **args)
    assert waiting.state == JobState.QUEUED
    return waiting


def test_the_worker_runs_what_is_queued_once(everyone: Cast, settings: Any, tmp_path: Any) -> None:
    settings.TASKS, settings.MEDIA_ROOT = QUEUED, tmp_path
    count_to(3)
    waiting = queued(everyone, "uji.hitung", sampai=3)
    assert queue.run_next("a") is True
    assert queue.run_next("b") is False
    waiting.refresh_from_db()
    assert waiting.state == JobState.DONE
    running.run_job.call(str(waiting.pk))  # delivered a second time
    waiting.refresh_from_db()
    assert waiting.attempt == 1


def test_a_killed_workers_job_is_run_by_the_next_one(everyone: Cast, settings: Any, tmp_path: Any) -> None:
    settings.TASKS, settings.MEDIA_ROOT = QUEUED, tmp_path
    count_to(2)
    waiting = queued(everyone, "uji.hitung", sampai=2)
    dead = f"{queue.socket.gethostname()[:30]}:{_dead_pid()}:ab"
    queue.beat(dead)
    taken = DBTaskResult.objects.get()
    taken.claim(dead)
    Job.objects.update(state=JobState.RUNNING, attempt=1, done=1)
    assert queue.run_next("b") is False
    assert queue.recover() == 1
    assert queue.run_next("b") is True
    waiting.refresh_from_db()
    assert (waiting.state, waiting.done, waiting.attempt) == (JobState.DONE, 2, 2)


def test_a_living_workers_job_is_left_alone(everyone: Cast, settings: Any) -> None:
    settings.TASKS = QUEUED
    count_to(2)
    queued(everyone, "uji.hitung", sampai=2)
    here, elsewhere = queue.new_worker_id(), "komputer-lain:1:ab"
    for worker in (here, elsewhere):
        queue.beat(worker)
        DBTaskResult.objects.get().claim(worker)
        assert queue.recover() == 0
    WorkerBeat.objects.filter(worker_id=elsewhere).update(seen_at=timezone.now() - timedelta(minutes=5))
    assert queue.recover() == 1


def test_a_job_that_kills_its_worker_is_given_up(everyone: Cast, settings: Any) -> None:
    settings.TASKS = QUEUED
    count_to(1)
    waiting = queued(everyone, "uji.hitung", sampai=1)
    Job.objects.update(state=JobState.RUNNING, attempt=3)
    assert queue.run_next("a")
    waiting.refresh_from_db()
    assert waiting.state == JobState.FAILED and "tiga kali" in waiting.message


def test_a_worker_that_ends_puts_its_job_back(everyone: Cast, settings: Any) -> None:
    settings.TASKS = QUEUED

    @job("uji.lama")
    def long(progress: Progress) -> None:
        progress.total(10)
        progress.save(sudah=4)
        running.STOPPING.set()
        progress.step()

    waiting = queued(everyone, "uji.lama")
    assert queue.run_next("a")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempt, waiting.checkpoint) == (JobState.QUEUED, 0, {"sudah": 4})
    assert DBTaskResult.objects.ready().count() == 1


def test_a_database_that_went_away_does_not_fail_the_job(everyone: Cast, settings: Any) -> None:
    settings.TASKS = QUEUED
    away = [True]

    @job("uji.putus")
    def cut(progress: Progress) -> None:
        if away:
            away.clear()
            raise OperationalError("server closed the connection")

    waiting = queued(everyone, "uji.putus")
    assert queue.run_next("a") and queue.run_next("a")
    waiting.refresh_from_db()
    assert waiting.state == JobState.DONE


def test_leaving_gives_back_and_says_goodbye(everyone: Cast, settings: Any) -> None:
    settings.TASKS = QUEUED
    count_to(1)
    queued(everyone, "uji.hitung", sampai=1)
    me = queue.new_worker_id()
    queue.beat(me)
    DBTaskResult.objects.get().claim(me)
    queue.leave(me)
    assert DBTaskResult.objects.ready().count() == 1 and not WorkerBeat.objects.exists()


def _dead_pid() -> int:
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)
    return child
