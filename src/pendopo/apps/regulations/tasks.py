from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from pendopo.apps.regulations.models import RegulationImport
from pendopo.apps.regulations.queries.imports import write_errors
from pendopo.apps.regulations.services import watch
from pendopo.apps.regulations.services.import_files import JOB, forget_old, run
from pendopo.kernel.jobs import Progress, job
from pendopo.kernel.schedule import daily


@job(JOB)
def import_regulations(progress: Progress, *, found: str) -> dict[str, Any]:
    """Runs one import; the rows that could not be taken go into a file."""
    row = RegulationImport.objects.get(pk=found)
    if row.errors:
        with progress.errors_file("baris-yang-perlu-diperbaiki.xlsx").open("wb") as stream:
            write_errors(stream, row)
    counts = run(progress, row)
    words = {"new": _("Baru"), "changed": _("Berubah"), "same": _("Sama"), "bad": _("Perlu diperbaiki")}
    return {words[key]: count for key, count in counts.items()}


@daily("regulations.watch", at="05:10")
def watch_endings() -> None:
    watch.watch()


@daily("regulations.forget_imports", at="01:45")
def forget_imports() -> None:
    forget_old()
