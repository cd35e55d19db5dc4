"""Import of published results: choose, see what it would do, run it as a task."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.maturity.forms_benchmark import BenchmarkUploadForm
from pendopo.apps.maturity.models import BenchmarkImport, BenchmarkImportState
from pendopo.apps.maturity.queries import benchmark as queries
from pendopo.apps.maturity.queries import benchmark_sheets as sheets
from pendopo.apps.maturity.services import benchmark as services
from pendopo.apps.maturity.tables_benchmark import IMPORTS
from pendopo.apps.maturity.views.benchmark import crumbs
from pendopo.kernel.http import actor_of, page
from pendopo.ui.downloads import CSV_TYPE, download, xlsx
from pendopo.ui.form_pages import FormPage, form_methods, form_page, start_and_follow
from pendopo.ui.registers import make

SHOWN = 100


@page(services.PERMISSION)
@form_methods
def choose(request: HttpRequest) -> HttpResponseBase:
    """Choose a file; one that can be read leads to its dry run."""
    actor = actor_of(request)

    def act(checked: BenchmarkUploadForm) -> str:
        given = checked.cleaned_data
        file = given["file"]
        row = services.check(
            actor, file.read(services.MOST_BYTES + 1), name=file.name, source=given["source"], year=given["year"],
            instrument=given["instrument"],
        )  # fmt: skip
        return _page(row)

    words = FormPage(_("Impor hasil instansi lain"), _("Periksa berkas"), "", reverse("maturity:benchmark"), crumbs())
    context = {"register": make(request, IMPORTS, queries.imports())}
    form = BenchmarkUploadForm(request.POST or None, request.FILES or None)
    return form_page(request, form, act, words, template="maturity/benchmark_choose.html", context=context)


@page(services.PERMISSION)
@require_GET
def show(request: HttpRequest, import_id: UUID) -> HttpResponseBase:
    """What the file would change and what is wrong in it; after the import, what came of it."""
    row = _found(import_id)
    is_done = row.state == BenchmarkImportState.DONE
    mine = row.account_id == actor_of(request).account_id
    context: dict[str, Any] = {
        "title": row.file_name,
        "crumbs": crumbs((_("Impor"), reverse("maturity:benchmark_imports")), (row.file_name, "")),
        "impor": row,
        "counts": row.result if is_done else row.counts,
        "usable": row.counts.get("new", 0) + row.counts.get("changed", 0),
        "errors": row.errors[:SHOWN],
        "errors_total": len(row.errors),
        "flags": row.flags[:SHOWN],
        "flags_total": len(row.flags),
        "changes": row.changes[:SHOWN],
        "can_start": row.state in (BenchmarkImportState.CHECKED, BenchmarkImportState.FAILED),
        "job_url": reverse("job", args=[row.job_id]) if row.job_id and mine else "",
    }
    return render(request, "maturity/benchmark_import.html", context)


@page(services.PERMISSION)
@require_POST
def run(request: HttpRequest, import_id: UUID) -> HttpResponseBase:
    row = _found(import_id)
    return start_and_follow(request, lambda: services.start(actor_of(request), row), back=_page(row))


@page(services.PERMISSION)
@require_GET
def errors(request: HttpRequest, import_id: UUID, kind: str) -> HttpResponseBase:
    """The refused rows as XLSX or CSV."""
    row = _found(import_id)
    name = _("baris-yang-perlu-diperbaiki")
    if kind == "xlsx":
        return xlsx(lambda stream: sheets.write_errors(stream, row), f"{name}.xlsx")
    if kind == "csv":
        return download(sheets.errors_csv(row).encode("utf-8-sig"), f"{name}.csv", CSV_TYPE)
    raise Http404


@page(services.PERMISSION)
@require_GET
def template(request: HttpRequest) -> HttpResponseBase:
    return xlsx(sheets.write_template, "templat-tolok-ukur.xlsx")


def _found(import_id: UUID) -> BenchmarkImport:
    return get_object_or_404(BenchmarkImport.objects.defer("content"), pk=import_id)


def _page(row: BenchmarkImport) -> str:
    return reverse("maturity:benchmark_import", args=[row.pk])
