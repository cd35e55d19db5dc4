"""Certificates: issuing, the paper, revoking, and the page where anybody checks one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.learning.forms import IssueForm, ReasonForm
from pendopo.apps.learning.models import Certificate, TrainingState
from pendopo.apps.learning.queries import certificates as queries
from pendopo.apps.learning.queries.exams import candidates, rule_of
from pendopo.apps.learning.queries.exams import certificates as seen
from pendopo.apps.learning.queries.trainings import managed
from pendopo.apps.learning.rules.score import shown
from pendopo.apps.learning.services import certificates as services
from pendopo.apps.learning.services import documents
from pendopo.apps.learning.views.common import in_training, managed_training, page_of
from pendopo.apps.learning.words import days
from pendopo.kernel.clock import today
from pendopo.kernel.http import actor_of, page, public, signed_in
from pendopo.ui.downloads import download
from pendopo.ui.form_pages import FormPage, act_and_return, form_methods, form_page, start_and_follow


@page("learning.manage")
@form_methods
def certificates(request: HttpRequest, training_id: int) -> HttpResponseBase:
    """Who meets the rule, what was issued, and issuing to the rest."""
    actor, training = actor_of(request), managed_training(request, training_id)
    day = max(today(), training.ends_on)
    series = queries.series_of(training, day.year)
    initial = {"pattern": series.pattern if series else "", "issued_on": day}
    form = IssueForm(request.POST or None, posts=queries.signing_posts(training), initial=initial)
    back = reverse("learning:certificates", args=[training.pk])

    def act(checked: IssueForm) -> None:
        given = checked.cleaned_data
        services.set_series(actor, unit=training.organiser, year=given["issued_on"].year, pattern=given["pattern"])
        services.issue(actor, training, post=given["post"], issued_on=given["issued_on"])

    rows = candidates(training)
    issued = list(queries.of_training(training))
    due = [row for row in rows if row.verdict.is_eligible and row.certificate is None]
    context = {
        "training": training, "rule": rule_of(training),
        "rows": [(row, shown(row.verdict.presence, 0), shown(row.post)) for row in rows],
        "issued": issued, "due": len(due), "valid": sum(1 for row in issued if row.revoked_at is None),
        "may_issue": training.state == TrainingState.DONE and bool(due), "series": series, "reason_form": ReasonForm(),
    }  # fmt: skip
    words = FormPage(_("Sertifikat"), _("Terbitkan sertifikat"), _("Sertifikat terbit."), back, in_training(training))
    return form_page(request, form, act, words, template="learning/certificates.html", context=context)


@signed_in
@require_GET
def certificate_pdf(request: HttpRequest, certificate_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    found = get_object_or_404(seen(actor), pk=certificate_id)
    content = documents.certificate_pdf(actor, found, base_url=request.build_absolute_uri("/"))
    return download(content, f"sertifikat-{found.sequence:03d}-{found.series.year}.pdf")


@page("learning.manage")
@require_POST
def certificate_revoke(request: HttpRequest, certificate_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    rows = Certificate.objects.select_related("participant__training__organiser")
    found = get_object_or_404(rows, pk=certificate_id, participant__training__in=managed(actor))
    reason = request.POST.get("reason", "")
    return act_and_return(
        request, lambda: services.revoke(actor, found, reason=reason),
        done=_("Sertifikat dicabut. Halaman pemeriksaannya menyebutkan alasannya."),
        back=reverse("learning:certificates", args=[found.participant.training_id]),
    )  # fmt: skip


@page("learning.manage")
@require_POST
def certificates_batch(request: HttpRequest, training_id: int) -> HttpResponseBase:
    """All certificates in one ZIP, as a task."""
    actor, training = actor_of(request), managed_training(request, training_id)
    base = request.build_absolute_uri("/")
    return start_and_follow(
        request, lambda: services.start_batch(actor, training, base_url=base), back=page_of(training)
    )


@public
@require_GET
def certificate_check(request: HttpRequest, code: str) -> HttpResponseBase:
    """For anybody who holds the paper: name, training, days and whether it holds. No NIP."""
    found = queries.by_code(code)
    context = {"found": found, "when": days(found.starts_on, found.ends_on) if found else "", "code": code[:16]}
    response = render(request, "learning/certificate_check.html", context, status=200 if found else 404)
    response["X-Robots-Tag"] = "noindex"
    return response
