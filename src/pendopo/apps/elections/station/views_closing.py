"""The end of the day: what is still open, the figures counted by hand, the seal, and what is handed over."""

from __future__ import annotations

import logging
import threading
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.apps.elections.station import casting, checkin, documents, merge, phases
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.errors import StationRefused
from pendopo.apps.elections.station.forms import ClosingForm, SecondOfficerForm
from pendopo.apps.elections.station.holder import Holder, Sealing, current
from pendopo.apps.elections.station.session import KPPS, officer
from pendopo.apps.elections.station.views_opening import pdf
from pendopo.apps.elections.station.views_pending import acting

log = logging.getLogger("pendopo.tps")


@officer(*KPPS)
@require_http_methods(["GET", "POST"])
def closing(request: HttpRequest, station: Station) -> HttpResponseBase:
    """The wizard: each phase shows its own step."""
    if current().sealing.step == "running":
        return render(request, "elections/station/sealing.html", {"station": station, "sealing": current().sealing})
    if station.phase == "prepared":
        return redirect("tps:board")
    if station.phase == "sealed":
        return render(request, "elections/station/sealed.html", _end(station))
    if station.phase == "closed" and "ubah" not in request.GET and request.method == "GET":
        context = {
            **_end(station),
            "form": SecondOfficerForm(request, station, acting(request)),
            "sealing": current().sealing,
        }
        return render(request, "elections/station/closed.html", context)
    return _figures(request, station)


def _figures(request: HttpRequest, station: Station) -> HttpResponseBase:
    """What was counted by hand; before the seal it may be put right."""
    initial: dict[str, Any] = {}
    if station.phase == "closed":
        told = phases.final(station)
        initial = {
            "unused_cards": told.cards_unused,
            "copies": told.copies,
            "notes": told.notes,
            "officers": told.officers,
        }
        initial["witnesses"] = told.witnesses
    form = ClosingForm(request, station, acting(request), request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        officers, witnesses = form.present()
        told_form = form.cleaned_data
        try:
            phases.close_voting(
                station,
                officers=officers,
                witnesses=witnesses,
                unused_cards=told_form["unused_cards"],
                copies=told_form["copies"],
                notes=told_form["notes"],
            )
        except StationRefused as refused:
            field = {"officers": "officers", "figures": "unused_cards"}.get(refused.code)
            form.add_error(field, refused.message)
        else:
            messages.success(request, _("Pemungutan suara ditutup. Periksa angkanya, lalu segel kotak suara."))
            return redirect("tps:closing")
    box, people = casting.counts(station), checkin.counts(station)
    context = {
        "form": form,
        "station": station,
        "box": box,
        "people": people,
        "present": people.attended + people.extra,
        "pending": casting.pending(station),
        "ready": not box.held and not box.pending,
        "disputed": sum(len(one.places) for one in merge.disputed(station)),
    }
    return render(request, "elections/station/closing.html", context)


def _end(station: Station) -> dict[str, Any]:
    told = phases.final(station)
    return {
        "station": station,
        "told": told,
        "present": told.attended + told.extra,
        "doubts": told.disagreements(),
        "on_stick": _on_stick(station),
        "key_print": documents.place_of(station.parcel)["key"],
    }


def _on_stick(station: Station) -> str:
    """Where the bundle lies on the stick, empty when it is not there."""
    if station.journal is None:
        return ""
    path = station.journal.path.parent / phases.bundle_path(station).name
    return str(path) if path.exists() else ""


@officer(*KPPS)
@require_POST
def seal(request: HttpRequest, station: Station) -> HttpResponseBase:
    """Begins to seal, in a thread: the whole archive is written and checked."""
    holder = current()
    if station.phase not in ("closed", "sealed"):
        return redirect("tps:closing")
    if station.phase == "closed":
        form = SecondOfficerForm(request, station, acting(request), request.POST)
        if not form.is_valid():
            context = {**_end(station), "form": form, "sealing": holder.sealing}
            return render(request, "elections/station/closed.html", context)
    with holder.lock:
        if holder.sealing.step != "running":
            holder.sealing = Sealing("running", holder.tries.clock())
            threading.Thread(target=_seal, args=(holder, station), name="seal", daemon=True).start()
    return redirect("tps:closing")


def _seal(holder: Holder, station: Station) -> None:
    try:
        phases.seal_box(station)
        holder.sealing.step = "done"
    except StationRefused as refused:
        holder.sealing.step, holder.sealing.problem = "failed", refused.message
    except Exception as problem:  # the page must not wait for ever
        log.error("seal failed", extra={"reason": type(problem).__name__})
        holder.sealing.problem = _("Penyegelan terhenti. Tidak ada suara yang hilang; coba lagi atau panggil teknisi.")
        holder.sealing.step = "failed"


@officer(*KPPS, quiet=True)
@require_GET
def seal_progress(request: HttpRequest, station: Station) -> HttpResponseBase:
    """Asked every second while the box is sealed; does not wait for the lock of the station."""
    sealing = current().sealing
    if sealing.step != "running":
        return HttpResponse(headers={"HX-Redirect": reverse("tps:closing")})
    seconds = int(current().tries.clock() - sealing.began)
    return render(request, "elections/station/_sealing.html", {"seconds": seconds})


@officer(*KPPS)
@require_GET
def bundle(request: HttpRequest, station: Station) -> HttpResponseBase:
    """The bundle for the panitia."""
    path = phases.bundle_path(station)
    if station.phase != "sealed" or not path.exists():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@officer(*KPPS)
@require_GET
def minutes(request: HttpRequest, station: Station) -> HttpResponseBase:
    """Berita acara pemungutan suara."""
    if station.phase != "sealed":
        raise Http404
    return pdf(
        documents.voting_minutes_pdf(station, phases.final(station)), f"ba-pemungutan-tps-{station.parcel.station}"
    )
