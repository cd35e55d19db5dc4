"""The action plan: the register, one action, planning, reporting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.maturity.forms_insight import ActionForm, ReportForm
from pendopo.apps.maturity.models import Action, Assessment
from pendopo.apps.maturity.queries import actions as action_queries
from pendopo.apps.maturity.queries import assessments, instruments, seen
from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.services import actions as services
from pendopo.apps.maturity.tables_insight import actions_table, levels_of, state_of
from pendopo.apps.maturity.views.around import crumbs
from pendopo.kernel import workflow
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import actor_of, page, whole_number
from pendopo.ui.form_pages import FormPage, act_and_return, form_methods, form_page, refuse
from pendopo.ui.registers import respond

PLAN = "maturity.plan"


@page("maturity.view")
@require_GET
def current(request: HttpRequest) -> HttpResponseBase:
    """The plan of the newest assessment; the history where there is none yet."""
    actor = actor_of(request)
    found = assessments.current(actor)
    return redirect("maturity:plan", assessment_id=found.pk) if found else redirect("maturity:history")


@page("maturity.view")
@require_GET
def register(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """All actions of the own unit and below, how far the plan is, and what is done about each recommendation."""
    actor = actor_of(request)
    assessment = seen.assessment_for(actor, assessment_id)
    instrument = loading.get(assessment.instrument)
    rows = action_queries.visible(actor, assessment).select_related("assessment")
    subtitle = _("%(instrument)s, penilaian %(year)s") % {"instrument": instrument.short, "year": assessment.year}
    context: dict[str, Any] = {
        "tab": "actions",
        "assessment": assessment,
        "instrument": instrument,
        "plans": actor.can(PLAN),
    }
    if request.GET.get("unduh"):
        subtitle = " · ".join(part for part in (subtitle, instruments.banner(instrument)) if part)
    else:
        context |= {
            "progress": action_queries.progress_of(rows),
            "recommendations": action_queries.recommendations(actor, assessment),
            "years": action_queries.years(actor),
            "adoptions": action_queries.adoptions(actor, instrument),
            "crumbs": crumbs(assessment, (_("Rencana aksi"), "")),
        }
    title = _("Rencana aksi %(year)s") % {"year": assessment.year}
    return respond(
        request,
        actions_table(),
        rows,
        title=title,
        subtitle=subtitle,
        crumbs=context.get("crumbs", ()),
        template="maturity/actions.html",
        context=context,
    )


@page(PLAN)
@form_methods
def add(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """A new action, to a recommendation where the address names one."""
    actor = actor_of(request)
    assessment = seen.assessment_for(actor, assessment_id)
    form = ActionForm(request.POST or None, assessment=assessment, initial=_asked(request, assessment))

    def act(checked: ActionForm) -> str:
        return _page(services.plan(actor, assessment, facts=checked.facts()))

    back = reverse("maturity:plan", args=[assessment.pk])
    words = FormPage(
        _("Rencana aksi baru"), _("Simpan rencana aksi"), _("Rencana aksi ditambahkan."), back,
        crumbs(assessment, (_("Rencana aksi"), back)), draft="rencana-aksi",
    )  # fmt: skip
    return form_page(request, form, act, words)


@page("maturity.view")
@require_GET
def record(request: HttpRequest, action_id: int) -> HttpResponseBase:
    """One action with its progress."""
    actor = actor_of(request)
    return _record(request, actor, visible(actor, action_id), ReportForm())


@page(PLAN)
@form_methods
def edit(request: HttpRequest, action_id: int) -> HttpResponseBase:
    """Change what an action says."""
    actor = actor_of(request)
    action = visible(actor, action_id)
    form = ActionForm(request.POST or None, assessment=action.assessment, initial=ActionForm.initial_of(action))

    def act(checked: ActionForm) -> None:
        services.change(actor, action, facts=checked.facts())

    plan = reverse("maturity:plan", args=[action.assessment_id])
    words = FormPage(
        _("Ubah rencana aksi"), _("Simpan rencana aksi"), _("Perubahan disimpan."), _page(action),
        crumbs(action.assessment, (_("Rencana aksi"), plan)),
    )  # fmt: skip
    return form_page(request, form, act, words)


@page("maturity.act", PLAN)
@require_POST
def report(request: HttpRequest, action_id: int) -> HttpResponseBase:
    """Tell how far an action is."""
    actor = actor_of(request)
    action = visible(actor, action_id)
    form = ReportForm(request.POST)
    if form.is_valid():
        try:
            services.report(actor, action, **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Kemajuan dicatat."))
            return redirect("maturity:action", action_id=action.pk)
    return _record(request, actor, action, form, status=422)


@page("maturity.act", PLAN)
@require_POST
def move(request: HttpRequest, action_id: int, step: str) -> HttpResponseBase:
    """Start, finish, drop, open again."""
    actor = actor_of(request)
    action = visible(actor, action_id)
    if step not in {one.name for one in services.moves(actor)}:
        raise Http404
    return act_and_return(
        request, lambda: services.move(actor, action, step, reason=request.POST.get("reason", "")),
        done=_("Keadaan rencana aksi diperbarui."), back=_page(action),
    )  # fmt: skip


def visible(actor: Actor, action_id: int) -> Action:
    """The action, or 404 when there is none that the actor may see."""
    rows = Action.objects.visible_to(actor).select_related("unit", "assessment", "finding")
    return get_object_or_404(rows, pk=action_id)


def _asked(request: HttpRequest, assessment: Assessment) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if finding := whole_number(request.GET.get("temuan", "")):
        found["finding"] = finding
    code = request.GET.get("indikator", "")
    if code in loading.get(assessment.instrument).entries:
        found["code"] = code
    return found


def _record(
    request: HttpRequest, actor: Actor, action: Action, form: ReportForm, status: int = 200
) -> HttpResponseBase:
    instrument = loading.get(action.assessment.instrument)
    entry = instrument.entries.get(action.code)
    state = state_of(action)
    moves = workflow.available(actor, action, services.moves(actor))
    context = {
        "title": action.title,
        "crumbs": crumbs(
            action.assessment,
            (_("Rencana aksi"), reverse("maturity:plan", args=[action.assessment_id])),
            (action.title, ""),
        ),
        "action": action,
        "assessment": action.assessment,
        "instrument": instrument,
        "entry": entry,
        "levels": levels_of(action),
        "state": state,
        "form": form,
        "moves": [one for one in moves if one.name in ("mulai", "selesai")],
        "with_reason": [one for one in moves if one.name in ("hentikan", "buka")],
        "reports": services.may_report(actor, action),
        "plans": actor.can(PLAN),
        "notes": [
            {"at": note.at, "title": f"{note.percent}%", "who": note.by_name, "detail": note.text}
            for note in action.notes.all()
        ],
    }
    return render(request, "maturity/actions_one.html", context, status=status)


def _page(action: Action) -> str:
    return reverse("maturity:action", args=[action.pk])
