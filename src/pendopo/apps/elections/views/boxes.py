"""Cards and parcels of the stations."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.elections.card_sheets import sheets
from pendopo.apps.elections.forms_boxes import PassphraseForm, ReasonForm
from pendopo.apps.elections.models import Box, Kind, Pilkades, Station
from pendopo.apps.elections.parcel import new_passphrase
from pendopo.apps.elections.queries import boxes as queries
from pendopo.apps.elections.services import boxes as services
from pendopo.apps.elections.views.common import in_election, rooms, visible_election
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import actor_of, page
from pendopo.ui.downloads import PDF_TYPE, download
from pendopo.ui.form_pages import act_and_return, form_methods


@page("elections.view")
@require_GET
def boxes(request: HttpRequest, election_id: int) -> HttpResponseBase:
    """For each station: cards, parcel, archive; official and trial."""
    election = visible_election(request, election_id)
    context: dict[str, Any] = {
        "title": _("Kartu dan paket TPS"), "crumbs": in_election(election, (_("Kartu dan paket"), "")),
        "election": election, "missing": queries.missing(election), "keeps": actor_of(request).can("elections.keys"),
        "kinds": [(kind, label, queries.rows(election, kind)) for kind, label in Kind.choices],
        "reason_form": ReasonForm(), "rooms": rooms(actor_of(request), election, "boxes"),
    }  # fmt: skip
    return render(request, "elections/boxes/boxes.html", context)


@page("elections.keys")
@require_POST
def cards_make(request: HttpRequest, station_id: int, kind: str) -> HttpResponseBase:
    """Draws the cards and hands their sheets out, this once."""
    if kind not in Kind.values:
        raise Http404
    actor = actor_of(request)
    mine = Station.objects.select_related("election__unit").filter(election__in=Pilkades.objects.visible_to(actor))
    station = get_object_or_404(mine, pk=station_id)
    try:
        deck = services.make(actor, station, kind=kind)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("elections:boxes", station.election_id)
    name = f"kartu-tps-{station.number}-{'uji' if kind == Kind.TRIAL else 'resmi'}.pdf"
    return _secret_file(sheets(deck), name, PDF_TYPE)


@page("elections.keys")
@require_POST
def cards_drop(request: HttpRequest, box_id: int) -> HttpResponseBase:
    actor, box = actor_of(request), _box(request, box_id)
    reason = request.POST.get("reason", "")

    def act() -> None:
        services.drop(actor, box, reason=reason)

    back = reverse("elections:boxes", args=[box.station.election_id])
    return act_and_return(request, act, done=_("Kartu dan paket TPS ini dibatalkan."), back=back)


@page("elections.keys")
@form_methods
def parcel(request: HttpRequest, box_id: int) -> HttpResponseBase:
    """Shows a passphrase that is kept nowhere; with it, the sealed parcel is made and handed out."""
    actor, box = actor_of(request), _box(request, box_id)
    back = reverse("elections:boxes", args=[box.station.election_id])
    if request.method == "POST":
        form = PassphraseForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Kata sandi paket tidak lengkap. Buka halaman ini lagi untuk yang baru."))
            return redirect(request.path)
        try:
            raw = services.make_parcel(actor, box, passphrase=form.cleaned_data["passphrase"])
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect(back)
        kind = "uji" if box.kind == Kind.TRIAL else "resmi"
        name = f"tps-{box.station.election.unit.code}-{box.station.number}-{kind}.paket"
        return _secret_file(raw, name, "application/octet-stream")
    context = {
        "title": _("Paket TPS %(number)s") % {"number": box.station.number},
        "crumbs": in_election(box.station.election, (_("Kartu dan paket"), back), (_("Paket"), "")),
        "box": box, "passphrase": new_passphrase(), "back": back,
    }  # fmt: skip
    response: HttpResponse = render(request, "elections/boxes/parcel.html", context)
    response["Cache-Control"] = "no-store"
    return response


@page("elections.view")
@require_GET
def station_keys(request: HttpRequest, election_id: int) -> HttpResponseBase:
    """The public keys by which the opening of the result knows the stations' closing reports."""
    election = visible_election(request, election_id)
    response = JsonResponse({"keys": queries.signing_keys(election)})
    response["Content-Disposition"] = 'attachment; filename="kunci-tps.json"'
    return response


def _box(request: HttpRequest, box_id: int) -> Box:
    visible = Box.objects.visible_to(actor_of(request))
    return get_object_or_404(visible.select_related("station__election__unit__parent", "keyset"), pk=box_id)


def _secret_file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = download(content, name, kind)
    response["Cache-Control"] = "no-store"
    return response
