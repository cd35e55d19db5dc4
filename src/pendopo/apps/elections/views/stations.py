"""Hamlets and stations of one election."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.elections.forms import HamletForm, HamletsForm, StationForm
from pendopo.apps.elections.queries import elections as election_queries
from pendopo.apps.elections.queries import stations as queries
from pendopo.apps.elections.services import stations as services
from pendopo.apps.elections.tables import election_state
from pendopo.apps.elections.views.common import (
    FIXED,
    form_words,
    in_election,
    page_of,
    rooms,
    run_election,
    visible_election,
)
from pendopo.kernel.http import actor_of, page
from pendopo.ui.form_pages import act_and_return, form_methods, form_page


@page("elections.view")
@require_GET
def stations(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), visible_election(request, election_id)
    lines = queries.lines(found)
    context = {
        "title": _("TPS dan dusun"),
        "crumbs": in_election(found),
        "election": found,
        "state": election_state(found),
        "rooms": rooms(actor, found, "stations"),
        "lines": lines,
        "most": lines[0].most if lines else 0,
        "homeless": queries.homeless(found) if lines else [],
        "hamlets": list(found.hamlets.all()),
        "without": election_queries.voters_by_station(found).get(None, 0),
        "may_change": election_queries.runs(actor, found) and found.state not in FIXED,
    }
    return render(request, "elections/stations.html", context)


@page("elections.run")
@form_methods
def station_add(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), run_election(request, election_id)

    def act(checked: StationForm) -> None:
        services.add_station(actor, found, **checked.given())

    form = StationForm(request.POST or None, election=found)
    return form_page(
        request, form, act, form_words(found, "stations", _("Tambah TPS"), _("Simpan TPS"), _("TPS ditambahkan."))
    )


@page("elections.run")
@form_methods
def station_edit(request: HttpRequest, station_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    station = get_object_or_404(queries.run_stations(actor), pk=station_id)

    def act(checked: StationForm) -> None:
        services.edit_station(actor, station, **checked.given())

    form = StationForm(request.POST or None, election=station.election, station=station)
    words = form_words(
        station.election, "stations", _("Ubah %(tps)s") % {"tps": station}, _("Simpan TPS"), _("Perubahan tersimpan."),
    )  # fmt: skip
    return form_page(request, form, act, words)


@page("elections.run")
@require_POST
def station_remove(request: HttpRequest, station_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    station = get_object_or_404(queries.run_stations(actor), pk=station_id)
    return act_and_return(
        request, lambda: services.remove_station(actor, station), done=_("TPS dihapus."),
        back=page_of(station.election, "stations"),
    )  # fmt: skip


@page("elections.run")
@form_methods
def hamlets_add(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), run_election(request, election_id)

    def act(checked: HamletsForm) -> None:
        services.add_hamlets(actor, found, checked.lines())

    words = form_words(
        found, "stations", _("Tambah dusun"), _("Simpan dusun"), _("Dusun tersimpan."),
        _("Pemilih satu dusun ditempatkan di TPS yang sama selama muat. Nama yang sudah ada dilewati."),
    )  # fmt: skip
    return form_page(request, HamletsForm(request.POST or None), act, words)


@page("elections.run")
@form_methods
def hamlet_edit(request: HttpRequest, hamlet_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    hamlet = get_object_or_404(queries.run_hamlets(actor), pk=hamlet_id)

    def act(checked: HamletForm) -> None:
        services.rename_hamlet(actor, hamlet, name=checked.cleaned_data["name"])

    words = form_words(hamlet.election, "stations", _("Ubah nama dusun"), _("Simpan nama"), _("Nama dusun tersimpan."))
    return form_page(request, HamletForm(request.POST or None, initial={"name": hamlet.name}), act, words)


@page("elections.run")
@require_POST
def hamlet_remove(request: HttpRequest, hamlet_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    hamlet = get_object_or_404(queries.run_hamlets(actor), pk=hamlet_id)
    return act_and_return(
        request, lambda: services.remove_hamlet(actor, hamlet), done=_("Dusun dihapus."),
        back=page_of(hamlet.election, "stations"),
    )  # fmt: skip
