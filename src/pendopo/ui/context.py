"""What every page's frame needs: regency, theme, colours, menu, person. Read only when a template asks."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from pendopo.kernel.actor import ANONYMOUS, Actor
from pendopo.kernel.menu import MenuGroup, MenuItem, menu_for, tabs_for
from pendopo.ui import colors

THEME_COOKIE = "tema"
THEMES = ("light", "dark")


class Frame:
    """The frame of one page."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def actor(self) -> Actor:
        actor: Actor = getattr(self._request, "actor", ANONYMOUS)
        return actor

    @property
    def regency(self) -> str:
        return str(settings.REGENCY["name"])

    @property
    def theme(self) -> str:
        """light, dark, or empty: as the device wishes."""
        chosen = self._request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in THEMES else ""

    @property
    def theme_color(self) -> str:
        return colors.palette(brand_hue(), dark=self.theme == "dark")["side"]

    @property
    def colors_url(self) -> str:
        """The generated sheet of this regency's hue; empty for the default hue, whose sheet is a static file."""
        hue = brand_hue()
        return "" if hue == colors.DEFAULT_HUE else f"{reverse('ui:colors')}?v={fingerprint(hue)}"

    @cached_property
    def menu(self) -> tuple[MenuGroup, ...]:
        user = getattr(self._request, "user", None)
        return menu_for(self.actor, self._request.path) if user is not None and user.is_authenticated else ()

    @cached_property
    def tabs(self) -> tuple[MenuItem, ...]:
        return tabs_for(self.menu)

    @property
    def in_me(self) -> bool:
        return not any(item.current for item in self.tabs)

    @property
    def person(self) -> str:
        user = getattr(self._request, "user", None)
        return self.actor.name or (user.get_username() if user is not None else "")

    @property
    def post(self) -> str:
        return self.actor.post

    @property
    def account_links(self) -> list[tuple[str, str, str]]:
        """Links of the account sheet: label, address, icon; only those that exist."""
        wanted = (
            (_("Akun saya"), ("saya",), "user"),
            (_("Ganti jabatan"), ("saya_jabatan",), "swap"),
            (_("Verifikasi dua langkah"), ("mfa_index",), "shield"),
        )
        return [(label, url, symbol) for label, names, symbol in wanted if (url := first_address(names))]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `ui` in every template."""
    return {"ui": Frame(request)}


def brand_hue() -> int:
    return int(str(settings.REGENCY["brand_hue"])) % 360


def fingerprint(hue: int) -> str:
    return sha256(colors.stylesheet(hue).encode()).hexdigest()[:12]


def first_address(names: tuple[str, ...]) -> str:
    """The address of the first name that exists, or nothing."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""
