"""Import: choose a file, see what it would do, run it as a task, see the result."""

from __future__ import annotations

import io
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.apps.personnel import queries
from pendopo.apps.personnel.forms import UploadForm
from pendopo.apps.personnel.models import Impor, ImportState
from pendopo.apps.personnel.rules.columns import FIELDS
from pendopo.apps.personnel.services import files, sheets
from pendopo.apps.personnel.services.importing import CHANGED, NEW
from pendopo.apps.personnel.tables import IMPORTS
from pendopo.apps.personnel.views.records import actor_of, crumbs
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import page
from pendopo.kernel.sheets import MOST_BYTES, XLSX_TYPE
from pendopo.ui.registers import make

ERRORS_SHOWN = 100


@page("personnel.import")
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponseBase:
    """Choose a file; a file that can be read leads to its dry run."""
    actor = actor_of(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                impor = files.check(actor, file.read(MOST_BYTES + 1), name=file.name)
            except Refused as refusal:
                form.add_error("file", refusal.message)
            else:
                return redirect("personnel:import", import_id=impor.pk)
    context = {
        "title": _("Impor pegawai"),
        "crumbs": crumbs((_("Impor"), "")),
        "form": form,
        "fields": FIELDS,
        "register": make(request, IMPORTS, queries.imports(actor)),
    }
    return render(request, "personnel/import_choose.html", context, status=status)


@page("personnel.import")
@require_GET
def show(request: HttpRequest, import_id: UUID) -> HttpResponseBase:
    """What the file would change and what is wrong in it; after the import, what came of it."""
    actor = actor_of(request)
    impor = _found(request, import_id)
    counts = impor.result if impor.state == ImportState.DONE else impor.counts
    context = {
        "title": impor.file_name,
        "crumbs": crumbs((_("Impor"), reverse("personnel:imports")), (impor.file_name, "")),
        "impor": impor,
        "counts": counts,
        "usable": impor.counts["new"] + impor.counts["changed"],
        "errors": impor.errors[:ERRORS_SHOWN],
        "errors_total": len(impor.errors),
        "changed": [one for one in impor.changes if one["state"] == CHANGED][:ERRORS_SHOWN],
        "new": [one for one in impor.changes if one["state"] == NEW][:ERRORS_SHOWN],
        "is_kept": files.path_of(impor).exists(),
        "can_start": impor.state in (ImportState.CHECKED, ImportState.FAILED) and impor.unit_path == actor.unit_path,
        "job_url": reverse("job", args=[impor.job_id]) if impor.job_id and impor.account_id == actor.account_id else "",
    }
    return render(request, "personnel/import_show.html", context)


@page("personnel.import")
@require_POST
def run(request: HttpRequest, import_id: UUID) -> HttpResponseBase:
    """Import the good rows as a task."""
    impor = _found(request, import_id)
    try:
        job = files.start(actor_of(request), impor)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("personnel:import", import_id=import_id)
    return redirect(job.get_absolute_url())


@page("personnel.import")
@require_GET
def errors(request: HttpRequest, import_id: UUID, kind: str) -> HttpResponseBase:
    """The bad rows as XLSX or CSV: row, column, what stands there, why, what to do."""
    impor = _found(request, import_id)
    name = _("baris-yang-perlu-diperbaiki")
    if kind == "xlsx":
        stream = io.BytesIO()
        sheets.write_errors(stream, impor)
        return _download(stream.getvalue(), f"{name}.xlsx", XLSX_TYPE)
    if kind == "csv":
        return _download(sheets.errors_csv(impor).encode("utf-8-sig"), f"{name}.csv", "text/csv; charset=utf-8")
    raise Http404


@page("personnel.import")
@require_GET
def template(request: HttpRequest) -> HttpResponseBase:
    """An XLSX with the columns of an import and one example."""
    stream = io.BytesIO()
    sheets.write_template(stream)
    return _download(stream.getvalue(), "templat-pegawai.xlsx", XLSX_TYPE)


def _found(request: HttpRequest, import_id: UUID) -> Impor:
    return get_object_or_404(Impor.objects.visible_to(actor_of(request)), pk=import_id)


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
