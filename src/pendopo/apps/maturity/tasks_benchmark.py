"""Work of the worker: import of published results, large documents."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import BenchmarkImport
from pendopo.apps.maturity.queries.assessments import visible
from pendopo.apps.maturity.queries.benchmark_sheets import write_errors
from pendopo.apps.maturity.services import benchmark, documents, instruments
from pendopo.apps.maturity.services.benchmark import BAD, CHANGED, JOB, NEW, SAME
from pendopo.kernel.errors import Refused
from pendopo.kernel.jobs import Progress, job
from pendopo.kernel.schedule import daily


@job(JOB)
def import_results(progress: Progress, *, impor: str) -> dict[str, Any]:
    """Runs one import; refused rows go into a file. A second run after a break changes nothing twice."""
    row = BenchmarkImport.objects.get(pk=impor)
    if row.errors:
        with progress.errors_file("baris-yang-perlu-diperbaiki.xlsx").open("wb") as stream:
            write_errors(stream, row)
    progress.total(row.rows)
    result = benchmark.run(progress.actor, row, step=progress.step)
    words = {NEW: _("Baru"), CHANGED: _("Berubah"), SAME: _("Sama"), BAD: _("Perlu diperbaiki")}
    return {words[key]: count for key, count in result.items()}


@job(documents.JOB)
def print_document(progress: Progress, *, assessment: int, document: str, address: str) -> dict[str, Any]:
    """Sets one large document into the task's file."""
    actor = progress.actor
    found = visible(actor).filter(pk=assessment).first()
    if found is None:
        raise Refused(_("Penilaian ini tidak ada, atau tidak untuk Anda."))
    progress.total(1)
    made = documents.prepared(actor, found, document, address=address)
    content = documents.printed(actor, found, made)
    progress.result_file(made.name).write_bytes(content)
    progress.step()
    return {_("Ukuran"): _("%(n)s KB") % {"n": max(1, len(content) // 1024)}}


@daily("maturity.instruments", at="01:15")
def keep_instruments() -> int:
    return instruments.put_back()
