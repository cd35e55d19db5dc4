"""Scheduled upkeep of the jobs."""

from __future__ import annotations

from datetime import timedelta
from shutil import rmtree

from django.utils import timezone

from pendopo.kernel.schedule import daily


@daily("kernel.jobs.prune", at="02:30")
def prune_jobs() -> None:
    """Jobs, their files and the queue's own records go after 30 days."""
    from django_tasks_db.models import DBTaskResult

    from pendopo.kernel.jobs.models import Job

    limit = timezone.now() - timedelta(days=30)
    for job in Job.objects.filter(created_at__lt=limit, finished_at__isnull=False):
        rmtree(job.folder, ignore_errors=True)
        job.delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=limit).delete()
