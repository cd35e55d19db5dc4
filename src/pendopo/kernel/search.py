"""Ctrl K: one question to every app, answered by each app's `search.py`.

    from pendopo.kernel.search import Hit, search_provider

    @search_provider(_("Pegawai"))
    def find(actor: Actor, text: str) -> list[Hit]:
        found = Employee.objects.visible_to(actor).filter(name__icontains=text)[:6]
        return [Hit(e.name, e.unit_name, url, "user") for e in found]

A provider gives at most a handful, only what `actor` may open, and never puts personal data into `url`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from pendopo.kernel.menu import menu_for

if TYPE_CHECKING:
    from pendopo.kernel.actor import Actor

log = logging.getLogger(__name__)
SHORTEST = 2
LONGEST = 80
PER_GROUP = 6


@dataclass(frozen=True)
class Hit:
    label: str
    detail: str
    url: str
    icon: str = "search"


@dataclass(frozen=True)
class HitGroup:
    label: str
    hits: tuple[Hit, ...]


Provider = Callable[["Actor", str], list[Hit]]
_providers: dict[str, tuple[str | Promise, Provider]] = {}


def search_provider(label: str | Promise) -> Callable[[Provider], Provider]:
    """Registers a function that finds things called `label`."""

    def add(function: Provider) -> Provider:
        _providers[f"{function.__module__}.{function.__qualname__}"] = (label, function)
        return function

    return add


def find(actor: Actor, text: str) -> tuple[HitGroup, ...]:
    """Pages first, then what each app finds; an app that fails is left out and logged."""
    text = " ".join(text.split())[:LONGEST]
    groups = [HitGroup(_("Halaman"), _pages(actor, text))]
    if len(text) >= SHORTEST:
        for name, (label, provider) in _providers.items():
            try:
                groups.append(HitGroup(str(label), tuple(provider(actor, text)[:PER_GROUP])))
            except Exception:
                log.exception("search provider failed", extra={"provider": name})
    return tuple(group for group in groups if group.hits)


def _pages(actor: Actor, text: str) -> tuple[Hit, ...]:
    wanted = text.casefold()
    entries = [(group.label, item) for group in menu_for(actor) for item in group.items]
    found = [Hit(item.label, label, item.url, item.icon) for label, item in entries if wanted in item.label.casefold()]
    return tuple(found[: PER_GROUP if wanted else 12])
