"""On Meja saya: the person's own long tasks, to be found again after the page was left."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from pendopo.kernel.actor import Actor
from pendopo.kernel.desk import DeskCard, desk_card
from pendopo.kernel.jobs.models import Job

SHOWN = 5
KEPT = timedelta(days=7)


def recent_jobs(actor: Actor) -> list[Job]:
    """The actor's newest tasks of the last days."""
    if actor.account_id is None:
        return []
    since = timezone.now() - KEPT
    return list(Job.objects.filter(account_id=actor.account_id, created_at__gte=since).order_by("-created_at")[:SHOWN])


@desk_card
def tasks(actor: Actor) -> DeskCard | None:
    jobs = recent_jobs(actor)
    return DeskCard("ui/_tasks.html", tasks_context(jobs), order=80) if jobs else None


def tasks_context(jobs: list[Job]) -> dict[str, object]:
    return {"jobs": jobs, "running": any(not job.is_over for job in jobs)}
