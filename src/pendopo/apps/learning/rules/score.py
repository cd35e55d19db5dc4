"""Scores of tests: exact fractions of 100, rounded half-up only to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

FULL = Fraction(100)


def score(right: int, total: int) -> Fraction | None:
    """Points of 100; None when nothing was asked. Raises ValueError when more are right than were asked."""
    if not 0 <= right <= total:
        raise ValueError("more right answers than questions")
    return Fraction(right * 100, total) if total else None


def gain(before: Fraction | None, after: Fraction | None) -> Fraction | None:
    """Points won from the first test to the last; None unless both were taken."""
    return None if before is None or after is None else after - before


def normalised_gain(before: Fraction | None, after: Fraction | None) -> Fraction | None:
    """Share of what could still be won that was won (Hake's g, in percent); None for a full score before."""
    won = gain(before, after)
    if won is None or before is None or before == FULL:
        return None
    return won * 100 / (FULL - before)


def mean(values: Sequence[Fraction | None]) -> Fraction | None:
    """The mean of those that are known."""
    known = [value for value in values if value is not None]
    return sum(known, Fraction(0)) / len(known) if known else None


def half_up(value: Fraction, decimals: int = 1) -> Fraction:
    """Rounded half away from zero, still exact."""
    unit = 10**decimals
    scaled = abs(value) * unit
    whole = (scaled + Fraction(1, 2)).__floor__()
    return Fraction(whole, unit) * (-1 if value < 0 else 1)


def shown(value: Fraction | None, decimals: int = 1) -> str:
    """ "83,3" for 250/3; a dash for None."""
    if value is None:
        return "–"
    rounded = half_up(value, decimals)
    whole, rest = divmod(abs(rounded.numerator) * 10**decimals // rounded.denominator, 10**decimals)
    sign = "-" if rounded < 0 else ""
    return f"{sign}{whole},{rest:0{decimals}d}" if decimals else f"{sign}{whole}"
