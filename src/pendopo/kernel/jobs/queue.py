"""A worker's side of the queue: take the next task, run it, give back what a dead worker left."""

from __future__ import annotations

import logging
import os
import secrets
import socket
from datetime import timedelta
from typing import Any, Final

from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django_tasks.base import TaskContext, TaskResultStatus
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from pendopo.kernel.jobs.models import WorkerBeat
from pendopo.kernel.jobs.running import Interrupted

log = logging.getLogger("pendopo.jobs")
SILENT_AFTER: Final = timedelta(seconds=90)
DELIVERIES: Final = 6
Taken = DBTaskResult[Any, Any]


def new_worker_id() -> str:
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(4)}"


def run_next(worker_id: str) -> bool:
    """Takes and runs the first task that is ready; False when there was none. Raises OperationalError when the
    database is away.
    """
    if not DBTaskResult.objects.ready().exists():  # a read first: no write lock while there is nothing to do
        return False
    with exclusive_transaction():
        taken = DBTaskResult.objects.ready().get_locked()
        if taken is not None:
            taken.claim(worker_id)
    if taken is None:
        return False
    try:
        value = _call(taken)
    except Interrupted:
        release(taken)
    except Exception as error:
        log.exception("task failed", extra={"task": taken.task_path})
        taken.set_failed(error)
    else:
        taken.set_successful(value)
    return True


def _call(taken: Taken) -> object:
    if len(taken.worker_ids) > DELIVERIES:
        raise RuntimeError("given up: every worker that took this task died")
    work = taken.task
    result: Any = taken.task_result
    try:
        if work.takes_context:
            return work.call(TaskContext(task_result=result), *result.args, **result.kwargs)
        return work.call(*result.args, **result.kwargs)
    except (OperationalError, InterfaceError) as error:
        raise Interrupted from error


def release(taken: Taken) -> None:
    """Puts a task back into the queue, if nobody else did."""
    mine = DBTaskResult.objects.filter(pk=taken.pk, status=TaskResultStatus.RUNNING, started_at=taken.started_at)
    mine.update(status=TaskResultStatus.READY)


def beat(worker_id: str) -> None:
    """Says that this worker lives."""
    WorkerBeat.objects.update_or_create(worker_id=worker_id, defaults={"seen_at": timezone.now()})


def leave(worker_id: str) -> None:
    """The worker ends in good order: what it still holds goes back into the queue at once."""
    for running in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING):
        if running.worker_ids and running.worker_ids[-1] == worker_id:
            release(running)
    WorkerBeat.objects.filter(worker_id=worker_id).delete()


def recover() -> int:
    """Gives the tasks of dead workers back to the queue and returns how many."""
    running = list(DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING))
    if not running:
        return 0
    limit = timezone.now() - SILENT_AFTER
    alive = set(WorkerBeat.objects.filter(seen_at__gte=limit).values_list("worker_id", flat=True))
    orphans = [taken for taken in running if not taken.worker_ids or not _lives(taken.worker_ids[-1], alive)]
    for taken in orphans:
        release(taken)
        log.warning("task of a dead worker queued again", extra={"task": taken.task_path})
    WorkerBeat.objects.filter(seen_at__lt=limit).delete()
    return len(orphans)


def _lives(worker_id: str, alive: set[str]) -> bool:
    """A worker of this machine lives if its process does; one elsewhere if it was heard of lately."""
    if worker_id not in alive:
        return False
    host, _, rest = worker_id.partition(":")
    if host != socket.gethostname()[:30]:
        return True
    try:
        os.kill(int(rest.partition(":")[0]), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, ValueError):
        return True
    return True
