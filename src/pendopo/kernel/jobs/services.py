"""Starting a job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from pendopo.kernel.actor import Actor
from pendopo.kernel.jobs.registry import KINDS

if TYPE_CHECKING:
    from pendopo.kernel.jobs.models import Job


def start(actor: Actor, kind: str, title: str, **args: Any) -> Job:
    """Queues the work of `kind` in the caller's transaction. `args` are JSON: names of files and numbers of rows, no
    personal data.
    """
    from pendopo.kernel.jobs.models import Job
    from pendopo.kernel.jobs.running import run_job

    if kind not in KINDS:
        raise LookupError(f"No job of kind {kind!r}")
    with transaction.atomic():
        created = Job.objects.create(
            kind=kind, title=str(title), account_id=actor.account_id, assignment_id=actor.assignment_id, args=args
        )
        run_job.enqueue(str(created.pk))
    created.refresh_from_db()
    return created
