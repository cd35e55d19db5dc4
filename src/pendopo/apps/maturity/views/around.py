"""What the views of assessments share: where one is, and what comes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import Assessment, AssessmentState
from pendopo.apps.maturity.queries import work
from pendopo.apps.maturity.queries.assessments import instrument_of
from pendopo.apps.maturity.rules import flow
from pendopo.kernel.actor import Actor
from pendopo.ui.form_pages import FormPage, form_page
from pendopo.ui.registers import Crumbs

TONES = {
    AssessmentState.SETUP: "mute",
    AssessmentState.SELF: "info",
    AssessmentState.DOCUMENT: "watch",
    AssessmentState.INTERVIEW: "watch",
    AssessmentState.VISIT: "watch",
    AssessmentState.REVIEW: "watch",
    AssessmentState.CLOSED: "ok",
    AssessmentState.CANCELLED: "stale",
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing that a person can do next with an assessment."""

    label: str
    url: str


def crumbs(assessment: Assessment | None = None, *more: tuple[str, str]) -> Crumbs:
    trail = [(_("Evaluasi SPBE"), reverse("maturity:home"))]
    if assessment is not None:
        trail.append((named(assessment), reverse("maturity:assessment", args=[assessment.pk])))
    return [*trail, *more]


def named(assessment: Assessment) -> str:
    """ "2025 · SPBE 2020"."""
    return f"{assessment.year} · {instrument_of(assessment).short}"


def around(assessment: Assessment, **more: Any) -> dict[str, Any]:
    """The context of every page of an assessment."""
    return {
        "assessment": assessment,
        "instrument": instrument_of(assessment),
        "state_tone": TONES[AssessmentState(assessment.state)],
        **more,
    }


def next_step(actor: Actor, assessment: Assessment) -> NextStep:
    """By state and by what the person may do; reading where nothing is to be done."""
    own = [assessment.pk]
    state = assessment.state
    if state == AssessmentState.SETUP and actor.can("maturity.assign"):
        return NextStep(_("Lanjutkan persiapan"), reverse("maturity:setup", args=own))
    if state == AssessmentState.SELF:
        return _while_answering(actor, own)
    if state in flow.EXTERNAL and actor.can("maturity.assess"):
        return NextStep(_("Lanjutkan penilaian"), reverse("maturity:external", args=own))
    if state == AssessmentState.REVIEW and actor.can("maturity.review"):
        return NextStep(_("Reviu hasil"), reverse("maturity:external", args=own))
    if state == AssessmentState.CLOSED:
        return NextStep(_("Lihat hasil"), reverse("maturity:comparison", args=own))
    if state in flow.UNDER_ASSESSMENT and not work.is_external(actor):
        return NextStep(_("Lihat penyampaian"), reverse("maturity:submissions", args=own))
    return NextStep(_("Buka"), reverse("maturity:assessment", args=own))


def _while_answering(actor: Actor, own: list[int]) -> NextStep:
    if actor.can("maturity.validate"):
        return NextStep(_("Periksa isian"), reverse("maturity:checking"))
    if actor.can("maturity.answer"):
        return NextStep(_("Isi indikator"), reverse("maturity:entries", args=own))
    if actor.can("maturity.submit"):
        return NextStep(_("Lihat kekurangan"), reverse("maturity:submit", args=own))
    return NextStep(_("Lihat isian"), reverse("maturity:entries", args=own))


def form_about(
    request: HttpRequest, found: Assessment, form: Form, act: Callable[[Any], object], words: FormPage
) -> HttpResponseBase:
    """The page of a form on an assessment."""
    template = "maturity/assessment_form.html"
    return form_page(request, form, act, words, template=template, context=around(found))
