"""The booths' side: one page and a small API in JSON. Nothing here is logged, and no answer carries a time.

Refusals are 409 {"code", "message"}, a browser that is no booth is 401, a storage that fails is 503.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, cast

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie

from pendopo.apps.elections.parcel import ParcelCandidate
from pendopo.apps.elections.station import casting, chronicle
from pendopo.apps.elections.station.booths import REASONS, Booth, read_printer
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.errors import StationRefused, StorageFailed
from pendopo.apps.elections.station.holder import current
from pendopo.apps.elections.station.session import Access, View
from pendopo.apps.elections.station.tries import TooSoon

COOKIE: Final = "bilik"
SALT: Final = "tps.bilik"
YEAR: Final = 366 * 24 * 3600
LONGEST: Final = 512 * 1024
PRINTER: Final = "http://127.0.0.1:9101"


class Unreadable(Exception):
    """The request is no JSON object with what it needs."""


@ensure_csrf_cookie
@csp_update({"connect-src": [SELF, PRINTER]})  # type: ignore[arg-type]
def page(request: HttpRequest) -> HttpResponseBase:
    """The kiosk page; unpaired it asks for the code."""
    booth = _booth_of(request)
    return render(request, "elections/booth/booth.html", {"booth": booth.number if booth else None})


@csrf_exempt
def pair(request: HttpRequest) -> HttpResponseBase:
    """This browser becomes a booth."""
    if request.method != "POST" or request.headers.get("X-Bilik") != "1":
        return _refused(403, "form", _("Permintaan ini tidak datang dari halaman bilik."))
    try:
        code = "".join(_body(request, "code")["code"].split())
        booth = current().booths.pair(code, request.META.get("REMOTE_ADDR", ""))
    except Unreadable:
        return _refused(400, "form", _("Permintaan tidak terbaca."))
    except TooSoon as wait:
        return _refused(429, "wait", _("Tunggu %(seconds)s detik, lalu coba lagi.") % {"seconds": wait.seconds})
    if booth is None:
        return _refused(409, "code", _("Kode tidak berlaku. Minta kode baru kepada KPPS."))
    response = _answer({"booth": booth.number})
    response.set_cookie(
        COOKIE,
        signing.dumps([booth.number, booth.key], salt=SALT),
        max_age=YEAR,
        path="/bilik/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def booth_only(method: str, *needed: str) -> Callable[[Callable[..., dict[str, Any]]], View]:
    """A paired browser, the right method and header, a body with `needed`; refusals become their answers."""

    def decorate(view: Callable[..., dict[str, Any]]) -> View:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponseBase:
            if request.method != method:
                return _refused(405, "method", _("Cara ini tidak dikenal."))
            if method == "POST" and request.headers.get("X-Bilik") != "1":
                return _refused(403, "form", _("Permintaan ini tidak datang dari halaman bilik."))
            booth = _booth_of(request)
            if booth is None:
                return _refused(401, "unpaired", _("Layar ini belum dipasangkan sebagai bilik."))
            station = current().station
            if station is None:
                return _refused(503, "storage", _("Laptop TPS sedang dibuka kembali. Tunggu sebentar."))
            try:
                told = _body(request, *needed) if method == "POST" else {}
                return _answer(view(station, booth, told))
            except Unreadable:
                return _refused(400, "form", _("Permintaan tidak terbaca."))
            except StorageFailed as failed:
                return _refused(503, "storage", failed.message)
            except StationRefused as refused:
                return _refused(409, refused.code, refused.message)

        cast(Any, guarded).access = Access("booth")
        return guarded

    return decorate


@booth_only("GET")
def election(station: Station, booth: Booth, told: dict[str, Any]) -> dict[str, Any]:
    parcel = station.parcel
    return {
        "election": parcel.election,
        "candidates": [_candidate(one) for one in parcel.candidates],
        "blank": parcel.blank,
        "trial": parcel.is_trial,
        "heading": parcel.heading,
        "title": parcel.title,
        "village": parcel.village,
        "station": parcel.station,
        "idle_seconds": parcel.setting("idle_seconds"),
        "vote_seconds": parcel.setting("vote_seconds"),
        "printer": parcel.setting("printer"),
        "paper_mm": parcel.setting("paper_mm"),
    }


@booth_only("POST", "credential")
def card(station: Station, booth: Booth, told: dict[str, Any]) -> dict[str, Any]:
    """A card is read: refused while the booth is locked or its printer cannot print."""
    if booth.locked:
        raise StationRefused("locked", _("Bilik ini dikunci KPPS. Panggil petugas."))
    if station.parcel.setting("printer") == "agent" and not (booth.printer and booth.printer.ready):
        raise StationRefused("printer", _("Printer bilik ini belum siap. Kartu belum dipakai. Panggil petugas."))
    return {"lease": casting.claim(station, booth.number, told["credential"])}


@booth_only("POST", "lease", "ballot")
def vote(station: Station, booth: Booth, told: dict[str, Any]) -> dict[str, Any]:
    return {"tracker": casting.store(station, booth.number, told["lease"], told["ballot"].encode())}


@booth_only("POST", "lease")
def done(station: Station, booth: Booth, told: dict[str, Any]) -> dict[str, Any]:
    return {"tracker": casting.confirm(station, booth.number, told["lease"])}


@booth_only("POST", "lease")
def give_up(station: Station, booth: Booth, told: dict[str, Any]) -> dict[str, Any]:
    casting.release(station, booth.number, told["lease"])
    return {}


@booth_only("POST", "reason")
def call(station: Station, booth: Booth, told: dict[str, Any]) -> dict[str, Any]:
    if told["reason"] not in REASONS:
        raise Unreadable
    if current().booths.call(booth, told["reason"]):
        _note(
            station,
            "help",
            _("Bilik %(number)s memanggil: %(reason)s") % {"number": booth.number, "reason": told["reason"]},
        )
    return {}


@booth_only("POST")
def beat(station: Station, booth: Booth, told: dict[str, Any]) -> dict[str, Any]:
    """Every three seconds: how the booth fares, and what it must know."""
    lease = told.get("lease") or ""
    if not isinstance(lease, str) or len(lease) > 200:
        raise Unreadable
    news = current().booths.beat(booth, read_printer(told.get("printer")), lease)
    state = casting.beat(station, booth.number, lease)
    if news:
        _note(station, "printer", printer_words(booth.number, news))
    resolved = None
    if lease and casting.digest(lease) in station.settled:
        resolved = "spent" if state == "spent" else "revote"
    elif casting.forgotten(station, booth.number, lease):
        resolved = ""
    return {
        "phase": "closed" if station.phase == "sealed" else station.phase,
        "locked": booth.locked,
        "message": _("Bilik ini dikunci KPPS.") if booth.locked else "",
        "help": bool(booth.help),
        "pending": None if resolved is None else {"resolved": resolved},
    }


def printer_words(number: int, trouble: str) -> str:
    words = {
        "ok": _("Bilik %(number)s: printer siap lagi"),
        "paper": _("Bilik %(number)s: kertas printer habis"),
        "near_end": _("Bilik %(number)s: kertas printer hampir habis"),
        "cover": _("Bilik %(number)s: tutup printer terbuka"),
        "error": _("Bilik %(number)s: printer tidak siap"),
    }
    return words[trouble] % {"number": number}


def _note(station: Station, kind: str, text: str) -> None:
    """Into the chronicle; a storage that fails must not stop a booth from calling for help."""
    try:
        chronicle.note(station, kind, text)
    except StationRefused:
        return


def _candidate(one: ParcelCandidate) -> dict[str, Any]:
    kind = "png" if one.photo.startswith("iVBOR") else "jpeg"
    return {
        "number": one.number,
        "name": one.name,
        "photo": f"data:image/{kind};base64,{one.photo}" if one.photo else "",
    }


def _booth_of(request: HttpRequest) -> Booth | None:
    try:
        number, key = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return current().booths.paired(number, key)


def _body(request: HttpRequest, *needed: str) -> dict[str, Any]:
    """The JSON object of the request; each of `needed` is a text in it."""
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
            raise Unreadable
        told = json.loads(request.body)
    except (ValueError, RecursionError) as problem:
        raise Unreadable from problem
    if not isinstance(told, dict) or not all(isinstance(told.get(name), str) for name in needed):
        raise Unreadable
    return told


def _refused(status: int, code: str, message: str) -> JsonResponse:
    return _answer({"code": code, "message": message}, status)


def _answer(told: dict[str, Any], status: int = 200) -> JsonResponse:
    """Without middleware the API carries its own headers."""
    head = {
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'",
    }
    return JsonResponse(told, status=status, headers=head)


for open_view in (page, pair):
    cast(Any, open_view).access = Access("booth")
