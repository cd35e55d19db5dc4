"""Work of the worker: the import, and what is due each night."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from pendopo.apps.personnel.models import Impor
from pendopo.apps.personnel.services import settle_due
from pendopo.apps.personnel.services.files import JOB, forget_old, run
from pendopo.apps.personnel.services.importing import BAD, CHANGED, NEW, SAME
from pendopo.apps.personnel.services.sheets import write_errors
from pendopo.kernel.actor import Actor
from pendopo.kernel.jobs import Progress, job
from pendopo.kernel.schedule import daily


@job(JOB)
def import_employees(progress: Progress, *, impor: str) -> dict[str, Any]:
    """Runs one import; the rows that could not be taken go into a file."""
    found = Impor.objects.get(pk=impor)
    if found.errors:
        with progress.errors_file("baris-yang-perlu-diperbaiki.xlsx").open("wb") as stream:
            write_errors(stream, found)
    result = run(progress, found)
    words = {NEW: _("Pegawai baru"), CHANGED: _("Berubah"), SAME: _("Sama"), BAD: _("Perlu diperbaiki")}
    return {words[key]: count for key, count in result.items()}


@daily("personnel.settle", at="00:02")
def settle_everyone() -> None:
    while settle_due(Actor.system("jadwal kepegawaian")):
        pass


@daily("personnel.forget_imports", at="01:40")
def forget_imports() -> None:
    forget_old()
