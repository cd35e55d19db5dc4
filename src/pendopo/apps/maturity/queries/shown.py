"""Exact figures as people read them: rounded half-up once, here, and nowhere before."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from pendopo.apps.maturity.rules.scoring import half_up
from pendopo.ui import formats

DASH = formats.DASH


NEEDLESS = "Tingkat Kematangan "
"""The official names of 59/2020 all begin so; in lists what follows tells them apart."""


def brief(name: str) -> str:
    """An indicator's name without the words that all of them begin with."""
    return name.removeprefix(NEEDLESS)


def decimal(value: Fraction | int, places: int = 2) -> Decimal:
    """The figure with so many decimals, half-up."""
    return Decimal(half_up(value, places))


def shown(value: Fraction | int | None, places: int = 2) -> str:
    """2,62; a dash where there is nothing."""
    return DASH if value is None else formats.number(decimal(value, places), places)


def signed(value: Fraction | int | None, places: int = 2) -> str:
    """+0,12 or −0,12."""
    if value is None:
        return DASH
    sign = "+" if value > 0 else ("−" if value < 0 else "")
    return sign + shown(abs(Fraction(value)), places)


def exact(value: Fraction | None) -> str:
    """The fraction itself: 131/50."""
    return "" if value is None else f"{value.numerator}/{value.denominator}"


def trimmed(value: Fraction | int) -> str:
    """A weight without needless zeros: 1,3 or 13, and 3,33 for what has no end."""
    for places in (0, 1, 2, 3):
        if Fraction(half_up(value, places)) == value:
            return shown(value, places)
    return shown(value, 2)
