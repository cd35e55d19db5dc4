"""The years: home, opening one, its page, the comparison of stages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pendopo.apps.maturity.forms import OpenForm
from pendopo.apps.maturity.models import Assessment, AssessmentState, Stage
from pendopo.apps.maturity.queries import assessments, seen, submitted, work
from pendopo.apps.maturity.rules import flow
from pendopo.apps.maturity.services import assessments as services
from pendopo.apps.maturity.views.around import TONES, around, crumbs, named, next_step
from pendopo.kernel.clock import today
from pendopo.kernel.http import actor_of, page, whole_number
from pendopo.ui.form_pages import FormPage, form_methods, form_page

LOOKS = ("maturity.view", "maturity.assess", "maturity.review")


@page(*LOOKS)
@require_GET
def home(request: HttpRequest) -> HttpResponseBase:
    """All years, the newest first, each with its state and index; the newest open one has the filled button."""
    actor = actor_of(request)
    years = assessments.year_lines(actor)
    lines = [
        {
            "line": line,
            "tone": TONES[AssessmentState(line.assessment.state)],
            "next": next_step(actor, line.assessment) if line.instrument else None,
        }
        for line in years
    ]
    current = assessments.current(actor)
    context = {
        "title": _("Evaluasi SPBE"),
        "subtitle": _("Penilaian kematangan pemerintahan digital, tahun demi tahun."),
        "crumbs": [],
        "lines": lines,
        "current": current,
        "may_open": actor.can("maturity.assign"),
        "instruments": {line.instrument for line in years if line.instrument},
    }
    return render(request, "maturity/assessments.html", context)


@page("maturity.assign")
@form_methods
def open_(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    wanted = whole_number(request.GET.get("tahun", ""))
    year = wanted if wanted in services.YEARS else today().year
    form = OpenForm(request.POST or None, year=year)

    def act(checked: OpenForm) -> str:
        given = checked.cleaned_data
        made = services.open_assessment(
            actor, year=given["year"], instrument=given["instrument"], kind=given["kind"],
            answers_due=given["answers_due"], submit_due=given["submit_due"], decree=given["decree"],
            target=given["target"],
        )  # fmt: skip
        return reverse("maturity:setup", args=[made.pk])

    words = FormPage(
        _("Buka penilaian"), _("Buka penilaian"), _("Penilaian dibuka. Bagikan indikator kepada kantor."),
        reverse("maturity:home"), crumbs(), draft="penilaian-baru",
        sentence=_("Satu penilaian untuk satu tahun dan satu instrumen."),
    )  # fmt: skip
    return form_page(request, form, act, words)


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage on the page of an assessment; index and predicate where the actor may see them."""

    stage: Stage
    index: Any
    predicate: str
    filled: int
    done: bool
    now: bool


@page(*LOOKS)
@require_GET
def assessment(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """One year: where it stands, how far offices and aspects are, what the stages say."""
    actor = actor_of(request)
    found = seen.assessment_for(actor, assessment_id)
    external = work.is_external(actor)
    rows = seen.entries(actor).filter(assessment=found)
    context = around(
        found,
        title=_("Penilaian %(name)s") % {"name": named(found)},
        crumbs=crumbs(None, (named(found), "")),
        line=assessments.line_of(found),
        next=next_step(actor, found),
        stages=stage_lines(actor, found),
        counts=work.progress_of(rows),
        offices=[] if external else work.progress_by_office(actor, found),
        aspects=[] if external else work.progress_by_aspect(actor, found),
        submission=submitted.standing(found),
        external=external,
        may=_may(actor, found),
    )
    return render(request, "maturity/assessment.html", context)


@page(*LOOKS)
@require_GET
def comparison(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """The level of each indicator in each stage, differences marked."""
    actor = actor_of(request)
    found = seen.assessment_for(actor, assessment_id)
    codes = set(seen.entries(actor).filter(assessment=found).values_list("code", flat=True))
    stages, rows = submitted.comparison(actor, found, codes)
    only = request.GET.get("berbeda") == "1"
    context = around(
        found,
        title=_("Perbandingan tahap %(name)s") % {"name": named(found)},
        subtitle=_("Tingkat tiap indikator menurut tahap; yang berubah ditandai."),
        crumbs=crumbs(found, (_("Perbandingan tahap"), "")),
        stages=[one for one in stage_lines(actor, found) if one.stage in stages],
        rows=[(row, row.cells(stages)) for row in rows if row.differs or not only],
        changed=sum(1 for row in rows if row.differs),
        total=len(rows),
        only=only,
    )
    return render(request, "maturity/assessment_comparison.html", context)


def stage_lines(actor: Any, found: Assessment) -> list[StageLine]:
    """The stages of the year in order, with the results that the actor may see."""
    visible = assessments.stages_seen(actor, found)
    with_visit = Stage.VISIT in found.results or found.state == AssessmentState.VISIT
    order = flow.stages(found.kind, with_visit=with_visit)
    now = {AssessmentState.SETUP: "self", AssessmentState.REVIEW: "final"}.get(
        AssessmentState(found.state), found.state
    )
    place = order.index(now) if now in order else len(order)
    lines = []
    for at, stage in enumerate(order):
        result = assessments.result_of(found, stage) if stage in visible else None
        kept = found.results.get(stage, {}) if stage in visible else {}
        lines.append(
            StageLine(
                Stage(stage), result.index if result else None, result.predicate if result else "",
                int(kept.get("levels", 0)), at < place, at == place,
            )
        )  # fmt: skip
    return lines


def _may(actor: Any, found: Assessment) -> dict[str, bool]:
    working = found.state in flow.WORKING
    return {
        "setup": working and actor.can("maturity.assign"),
        "submit": found.state == AssessmentState.SELF and actor.can("maturity.submit"),
        "reopen": found.state == AssessmentState.DOCUMENT and actor.can("maturity.reopen"),
        "cancel": working and actor.can("maturity.assign"),
        "external": found.state in flow.SUBMITTED and (actor.can("maturity.assess") or actor.can("maturity.review")),
        "findings": found.state == AssessmentState.CLOSED
        or actor.can("maturity.assess")
        or actor.can("maturity.review"),
        "answers": actor.can("maturity.view"),
    }
