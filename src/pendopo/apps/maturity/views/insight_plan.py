"""Kept scenarios: one, several beside each other, and from a scenario to the action plan."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.maturity.forms_insight import RaiseForm
from pendopo.apps.maturity.models import Entry, Scenario
from pendopo.apps.maturity.queries import simulation
from pendopo.apps.maturity.queries.shown import brief
from pendopo.apps.maturity.queries.simulation import Kept
from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.apps.maturity.services import actions as action_services
from pendopo.apps.maturity.services import simulation as services
from pendopo.apps.maturity.services.actions import ActionFacts
from pendopo.apps.maturity.views.around import crumbs
from pendopo.apps.maturity.views.insight_simulation import as_json, whole_assessment
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import actor_of, page, whole_numbers
from pendopo.kernel.units.models import Unit
from pendopo.kernel.units.queries import offices
from pendopo.ui.form_pages import act_and_return, form_methods

PLAN = "maturity.plan"
MOST_BESIDE = 4


@page("maturity.view")
@require_GET
def compare(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """Scenarios beside each other: what each raises, its effort, its index."""
    actor = actor_of(request)
    assessment = whole_assessment(actor, assessment_id)
    kept = simulation.scenarios(assessment)
    chosen_ids = set(whole_numbers(request.GET.getlist("pilih")))
    chosen = [one for one in kept if one.scenario.pk in chosen_ids][:MOST_BESIDE] or kept[:MOST_BESIDE]
    instrument = loading.get(assessment.instrument)
    context = {
        "title": _("Skenario %(year)s") % {"year": assessment.year},
        "crumbs": crumbs(
            assessment, (_("Simulasi"), reverse("maturity:simulate", args=[assessment.pk])), (_("Skenario"), "")
        ),
        "assessment": assessment,
        "instrument": instrument,
        "kept": kept,
        "chosen": chosen,
        "chosen_ids": {one.scenario.pk for one in chosen},
        "rows": _rows(instrument, chosen),
        "most": MOST_BESIDE,
    }
    return render(request, "maturity/simulation_compare.html", context)


@page("maturity.view")
@require_GET
def scenario(request: HttpRequest, scenario_id: int) -> HttpResponseBase:
    """A scenario as it was kept, with its proof."""
    actor = actor_of(request)
    kept = _kept(actor, scenario_id)
    assessment, body = kept.scenario.assessment, kept.scenario.result
    instrument = loading.get(assessment.instrument)
    below = body.get("below")
    context: dict[str, Any] = {
        "title": kept.scenario.name,
        "crumbs": crumbs(
            assessment,
            (_("Simulasi"), reverse("maturity:simulate", args=[assessment.pk])),
            (_("Skenario"), reverse("maturity:scenarios", args=[assessment.pk])),
            (kept.scenario.name, ""),
        ),
        "assessment": assessment,
        "instrument": instrument,
        "kept": kept,
        "plan": kept,
        "target": Fraction(kept.scenario.target),
        "below": {"limit": below["limit"], "index": Fraction(below["index"])} if below else None,
        "short": Fraction(kept.scenario.target) - Fraction(below["index"]) if below else None,
        "ways": len(body.get("best_by_effort", ())),
        "checked_again": bool(body.get("checked_again")) and not body["missing"],
        "raises": [(one, instrument.entries.get(one.code)) for one in kept.raises],
        "is_old_file": body["digest"] != instrument.digest,
        "plans": actor.can(PLAN),
    }
    return render(request, "maturity/simulation_scenario.html", context)


@page("maturity.view")
@require_GET
def scenario_certificate(request: HttpRequest, scenario_id: int) -> HttpResponseBase:
    """The proof as it was kept."""
    kept = _kept(actor_of(request), scenario_id)
    body = {"name": kept.scenario.name, "by": kept.scenario.by_name, "at": kept.scenario.at.isoformat()}
    return as_json(body | kept.scenario.result, f"sertifikat-skenario-{scenario_id}.json")


@page(PLAN)
@require_POST
def scenario_remove(request: HttpRequest, scenario_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    kept = _kept(actor, scenario_id)
    assessment_id = kept.scenario.assessment_id
    return act_and_return(
        request, lambda: services.remove(actor, kept.scenario),
        done=_("Skenario dihapus. Rencana aksi yang dibuat darinya tetap ada."),
        back=reverse("maturity:scenarios", args=[assessment_id]),
    )  # fmt: skip


@page(PLAN)
@form_methods
def to_actions(request: HttpRequest, scenario_id: int) -> HttpResponseBase:
    """Choose which raises become actions, whose, and until when."""
    actor = actor_of(request)
    kept = _kept(actor, scenario_id)
    assessment = kept.scenario.assessment
    instrument = loading.get(assessment.instrument)
    rows = _raise_forms(request, kept, instrument)
    status, wrong = 200, ""
    if request.method == "POST":
        status = 422
        chosen = [form for form in rows if form["take"].value()]
        if not [form for form in chosen if not form.is_valid()]:
            try:
                made, known = action_services.from_scenario(
                    actor, kept.scenario, rows=[_facts(form) for form in chosen]
                )
            except Refused as refusal:
                wrong = refusal.message
            else:
                words = _("%(n)s rencana aksi dibuat.") % {"n": len(made)}
                if known:
                    words += " " + _("%(n)s sudah ada dan tidak digandakan.") % {"n": len(known)}
                messages.success(request, words)
                return redirect("maturity:plan", assessment_id=assessment.pk)
        else:
            wrong = _("Lengkapi penanggung jawab dan tenggat pada baris yang ditandai.")
    context = {
        "title": _("Jadikan rencana aksi"),
        "subtitle": kept.scenario.name,
        "crumbs": crumbs(
            assessment,
            (kept.scenario.name, reverse("maturity:scenario", args=[scenario_id])),
            (_("Rencana aksi"), ""),
        ),
        "kept": kept,
        "instrument": instrument,
        "rows": rows,
        "wrong": wrong,
    }
    return render(request, "maturity/simulation_actions.html", context, status=status)


def _kept(actor: Actor, scenario_id: int) -> Kept:
    row = get_object_or_404(Scenario.objects.select_related("assessment"), pk=scenario_id)
    whole_assessment(actor, row.assessment_id)
    return simulation.kept(row)


def _rows(instrument: Instrument, chosen: list[Kept]) -> list[tuple[str, str, list[Any]]]:
    """(code, name, raise or None of each scenario) for every entry that one of them raises."""
    by_code = [one.changed for one in chosen]
    return [
        (code, brief(entry.indicator.name), [changed.get(code) for changed in by_code])
        for code, entry in instrument.entries.items()
        if any(code in changed for changed in by_code)
    ]


def _raise_forms(request: HttpRequest, kept: Kept, instrument: Instrument) -> list[RaiseForm]:
    """A form for each raise; the office is the entry's, the day the end of the year that can still be reached."""
    assessment = kept.scenario.assessment
    held = dict(Entry.objects.filter(assessment=assessment, unit__isnull=False).values_list("code", "unit__path"))
    units = {unit.path: unit for unit in offices()}
    choices = [("", _("Pilih kantor")), *((str(unit.pk), unit.short_name) for unit in units.values())]
    year = max(assessment.year, today().year)
    made = []
    for one in kept.raises:
        entry = instrument.entries.get(one.code)
        name = brief(entry.indicator.name) if entry else one.code
        office: Unit | None = units.get(held.get(one.code, "")[:4])
        words = _("Naikkan %(name)s dari tingkat %(start)s ke %(to)s")
        form = RaiseForm(
            request.POST or None,
            prefix=one.code,
            choices=choices,
            change=one,
            name=name,
            initial={
                "take": True,
                "title": (words % {"name": name, "start": one.start, "to": one.to})[:250],
                "unit": str(office.pk) if office else "",
                "due": date(year, 12, 31),
            },
        )
        made.append(form)
    return made


def _facts(form: forms.Form) -> ActionFacts:
    assert isinstance(form, RaiseForm)
    given = form.cleaned_data
    return ActionFacts(
        title=given["title"],
        unit=get_object_or_404(offices(), pk=int(given["unit"])),
        due=given["due"],
        code=form.change.code,
        level_from=form.change.start,
        level_to=form.change.to,
    )
