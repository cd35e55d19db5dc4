"""What the frame offers: entries of the side bar and of the tab bar on a phone, contributed by each app's `menu.py`.

    from pendopo.kernel.menu import MenuEntry, register

    register(MenuEntry("kantor", _("Kehadiran"), "attendance:days", "clock", "attendance.read", tab=_("Hadir")))

An entry is shown only if its permission is held (`None`: everyone signed in) and `shown(actor)`, where given, says so.
`badge(actor)` says how much waits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from pendopo.kernel.actor import Actor

GROUPS: dict[str, str | Promise] = {
    "utama": "",
    "kantor": _("Kantor"),
    "rencana": _("Rencana & uang"),
    "warga": _("Warga"),
    "tata": _("Tata kelola"),
    "sistem": _("Pengaturan"),
}


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the side bar; `tab` is its short name on the phone's tab bar (four at most are shown)."""

    group: str
    label: str | Promise
    url_name: str
    icon: str
    permission: str | None = None
    order: int = 50
    badge: Callable[[Actor], int] | None = None
    tab: str | Promise | None = None
    shown: Callable[[Actor], bool] | None = None


@dataclass(frozen=True)
class MenuItem:
    """An entry as one person sees it."""

    label: str
    url: str
    icon: str
    badge: int
    current: bool
    tab: str


@dataclass(frozen=True)
class MenuGroup:
    key: str
    label: str
    items: tuple[MenuItem, ...]


_entries: dict[str, MenuEntry] = {}


def register(*entries: MenuEntry) -> None:
    """Adds entries; the same address registered again replaces the former."""
    for entry in entries:
        if entry.group not in GROUPS:
            raise ValueError(f"unknown menu group {entry.group!r}, one of {', '.join(GROUPS)}")
        _entries[entry.url_name] = entry


def menu_for(actor: Actor, path: str = "") -> tuple[MenuGroup, ...]:
    """The side bar of `actor`, the entry that holds the address `path` marked as current."""
    shown: list[tuple[MenuEntry, str]] = []
    answers = {ask: ask(actor) for ask in {entry.shown for entry in _entries.values()} if ask}
    for entry in sorted(_entries.values(), key=lambda e: e.order):
        if (entry.permission is None or actor.can(entry.permission)) and (not entry.shown or answers[entry.shown]):
            try:
                shown.append((entry, reverse(entry.url_name)))
            except NoReverseMatch:
                continue
    current = max((url for _entry, url in shown if _holds(url, path)), key=len, default="")
    groups = []
    for key, label in GROUPS.items():
        items = tuple(_item(entry, url, actor, url == current) for entry, url in shown if entry.group == key)
        if items:
            groups.append(MenuGroup(key=key, label=str(label), items=items))
    return tuple(groups)


def tabs_for(groups: tuple[MenuGroup, ...]) -> tuple[MenuItem, ...]:
    """The first four entries that have a short name for the phone."""
    return tuple(item for group in groups for item in group.items if item.tab)[:4]


def _item(entry: MenuEntry, url: str, actor: Actor, current: bool) -> MenuItem:
    return MenuItem(
        label=str(entry.label),
        url=url,
        icon=entry.icon,
        badge=entry.badge(actor) if entry.badge else 0,
        current=current,
        tab=str(entry.tab or ""),
    )


def _holds(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
