"""The units of a room as they stood on its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q

from pendopo.kernel.actor import Actor
from pendopo.kernel.scope import LEVEL_DIGITS, ancestors, under
from pendopo.kernel.units.models import UnitVersion


@dataclass(frozen=True)
class Place:
    """A unit as shown. `district` is the region code of its kecamatan."""

    path: str
    name: str
    short_name: str
    kind: str
    code: str = ""
    district: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Tree:
    """A unit, those above it that the reader may open, and all below it."""

    here: Place
    above: tuple[Place, ...]
    below: tuple[Place, ...]

    @property
    def children(self) -> list[Place]:
        length = len(self.here.path) + LEVEL_DIGITS
        return [place for place in self.below if len(place.path) == length]

    def name(self, path: str) -> str:
        return next((p.short_name for p in (self.here, *self.above, *self.below) if p.path == path), "")


def tree(actor: Actor, path: str, on: date) -> Tree | None:
    """The tree on a day, None where the unit is not there or not the actor's. One query."""
    if not actor.covers(path):
        return None
    wanted = under(path, "path") | Q(path__in=ancestors(path)) if path else Q()
    rows = UnitVersion.objects.filter(
        wanted, Q(valid_until__isnull=True) | Q(valid_until__gt=on), valid_from__lte=on
    ).order_by("path")
    fields: tuple[str, ...] = ("path", "name", "short_name", "unit__kind", "unit__code", "unit__district_code")
    found: Any = rows.values_list(*fields, "unit__latitude", "unit__longitude")
    places = [Place(*row) for row in found]
    here = next((place for place in places if place.path == path), None)
    if here is None:
        if path:
            return None
        name = str(settings.REGENCY["name"])
        here = Place("", name, name, "regency", str(settings.REGENCY["code"]))
    above = tuple(p for p in places if path.startswith(p.path) and p.path != path and actor.covers(p.path))
    return Tree(here, above, tuple(p for p in places if p.path.startswith(path) and p.path != path))
