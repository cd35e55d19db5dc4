"""One indicator as the external assessor and the review team see it: what was submitted, and their own word."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pendopo.apps.maturity.forms import ExternalForm
from pendopo.apps.maturity.models import AssessmentState, Entry, Score, Stage
from pendopo.apps.maturity.queries import entry_page, gates, seen, submitted, work
from pendopo.apps.maturity.queries.assessments import instrument_of, present_stages
from pendopo.apps.maturity.queries.evidence import panel
from pendopo.apps.maturity.rules import flow
from pendopo.apps.maturity.services import stages
from pendopo.apps.maturity.services.scores import Conflict
from pendopo.apps.maturity.views.around import around, crumbs
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import actor_of, page, whole_number
from pendopo.ui.form_pages import refuse


@page("maturity.assess")
@require_POST
def assess(request: HttpRequest, assessment_id: int, code: str) -> HttpResponseBase:
    """Keep the word of the stage under way; with `lanjut=berikut` go on to the next indicator."""
    actor = actor_of(request)
    found = seen.entry_for(actor, assessment_id, code)
    form = ExternalForm(request.POST, instrument=instrument_of(found.assessment))

    def act(given: dict[str, Any]) -> Score:
        words = {name: given[name] for name in ("level", "fact", "analysis", "justification", "version")}
        return stages.assess(actor, found, found.assessment.state, **words)

    return _kept(request, found, form, act)


@page("maturity.review")
@require_POST
def adjust(request: HttpRequest, assessment_id: int, code: str) -> HttpResponseBase:
    """Another final level, with the reason."""
    actor = actor_of(request)
    found = seen.entry_for(actor, assessment_id, code)
    form = ExternalForm(request.POST, instrument=instrument_of(found.assessment))

    def act(given: dict[str, Any]) -> Score:
        return stages.adjust(
            actor, found, level=given["level"], reason=given["justification"], version=given["version"]
        )

    return _kept(request, found, form, act)


def _kept(request: HttpRequest, found: Entry, form: ExternalForm, act: Any) -> HttpResponseBase:
    if not form.is_valid():
        return show(request, found, form=form, status=422)
    try:
        act(form.cleaned_data)
    except Conflict as conflict:
        return show(request, found, form=form, theirs=conflict.theirs, status=409)
    except Refused as refusal:
        refuse(form, refusal)
        return show(request, found, form=form, status=422)
    messages.success(request, _("Penilaian indikator %(code)s disimpan.") % {"code": found.code})
    after = work.neighbours(actor_of(request), found)[1] if request.POST.get("lanjut") == "berikut" else ""
    return redirect("maturity:entry", assessment_id=found.assessment_id, code=after or found.code)


def show(
    request: HttpRequest, found: Entry, *, form: ExternalForm | None = None, theirs: Score | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """What was submitted left, the word of the stage right of it, the stage before beside."""
    actor, assessment, instrument = actor_of(request), found.assessment, instrument_of(found.assessment)
    stage = assessment.state if assessment.state in flow.EXTERNAL else Stage.FINAL.value
    frozen = submitted.frozen_entries(submitted.standing(assessment)).get(found.code, {})
    mine = theirs or gates.score_of(found, stage)
    earlier = _earlier(found, stage)
    if form is None:
        form = ExternalForm(instrument=instrument, initial=_initial(mine or earlier, started=mine is not None))
        chosen = form.initial["level"]
    else:
        chosen = whole_number(str(form.data.get("level")), -1)
    evidence = panel(actor, found)
    texts = instrument.texts(found.code, assessment.year)
    before, after, place, count = work.neighbours(actor, found)
    context = around(
        assessment,
        title=f"{found.code}. {work.name_of(found)}",
        crumbs=crumbs(assessment, (_("Penilaian"), reverse("maturity:external", args=[assessment.pk]))),
        entry=found, place=instrument.entries[found.code], texts=texts, frozen=frozen, score=mine, earlier=earlier,
        stage_label=Stage(stage).label, form=form, theirs=theirs,
        version=mine.version if mine else 0, writes=_writes(actor, found), own=gates.had_a_part(actor, found),
        reviews=assessment.state == AssessmentState.REVIEW and actor.can("maturity.review"),
        bounds=[(form[name], form.basis.get(name, "")) for name in ("fact", "analysis", "justification")],
        ladder=entry_page.ladder(
            texts, chosen=chosen, reachable=evidence.reachable, lowest=instrument.level_min,
            marks=_marks(frozen, earlier),
        ),
        panel=evidence, before=before, after=after, at=place, count=count,
        others=entry_page.external_scores(actor, found), trail=entry_page.timeline(actor, found),
    )  # fmt: skip
    return render(request, "maturity/entry_external.html", context, status=status)


def _writes(actor: Actor, found: Entry) -> bool:
    if found.assessment.state == AssessmentState.REVIEW:
        return actor.can("maturity.review")
    return work.may_assess_now(actor, found.assessment)


def _earlier(found: Entry, stage: str) -> Score | None:
    present = tuple(one for one in present_stages(found.assessment) if one != stage)
    return gates.score_of(found, flow.before(stage, present))


def _initial(said: Score | None, *, started: bool) -> dict[str, Any]:
    """The stored words; before there are any, level and words of the stage before as a proposal, without its reason."""
    if said is None:
        return {"level": None, "fact": "", "analysis": "", "justification": ""}
    keep = started or said.stage != Stage.SELF
    return {
        "level": said.level,
        "fact": said.fact if keep else "",
        "analysis": said.analysis if keep else "",
        "justification": said.justification if started else "",
    }


def _marks(frozen: dict[str, Any], earlier: Score | None) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    if frozen.get("level") is not None:
        found.setdefault(int(frozen["level"]), []).append(_("Penilaian mandiri"))
    if earlier is not None and earlier.level is not None and earlier.stage != Stage.SELF:
        found.setdefault(earlier.level, []).append(str(earlier.get_stage_display()))
    return found
