"""Results of a village and of all villages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pendopo.apps.elections import outcome_papers as papers
from pendopo.apps.elections.models import Pilkades
from pendopo.apps.elections.queries import recap as recap_queries
from pendopo.apps.elections.queries.results import VillageResult, choices, village
from pendopo.apps.elections.tables import election_state
from pendopo.apps.elections.tables_outcome import RECAP
from pendopo.apps.elections.views.common import in_election, rooms, tabs, visible_election
from pendopo.kernel import live
from pendopo.kernel.actor import Actor
from pendopo.kernel.http import actor_of, page
from pendopo.kernel.sheets import xlsx_response
from pendopo.ui.downloads import download
from pendopo.ui.registers import Crumbs, respond

PARTS = ("result", "handcounts", "objections", "risk", "determination")


def frame(actor: Actor, election: Pilkades, title: str, current: str, *more: tuple[str, str]) -> dict[str, Any]:
    """What every page after the count shares: heading, tabs of the election, parts of the outcome."""
    back = [(_("Hasil"), reverse("elections:result", args=[election.pk]))] if current != "result" or more else []
    trail: Crumbs = in_election(election, *back, *more, (title, ""))
    labels = (_("Perolehan suara"), _("Hitung slip"), _("Keberatan"), _("Audit slip"), _("Penetapan"))
    return {
        "title": title, "crumbs": trail, "election": election, "state": election_state(election),
        "rooms": rooms(actor, election, "objections" if current == "objections" else "result"),
        "parts": [
            {"label": label, "url": reverse(f"elections:{name}", args=[election.pk]), "current": name == current}
            for name, label in zip(PARTS, labels, strict=True)
        ],
    }  # fmt: skip


@page("elections.view")
@require_GET
def result(request: HttpRequest, election_id: int) -> HttpResponseBase:
    """Votes of the village and of each station; the figures fetch themselves again when a station is announced."""
    actor, election = actor_of(request), visible_election(request, election_id)
    found = village(election)
    context = frame(actor, election, _("Hasil"), "result") | {
        "result": found, "choices": choices(found), "table": station_table(found), "since": live.last_id(),
        "is_tied": found.is_tied and found.determination is None,
    }  # fmt: skip
    return render(request, "elections/outcome/result.html", context)


def station_table(found: VillageResult) -> list[dict[str, Any]]:
    """A line a station: votes in the order of `choices`."""
    places = choices(found)
    return [
        {
            "one": one,
            "votes": [(name, (one.figures.votes or {}).get(number, 0)) for number, name in places],
            "turnout": one.figures.turnout and float(one.figures.turnout * 100),
        }
        for one in found.stations
    ]  # fmt: skip


@page("elections.view")
@require_GET
def result_xlsx(request: HttpRequest, election_id: int) -> HttpResponseBase:
    election = visible_election(request, election_id)
    sheet = papers.recap_sheet(village(election))
    return xlsx_response(f"rekapitulasi-{election.pk}.xlsx", sheet.header, sheet.rows, note=sheet.note)


@page("elections.view")
@require_GET
def result_pdf(request: HttpRequest, election_id: int) -> HttpResponseBase:
    election = visible_election(request, election_id)
    return download(papers.recap_pdf(village(election)), f"rekapitulasi-{election.pk}.pdf")


@page("elections.view")
@require_GET
def recap(request: HttpRequest) -> HttpResponseBase:
    """All villages side by side, with the sums of what is listed."""
    actor = actor_of(request)
    rows = recap_queries.rows(actor)
    wave = request.GET.get("gelombang", "")
    shown = [one for one in rows if not wave or one.wave == wave]
    context = {
        "tabs": tabs("recap"),
        "sum": recap_queries.wave_sum(shown), "wave": wave, "since": live.last_id(),
    }  # fmt: skip
    return respond(request, RECAP, rows, template="elections/outcome/recap.html", context=context)
