"""Determining who was elected: what is missing, the sheet, the decree, its report."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.elections import outcome_papers
from pendopo.apps.elections.forms_boxes import ReasonForm
from pendopo.apps.elections.forms_outcome import DetermineForm, TieRuleForm
from pendopo.apps.elections.models import Determination
from pendopo.apps.elections.queries import determination as queries
from pendopo.apps.elections.queries import elections as election_queries
from pendopo.apps.elections.queries.results import village
from pendopo.apps.elections.rules.ties import RULES, Sheet
from pendopo.apps.elections.services import determination as services
from pendopo.apps.elections.views.common import (
    address,
    form_words,
    page_of,
    run_election,
    visible_election,
)
from pendopo.apps.elections.views.results import frame
from pendopo.kernel.http import actor_of, page
from pendopo.ui.downloads import download
from pendopo.ui.form_pages import act_and_return, form_methods, form_page


@page("elections.view")
@require_GET
def determination(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, election = actor_of(request), visible_election(request, election_id)
    result = village(election)
    sheet = queries.sheet(result)
    in_force = result.determination
    checks = [] if in_force else [(one, address(one.url_name, election)) for one in queries.readiness(result)]
    may = election_queries.runs(actor, election, services.MANAGE)
    context = frame(actor, election, _("Penetapan"), "determination") | {
        "result": result, "checks": checks, "in_force": in_force,
        "may": may and in_force is None and all(one.is_met for one, _url in checks),
        "may_rule": may and in_force is None, "may_withdraw": may and in_force is not None,
        "old": list(election.determinations.filter(withdrawn_at__isnull=False).select_related("winner")),
        "reason_form": ReasonForm(), **sheet_words(sheet, result.names), "basis": queries.basis_of(result, sheet.rule),
        "shows_sheet": result.is_complete,
    }  # fmt: skip
    return render(request, "elections/outcome/determination.html", context)


def sheet_words(sheet: Sheet, names: dict[int, str]) -> dict[str, Any]:
    """The reckoning for the template `_sheet.html`; the public page draws the same."""
    rule = RULES.get(sheet.rule)
    return {
        "sheet": sheet, "rule_label": rule.label if rule else sheet.rule,
        "winner_name": names.get(sheet.winner, "") if sheet.winner is not None else "",
        "tied_names": [names[number] for number in sheet.tied],
    }  # fmt: skip


@page("elections.manage")
@form_methods
def determine(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, election = actor_of(request), run_election(request, election_id, services.MANAGE)
    result = village(election)
    sheet = queries.sheet(result)
    open_ones = sheet.steps[-1].left if sheet.winner is None and sheet.steps else []

    def act(checked: DetermineForm) -> None:
        given = checked.cleaned_data
        decree = services.Decree(given["number"], given["on"], given.get("winner") or None, given.get("basis", ""))
        services.determine(actor, election, decree=decree)

    words = form_words(election, "determination", _("Tetapkan calon terpilih"), _("Tetapkan"), _("Penetapan tercatat."))
    form = DetermineForm(
        request.POST or None, left=[(number, f"{number}. {result.names[number]}") for number in open_ones]
    )
    context = {"result": result, **sheet_words(sheet, result.names), "basis": queries.basis_of(result, sheet.rule)}
    return form_page(request, form, act, words, template="elections/outcome/determine.html", context=context)


@page("elections.manage")
@form_methods
def tie_rule(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, election = actor_of(request), run_election(request, election_id, services.MANAGE)

    def act(checked: TieRuleForm) -> None:
        given = checked.cleaned_data
        services.set_tie_rule(actor, election, rule=given["rule"], basis=given["basis"])

    words = form_words(election, "determination", _("Aturan suara sama"), _("Simpan aturan"), _("Aturan tersimpan."))
    form = TieRuleForm(request.POST or None, initial={"rule": election.tie_rule, "basis": election.tie_basis})
    return form_page(request, form, act, words)


@page("elections.manage")
@require_POST
def determination_withdraw(request: HttpRequest, determination_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), _determination(request, determination_id)
    reason = request.POST.get("reason", "")
    return act_and_return(
        request, lambda: services.withdraw(actor, found, reason=reason), done=_("Penetapan dicabut."),
        back=page_of(found.election, "determination"),
    )  # fmt: skip


@page("elections.view")
@require_GET
def determination_pdf(request: HttpRequest, determination_id: int) -> HttpResponseBase:
    found = _determination(request, determination_id)
    return download(outcome_papers.determination_pdf(found), f"penetapan-{found.election_id}.pdf")


def _determination(request: HttpRequest, determination_id: int) -> Determination:
    visible = Determination.objects.visible_to(actor_of(request))
    return get_object_or_404(visible.select_related("winner", "election__unit__parent"), pk=determination_id)
