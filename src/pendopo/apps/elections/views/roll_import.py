"""Import of voters: choose a file, see what it would do, run it as a task, take it back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.elections.forms_roll import SheetForm, TakeForm
from pendopo.apps.elections.models import RollImport
from pendopo.apps.elections.queries import roll_import as queries
from pendopo.apps.elections.services import roll_import as services
from pendopo.apps.elections.tables_roll import IMPORTS, import_state
from pendopo.apps.elections.views.common import form_words, run_election
from pendopo.apps.elections.views.roll import VOTERS, roll_crumbs
from pendopo.kernel.http import actor_of, page
from pendopo.kernel.sheets import MOST_BYTES
from pendopo.ui.downloads import xlsx
from pendopo.ui.form_pages import act_and_return, form_methods, form_page, start_and_follow
from pendopo.ui.registers import make


@page(VOTERS)
@form_methods
def roll_import(request: HttpRequest, election_id: int) -> HttpResponseBase:
    """Choose a file; one that can be read leads to its dry run."""
    actor, election = actor_of(request), run_election(request, election_id, VOTERS)

    def act(checked: SheetForm) -> str:
        file = checked.cleaned_data["file"]
        found = services.check_sheet(actor, election, file.read(MOST_BYTES + 1), name=file.name)
        return reverse("elections:roll_import_show", args=[found.pk])

    rows = queries.imports(actor, election).defer("rows", "findings", "undo")
    words = form_words(
        election, "roll", _("Impor daftar pemilih"), _("Periksa berkas"), "",
        _("Berkas diperiksa dahulu; daftar pemilih belum berubah sampai Anda mengimpornya."),
    )  # fmt: skip
    return form_page(
        request, SheetForm(request.POST or None, request.FILES or None), act, words,
        template="elections/roll/import.html", context={"register": make(request, IMPORTS, rows), "election": election},
    )  # fmt: skip


@page(VOTERS)
@require_GET
def roll_import_show(request: HttpRequest, import_id: UUID) -> HttpResponseBase:
    """What the file would do and what is wrong in it; after the import, what came of it."""
    found = _import(request, import_id)
    back = reverse("elections:roll_import", args=[found.election_id])
    findings = queries.sorted_findings(found)
    context = {
        "title": found.file_name, "found": found, "election": found.election, "counts": found.counts, "back": back,
        "crumbs": roll_crumbs(found.election, (_("Impor"), back), (found.file_name, "")),
        "state": import_state(found),
        "findings": [(one, queries.level_word(one["level"])) for one in findings[: queries.SHOWN]],
        "is_cut": len(findings) > queries.SHOWN, "kinds": [
            (level, queries.level_word(level), text, n) for level, text, n in queries.by_sentence(found)
        ],
        "usable": found.counts["new"] + found.counts["changed"], "take_form": TakeForm(),
        "hamlets": sorted({row["hamlet"] for row in found.rows if row["hamlet"]}) if found.counts["hamlets"] else [],
        "job_url": reverse("job", args=[found.job_id])
        if found.job_id and found.account_id == actor_of(request).account_id else "",
    }  # fmt: skip
    return render(request, "elections/roll/import_show.html", context)


@page(VOTERS)
@require_POST
def roll_import_take(request: HttpRequest, import_id: UUID) -> HttpResponseBase:
    """Import the good rows as a task."""
    found = _import(request, import_id)
    return start_and_follow(
        request, lambda: services.start(actor_of(request), found, with_warnings="with_warnings" in request.POST),
        back=reverse("elections:roll_import_show", args=[found.pk]),
    )  # fmt: skip


@page(VOTERS)
@require_POST
def roll_import_undo(request: HttpRequest, import_id: UUID) -> HttpResponseBase:
    actor, found = actor_of(request), _import(request, import_id)
    return act_and_return(
        request, lambda: services.undo(actor, found),
        done=_("Impor dibatalkan; daftar pemilih kembali seperti semula."),
        back=reverse("elections:roll_import_show", args=[found.pk]),
    )  # fmt: skip


@page(VOTERS)
@require_GET
def roll_import_findings(request: HttpRequest, import_id: UUID) -> HttpResponseBase:
    found = _import(request, import_id)
    return xlsx(lambda stream: queries.write_findings(stream, found), "temuan-daftar-pemilih.xlsx")


@page(VOTERS)
@require_GET
def roll_sample(request: HttpRequest) -> HttpResponseBase:
    """An XLSX with the columns and two invented people."""
    return xlsx(queries.write_sample, "contoh-daftar-pemilih.xlsx")


def _import(request: HttpRequest, import_id: UUID) -> RollImport:
    return get_object_or_404(queries.imports(actor_of(request)), pk=import_id)
