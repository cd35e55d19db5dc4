"""The register of elections, opening some, the page of one, its steps and its documents."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.elections.forms import CreateForm, ElectionForm, PaperForm, ReasonForm
from pendopo.apps.elections.models import ElectionPaper, ElectionState, MemberRole, Pilkades
from pendopo.apps.elections.queries import candidates as candidate_queries
from pendopo.apps.elections.queries import elections as queries
from pendopo.apps.elections.queries import stations as station_queries
from pendopo.apps.elections.queries.trail import trail
from pendopo.apps.elections.rules.moves import MOVES, NEED_REASON, next_move
from pendopo.apps.elections.services import elections as services
from pendopo.apps.elections.tables import ELECTIONS, election_state
from pendopo.apps.elections.views.common import (
    address,
    crumbs,
    in_election,
    page_of,
    rooms,
    run_election,
    tabs,
    visible_election,
)
from pendopo.apps.elections.views.stages import stage_lines
from pendopo.kernel import files, workflow
from pendopo.kernel.actor import Actor
from pendopo.kernel.http import actor_of, page
from pendopo.kernel.units.models import Unit
from pendopo.ui.form_pages import FormPage, act_and_return, form_methods, form_page
from pendopo.ui.registers import respond

STEPS = (
    ElectionState.PREPARING, ElectionState.REGISTRATION, ElectionState.ROLL_FINAL, ElectionState.READY,
    ElectionState.VOTING, ElectionState.COUNTED, ElectionState.DETERMINED,
)  # fmt: skip
WITH_FORM = {"dpt": "elections:roll_set", "tetapkan": "elections:determine"}
"""Steps that ask for more than a click, by the page that asks."""


@page("elections.view")
@require_GET
def elections(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    return respond(
        request, ELECTIONS, queries.with_counts(queries.elections(actor)), template="elections/elections.html",
        context={"tabs": tabs("elections"), "may_add": actor.can("elections.manage")},
    )  # fmt: skip


@page("elections.manage")
@form_methods
def add(request: HttpRequest) -> HttpResponseBase:
    """Elections for one village or for all of a wave; a village that is no unit yet comes with it."""
    actor = actor_of(request)
    form = CreateForm(request.POST or None, actor=actor)

    def act(checked: CreateForm) -> str:
        made = _create(actor, checked)
        return page_of(made[0]) if len(made) == 1 else reverse("elections:elections")

    words = FormPage(
        _("Pilkades baru"), _("Buka pilkades"), _("Pilkades dibuka, jadwal tahapan sudah diusulkan."),
        reverse("elections:elections"), crumbs(), draft="pilkades-baru",
    )  # fmt: skip
    return form_page(request, form, act, words)


@transaction.atomic
def _create(actor: Actor, checked: CreateForm) -> list[Pilkades]:
    villages: list[Unit] = list(checked.cleaned_data["villages"])
    new = checked.new_village()
    if new is not None:
        villages.append(services.open_village(actor, new))
    return services.create(actor, villages=villages, facts=checked.facts())


@page("elections.run")
@form_methods
def edit(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, election = actor_of(request), run_election(request, election_id)
    form = ElectionForm(request.POST or None, election=election)

    def act(checked: ElectionForm) -> None:
        services.edit(actor, election, facts=checked.facts())

    words = FormPage(
        _("Ubah data pemilihan"), _("Simpan perubahan"), _("Perubahan tersimpan."), page_of(election),
        in_election(election), draft=f"pilkades-{election.pk}",
    )  # fmt: skip
    return form_page(request, form, act, words)


@page("elections.run", "elections.manage", "elections.results")
@require_POST
def move(request: HttpRequest, election_id: int, name: str) -> HttpResponseBase:
    actor = actor_of(request)
    if name not in MOVES or not actor.can(MOVES[name].permission):
        raise Http404
    election = run_election(request, election_id, MOVES[name].permission)
    words = str(ElectionState(MOVES[name].target).label)
    return act_and_return(
        request, lambda: services.move(actor, election, name, reason=request.POST.get("reason", "")),
        done=_("Pemilihan sekarang: %(state)s.") % {"state": words}, back=page_of(election),
    )  # fmt: skip


@page("elections.view")
@require_GET
def election(request: HttpRequest, election_id: int) -> HttpResponseBase:
    """One election: where it stands, what the next step waits for, schedule, places and people."""
    actor, found = actor_of(request), visible_election(request, election_id)
    runs = queries.runs(actor, found)
    step = next_move(found.state)
    checks = services.checks(actor, found, step.name) if step else []
    may_step = step is not None and queries.runs(actor, found, step.permission)
    is_ready = all(one.is_met for one in checks)
    stations = station_queries.lines(found)
    context = {
        "title": found.title,
        "crumbs": crumbs(),
        "election": found,
        "state": election_state(found),
        "rooms": rooms(actor, found, "election"),
        "steps": steps_of(found),
        "step": step,
        "checks": [(one, address(one.url_name, found)) for one in checks],
        "step_url": address(WITH_FORM.get(step.name, ""), found) if step else "",
        "lacking": sum(not one.is_met for one in checks),
        "may_step": may_step and is_ready,
        "reason_moves": _reason_moves(actor, found),
        "reason_form": ReasonForm(),
        "runs": runs and found.state not in services.OVER,
        "may_edit": runs and found.state in (*services.CHANGEABLE, ElectionState.ROLL_FINAL),
        "stages": stage_lines(found, only_near=True),
        "stations": stations,
        "voters": sum(queries.voters_by_station(found).values()),
        "candidates": list(candidate_queries.standing(found)),
        "asking": found.candidates.filter(state="mendaftar").count(),
        "people": people_of(found),
        "papers": list(found.papers.select_related("file")),
        "trail": trail(found),
    }
    return render(request, "elections/election.html", context)


def _reason_moves(actor: Actor, found: Pilkades) -> list[workflow.Move]:
    moves = workflow.available(actor, found, tuple(MOVES.values()))
    return [one for one in moves if one.name in NEED_REASON and queries.runs(actor, found, one.permission)]


def steps_of(found: Pilkades) -> list[tuple[str, str]]:
    """The way of an election with how far it is: done, now or empty; nothing for one that was stopped."""
    if found.state == ElectionState.CANCELLED:
        return []
    ended = found.state in (ElectionState.DETERMINED, ElectionState.ARCHIVED)
    at = len(STEPS) if ended else STEPS.index(ElectionState(found.state))
    return [
        (str(step.label), "done" if place < at else "now" if place == at else "") for place, step in enumerate(STEPS)
    ]


def people_of(found: Pilkades) -> list[tuple[str, int]]:
    """How many hold each kind of task now, those that somebody holds."""
    held: dict[str, int] = {}
    for role in found.members.filter(left_on__isnull=True).values_list("role", flat=True):
        held[role] = held.get(role, 0) + 1
    return [(str(role.label), held[role]) for role in MemberRole if role in held]


@page("elections.run")
@form_methods
def paper_add(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), run_election(request, election_id)

    def act(checked: PaperForm) -> None:
        services.add_paper(actor, found, title=checked.cleaned_data["title"], upload=checked.cleaned_data["file"])

    words = FormPage(
        _("Tambah dokumen"), _("Simpan dokumen"), _("Dokumen tersimpan."), page_of(found), in_election(found),
        sentence=_("SK panitia, berita acara, pengumuman."),
    )  # fmt: skip
    return form_page(request, PaperForm(request.POST or None, request.FILES or None), act, words)


@page("elections.view")
@require_GET
def paper_file(request: HttpRequest, paper_id: int) -> HttpResponseBase:
    found = get_object_or_404(_papers(actor_of(request)), pk=paper_id)
    return files.response(found.file)


@page("elections.run")
@require_POST
def paper_remove(request: HttpRequest, paper_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    found = get_object_or_404(_papers(actor), pk=paper_id, election__in=queries.run_by(actor))
    return act_and_return(
        request, lambda: services.remove_paper(actor, found), done=_("Dokumen dihapus dari daftar."),
        back=page_of(found.election),
    )  # fmt: skip


def _papers(actor: Actor) -> Any:
    return ElectionPaper.objects.visible_to(actor).select_related("file", "election__unit")
