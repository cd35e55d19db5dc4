"""The frame's own pages: Meja saya, Saya, search, theme, colours; the error pages are in `errors.py`."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import quote_etag, url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.kernel import desk as desks
from pendopo.kernel import search as searches
from pendopo.kernel.http import actor_of, public, signed_in
from pendopo.ui import colors
from pendopo.ui.context import THEME_COOKIE, THEMES, brand_hue, fingerprint
from pendopo.ui.desk import recent_jobs, tasks_context
from pendopo.ui.gallery import samples

A_YEAR = 31_536_000


@require_GET
@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """Meja saya: what waits for the person, across all apps."""
    actor = actor_of(request)
    found = desks.desk_of(actor)
    now = timezone.now().astimezone(ZoneInfo(str(settings.REGENCY["zone"])))
    drawn = [(_card(request, card), card) for card in found.cards]
    context = {
        "desk": found,
        "beside": [html for html, card in drawn if not card.main and not card.wide],
        "below": [html for html, card in drawn if card.main],
        "across": [html for html, card in drawn if card.wide and not card.main],
        "greeting": _greeting(now),
        "now": now,
    }
    return render(request, "ui/desk.html", context)


@require_GET
@signed_in
def tasks(request: HttpRequest) -> HttpResponse:
    """The card of own tasks, which asks for itself while one is running."""
    found = recent_jobs(actor_of(request))
    return render(request, "ui/_tasks.html", tasks_context(found))


@require_GET
@signed_in
def menu(request: HttpRequest) -> HttpResponse:
    """The phone's last tab: account, appearance and the whole menu."""
    return render(request, "ui/menu.html", {"title": _("Saya")})


@require_GET
@signed_in
def search(request: HttpRequest) -> HttpResponse:
    """What Ctrl K finds, as a fragment; never stored."""
    text = request.GET.get("q", "")
    groups = searches.find(actor_of(request), text)
    nothing = {
        "nothing_title": _("Tidak ditemukan"),
        "nothing_text": _("Coba nama, NIP, nama kantor, atau nama halaman."),
    }
    response = render(request, "ui/search_hits.html", {"groups": groups} | nothing)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@public
def theme(request: HttpRequest) -> HttpResponse:
    """Remembers light, dark, or as the device wishes."""
    chosen = request.POST.get("tema", "")
    back = request.POST.get("next", "")
    ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, None)
    response = HttpResponseRedirect(back if ours else "/")
    if chosen in THEMES:
        response.set_cookie(THEME_COOKIE, chosen, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


@require_GET
@public
def colors_css(request: HttpRequest) -> HttpResponse:
    """The colours of this regency; kept for a year where the address carries their fingerprint."""
    hue = brand_hue()
    mark = fingerprint(hue)
    if quote_etag(mark) in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified()
    response = HttpResponse(colors.stylesheet(hue), content_type="text/css; charset=utf-8")
    response["ETag"] = quote_etag(mark)
    pinned = request.GET.get("v") == mark
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable" if pinned else "public, max-age=300"
    return response


@require_GET
@signed_in
def style(request: HttpRequest) -> HttpResponse:
    """The living style page: every part of the look, drawn by the parts themselves."""
    return render(request, "ui/style.html", samples(request))


def _card(request: HttpRequest, card: desks.DeskCard) -> SafeString:
    return mark_safe(render_to_string(card.template, dict(card.context), request=request))  # noqa: S308


def _greeting(now: datetime) -> str:
    if now.hour < 11:
        return _("Selamat pagi")
    if now.hour < 15:
        return _("Selamat siang")
    return _("Selamat sore") if now.hour < 18 else _("Selamat malam")
