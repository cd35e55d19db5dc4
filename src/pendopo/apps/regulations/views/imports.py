"""Import: choose a file, see what it would do, run it as a task, see the result."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.regulations.forms import ImportForm
from pendopo.apps.regulations.models import ImportState, RegulationImport
from pendopo.apps.regulations.queries import imports as queries
from pendopo.apps.regulations.rules.sheet import FIELDS
from pendopo.apps.regulations.services import import_files
from pendopo.apps.regulations.tables import IMPORTS
from pendopo.apps.regulations.views.shared import crumbs
from pendopo.kernel.http import actor_of, page
from pendopo.kernel.sheets import MOST_BYTES, XLSX_TYPE
from pendopo.ui.downloads import download, xlsx
from pendopo.ui.form_pages import FormPage, form_methods, form_page, start_and_follow
from pendopo.ui.registers import make

SHOWN = 100


@page("regulations.manage")
@form_methods
def choose(request: HttpRequest) -> HttpResponseBase:
    """Choose a file; a file that can be read leads to its dry run."""

    def act(checked: ImportForm) -> str:
        file = checked.cleaned_data["file"]
        return _page(import_files.check(actor_of(request), file.read(MOST_BYTES + 1), name=file.name))

    words = FormPage(_("Impor produk hukum"), _("Periksa berkas"), "", reverse("regulations:register"), crumbs())
    rows = RegulationImport.objects.defer("errors", "samples")
    context = {"fields": FIELDS, "register": make(request, IMPORTS, rows)}
    form = ImportForm(request.POST or None, request.FILES or None)
    return form_page(request, form, act, words, template="regulations/import_choose.html", context=context)


@page("regulations.manage")
@require_GET
def show(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """What the file would change and what is wrong in it; after the import, what came of it."""
    found = get_object_or_404(RegulationImport, pk=import_id)
    usable = found.counts["new"] + found.counts["changed"]
    waiting = found.state in (ImportState.CHECKED, ImportState.FAILED)
    is_kept = queries.path_of(found).exists()
    own_job = found.job_id is not None and found.account_id == actor_of(request).account_id
    context = {
        "title": found.file_name,
        "crumbs": crumbs((_("Impor"), reverse("regulations:imports")), (found.file_name, "")),
        "found": found,
        "usable": usable,
        "errors": found.errors[:SHOWN],
        "samples": found.samples[:SHOWN],
        "can_start": waiting and is_kept and usable,
        "is_gone": waiting and not is_kept,
        "job_url": reverse("job", args=[found.job_id]) if own_job else "",
    }
    return render(request, "regulations/import_show.html", context)


@page("regulations.manage")
@require_POST
def run(request: HttpRequest, import_id: UUID) -> HttpResponseBase:
    """Import the good rows as a task."""
    found = get_object_or_404(RegulationImport, pk=import_id)
    return start_and_follow(request, lambda: import_files.start(actor_of(request), found), back=_page(found))


@page("regulations.manage")
@require_GET
def errors(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The rows to be mended, as XLSX."""
    found = get_object_or_404(RegulationImport, pk=import_id)
    return xlsx(lambda stream: queries.write_errors(stream, found), "baris-yang-perlu-diperbaiki.xlsx")


@page("regulations.manage")
@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """An XLSX with the columns of an import and one example."""
    return download(queries.template(), "templat-produk-hukum.xlsx", XLSX_TYPE)


def _page(found: RegulationImport) -> str:
    return reverse("regulations:import", args=[found.pk])
