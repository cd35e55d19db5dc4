"""Submitting: what is missing, Berita Acara and consent, the frozen submissions, reopening."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.maturity.forms import AttachForm, ReasonForm, SubmitForm
from pendopo.apps.maturity.models import Assessment, AssessmentState, Submission
from pendopo.apps.maturity.queries import seen, submitted
from pendopo.apps.maturity.queries.assessments import instrument_of, line_of
from pendopo.apps.maturity.queries.problems import Problem, problems
from pendopo.apps.maturity.services import submission as services
from pendopo.apps.maturity.views.around import around, crumbs, form_about, named
from pendopo.kernel import files
from pendopo.kernel.http import actor_of, page
from pendopo.ui.form_pages import FormPage, act_and_return, form_methods, form_page


@page("maturity.submit")
@form_methods
def submit(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """What is missing by indicator with the way there; the form only when nothing is."""
    actor = actor_of(request)
    found = seen.assessment_for(actor, assessment_id)
    running = found.state == AssessmentState.SELF
    missing = _grouped(found, problems(found)) if running else []
    form = SubmitForm(request.POST or None, request.FILES or None)

    def do(checked: SubmitForm) -> str:
        services.submit(actor, found, **checked.cleaned_data)
        return reverse("maturity:submissions", args=[found.pk])

    back = reverse("maturity:assessment", args=[found.pk])
    words = FormPage(
        _("Sampaikan %(name)s") % {"name": named(found)}, _("Sampaikan penilaian mandiri"),
        _("Penilaian mandiri disampaikan. Isian dan bukti kini hanya dapat dibaca."), back,
        crumbs(found),
    )  # fmt: skip
    context = around(
        found, missing=missing, running=running, line=line_of(found),
        count=len(instrument_of(found).entry_codes), ready=running and not missing,
    )  # fmt: skip
    return form_page(request, form, do, words, template="maturity/submit.html", context=context)


def _grouped(found: Assessment, lacks: list[Problem]) -> list[tuple[str, str, list[str], str]]:
    """Problems by indicator: code, name, what is missing, where it is mended."""
    instrument = instrument_of(found)
    rows: dict[str, list[str]] = {}
    for problem in lacks:
        rows.setdefault(problem.code, []).append(problem.what)
    return [
        (code, instrument.texts(code, found.year).name, whats, reverse("maturity:entry", args=[found.pk, code]))
        for code, whats in rows.items()
    ]


@page("maturity.view", "maturity.assess", "maturity.review")
@require_GET
def submissions(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """Every submission with its digest, checked again now; reopened ones with the reason."""
    actor = actor_of(request)
    found = seen.assessment_for(actor, assessment_id)
    rows = found.submissions.select_related("ba_file", "consent_file").order_by("-number")
    context = around(
        found,
        title=_("Penyampaian %(name)s") % {"name": named(found)},
        crumbs=crumbs(found, (_("Penyampaian"), "")),
        rows=[(row, submitted.verifies(row)) for row in rows],
        may_attach=actor.can("maturity.submit"),
        may_reopen=actor.can("maturity.reopen") and found.state == AssessmentState.DOCUMENT,
        attach=AttachForm(),
    )
    return render(request, "maturity/submissions.html", context)


@page("maturity.view", "maturity.assess", "maturity.review")
@require_GET
def file(request: HttpRequest, assessment_id: int, number: int, which: str) -> HttpResponseBase:
    """The signed Berita Acara or consent."""
    found = seen.assessment_for(actor_of(request), assessment_id)
    row = get_object_or_404(found.submissions.select_related("ba_file", "consent_file"), number=number)
    stored = {"berita-acara": row.ba_file, "persetujuan": row.consent_file}.get(which)
    if stored is None:
        raise Http404
    return files.response(stored)


@page("maturity.submit")
@require_POST
def attach(request: HttpRequest, assessment_id: int, number: int) -> HttpResponseBase:
    """Signed files that followed later."""
    actor = actor_of(request)
    found = seen.assessment_for(actor, assessment_id)
    row: Submission = get_object_or_404(found.submissions, number=number)
    given: dict[str, Any] = {name: request.FILES.get(name) for name in ("ba_file", "consent_file")}
    back = reverse("maturity:submissions", args=[found.pk])
    return act_and_return(
        request, lambda: services.attach_signed(actor, row, **given), done=_("Berkas dilampirkan."), back=back,
    )  # fmt: skip


@page("maturity.reopen")
@form_methods
def reopen(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    found = seen.assessment_for(actor, assessment_id)
    form = ReasonForm(
        request.POST or None,
        help_text=_("Tercatat pada penyampaian ini dan terbaca oleh asesor. Penyampaian berikutnya bernomor baru."),
    )

    def do(checked: ReasonForm) -> None:
        services.reopen(actor, found, checked.cleaned_data["reason"])

    words = FormPage(
        _("Buka kembali"), _("Buka kembali"), _("Penilaian mandiri dibuka kembali."),
        reverse("maturity:submissions", args=[found.pk]), crumbs(found),
        sentence=_("Kantor dapat mengubah isian lagi; yang sudah disampaikan tetap tersimpan apa adanya."),
    )  # fmt: skip
    return form_about(request, found, form, do, words)
