"""The KPPS board: phase and next step, counts, booths, calls for help, what waits for a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.elections.station import casting, checkin, chronicle, merge, place
from pendopo.apps.elections.station.battery import read_battery
from pendopo.apps.elections.station.booths import MOST, Booth
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.errors import StationRefused
from pendopo.apps.elections.station.holder import Holder, current
from pendopo.apps.elections.station.session import EVERYBODY, KPPS, STAFF, Asked, officer

HELP: Final = {
    "bantuan": lambda: _("Pemilih minta bantuan"),
    "printer": lambda: _("Printer bermasalah"),
    "kertas": lambda: _("Kertas printer habis"),
}


@dataclass(frozen=True, slots=True)
class BoothLine:
    """A booth as the board shows it: tone and word of its state, the same for its printer."""

    booth: Booth
    tone: str
    state: str
    printer_tone: str
    printer: str
    help: str
    waits: str  # the ballot whose slip is awaited, as `tps:pending` names it


@officer(*EVERYBODY)
@require_GET
def board(request: HttpRequest, station: Station) -> HttpResponseBase:
    return render(request, "elections/station/board.html", _facts(request, station))


@officer(*EVERYBODY, quiet=True)
@require_GET
def board_part(request: HttpRequest, station: Station) -> HttpResponseBase:
    """What the board fetches again every two seconds; while the box is sealed nothing changes, and its lock is held."""
    if current().sealing.step == "running":
        return HttpResponse(status=204)
    return render(request, "elections/station/_board.html", _facts(request, station))


def _facts(request: HttpRequest, station: Station) -> dict[str, Any]:
    holder = current()
    who = cast(Asked, request).officer
    people, box = checkin.counts(station), casting.counts(station)
    waiting = casting.pending(station)
    lines = [booth_line(holder, station, booth, waiting) for booth in holder.booths.listed()]
    troubled = {line.booth.number for line in lines if line.help or line.printer_tone == "bad"}
    doubtful = [one for one in waiting if not one.live or one.booth in troubled]
    present = people.attended + people.extra
    return {
        "station": station,
        "people": people,
        "present": present,
        "box": box,
        "difference": present - box.spent - box.pending,
        "booths": lines,
        "calls": [line for line in lines if line.help],
        "calls_key": " ".join(f"{line.booth.number}.{line.booth.call}" for line in lines if line.help),
        "pending": doubtful,
        "codes": holder.booths.offered(),
        "next": next_step(station, lines, booths_ready(station), doubtful),
        "now": station.clock(),
        "journal": journal_words(station),
        "battery": read_battery(),
        "disputed": sum(len(one.places) for one in merge.disputed(station)) if who and who.role in STAFF else 0,
        "may_decide": who is not None and who.role in KPPS,
        "may_pair": who is not None and who.role in STAFF and station.phase in ("prepared", "open"),
        "free_number": holder.booths.free_number(),
    }


def booths_ready(station: Station) -> bool:
    """Whether one booth at least could take a voter now."""
    by_agent = station.parcel.setting("printer") == "agent"
    return bool(current().booths.ready(by_agent=by_agent))


def next_step(
    station: Station, booths: Sequence[BoothLine], is_ready: bool, waiting: Sequence[casting.Pending]
) -> dict[str, str]:
    """The one thing to do next; only this is a filled button."""
    if station.phase == "prepared":
        if not booths:
            return {"text": _("Pasangkan layar bilik, lalu buka pemungutan suara."), "url": "", "action": ""}
        if not is_ready:
            text = _("Belum ada bilik yang siap: nyalakan layar bilik dan printernya, buka kuncinya.")
            return {"text": text, "url": reverse("tps:opening"), "action": ""}
        return {
            "text": _("Tunjukkan kotak suara kosong kepada saksi, lalu buka pemungutan suara."),
            "url": reverse("tps:opening"),
            "action": _("Buka pemungutan suara"),
        }
    if station.phase == "open":
        mending = [one.booth for one in waiting if one.live]
        if mending:  # its slip comes by itself: deciding now could take a ballot out whose slip is printed
            words = _("Bilik %(number)s menunggu slip: pasang kertas atau perbaiki printernya. Slip dicetak sendiri.")
            return {"text": words % {"number": mending[0]}, "url": "", "action": ""}
        if waiting:
            return {
                "text": _("Ada suara yang menunggu keputusan dua petugas."),
                "url": "#tertunda",
                "action": _("Lihat yang tertunda"),
            }
        return {
            "text": _("Pemungutan berjalan. Tutup setelah pemilih terakhir memilih."),
            "url": reverse("tps:closing"),
            "action": _("Tutup pemungutan suara") if _is_late(station) else "",
        }
    if station.phase == "closed":
        return {
            "text": _("Segel kotak suara dan serahkan berkas TPS."),
            "url": reverse("tps:closing"),
            "action": _("Segel kotak suara"),
        }
    return {
        "text": _("Kotak suara sudah disegel. Unduh berkas TPS dan serahkan kepada panitia."),
        "url": reverse("tps:closing"),
        "action": _("Unduh berkas TPS"),
    }


def _is_late(station: Station) -> bool:
    """Whether the hour of closing has come, or everybody has voted."""
    try:
        closes = datetime.strptime(station.parcel.closes.replace(".", ":"), "%H:%M").time()  # noqa: DTZ007
    except ValueError:
        return True
    people = checkin.counts(station)
    return station.clock().time() >= closes or people.attended >= people.registered


def booth_line(holder: Holder, station: Station, booth: Booth, waiting: list[casting.Pending]) -> BoothLine:
    waits = next((one.id for one in waiting if one.booth == booth.number), "")
    tone, state = _state(holder, booth, bool(waits))
    printer_tone, printer = _printer(holder, station, booth)
    help_word = HELP[booth.help]() if booth.help else ""
    return BoothLine(booth, tone, state, printer_tone, printer, help_word, waits)


def _state(holder: Holder, booth: Booth, waits: bool) -> tuple[str, str]:
    silent = holder.booths.silent_for(booth)
    if booth.seen is None:
        return "stale", _("belum tersambung")
    if silent:
        return "bad", _("diam %(seconds)s dtk") % {"seconds": silent}
    if booth.locked:
        return "watch", _("dikunci")
    if waits:
        return "watch", _("menunggu slip")
    return ("info", _("dipakai")) if booth.lease else ("ok", _("kosong"))


def _printer(holder: Holder, station: Station, booth: Booth) -> tuple[str, str]:
    if station.parcel.setting("printer") == "browser":
        return "mute", _("cetak peramban")
    if booth.printer is None and holder.booths.is_blind(booth):
        return "bad", _("tidak tersambung")
    if booth.printer is None:
        return "stale", _("belum diketahui") if booth.seen is None else _("sedang diperiksa")
    words = {
        "": ("ok", _("siap")),
        "paper": ("bad", _("kertas habis")),
        "near_end": ("watch", _("kertas hampir habis")),
        "cover": ("bad", _("tutup terbuka")),
        "error": ("bad", booth.printer.error or _("tidak siap")),
    }
    return words[booth.printer.trouble]


def journal_words(station: Station) -> tuple[str, str]:
    """Tone and words of the stick."""
    if station.journal_state == "ok" and place.same_disk(station):
        return "watch", _("di disk laptop ini, bukan di stik")
    words = {
        "ok": ("ok", _("tercatat di laptop dan stik")),
        "missing": ("bad", _("stik tidak terpasang")),
        "failing": ("bad", _("stik gagal ditulis")),
    }
    return words.get(station.journal_state, ("watch", _("tanpa stik")))


# --- booths


@officer(*STAFF)
@require_POST
def offer(request: HttpRequest, station: Station) -> HttpResponseBase:
    """A code for pairing one booth."""
    number = request.POST.get("number", "")
    if station.phase not in ("prepared", "open"):
        messages.error(request, _("Pemungutan sudah ditutup: tidak ada bilik yang dipasangkan lagi."))
    elif number.isascii() and number.isdigit() and len(number) < 3 and 0 < int(number) <= MOST:
        current().booths.offer(int(number))
    else:
        messages.error(request, _("Nomor bilik harus antara 1 dan %(most)s.") % {"most": MOST})
    return redirect(f"{reverse('tps:board')}#bilik")


@officer(*STAFF)
@require_POST
def lock_booth(request: HttpRequest, station: Station, number: int) -> HttpResponseBase:
    """Locks the booth, or unlocks it; a vote that has begun there is finished."""
    locked = request.POST.get("locked") == "1"
    if current().booths.set_locked(number, locked):
        text = _("Bilik %(number)s dikunci") if locked else _("Bilik %(number)s dibuka lagi")
        _note(request, station, "booth", text % {"number": number})
    return redirect(f"{reverse('tps:board')}#bilik")


@officer(*STAFF)
@require_POST
def unpair(request: HttpRequest, station: Station, number: int) -> HttpResponseBase:
    if current().booths.unpair(number):
        _note(request, station, "booth", _("Bilik %(number)s dilepas") % {"number": number})
    return redirect(f"{reverse('tps:board')}#bilik")


@officer(*STAFF)
@require_POST
def helped(request: HttpRequest, station: Station, number: int) -> HttpResponseBase:
    if current().booths.helped(number):
        _note(request, station, "help", _("Bilik %(number)s selesai dibantu") % {"number": number})
    return redirect("tps:board")


def _note(request: HttpRequest, station: Station, kind: str, text: str) -> None:
    who = cast(Asked, request).officer
    try:
        chronicle.note(station, kind, text, officer=who.name if who else "")
    except StationRefused as refused:
        messages.warning(request, refused.message)
