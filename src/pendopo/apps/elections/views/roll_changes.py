"""Corrections: the list, asking for one, deciding."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.elections.forms_roll import AnswerForm, AskForm, VoterForm
from pendopo.apps.elections.models import ChangeState, RollChange
from pendopo.apps.elections.queries import changes as queries
from pendopo.apps.elections.queries.roll import IN_WORK
from pendopo.apps.elections.services import roll_changes as services
from pendopo.apps.elections.tables_roll import CHANGES, change_state
from pendopo.apps.elections.views.common import run_election
from pendopo.apps.elections.views.roll import VOTERS, roll_crumbs, voter_of
from pendopo.kernel.http import actor_of, page
from pendopo.ui.form_pages import FormPage, act_and_return, form_methods, form_page
from pendopo.ui.registers import respond


@page(VOTERS)
@require_GET
def roll_changes(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, election = actor_of(request), run_election(request, election_id, VOTERS)
    return respond(
        request, CHANGES, queries.changes(actor, election), subtitle=election.unit.name,
        crumbs=roll_crumbs(election, (_("Usulan perbaikan"), "")), template="elections/roll/changes.html",
        context={"election": election, "in_work": election.state in IN_WORK},
    )  # fmt: skip


@page(VOTERS)
@form_methods
def voter_add(request: HttpRequest, election_id: int) -> HttpResponseBase:
    """Somebody who is not in the roll."""
    actor, election = actor_of(request), run_election(request, election_id, VOTERS)

    def act(checked: VoterForm) -> str:
        given = checked.cleaned_data
        change = services.ask_add(
            actor, election, facts=checked.facts(), reason=given["reason"], asked_by=given["asked_by"],
            confirmed=given["confirmed"],
        )  # fmt: skip
        return reverse("elections:roll_change", args=[change.pk])

    words = FormPage(
        _("Pemilih belum terdaftar"), _("Catat usulan"), _("Usulan dicatat. Putuskan sesudah dokumennya diperiksa."),
        reverse("elections:roll_changes", args=[election.pk]), roll_crumbs(election),
    )  # fmt: skip
    return form_page(request, VoterForm(election, request.POST or None), act, words)


@page(VOTERS)
@form_methods
def voter_edit(request: HttpRequest, voter_id: int) -> HttpResponseBase:
    actor, voter = actor_of(request), voter_of(request, voter_id)

    def act(checked: VoterForm) -> str:
        given = checked.cleaned_data
        change = services.ask_edit(
            actor, voter, facts=checked.facts(), reason=given["reason"], asked_by=given["asked_by"],
            confirmed=given["confirmed"],
        )  # fmt: skip
        return reverse("elections:roll_change", args=[change.pk])

    back = reverse("elections:voter", args=[voter.pk])
    words = FormPage(
        _("Perbaiki data pemilih"), _("Catat usulan"), _("Usulan dicatat. Putuskan sesudah dokumennya diperiksa."),
        back, roll_crumbs(voter.election, (voter.name, back)),
    )  # fmt: skip
    form = VoterForm(voter.election, request.POST or None, voter=voter)
    return form_page(request, form, act, words)


@page(VOTERS)
@form_methods
def voter_remove(request: HttpRequest, voter_id: int) -> HttpResponseBase:
    actor, voter = actor_of(request), voter_of(request, voter_id)

    def act(checked: AskForm) -> str:
        change = services.ask_remove(actor, voter, **checked.cleaned_data)
        return reverse("elections:roll_change", args=[change.pk])

    back = reverse("elections:voter", args=[voter.pk])
    words = FormPage(
        _("Usulkan pencoretan"), _("Catat usulan"), _("Usulan dicatat. Pemilih tetap terdaftar sampai diputuskan."),
        back, roll_crumbs(voter.election, (voter.name, back)),
        sentence=_("Misalnya meninggal, pindah, menjadi anggota TNI atau Polri, atau terdaftar dua kali."),
    )  # fmt: skip
    return form_page(request, AskForm(request.POST or None), act, words)


@page(VOTERS)
@require_GET
def roll_change(request: HttpRequest, change_id: int) -> HttpResponseBase:
    actor, change = actor_of(request), _change(request, change_id)
    title = str(change.get_kind_display())
    context = {
        "title": title, "election": change.election, "change": change, "warned": services.warnings_of(actor, change),
        "crumbs": roll_crumbs(
            change.election,
            (_("Usulan perbaikan"), reverse("elections:roll_changes", args=[change.election_id])), (title, ""),
        ),
        "state": change_state(change),
        "differences": queries.differences(change), "answer_form": AnswerForm(auto_id="jawab_%s"),
        "may_decide": change.state == ChangeState.ASKED and change.election.state in IN_WORK,
    }  # fmt: skip
    return render(request, "elections/roll/change.html", context)


@page(VOTERS)
@require_POST
def roll_change_accept(request: HttpRequest, change_id: int) -> HttpResponseBase:
    actor, change = actor_of(request), _change(request, change_id)
    return act_and_return(
        request, lambda: services.accept(actor, change), done=_("Usulan diterima dan daftar pemilih diubah."),
        back=reverse("elections:roll_change", args=[change.pk]),
    )  # fmt: skip


@page(VOTERS)
@require_POST
def roll_change_refuse(request: HttpRequest, change_id: int) -> HttpResponseBase:
    actor, change = actor_of(request), _change(request, change_id)
    answer = request.POST.get("answer", "")
    return act_and_return(
        request, lambda: services.refuse(actor, change, answer=answer), done=_("Usulan ditolak dengan jawaban."),
        back=reverse("elections:roll_change", args=[change.pk]),
    )  # fmt: skip


def _change(request: HttpRequest, change_id: int) -> RollChange:
    return get_object_or_404(queries.changes(actor_of(request)), pk=change_id)
