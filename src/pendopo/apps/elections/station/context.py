"""What the frame of the station's pages needs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from pendopo.apps.elections.parcel import ParcelOfficer
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.holder import current
from pendopo.apps.elections.station.merge import disputed
from pendopo.apps.elections.station.session import EVERYBODY, HEAD, KPPS, STAFF, TECHNICIAN, is_laptop
from pendopo.ui import colors

THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    short: str
    url: str
    icon: str
    is_current: bool


class Frame:
    """`ui` in templates: what the house's base page asks for."""

    colors_url = ""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def regency(self) -> str:
        station = current().station
        return station.parcel.regency if station else str(settings.REGENCY["name"])

    @property
    def theme(self) -> str:
        chosen = self._request.COOKIES.get("tema", "")
        return chosen if chosen in THEMES else ""

    @property
    def theme_color(self) -> str:
        return colors.palette(colors.DEFAULT_HUE, dark=self.theme == "dark")["side"]


class Place:
    """`tps` in templates: the station, who acts, and where they may go."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def station(self) -> Station | None:
        return current().station

    @property
    def officer(self) -> ParcelOfficer | None:
        return getattr(self._request, "officer", None)

    @property
    def is_laptop(self) -> bool:
        return is_laptop(self._request)

    @property
    def role(self) -> str:
        return role_word(self.officer.role) if self.officer else ""

    @cached_property
    def phase(self) -> str:
        return phase_word(self.station.phase) if self.station else ""

    @cached_property
    def menu(self) -> list[Entry]:
        officer, station = self.officer, self.station
        if officer is None or station is None:
            return []
        wanted = [
            (_("Papan KPPS"), _("Papan"), "tps:board", "screen", EVERYBODY, True),
            (_("Meja pendaftaran"), _("Daftar"), "tps:desk", "users", KPPS, station.phase in ("prepared", "open")),
            (_("Pembukaan"), _("Buka"), "tps:opening", "play", KPPS, station.phase == "prepared"),
            (_("Penutupan"), _("Tutup"), "tps:closing", "lock", KPPS, station.phase != "prepared"),
            (_("Catatan"), _("Catatan"), "tps:chronicle", "history", STAFF, True),
            (_("Pertentangan"), _("Bentrok"), "tps:conflicts", "watch", STAFF, bool(disputed(station))),
            (_("Stik jurnal"), _("Stik"), "tps:stick", "download", (HEAD, TECHNICIAN), True),
        ]
        path = self._request.path
        return [
            Entry(label, short, reverse(name), icon, path.startswith(reverse(name)))
            for label, short, name, icon, roles, shown in wanted
            if shown and officer.role in roles
        ]


def phase_word(phase: str) -> str:
    words = {"prepared": _("Belum dibuka"), "open": _("Pemungutan dibuka"), "closed": _("Pemungutan ditutup")}
    return words.get(phase, _("Kotak disegel"))


def role_word(role: str) -> str:
    words = {"ketua": _("Ketua KPPS"), "anggota": _("Anggota KPPS"), "teknisi": _("Teknisi"), "saksi": _("Saksi")}
    return words.get(role, role)


def frame(request: HttpRequest) -> dict[str, Any]:
    return {"ui": Frame(request), "tps": Place(request)}
