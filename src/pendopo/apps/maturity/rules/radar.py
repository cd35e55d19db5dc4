"""Where the points of a radar chart lie, in tenths of a pixel: whole numbers, the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Final

PI: Final = Fraction(3_141_592_653_589_793, 10**15)
TERMS: Final = 16
FINE: Final = 10**6

Place = tuple[int, int]


@cache
def direction(spoke: int, spokes: int) -> tuple[Fraction, Fraction]:
    """Cosine and sine of an axis; the first axis points up, the others follow clockwise."""
    angle = 2 * PI * spoke / spokes - PI / 2
    cosine, sine, power, factor = Fraction(0), Fraction(0), Fraction(1), 1
    for term in range(2 * TERMS):
        share = power / factor * (-1) ** (term // 2)
        if term % 2:
            sine += share
        else:
            cosine += share
        power = (power * angle).limit_denominator(10**18)
        factor *= term + 1
    return Fraction(round(cosine * FINE), FINE), Fraction(round(sine * FINE), FINE)


@dataclass(frozen=True, slots=True)
class Radar:
    """A radar of `spokes` axes around (cx, cy), for values from `low` in the middle to `high` at the rim; in pixels."""

    spokes: int
    low: int
    high: int
    cx: int = 180
    cy: int = 150
    radius: int = 112

    def place(self, spoke: int, value: Fraction | int) -> Place:
        """The place of a value on an axis; outside the scale it is kept at the middle or the rim."""
        share = min(Fraction(1), max(Fraction(0), Fraction(value - self.low) / (self.high - self.low)))
        return self.at(spoke, self.radius * share)

    def at(self, spoke: int, distance: Fraction | int) -> Place:
        """The place at a distance (pixels) from the middle along an axis."""
        cosine, sine = direction(spoke, self.spokes)
        return round((self.cx + distance * cosine) * 10), round((self.cy + distance * sine) * 10)

    def polygon(self, values: Sequence[Fraction | int | None]) -> list[Place]:
        """The places of a series; axes without a value are left out."""
        return [self.place(spoke, value) for spoke, value in enumerate(values) if value is not None]

    def ring(self, value: int) -> list[Place]:
        return [self.place(spoke, value) for spoke in range(self.spokes)]

    def anchor(self, spoke: int) -> str:
        """How words beside an axis are aligned: start, middle or end."""
        cosine, _sine = direction(spoke, self.spokes)
        if abs(cosine) < Fraction(1, 8):
            return "middle"
        return "start" if cosine > 0 else "end"


def pixels(place: Place) -> str:
    """A place as an attribute: "180.0,38.5"."""
    return ",".join(pixel(part) for part in place)


def pixel(tenths: int) -> str:
    sign = "-" if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}"
