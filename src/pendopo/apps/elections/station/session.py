"""Who acts at the station: officers of the parcel, signed in with their PIN; and what only the laptop itself may do."""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, cast

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from pendopo.apps.elections.parcel import ParcelOfficer, pin_fits
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.holder import Holder, SignedIn, current

COOKIE: Final = "petugas"
SALT: Final = "tps.petugas"
LAPTOP_NAMES: Final = ("localhost", "127.0.0.1", "[::1]")

HEAD: Final = "ketua"
MEMBER: Final = "anggota"
TECHNICIAN: Final = "teknisi"
WITNESS: Final = "saksi"
KPPS: Final = (HEAD, MEMBER)
STAFF: Final = (HEAD, MEMBER, TECHNICIAN)
EVERYBODY: Final = (HEAD, MEMBER, TECHNICIAN, WITNESS)


@dataclass(frozen=True, slots=True)
class Access:
    """What a view asks for; the test of all addresses reads it. `kind`: laptop, officer, anybody, booth."""

    kind: str
    roles: tuple[str, ...] = ()


class Asked(HttpRequest):
    """A request after OfficerMiddleware."""

    officer: ParcelOfficer | None
    htmx: Any


View = Callable[..., HttpResponseBase]


class OfficerMiddleware:
    """Finds out who signed in. Nothing of the station may be kept by a browser or named in a log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        cast(Asked, request).officer = officer_of(request)
        response = self.get_response(request)
        if "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response


# --- signing in and out


def sign_in(request: HttpRequest, response: HttpResponse, name: str) -> None:
    holder = current()
    key = secrets.token_hex(16)
    with holder.lock:
        holder.people[key] = SignedIn(name, holder.tries.clock())
    response.set_cookie(
        COOKIE,
        signing.dumps(key, salt=SALT),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def sign_out(request: HttpRequest, response: HttpResponse) -> None:
    current().people.pop(_key(request), None)
    response.delete_cookie(COOKIE, samesite="Strict")


def officer_of(request: HttpRequest) -> ParcelOfficer | None:
    """The officer whose browser this is, unless nobody touched it for `desk_idle_minutes`."""
    holder = current()
    signed = holder.people.get(_key(request))
    if signed is None or holder.station is None:
        return None
    idle = 60.0 * float(holder.station.parcel.setting("desk_idle_minutes"))
    if holder.tries.clock() - signed.seen > idle:
        holder.people.pop(_key(request), None)
        return None
    return officer_named(holder.station, signed.name)


def officer_named(station: Station, name: str) -> ParcelOfficer | None:
    return next((one for one in station.parcel.officers if one.name == name), None)


def check_pin(holder: Holder, person: ParcelOfficer, pin: str, *, at_laptop: bool) -> bool:
    """Raises TooSoon after wrong ones. Who guesses over the network does not lock the officer out at the laptop."""
    key = f"{'laptop' if at_laptop else 'net'}:{person.name}"
    return holder.tries.attempt(key, lambda: bool(person.pin) and pin_fits(pin, person.pin))


def _key(request: HttpRequest) -> str:
    try:
        return str(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT))
    except signing.BadSignature:
        return ""


def _touch(request: HttpRequest) -> None:
    holder = current()
    signed = holder.people.get(_key(request))
    if signed:
        signed.seen = holder.tries.clock()


# --- who may open a view


def anybody(view: View) -> View:
    return _declare(view, Access("anybody"))


def laptop(view: View) -> View:
    """Only the browser on this laptop: by its address, and by the name it called (a page from elsewhere may have bent
    a name of its own to this address).
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_laptop(request):
            return render(request, "elections/station/laptop_only.html", _at_laptop(request), status=403)
        return view(request, *args, **kwargs)

    return _declare(guarded, Access("laptop"))


def officer(*roles: str, quiet: bool = False) -> Callable[[View], View]:
    """Opened by an officer with one of the roles; the view gets the station. `quiet`: asked for by the page itself, no
    sign that somebody is there.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            station = current().station
            if station is None:
                return _away(request, reverse("tps:start"))
            who = cast(Asked, request).officer
            if who is None:
                return _away(request, f"{reverse('tps:sign_in')}?{urlencode({'lanjut': _back(request)})}")
            if who.role not in roles:
                return render(request, "elections/station/not_yours.html", status=403)
            if not quiet:
                _touch(request)
            return view(request, station, *args, **kwargs)

        return _declare(guarded, Access("officer", roles))

    return decorate


def is_laptop(request: HttpRequest) -> bool:
    try:
        near = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    name = request.META.get("HTTP_HOST", "").lower()
    bare = name if name.endswith("]") or ":" not in name else name.rpartition(":")[0]
    return near and bare in LAPTOP_NAMES


def _at_laptop(request: HttpRequest) -> dict[str, str]:
    told: Any = settings  # the checker knows the settings of the other server
    scheme = "https" if told.STATION_TLS else "http"
    return {"address": f"{scheme}://127.0.0.1:{told.STATION_PORT}{request.path}"}


def _away(request: HttpRequest, address: str) -> HttpResponseBase:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return redirect(address)


def _back(request: HttpRequest) -> str:
    return request.path if request.method == "GET" else reverse("tps:board")


def _declare(view: View, access: Access) -> View:
    cast(Any, view).access = access
    return view
