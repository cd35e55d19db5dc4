"""The chronicle and the stick."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.apps.elections.station import chronicle as log
from pendopo.apps.elections.station import core, merge, place, sticks
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.errors import StationRefused
from pendopo.apps.elections.station.forms import NoteForm, SecondOfficerForm, StickForm
from pendopo.apps.elections.station.holder import current
from pendopo.apps.elections.station.session import HEAD, STAFF, TECHNICIAN, officer
from pendopo.apps.elections.station.views_board import journal_words
from pendopo.apps.elections.station.views_pending import acting


@officer(*STAFF)
@require_http_methods(["GET", "POST"])
def chronicle(request: HttpRequest, station: Station) -> HttpResponseBase:
    """What happened, newest first; a note may be added, nothing is ever changed."""
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            log.note(station, "kejadian", form.cleaned_data["text"], officer=acting(request).name)
        except StationRefused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Kejadian dicatat."))
            return redirect("tps:chronicle")
    kinds = {entry["kind"] for entry in log.entries(station)}
    chosen = request.GET.get("jenis", "")
    entries: list[dict[str, Any]] = [
        {**entry, "moment": datetime.fromisoformat(entry["at"]), "word": kind_word(entry["kind"])}
        for entry in reversed(log.entries(station))
        if not chosen or entry["kind"] == chosen
    ]
    context = {
        "form": form,
        "station": station,
        "entries": entries,
        "kinds": sorted((kind_word(kind), kind) for kind in kinds),
        "chosen": chosen,
        "head": log.head(station),
    }
    return render(request, "elections/station/chronicle.html", context)


@officer(*STAFF)
@require_GET
def conflicts(request: HttpRequest, station: Station) -> HttpResponseBase:
    """What two laptops that were merged told differently, and what to do about it; no times, no card beside a voter."""
    context = {"station": station, "disputed": merge.disputed(station)}
    return render(request, "elections/station/conflicts.html", context)


def kind_word(kind: str) -> str:
    words = {
        "siap": _("Penyiapan"),
        "buka": _("Pembukaan"),
        "tutup": _("Penutupan"),
        "segel": _("Penyegelan"),
        "slip": _("Slip"),
        "kartu": _("Kartu"),
        "hadir": _("Daftar hadir"),
        "jurnal": _("Jurnal"),
        "jam": _("Jam laptop"),
        "catatan": _("Catatan"),
        "cadangan": _("Laptop cadangan"),
        "printer": _("Printer"),
        "help": _("Bantuan"),
        "booth": _("Bilik"),
        "kejadian": _("Kejadian"),
        "gabung": _("Penggabungan"),
    }
    return words.get(kind, kind)


@officer(HEAD, TECHNICIAN)
@require_http_methods(["GET", "POST"])
def stick(request: HttpRequest, station: Station) -> HttpResponseBase:
    """The state of the stick, and another one in its place."""
    form = _stick_form(request, station)
    if request.method == "POST" and form.is_valid():
        try:
            place.attach_journal(station, form.path())
        except StationRefused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Stik dipasang dan memuat seluruh isi kotak."))
            return redirect("tps:stick")
    elif request.method == "GET":
        core.probe(station)
    return _stick_page(request, station, form, SecondOfficerForm(request, station, acting(request)))


@officer(HEAD)
@require_POST
def without_stick(request: HttpRequest, station: Station) -> HttpResponseBase:
    """The chair and a second officer go on without one."""
    form = SecondOfficerForm(request, station, acting(request), request.POST)
    if form.is_valid():
        try:
            place.go_without_stick(station, form.pair)
        except StationRefused as refused:
            form.add_error(None, refused.message)
        else:
            messages.warning(request, _("Dilanjutkan tanpa stik. Bila laptop ini rusak, suara di dalamnya hilang."))
            return redirect("tps:stick")
    return _stick_page(request, station, _stick_form(request, station, fresh=True), form)


def _stick_form(request: HttpRequest, station: Station, *, fresh: bool = False) -> StickForm:
    data = None if fresh or request.method == "GET" else request.POST
    return StickForm(request, station, acting(request), data, places=sticks.mounted(current().stick))


def _stick_page(
    request: HttpRequest, station: Station, form: StickForm, without: SecondOfficerForm
) -> HttpResponseBase:
    context = {
        "station": station,
        "form": form,
        "without": without,
        "journal": journal_words(station),
        "path": station.journal.path if station.journal else "",
        "same_disk": place.same_disk(station),
        "goes_without": bool(station.status.get("no_stick")),
        "may_go_without": acting(request).role == HEAD and station.journal_state != "ok",
    }
    return render(request, "elections/station/stick.html", context)
