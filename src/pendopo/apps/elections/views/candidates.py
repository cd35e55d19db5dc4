"""Candidates: registration, verification, selection, the lot, and their pictures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.elections.forms import CandidateForm, ReasonForm, ScoresForm, VerifyForm
from pendopo.apps.elections.models import Candidate, CandidateState, ElectionState
from pendopo.apps.elections.policy import FEWEST_CANDIDATES, MOST_CANDIDATES
from pendopo.apps.elections.queries import candidates as queries
from pendopo.apps.elections.queries import elections as election_queries
from pendopo.apps.elections.rules.candidates import enough
from pendopo.apps.elections.services import candidates as services
from pendopo.apps.elections.tables import CANDIDATES, candidate_state, election_state
from pendopo.apps.elections.views.common import (
    FIXED,
    form_words,
    in_election,
    in_page,
    page_of,
    rooms,
    run_election,
    tabs,
    visible_election,
)
from pendopo.kernel import files, settings_store
from pendopo.kernel.actor import Actor
from pendopo.kernel.http import actor_of, page
from pendopo.ui.form_pages import act_and_return, form_methods, form_page
from pendopo.ui.registers import respond


@page("elections.view")
@require_GET
def all_candidates(request: HttpRequest) -> HttpResponseBase:
    return respond(
        request, CANDIDATES, queries.candidates(actor_of(request)), template="elections/register.html",
        context={"tabs": tabs("all_candidates")},
    )  # fmt: skip


@page("elections.view")
@require_GET
def candidates(request: HttpRequest, election_id: int) -> HttpResponseBase:
    """All who registered, what the count asks for next, and the lots that were drawn."""
    actor, found = actor_of(request), visible_election(request, election_id)
    rows = list(found.candidates.select_related("photo", "hamlet"))
    fit = [row for row in rows if row.state in ("memenuhi", "calon", "tidak_lolos")]
    fewest = int(settings_store.value(FEWEST_CANDIDATES, on=found.day))
    most = int(settings_store.value(MOST_CANDIDATES, on=found.day))
    accepted = [row for row in rows if row.state == CandidateState.ACCEPTED]
    runs = election_queries.runs(actor, found)
    registering = runs and found.state == ElectionState.REGISTRATION
    context = {
        "title": _("Calon kepala desa"),
        "crumbs": in_election(found),
        "election": found,
        "state": election_state(found),
        "rooms": rooms(actor, found, "candidates"),
        "rows": [(row, candidate_state(row)) for row in rows],
        "size": enough(len(fit), fewest, most),
        "fit": len(fit),
        "fewest": fewest,
        "most": most,
        "may_register": registering and not found.draws,
        "may_accept": registering and bool(fit) and not accepted,
        "may_reconsider": registering and bool(accepted) and not any(row.number for row in accepted),
        "may_draw": runs and found.state not in FIXED and bool(accepted),
        "draws": [_draw(line) for line in reversed(found.draws)],
        "reason_form": ReasonForm(),
    }
    return render(request, "elections/candidates.html", context)


def _draw(line: dict[str, Any]) -> dict[str, Any]:
    return {**line, "at": datetime.fromisoformat(line["at"])}


@page("elections.run")
@form_methods
def candidate_add(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), run_election(request, election_id)
    form = CandidateForm(request.POST or None, request.FILES or None, election=found)

    def act(checked: CandidateForm) -> str:
        made = services.register(actor, found, facts=checked.facts(), **_uploads(checked))
        return reverse("elections:candidate", args=[made.pk])

    words = form_words(
        found, "candidates", _("Daftarkan calon"), _("Daftarkan"), _("Calon terdaftar dan menunggu penelitian."),
    )  # fmt: skip
    return form_page(request, form, act, words)


@page("elections.run")
@form_methods
def candidate_edit(request: HttpRequest, candidate_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    row = _run(actor, candidate_id)
    form = CandidateForm(request.POST or None, request.FILES or None, election=row.election, candidate=row)

    def act(checked: CandidateForm) -> str:
        services.edit(actor, row, facts=checked.facts(), **_uploads(checked))
        return reverse("elections:candidate", args=[row.pk])

    words = form_words(
        row.election, "candidates", _("Ubah data calon"), _("Simpan perubahan"), _("Perubahan tersimpan."),
    )  # fmt: skip
    return form_page(request, form, act, words)


@page("elections.view")
@require_GET
def candidate(request: HttpRequest, candidate_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    row = _visible(actor, candidate_id)
    runs = election_queries.runs(actor, row.election) and row.election.state not in FIXED
    open_states = (CandidateState.REGISTERED, CandidateState.VERIFIED, CandidateState.REJECTED)
    context = {
        "title": row.name,
        "crumbs": in_page(row.election, "candidates"),
        "candidate": row,
        "election": row.election,
        "state": candidate_state(row),
        "runs": runs,
        "opens_file": election_queries.runs(actor, row.election),
        "may_verify": runs and row.election.state == ElectionState.REGISTRATION and row.state in open_states,
        "may_withdraw": runs and row.state in ("mendaftar", "memenuhi", "calon"),
        "reason_form": ReasonForm(),
    }
    return render(request, "elections/candidate.html", context)


@page("elections.run")
@form_methods
def candidate_verify(request: HttpRequest, candidate_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    row = _run(actor, candidate_id)

    def act(checked: VerifyForm) -> str:
        given = checked.cleaned_data
        services.verify(actor, row, is_fit=given["outcome"] == "memenuhi", reason=given["reason"])
        return reverse("elections:candidate", args=[row.pk])

    words = form_words(
        row.election, "candidates", _("Teliti berkas %(name)s") % {"name": row.name}, _("Simpan hasil"),
        _("Hasil penelitian tersimpan."),
    )  # fmt: skip
    return form_page(request, VerifyForm(request.POST or None), act, words)


@page("elections.run")
@require_POST
def candidate_withdraw(request: HttpRequest, candidate_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    row = _run(actor, candidate_id)
    return act_and_return(
        request, lambda: services.withdraw(actor, row, reason=request.POST.get("reason", "")),
        done=_("Pengunduran diri tercatat."), back=reverse("elections:candidate", args=[row.pk]),
    )  # fmt: skip


@page("elections.run")
@form_methods
def candidate_scores(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), run_election(request, election_id)
    form = ScoresForm(request.POST or None, rows=list(queries.fit(found)))

    def act(checked: ScoresForm) -> None:
        services.set_scores(actor, found, checked.scores())

    words = form_words(
        found, "candidates", _("Nilai seleksi tambahan"), _("Simpan nilai"), _("Nilai tersimpan."),
        _("Nilai gabungan pengetahuan pemerintahan, pendidikan, dan usia menurut ketentuan setempat."),
    )  # fmt: skip
    return form_page(request, form, act, words)


@page("elections.run")
@require_POST
def candidates_accept(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), run_election(request, election_id)
    return act_and_return(
        request, lambda: services.accept(actor, found), done=_("Calon yang berhak dipilih ditetapkan."),
        back=page_of(found, "candidates"),
    )  # fmt: skip


@page("elections.run")
@require_POST
def candidates_reconsider(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), run_election(request, election_id)
    return act_and_return(
        request, lambda: services.reconsider(actor, found, reason=request.POST.get("reason", "")),
        done=_("Penetapan calon dibuka kembali."), back=page_of(found, "candidates"),
    )  # fmt: skip


@page("elections.run")
@require_POST
def candidates_draw(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), run_election(request, election_id)
    return act_and_return(
        request, lambda: services.draw_numbers(actor, found, reason=request.POST.get("reason", "")),
        done=_("Nomor urut diundi dan tercatat."), back=page_of(found, "candidates"),
    )  # fmt: skip


@page("elections.view")
@require_GET
def candidate_sheet(request: HttpRequest, election_id: int) -> HttpResponseBase:
    """All on the ballot with number and photo, to print and hang at the station."""
    found = visible_election(request, election_id)
    context = {
        "title": _("Lembar calon"), "crumbs": in_page(found, "candidates", (_("Lembar calon"), "")),
        "election": found, "rows": list(queries.standing(found)),
    }  # fmt: skip
    return render(request, "elections/candidate_sheet.html", context)


@page("elections.view")
@require_GET
def candidate_photo(request: HttpRequest, candidate_id: int) -> HttpResponseBase:
    row = _visible(actor_of(request), candidate_id)
    if row.photo is None:
        raise Http404
    return files.response(row.photo)


@page("elections.run")
@require_GET
def candidate_file(request: HttpRequest, candidate_id: int) -> HttpResponseBase:
    """The file of requirements holds private papers: only those who prepare the election open it."""
    row = _run(actor_of(request), candidate_id)
    if row.file is None:
        raise Http404
    return files.response(row.file)


def _uploads(checked: CandidateForm) -> dict[str, Any]:
    return {"photo": checked.cleaned_data["photo"], "upload": checked.cleaned_data["upload"]}


def _visible(actor: Actor, candidate_id: int) -> Candidate:
    return get_object_or_404(queries.candidates(actor), pk=candidate_id)


def _run(actor: Actor, candidate_id: int) -> Candidate:
    rows = queries.candidates(actor).filter(election__in=election_queries.run_by(actor))
    return get_object_or_404(rows, pk=candidate_id)
