"""Letters to voters: printing, who has received his."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.elections.forms_roll import CodeForm
from pendopo.apps.elections.models import Station
from pendopo.apps.elections.queries import roll as queries
from pendopo.apps.elections.services import invitations as services
from pendopo.apps.elections.tables_roll import invitations_table
from pendopo.apps.elections.views.common import run_election
from pendopo.apps.elections.views.roll import VOTERS, paper, roll_crumbs, voter_of
from pendopo.kernel.http import actor_of, page
from pendopo.ui.form_pages import FormPage, act_and_return, form_methods, form_page, start_and_follow
from pendopo.ui.registers import chosen_ids, respond, return_to


@page(VOTERS)
@require_GET
def invitations(request: HttpRequest, election_id: int) -> HttpResponseBase:
    """Share delivered by hamlet, printing by station."""
    election = run_election(request, election_id, VOTERS)
    context = {
        "title": _("Undangan memilih"), "crumbs": roll_crumbs(election, (_("Undangan"), "")), "election": election,
        "is_set": election.roll_set_on is not None, "stations": queries.station_counts(election),
        "sums": queries.sums(election),
        "hamlets": queries.hamlet_delivery(election),
    }  # fmt: skip
    return render(request, "elections/roll/invitations.html", context)


@page(VOTERS)
@require_GET
def invitations_list(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, election = actor_of(request), run_election(request, election_id, VOTERS)
    rows = queries.voters(actor, election).filter(state="terdaftar", number__isnull=False)
    back = reverse("elections:invitations", args=[election.pk])
    return respond(
        request, invitations_table(election), rows, subtitle=election.unit.name,
        crumbs=roll_crumbs(election, (_("Undangan"), back), (_("Daftar"), "")),
    )  # fmt: skip


@page(VOTERS)
@require_POST
def invitations_print(request: HttpRequest, election_id: int) -> HttpResponseBase:
    """All letters of a station (`tps`) or of the village, as a task."""
    actor, election = actor_of(request), run_election(request, election_id, VOTERS)
    number = request.POST.get("tps", "")
    if number and not (number.isdecimal() and len(number) < 6):
        raise Http404
    station = get_object_or_404(Station, election=election, number=int(number)) if number else None
    return start_and_follow(
        request, lambda: services.start(actor, election, station=station),
        back=reverse("elections:invitations", args=[election.pk]),
    )  # fmt: skip


@page(VOTERS)
@require_POST
def invitations_mark(request: HttpRequest) -> HttpResponseBase:
    """The chosen letters have come; all of one election."""
    actor = actor_of(request)
    ids = [int(one) for one in chosen_ids(request) if one.isdecimal() and len(one) < 19]
    first = services.first_of(actor, ids)
    if first is None:
        messages.error(request, _("Belum ada pemilih yang dipilih."))
        return redirect(return_to(request, reverse("elections:elections")))
    back = return_to(request, reverse("elections:invitations_list", args=[first.election_id]))
    return act_and_return(
        request, lambda: services.mark_delivered(actor, first.election, ids), done=_("Undangan ditandai diterima."),
        back=back,
    )  # fmt: skip


@page(VOTERS)
@form_methods
def invitation_code(request: HttpRequest, election_id: int) -> HttpResponseBase:
    """One letter by its code: typed or scanned, again and again."""
    actor, election = actor_of(request), run_election(request, election_id, VOTERS)

    def act(checked: CodeForm) -> str:
        row = services.mark_by_code(actor, election, checked.cleaned_data["code"])
        messages.success(request, _("Undangan %(name)s ditandai diterima.") % {"name": row.name})
        return request.path

    back = reverse("elections:invitations", args=[election.pk])
    words = FormPage(_("Catat undangan diterima"), _("Catat"), "", back, roll_crumbs(election, (_("Undangan"), back)))
    return form_page(request, CodeForm(request.POST or None), act, words)


@page(VOTERS)
@require_POST
def invitation_returned(request: HttpRequest, voter_id: int) -> HttpResponseBase:
    actor, row = actor_of(request), voter_of(request, voter_id)
    reason = request.POST.get("reason", "")
    return act_and_return(
        request, lambda: services.mark_undelivered(actor, row, reason=reason),
        done=_("Undangan dicatat belum tersampaikan."),
        back=reverse("elections:voter", args=[row.pk]),
    )  # fmt: skip


@page(VOTERS)
@require_GET
def invitation(request: HttpRequest, voter_id: int) -> HttpResponseBase:
    """The letter of one voter."""
    actor, row = actor_of(request), voter_of(request, voter_id)
    return paper(request, row.election, lambda: services.letter(actor, row), "undangan.pdf")
