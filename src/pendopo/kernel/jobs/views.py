"""The page of a job and its files."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from pendopo.kernel.http import signed_in
from pendopo.kernel.jobs.models import Job


@signed_in
def job_page(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """How far the job is; only for the person who started it."""
    found = _mine(request, job_id)
    name = "kernel/job.html#progress" if request.headers.get("HX-Request") else "kernel/job.html"
    return render(request, name, {"job": found})


@signed_in
def job_file(request: HttpRequest, job_id: UUID, name: str) -> FileResponse:
    """The result or the list of refused rows, always as a download."""
    found = _mine(request, job_id)
    path = found.folder / name
    if name not in (found.result_file, found.errors_file) or not name or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)


def _mine(request: HttpRequest, job_id: UUID) -> Job:
    return get_object_or_404(Job, pk=job_id, account_id=request.user.pk)
