"""The wall: full screen, read-only, by a screen's own token or by who may open it; and the list of screens."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from pendopo.apps.executive.forms import ScreenForm
from pendopo.apps.executive.models import WallScreen
from pendopo.apps.executive.queries import room as rooms
from pendopo.apps.executive.services import walls
from pendopo.kernel import clock
from pendopo.kernel.actor import ANONYMOUS, Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import Request, page, public
from pendopo.kernel.scope import under
from pendopo.kernel.units.queries import offices
from pendopo.ui import formats

COOKIE_AGE = 5 * 365 * 24 * 3600


@never_cache
@require_safe
@public
def wall(request: Request) -> HttpResponseBase:
    """The wall itself. Nobody without a screen's token or the permission sees a figure here."""
    actor = walls.reader(request.COOKIES.get(walls.PAGE_COOKIE, ""))
    if actor is ANONYMOUS and request.actor.can("executive.wall") and request.actor.can("executive.view"):
        actor = request.actor
    if actor is ANONYMOUS:
        return render(request, "executive/wall_closed.html", status=401)
    found = rooms.room(actor, actor.unit_path)
    if found is None:
        return render(request, "executive/wall_closed.html", status=401)
    context = {
        "room": found,
        "frame": found.frame,
        "span": found.frame.span,
        "moment": clock.now(),
        "zone": clock.regency_zone().key,
        "zone_word": formats.zone_word(clock.now()),
    }
    return render(request, "executive/wall.html", context)


@never_cache
@public
def pair(request: Request, secret: str) -> HttpResponseBase:
    """The one-time address: the button, not the mere visit, binds this browser."""
    screen = walls.waiting(secret)
    if request.method != "POST" or screen is None:
        status = 200 if screen else 410
        return render(request, "executive/wall_pair.html", {"screen": screen}, status=status)
    try:
        _screen, token = walls.pair(secret)
    except Refused as refusal:
        return render(request, "executive/wall_pair.html", {"screen": None, "said": refusal.message}, status=410)
    response = redirect("executive:wall")
    for name, path in ((walls.PAGE_COOKIE, reverse("executive:wall")), (walls.STREAM_COOKIE, reverse("live"))):
        response.set_cookie(
            name, token, max_age=COOKIE_AGE, path=path, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return cast(HttpResponse, response)


@require_GET
@page("executive.wall")
def screens(request: Request) -> HttpResponseBase:
    return _screens(request, ScreenForm(units=_units(request.actor)))


def _units(actor: Actor) -> list[tuple[str, str]]:
    whole = [("", _("Seluruh daerah"))] if not actor.unit_path else []
    return whole + [(unit.path, unit.name) for unit in offices().filter(under(actor.unit_path, "path"))]


def _screens(request: Request, form: ScreenForm, address: str = "", status: int = 200) -> HttpResponse:
    rows = WallScreen.objects.filter(under(request.actor.unit_path))
    names = {unit.path: unit.name for unit in offices()}
    context = {
        "form": form,
        "screens": [(screen, names.get(screen.unit_path, _("Seluruh daerah"))) for screen in rows],
        "address": address,
        "title": _("Layar dinding"),
    }
    return render(request, "executive/screens.html", context, status=status)


@require_POST
@page("executive.wall")
def create(request: Request) -> HttpResponseBase:
    form = ScreenForm(request.POST, units=_units(request.actor))
    if not form.is_valid():
        return _screens(request, form, status=422)
    try:
        _screen, secret = walls.create_screen(request.actor, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.field, refusal.message)
        return _screens(request, form, status=422)
    address = request.build_absolute_uri(reverse("executive:pair", args=[secret]))
    return never_cache(lambda r: _screens(r, ScreenForm(units=_units(r.actor)), address))(request)


@require_POST
@page("executive.wall")
def revoke(request: Request, pk: int) -> HttpResponseBase:
    screen = get_object_or_404(WallScreen.objects.filter(under(request.actor.unit_path)), pk=pk)
    try:
        walls.revoke_screen(request.actor, screen)
        messages.success(request, _("Layar %(name)s dicabut.") % {"name": screen.name})
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("executive:screens")
