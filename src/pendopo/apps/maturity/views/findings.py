"""Strengths, weaknesses and recommendations of a year."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.maturity.forms import FindingForm
from pendopo.apps.maturity.models import Finding, FindingKind
from pendopo.apps.maturity.queries import seen, submitted
from pendopo.apps.maturity.queries.assessments import instrument_of
from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.apps.maturity.services import findings as services
from pendopo.apps.maturity.views.around import around, crumbs, named
from pendopo.kernel.http import actor_of, page
from pendopo.ui.form_pages import FormPage, act_and_return, form_page

TONES = {FindingKind.STRENGTH: "ok", FindingKind.WEAKNESS: "bad", FindingKind.RECOMMENDATION: "info"}


@page("maturity.view", "maturity.assess", "maturity.review")
@require_GET
def findings(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """The lines by kind; a form beside them for those who may write now."""
    return _page(request, assessment_id)


@page("maturity.assess", "maturity.review")
@require_POST
def add(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    return _page(request, assessment_id)


def _page(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    found = seen.assessment_for(actor, assessment_id)
    instrument = instrument_of(found)
    about = request.GET.get("tentang", "")
    form = FindingForm(
        request.POST or None, instrument=instrument, year=found.year, initial={"about": about, "kind": "strength"}
    )

    def do(checked: FindingForm) -> None:
        given = checked.cleaned_data
        services.add(actor, found, kind=given["kind"], text=given["text"], **checked.place())

    lines = submitted.findings(actor, found)
    groups = [
        (FindingKind(kind).label, TONES[FindingKind(kind)],
         [(one, _about(instrument, found.year, one)) for one in lines if one.kind == kind])
        for kind in FindingKind.values
    ]  # fmt: skip
    words = FormPage(
        _("Catatan hasil %(name)s") % {"name": named(found)}, _("Tambah catatan"), _("Catatan ditambahkan."),
        reverse("maturity:findings", args=[found.pk]), crumbs(found),
        draft=f"catatan-{found.pk}",
        subtitle=_("Kekuatan, kelemahan, dan rekomendasi untuk laporan hasil evaluasi."),
    )  # fmt: skip
    context = around(found, groups=groups, lines=lines, writes=services.may_write(actor, found))
    return form_page(request, form, do, words, template="maturity/assessment_findings.html", context=context)


@page("maturity.assess", "maturity.review")
@require_POST
def withdraw(request: HttpRequest, assessment_id: int, finding_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    found = seen.assessment_for(actor, assessment_id)
    line: Finding = get_object_or_404(found.findings, pk=finding_id)
    if line not in submitted.findings(actor, found):
        raise Http404
    back = reverse("maturity:findings", args=[found.pk])
    return act_and_return(
        request, lambda: services.withdraw(actor, line), done=_("Catatan dihapus dari laporan."), back=back,
    )  # fmt: skip


def _about(instrument: Instrument, year: int, line: Finding) -> str:
    if line.code:
        return f"{line.code}. {instrument.texts(line.code, year).name}"
    aspect = next((one for one in instrument.aspects if one.no == line.aspect), None)
    return _("Aspek %(no)s: %(name)s") % {"no": aspect.no, "name": aspect.name} if aspect else _("Keseluruhan")
