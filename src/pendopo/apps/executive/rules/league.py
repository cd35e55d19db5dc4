"""The open formula of the league: each part's points times its weight, over the weights that have data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from pendopo.kernel.indicators import Indicator
from pendopo.kernel.indicators.rules import points, rounded, score

T = TypeVar("T")


@dataclass(frozen=True)
class Component:
    """An indicator in the formula with the settings in force: points run from 0 at `zero` to 100 at `full`."""

    indicator: Indicator
    weight: Decimal
    zero: Decimal
    full: Decimal


@dataclass(frozen=True)
class Part:
    """What one component gave one office."""

    component: Component
    value: Decimal | None
    points: Decimal | None

    @property
    def weighted(self) -> Decimal | None:
        return None if self.points is None else self.points * self.component.weight


@dataclass(frozen=True)
class Score:
    """`value` is None where no component has data."""

    value: Decimal | None
    parts: tuple[Part, ...]

    @property
    def weights(self) -> Decimal:
        return sum((p.component.weight for p in self.parts if p.points is not None), Decimal(0))

    @property
    def weighted(self) -> Decimal:
        return sum((p.weighted for p in self.parts if p.weighted is not None), Decimal(0))


def score_of(components: Sequence[Component], values: Sequence[Decimal | None]) -> Score:
    """The score of one office from the values of its components, 0 to 100 with one decimal."""
    parts = tuple(
        Part(one, value, None if value is None else rounded(points(value, zero=one.zero, full=one.full), 1))
        for one, value in zip(components, values, strict=True)
    )
    total = score([(p.component.weight, p.points) for p in parts])
    return Score(None if total is None else rounded(total, 1), parts)


def ranked(rows: Sequence[tuple[T, Decimal | None]]) -> list[tuple[int | None, T]]:
    """Best first; equal scores share a rank and the next rank is skipped; without a score there is no rank."""
    known = sorted(((row, value) for row, value in rows if value is not None), key=lambda pair: -pair[1])
    found: list[tuple[int | None, T]] = []
    rank, last = 0, None
    for place, (row, value) in enumerate(known, start=1):
        if value != last:
            rank, last = place, value
        found.append((rank, row))
    return found + [(None, row) for row, value in rows if value is None]
