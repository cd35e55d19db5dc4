"""Reading the tree, today's or that of any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from pendopo.kernel.scope import LEVEL_DIGITS, path_range
from pendopo.kernel.units.models import Unit, UnitVersion


@dataclass(frozen=True, slots=True)
class UnitNode:
    """A unit as it stood on a day. `level` is 0 for the regency, 1 for an office."""

    unit_id: int
    code: str
    name: str
    short_name: str
    kind: str
    path: str
    parent_id: int | None
    level: int


def tree_at(on: date, path: str = "") -> list[UnitNode]:
    """All units in force on a day, in tree order, below `path` (as of that day). One query."""
    low, high = path_range(path)
    rows = UnitVersion.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=on), valid_from__lte=on, path__gte=low
    )
    if high is not None:
        rows = rows.filter(path__lt=high)
    return [
        UnitNode(
            v.unit_id, v.unit.code, v.name, v.short_name, v.unit.kind, v.path, v.parent_id, len(v.path) // LEVEL_DIGITS
        )
        for v in rows.select_related("unit").order_by("path")
    ]


def open_units() -> QuerySet[Unit]:
    return Unit.objects.filter(closed_on__isnull=True)


def offices() -> QuerySet[Unit]:
    """Units of level 1: the offices (perangkat daerah)."""
    return open_units().annotate(path_length=Length("path")).filter(path_length=LEVEL_DIGITS)


def children(unit: Unit) -> QuerySet[Unit]:
    return open_units().filter(parent=unit)
