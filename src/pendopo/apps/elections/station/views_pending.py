"""What two officers decide: a ballot whose slip is in doubt, a damaged card; and looking up a card."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pendopo.apps.elections.parcel import ParcelOfficer
from pendopo.apps.elections.station import casting
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.errors import StationRefused
from pendopo.apps.elections.station.forms import CardForm, OutcomeForm
from pendopo.apps.elections.station.session import KPPS, Asked, officer


@officer(*KPPS)
@require_http_methods(["GET", "POST"])
def pending(request: HttpRequest, station: Station, key: str) -> HttpResponseBase:
    """One stored ballot whose slip nobody confirmed."""
    one = next((found for found in casting.pending(station) if found.id == key), None)
    if one is None:
        messages.info(request, _("Suara itu tidak lagi menunggu keputusan."))
        return redirect("tps:board")
    form = OutcomeForm(request, station, acting(request), station.phase, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            casting.resolve(station, key, form.cleaned_data["outcome"], form.pair)
        except StationRefused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Keputusan dua petugas dicatat."))
            return redirect("tps:closing" if station.phase != "open" else "tps:board")
    return render(request, "elections/station/pending.html", {"form": form, "one": one, "station": station})


@officer(*KPPS)
@require_http_methods(["GET", "POST"])
def card(request: HttpRequest, station: Station) -> HttpResponseBase:
    """A damaged card is made void. The card is read here; its secret stays in this browser."""
    form = CardForm(request, station, acting(request), request.POST or None)
    state = ""
    if request.method == "POST" and "look" in request.POST:
        public = request.POST.get("public", "")[:700]
        state = card_words(casting.state_of(station, public))
        form = CardForm(request, station, acting(request), initial={"public": public})
    elif request.method == "POST" and form.is_valid():
        try:
            casting.void(station, form.cleaned_data["public"], form.pair)
        except StationRefused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(
                request, _("Kartu dibatalkan dan tidak dapat dipakai lagi. Simpan kartunya untuk dihitung.")
            )
            return redirect(reverse("tps:card"))
    context = {"form": form, "station": station, "state": state, "election": station.parcel.election}
    return render(request, "elections/station/card.html", context)


def card_words(state: str) -> str:
    words = {
        "free": _("Kartu ini belum dipakai."),
        "revote": _("Kartu ini boleh dipakai memilih lagi."),
        "held": _("Kartu ini sedang dipakai di bilik."),
        "pending": _("Suara dengan kartu ini tersimpan dan menunggu slip."),
        "spent": _("Kartu ini sudah dipakai."),
        "void": _("Kartu ini sudah dibatalkan."),
        "sealed": _("Kotak suara sudah disegel."),
    }
    return words.get(state, _("Kartu ini bukan kartu TPS ini."))


def acting(request: HttpRequest) -> ParcelOfficer:
    """The officer behind the decorator."""
    who = cast(Asked, request).officer
    if who is None:
        raise Http404
    return who
