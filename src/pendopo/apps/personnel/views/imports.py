"""Import: choose a file, see what it would do, run it as a task, see the result."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.personnel import queries
from pendopo.apps.personnel.forms import UploadForm
from pendopo.apps.personnel.models import Impor, ImportState
from pendopo.apps.personnel.rules.columns import FIELDS
from pendopo.apps.personnel.services import files, sheets
from pendopo.apps.personnel.services.importing import CHANGED, NEW
from pendopo.apps.personnel.tables import IMPORTS
from pendopo.apps.personnel.views.records import crumbs
from pendopo.kernel.http import actor_of, page
from pendopo.kernel.sheets import MOST_BYTES
from pendopo.ui.downloads import CSV_TYPE, download, xlsx
from pendopo.ui.form_pages import FormPage, form_methods, form_page, start_and_follow
from pendopo.ui.registers import make

ERRORS_SHOWN = 100


@page("personnel.import")
@form_methods
def choose(request: HttpRequest) -> HttpResponseBase:
    """Choose a file; a file that can be read leads to its dry run."""
    actor = actor_of(request)

    def act(checked: UploadForm) -> str:
        file = checked.cleaned_data["file"]
        return _page(files.check(actor, file.read(MOST_BYTES + 1), name=file.name))

    words = FormPage(_("Impor pegawai"), _("Periksa berkas"), "", reverse("personnel:register"), crumbs())
    context = {"fields": FIELDS, "register": make(request, IMPORTS, queries.imports(actor))}
    form = UploadForm(request.POST or None, request.FILES or None)
    return form_page(request, form, act, words, template="personnel/import_choose.html", context=context)


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
    return start_and_follow(request, lambda: files.start(actor_of(request), impor), back=_page(impor))


@page("personnel.import")
@require_GET
def errors(request: HttpRequest, import_id: UUID, kind: str) -> HttpResponseBase:
    """The bad rows as XLSX or CSV: row, column, what stands there, why, what to do."""
    impor = _found(request, import_id)
    name = _("baris-yang-perlu-diperbaiki")
    if kind == "xlsx":
        return xlsx(lambda stream: sheets.write_errors(stream, impor), f"{name}.xlsx")
    if kind == "csv":
        return download(sheets.errors_csv(impor).encode("utf-8-sig"), f"{name}.csv", CSV_TYPE)
    raise Http404


@page("personnel.import")
@require_GET
def template(request: HttpRequest) -> HttpResponseBase:
    """An XLSX with the columns of an import and one example."""
    return xlsx(sheets.write_template, "templat-pegawai.xlsx")


def _found(request: HttpRequest, import_id: UUID) -> Impor:
    return get_object_or_404(Impor.objects.visible_to(actor_of(request)), pk=import_id)


def _page(impor: Impor) -> str:
    return reverse("personnel:import", args=[impor.pk])
