"""What lifts the index at least effort: the question, the answer with its proof, raising by hand, points of effort."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.maturity import charts_insight
from pendopo.apps.maturity.models import Assessment, Stage
from pendopo.apps.maturity.queries import assessments, seen, simulation
from pendopo.apps.maturity.queries.shown import shown
from pendopo.apps.maturity.queries.simulation import Answer, Ground, Question
from pendopo.apps.maturity.rules.instrument import Entry
from pendopo.apps.maturity.rules.optimum import BadWish, Plan, default_efforts
from pendopo.apps.maturity.services import simulation as services
from pendopo.apps.maturity.views.around import crumbs
from pendopo.apps.maturity.views.insight import stage_asked
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import actor_of, page
from pendopo.ui.form_pages import form_methods

PLAN = "maturity.plan"
FROZEN = "0"


@dataclass(frozen=True)
class CapRow:
    """An entry in the table of limits."""

    entry: Entry
    level: int | None
    cap: str
    choices: list[tuple[str, str]]


def whole_assessment(actor: Actor, assessment_id: int) -> Assessment:
    """Simulations show every indicator, so they are for those who act for the whole regency (else 404)."""
    if actor.unit_path:
        raise Http404
    return seen.assessment_for(actor, assessment_id)


@page("maturity.view")
@require_GET
def current(request: HttpRequest) -> HttpResponseBase:
    """The simulation of the newest assessment; the history where there is none yet, or none for this person."""
    actor = actor_of(request)
    found = assessments.current(actor)
    if found is None or actor.unit_path:
        return redirect("maturity:history")
    return redirect("maturity:simulate", assessment_id=found.pk)


@page("maturity.view")
@require_GET
def simulate(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """The question in the address, the cheapest set, and the proof that none is cheaper."""
    actor = actor_of(request)
    assessment = whole_assessment(actor, assessment_id)
    base = simulation.ground(assessment, stage_asked(request), actor=actor)
    refusal, target = "", default_target(base)
    said = said_target(request.GET)
    if said:
        try:
            target = simulation.target_of(base.instrument, said)
        except Refused as error:
            refusal = error.message
    question = Question(target, base.stage, caps_in(request.GET, base))
    found = None if refusal else answered(base, question)
    context: dict[str, Any] = {
        "title": _("Simulasi %(year)s") % {"year": assessment.year},
        "crumbs": crumbs(assessment, (_("Simulasi"), "")),
        "assessment": assessment,
        "instrument": base.instrument,
        "base": base,
        "refusal": refusal,
        "question": question,
        **_as_asked(request.GET, base, target),
        "predicates": [
            (one.name.lower().replace(" ", "-"), one.name, one.least) for one in base.instrument.predicates if one.least
        ],
        "caps": cap_rows(base, question.caps),
        "limited": len(question.caps),
        "asked": asked(question),
        "plans": actor.can(PLAN),
        "kept": simulation.scenarios(assessment)[:5],
        **shown_answer(found),
        **tried(request.GET, base),
    }
    return render(request, "maturity/simulation.html", context, status=422 if refusal else 200)


@page("maturity.view")
@require_GET
def try_levels(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """The index with levels chosen by hand, computed here so that the browser never rounds."""
    actor = actor_of(request)
    assessment = whole_assessment(actor, assessment_id)
    base = simulation.ground(assessment, stage_asked(request), actor=actor)
    context = {"assessment": assessment, "instrument": base.instrument, "base": base, **tried(request.GET, base)}
    return render(request, "maturity/_simulation_try.html", context)


@page("maturity.view")
@require_GET
def certificate(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """The proof of the present question as JSON, for whoever wants to check it."""
    actor = actor_of(request)
    assessment = whole_assessment(actor, assessment_id)
    base = simulation.ground(assessment, stage_asked(request), actor=actor)
    try:
        said = said_target(request.GET)
        target = simulation.target_of(base.instrument, said) if said else default_target(base)
    except Refused as error:
        raise Http404(error.message) from error
    found = simulation.answer(base, Question(target, base.stage, caps_in(request.GET, base)))
    return as_json(simulation.certificate(found), f"sertifikat-simulasi-{assessment.year}.json")


@page(PLAN)
@require_POST
def keep(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """Keep the question and its answer under a name."""
    actor = actor_of(request)
    assessment = whole_assessment(actor, assessment_id)
    asked_for = QueryDict(request.POST.get("pertanyaan", ""))
    back = f"{reverse('maturity:simulate', args=[assessment.pk])}?{asked_for.urlencode()}"
    said = asked_for.get("tahap", "")
    stage = Stage(said) if said in Stage.values else None
    base = simulation.ground(assessment, stage, actor=actor)
    try:
        target = simulation.target_of(base.instrument, said_target(asked_for))
        question = Question(target, base.stage, caps_in(asked_for, base))
        scenario = services.keep(actor, assessment, name=request.POST.get("name", ""), question=question)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(back)
    messages.success(request, _("Skenario disimpan."))
    return redirect("maturity:scenario", scenario_id=scenario.pk)


@page(PLAN)
@form_methods
def efforts(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """Points of effort of every step, as one table."""
    actor = actor_of(request)
    assessment = whole_assessment(actor, assessment_id)
    base = simulation.ground(assessment, actor=actor)
    start, wrong = default_efforts(base.instrument), ""
    typed: dict[tuple[str, int], str] = {key: str(points) for key, points in base.efforts.items()}
    if request.method == "POST":
        typed |= {key: request.POST[name] for key in start if (name := f"e-{key[0]}-{key[1]}") in request.POST}
        try:
            changed = services.set_efforts(actor, base.instrument, points=_whole(typed))
        except Refused as refusal:
            wrong = refusal.message
        else:
            messages.success(request, _("Bobot upaya disimpan: %(n)s langkah berubah.") % {"n": changed})
            return redirect("maturity:simulate", assessment_id=assessment.pk)
    levels = list(range(1, base.instrument.level_max + 1))
    rows = [
        (entry, base.levels.get(code), [(level, typed[code, level], start[code, level]) for level in levels])
        for code, entry in base.instrument.entries.items()
    ]
    context = {
        "title": _("Bobot upaya"),
        "crumbs": crumbs(
            assessment, (_("Simulasi"), reverse("maturity:simulate", args=[assessment.pk])), (_("Bobot upaya"), "")
        ),
        "assessment": assessment,
        "instrument": base.instrument,
        "levels": levels,
        "rows": rows,
        "wrong": wrong,
        "own": len(base.chosen),
    }
    return render(request, "maturity/simulation_efforts.html", context, status=422 if wrong else 200)


@page(PLAN)
@require_POST
def efforts_reset(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """Back to the starting points."""
    actor = actor_of(request)
    assessment = whole_assessment(actor, assessment_id)
    base = simulation.ground(assessment, actor=actor)
    count = services.reset_efforts(actor, base.instrument)
    messages.success(request, _("Bobot awal dipakai lagi; %(n)s langkah dikembalikan.") % {"n": count})
    return redirect("maturity:simulation_efforts", assessment_id=assessment.pk)


def _whole(typed: Mapping[tuple[str, int], str]) -> dict[tuple[str, int], int]:
    """Typed points as numbers; Refused names the first that is none."""
    found = {}
    for (code, level), said in typed.items():
        if not said.strip().isdecimal() or len(said.strip()) > 6:
            words = _("Bobot upaya indikator %(code)s ke tingkat %(level)s berisi %(said)s, bukan bilangan bulat.")
            raise Refused(words % {"code": code, "level": level, "said": said.strip()[:20] or "–"})
        found[code, level] = int(said)
    return found


def said_target(given: QueryDict) -> str:
    """The target as it was asked for: a predicate, or a number of its own."""
    said = given.get("target", "")
    return given.get("angka", "") if said in ("", "angka") else said


def default_target(base: Ground) -> Fraction:
    """The own target while it is not met, else the next predicate above the present index, else the highest level."""
    wanted = base.assessment.target
    if wanted is not None and base.result.index < Fraction(wanted):
        return Fraction(wanted)
    good = next((one.least for one in base.instrument.predicates if one.name == "Baik"), None)
    above = sorted(one.least for one in base.instrument.predicates if one.least and one.least > base.result.index)
    if good is not None and base.result.index < good:
        return good
    return above[0] if above else Fraction(base.instrument.level_max)


def _as_asked(given: QueryDict, base: Ground, target: Fraction) -> dict[str, str]:
    """What the two fields of the target hold: what was typed, else the target that was chosen for the person."""
    if given.get("target"):
        return {"target_said": given.get("target", ""), "number_said": given.get("angka", "").replace(".", ",")}
    if any(one.least == target for one in base.instrument.predicates):
        return {"target_said": "", "number_said": ""}
    return {"target_said": "angka", "number_said": shown(target)}


def caps_in(given: QueryDict, base: Ground) -> dict[str, int]:
    """Limits of entries: "c-12=3" at most level 3, "c-12=0" as it is. What cannot be is left out."""
    found = {}
    for code in base.instrument.entry_codes:
        said = given.get(f"c-{code}", "")
        if said.isdecimal() and len(said) == 1 and int(said) <= base.instrument.level_max:
            found[code] = int(said)
    return found


def asked(question: Question) -> str:
    """The question as the query of an address."""
    pairs = {"tahap": question.stage.value, "target": "angka", "angka": _exact_number(question.target)}
    query = QueryDict(mutable=True)
    query.update(pairs | {f"c-{code}": str(cap) for code, cap in question.caps.items()})
    return query.urlencode()


def _exact_number(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}" if value.denominator != 1 else str(value.numerator)


def cap_rows(base: Ground, caps: Mapping[str, int]) -> list[CapRow]:
    top = base.instrument.level_max
    rows = []
    for code, entry in base.instrument.entries.items():
        level = base.levels.get(code)
        choices = [("", _("bebas")), (FROZEN, _("jangan diubah"))]
        choices += [(str(n), _("paling tinggi %(n)s") % {"n": n}) for n in range((level or 0) + 1, top)]
        rows.append(CapRow(entry, level, str(caps[code]) if code in caps else "", choices))
    return rows


def answered(base: Ground, question: Question) -> Answer | None:
    try:
        return simulation.answer(base, question)
    except BadWish:  # limits come from selects; a hand-written address may still hold nonsense
        return simulation.answer(base, Question(question.target, question.stage))


def shown_answer(found: Answer | None) -> dict[str, Any]:
    """What the template needs of an answer."""
    if found is None:
        return {"found": None}
    plan = found.plan
    chart = charts_insight.efforts(
        found.curve, plan, target=found.question.target, high=found.ground.instrument.level_max
    )
    below = plan.below if isinstance(plan, Plan) else None
    return {
        "found": found,
        "plan": plan,
        "below": below,
        "short": found.question.target - below.index if below else None,
        "ways": len(plan.certificate) if isinstance(plan, Plan) else 0,
        "checked_again": isinstance(plan, Plan) and not found.ground.result.missing and not simulation.problems(found),
        "chart": chart,
    }


def tried(given: QueryDict, base: Ground) -> dict[str, Any]:
    """Levels raised by hand: "w-12=4"."""
    levels = base.instrument.levels
    wanted = {}
    for code in base.instrument.entry_codes:
        said = given.get(f"w-{code}", "")
        if said.isdecimal() and len(said) == 1 and int(said) in levels and int(said) != base.levels.get(code):
            wanted[code] = int(said)
    result, effort, changes = simulation.by_hand(base, wanted)
    rows = [(entry, base.levels.get(code), wanted.get(code)) for code, entry in base.instrument.entries.items()]
    return {
        "tried": result,
        "tried_effort": effort,
        "tried_changes": changes,
        "tried_gain": result.index - base.result.index,
        "try_rows": rows,
        "try_levels": list(levels),
    }


def as_json(body: Any, name: str) -> JsonResponse:
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
