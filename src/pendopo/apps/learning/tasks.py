"""Work of the worker: certificates in a batch, tests whose time is over, reminders."""

from __future__ import annotations

import zipfile
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from pendopo.apps.learning.models import Certificate, Training
from pendopo.apps.learning.services import documents, exams, figures, reminders
from pendopo.apps.learning.services.certificates import JOB
from pendopo.apps.learning.services.trainings import require_organiser
from pendopo.kernel.clock import today
from pendopo.kernel.jobs import Progress, job
from pendopo.kernel.schedule import daily, every


@job(JOB)
def print_certificates(progress: Progress, *, training: int, base_url: str) -> dict[str, Any]:
    """All valid certificates of a training in one ZIP; the file is there only when it is whole."""
    found = Training.objects.select_related("organiser").get(pk=training)
    require_organiser(progress.actor, found)
    rows = Certificate.objects.filter(participant__training=found, revoked_at__isnull=True)
    certificates = list(rows.select_related("participant", "series"))
    progress.total(len(certificates))
    progress.job.folder.mkdir(parents=True, exist_ok=True)
    unfinished = progress.job.folder / ".zip"
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED) as archive:
        for row in certificates:
            paper = documents.certificate_pdf(progress.actor, row, base_url=base_url)
            archive.writestr(f"{row.sequence:04d}-{slugify(row.name)[:60]}.pdf", paper)
            progress.step()
    unfinished.replace(progress.result_file(f"sertifikat-{slugify(found.title)[:60]}.zip"))
    return {_("Sertifikat"): len(certificates)}


@every("learning.close_exams", seconds=120)
def close_exams() -> None:
    """Answers of those who did not hand in count as they stand."""
    while exams.close_overdue():
        pass


@daily("learning.remind", at="06:10")
def remind() -> None:
    reminders.remind()


@daily("learning.figures", at="00:20")
def count_trained() -> None:
    figures.put_trained(today())
