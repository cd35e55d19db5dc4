"""The public portal below /publik/: what anybody may read without an account. Apps enter their page in `menu.py`.

    register(PortalEntry(_("Produk hukum"), _("Peraturan daerah ..."), "public:regulations", "scale", order=10))

A public view is `@public` and answers with `page(request, template, context)`: plain words, no cookie set, and a
short life in caches for those who come without one. Its template extends `ui/public.html`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pendopo.kernel.http import public

Label = str | Promise
MINUTES: Final = 5


@dataclass(frozen=True, slots=True)
class PortalEntry:
    """A page of the portal; `order` sorts the list and the head of every public page."""

    label: Label
    description: Label
    url_name: str
    icon: str
    order: int = 50


@dataclass(frozen=True, slots=True)
class PortalLink:
    """An entry as it is drawn; `current` marks the page that is open."""

    label: str
    description: str
    url: str
    icon: str
    current: bool = False


_entries: dict[str, PortalEntry] = {}


def register(*entries: PortalEntry) -> None:
    """Adds entries; the same address again replaces the former."""
    for entry in entries:
        _entries[entry.url_name] = entry


def links(path: str = "") -> list[PortalLink]:
    """The entries whose address exists, in order."""
    found = []
    for entry in sorted(_entries.values(), key=lambda one: one.order):
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        found.append(PortalLink(str(entry.label), str(entry.description), url, entry.icon, path.startswith(url)))
    return found


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200, minutes: int = MINUTES
) -> HttpResponse:
    """A public page. Whoever sends a cookie (language, theme, session) gets an own copy that no cache keeps."""
    response: HttpResponse = render(request, template, dict(context), status=status)
    kept = f"public, max-age={minutes * 60}" if not request.COOKIES and status == HttpResponse.status_code else ""
    response["Cache-Control"] = kept or "private, no-cache"
    patch_vary_headers(response, ("Cookie",))
    return response


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the regency offers to everybody."""
    return page(request, "ui/public_index.html", {"title": _("Layanan publik"), "regency": settings.REGENCY["name"]})
