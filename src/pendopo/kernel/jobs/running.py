"""Running a job and telling how far it is."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django_tasks import task

from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.jobs.registry import KINDS

if TYPE_CHECKING:
    from pendopo.kernel.jobs.models import Job

log = logging.getLogger("pendopo.jobs")
ATTEMPTS: Final = 3
WRITE_EVERY: Final = 0.4

# Set by a worker that was asked to end: jobs stop at their next step and are queued again.
STOPPING = threading.Event()


class Interrupted(Exception):
    """The worker is ending, or the database went away: the job goes back into the queue."""


class Progress:
    """What a running job tells the person who waits for it."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._written = 0.0

    @property
    def actor(self) -> Actor:
        """The person who started the job, with today's permissions of the same post."""
        from pendopo.kernel.people.queries import actor_of

        if self.job.account_id is None:
            return Actor.system(self.job.kind)
        return actor_of(self.job.account_id, self.job.assignment_id)

    @property
    def checkpoint(self) -> dict[str, Any]:
        """What an earlier, interrupted run kept with `save`."""
        return dict(self.job.checkpoint)

    def total(self, count: int) -> None:
        self.job.total = count
        self._write("total", "done")

    def step(self, count: int = 1, message: str = "") -> None:
        """Moves the bar by `count`; written at most a few times a second."""
        if STOPPING.is_set():
            raise Interrupted
        self.job.done += count
        if message:
            self.job.message = message[:500]
        if time.monotonic() - self._written >= WRITE_EVERY:
            self._write("done", "message")

    def message(self, text: str) -> None:
        self.job.message = text[:500]
        self._write("message")

    def save(self, **checkpoint: Any) -> None:
        """Keeps how far the work is, for the next run should this one be cut off."""
        self.job.checkpoint = checkpoint
        self._write("checkpoint", "done")

    def result_file(self, name: str) -> Path:
        """A path to write the file the person may fetch when the job is done."""
        self.job.result_file = get_valid_filename(name)
        return self._path(self.job.result_file, "result_file")

    def errors_file(self, name: str) -> Path:
        """A path to write the list of refused rows to."""
        self.job.errors_file = get_valid_filename(name)
        return self._path(self.job.errors_file, "errors_file")

    def _path(self, name: str, field: str) -> Path:
        self.job.folder.mkdir(parents=True, exist_ok=True)
        self._write(field)
        return self.job.folder / name

    def _write(self, *fields: str) -> None:
        self._written = time.monotonic()
        self.job.save(update_fields=fields)


@task()
def run_job(job_id: str) -> None:
    """Runs one job to its end. Raises Interrupted when it has to be queued again."""
    from pendopo.kernel.jobs.models import Job, JobState

    found = Job.objects.filter(pk=job_id, state__in=(JobState.QUEUED, JobState.RUNNING)).first()
    if found is None:  # delivered twice, or its owner is gone
        return
    if found.attempt >= ATTEMPTS:
        _finish(found, JobState.FAILED, _("Pekerjaan terputus tiga kali dan dihentikan. Hubungi pengelola sistem."))
        return
    found.state, found.attempt, found.started_at, found.done = JobState.RUNNING, found.attempt + 1, timezone.now(), 0
    found.save(update_fields=["state", "attempt", "started_at", "done"])
    try:
        found.result = KINDS[found.kind](Progress(found), **found.args) or {}
    except (OperationalError, InterfaceError) as error:
        raise Interrupted from error
    except Interrupted:
        # Asked to end is no fault of the job: the attempt does not count.
        Job.objects.filter(pk=found.pk).update(state=JobState.QUEUED, attempt=found.attempt - 1)
        raise
    except Refused as refusal:
        _finish(found, JobState.FAILED, refusal.message)
    except Exception:
        log.exception("job failed", extra={"kind": found.kind, "job": str(found.pk)})
        _finish(
            found,
            JobState.FAILED,
            _("Pekerjaan berhenti karena kesalahan sistem. Data yang belum selesai tidak disimpan."),
        )
    else:
        _finish(found, JobState.DONE, "")


def _finish(job: Job, state: str, message: str) -> None:
    job.state, job.finished_at = state, timezone.now()
    if message:
        job.message = message[:500]
    job.save(update_fields=["state", "finished_at", "message", "done", "result"])
