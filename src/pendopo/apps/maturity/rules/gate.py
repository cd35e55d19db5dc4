"""Which level an entry can reach with its evidence. Pure.

PermenPANRB 59/2020, Lampiran BAB II: a level counts only when all levels below it are met; Pedoman 3/2024: evidence is
attached for each level, and a draft policy supports level 1 only. The lowest level ("konsep belum atau telah
tersedia") needs no evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

DRAFT_PROVES: Final = 1
"""The highest level that a policy proves while it is not enacted."""

Lack = Literal["none", "draft"]


@dataclass(frozen=True, slots=True)
class Accepted:
    """An accepted piece of evidence for one level. `valid_until` is the last day on which it counts."""

    level: int
    is_draft: bool = False
    valid_until: date | None = None

    def counts_on(self, day: date) -> bool:
        return self.valid_until is None or day <= self.valid_until


@dataclass(frozen=True, slots=True)
class Gap:
    """A level that keeps an entry from rising: without evidence, or with drafts only."""

    level: int
    lack: Lack


def proven(evidence: Iterable[Accepted], on: date) -> dict[int, bool]:
    """By level: True where something enacted proves it on the day, False where only drafts do."""
    found: dict[int, bool] = {}
    for one in evidence:
        if one.counts_on(on):
            found[one.level] = found.get(one.level, False) or not one.is_draft
    return found


def holds(level: int, proven: Mapping[int, bool]) -> bool:
    """Whether a level is proven; a draft proves no level above DRAFT_PROVES."""
    return level in proven and (proven[level] or level <= DRAFT_PROVES)


def reachable(level_min: int, level_max: int, proven: Mapping[int, bool]) -> int:
    """The highest level whose levels from 1 on are all proven; at least the instrument's lowest."""
    reached = level_min
    for level in range(1, level_max + 1):
        if not holds(level, proven):
            break
        reached = max(reached, level)
    return reached


def gaps(level_min: int, wanted: int, proven: Mapping[int, bool]) -> tuple[Gap, ...]:
    """What is missing for a wanted level, lowest first; empty when the evidence carries it."""
    if wanted <= level_min:
        return ()
    return tuple(
        Gap(level, "draft" if level in proven else "none") for level in range(1, wanted + 1) if not holds(level, proven)
    )
