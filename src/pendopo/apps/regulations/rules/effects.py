"""What documents do to each other: from which day one is revoked or amended by others. Pure, in days only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

REVOKES = "revokes"
CHANGES = ("amends", "partly")


@dataclass(frozen=True, slots=True)
class Edge:
    """`source` does `kind` to `target` from `day`: the later of the day it names and the day the source takes force."""

    source: int
    target: int
    kind: str
    day: date


def effective_day(named: date | None, in_force_from: date | None) -> date | None:
    """From when a document acts on another; never before it is in force itself, never when it never is."""
    if in_force_from is None:
        return None
    return max(named, in_force_from) if named else in_force_from


@dataclass(frozen=True, slots=True)
class Effects:
    """By document: the first day on which it is revoked, and the first on which it is amended or partly revoked."""

    revoked: Mapping[int, date]
    amended: Mapping[int, date]


def effects(edges: Iterable[Edge], ended: Mapping[int, date] | None = None) -> Effects:
    """Which documents are revoked and amended, and from when. The order of the edges does not matter.

    A document that was itself revoked, or whose last day (`ended`) was, before an effect's day never has that effect.
    Being revoked later does not undo an effect that has come.
    """
    last = ended or {}
    revoked: dict[int, date] = {}
    amended: dict[int, date] = {}
    for edge in sorted(edges, key=lambda one: (one.day, one.source, one.target)):
        gone = revoked.get(edge.source)
        if (gone is not None and gone < edge.day) or (edge.source in last and last[edge.source] < edge.day):
            continue
        into = revoked if edge.kind == REVOKES else amended if edge.kind in CHANGES else None
        if into is not None and edge.target not in into:
            into[edge.target] = edge.day
    return Effects(revoked, amended)
