"""Lists of work: the entries of a year or of the own office, what waits for the checker, the national export."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.maturity.queries import assessments, national, seen, work
from pendopo.apps.maturity.queries.instruments import banner
from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.services import answers
from pendopo.apps.maturity.services.exports import note_export
from pendopo.apps.maturity.tables import CHECKING, ENTRIES
from pendopo.apps.maturity.views.around import around, crumbs, named
from pendopo.kernel import sheets
from pendopo.kernel.http import actor_of, page, whole_numbers
from pendopo.ui.registers import chosen_ids, respond, return_to


@page("maturity.view")
@require_GET
def mine(request: HttpRequest) -> HttpResponseBase:
    """The work of the own office in the year under way; the way in from the menu."""
    found = assessments.current(actor_of(request))
    if found is None or found.instrument not in loading.instruments():
        context = {"title": _("Pekerjaan kantor"), "crumbs": crumbs()}
        return render(request, "maturity/work_none.html", context)
    return _register(request, found.pk)


@page("maturity.view")
@require_GET
def entries(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """The entries of a year that the actor may see, in the official order."""
    return _register(request, assessment_id)


def _register(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    found = seen.assessment_for(actor, assessment_id)
    rows = work.entries(actor, found)
    context = around(
        found, counts=work.progress_of(seen.entries(actor).filter(assessment=found)),
        checks=actor.can("maturity.validate"),
    )  # fmt: skip
    return respond(
        request, ENTRIES, rows, title=_("Isian %(name)s") % {"name": named(found)},
        subtitle=assessments.instrument_of(found).title, crumbs=crumbs(found, (_("Isian"), "")),
        template="maturity/work.html", context=context,
    )  # fmt: skip


@page("maturity.validate")
@require_GET
def checking(request: HttpRequest) -> HttpResponseBase:
    """Sent answers, the longest waiting first."""
    current = assessments.current(actor_of(request))
    known = current is not None and current.instrument in loading.instruments()
    return respond(
        request, CHECKING, work.to_check(actor_of(request)),
        subtitle=_("Isian yang dikirim kantor, yang paling lama menunggu di atas."),
        crumbs=crumbs(None, (_("Pemeriksaan"), "")), template="maturity/work_checking.html",
        context=around(current) if known and current else {},
    )  # fmt: skip


@page("maturity.validate")
@require_POST
def accept_many(request: HttpRequest) -> HttpResponseBase:
    """Accept the chosen ones that may be accepted, and say what keeps the others."""
    actor = actor_of(request)
    back = return_to(request, reverse("maturity:checking"))
    chosen = whole_numbers(chosen_ids(request))
    rows = list(seen.entries(actor).filter(pk__in=chosen).order_by("position"))
    done, reasons = answers.accept_many(actor, rows)
    if done:
        messages.success(request, ngettext("%(n)s isian disetujui.", "%(n)s isian disetujui.", done) % {"n": done})
    for reason in reasons[:5]:
        messages.error(request, reason)
    if len(reasons) > 5:
        messages.error(request, _("%(n)s isian lain juga belum dapat disetujui.") % {"n": len(reasons) - 5})
    if not rows:
        messages.error(request, _("Pilih sedikitnya satu isian."))
    return redirect(back)


@page("maturity.view")
@require_GET
def national_sheet(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """XLSX in the order of the national application: number, name, level, Fakta, Analisis, names of evidence files."""
    actor = actor_of(request)
    found = seen.assessment_for(actor, assessment_id)
    instrument = assessments.instrument_of(found)
    note_export(actor, found)
    return sheets.xlsx_response(
        f"evaluasi-{found.year}-{instrument.key}.xlsx",
        national.header(),
        national.rows(actor, found),
        note=(_("Penilaian mandiri %(name)s") % {"name": named(found)}, instrument.title, banner(instrument)),
        widths=(8, 44, 30, 10, 60, 60, 50),
    )
