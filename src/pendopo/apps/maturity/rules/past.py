"""Whether figures that were published with two decimals can belong together."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from pendopo.apps.maturity.rules.instrument import Instrument

HALF: Final = Fraction(1, 200)
FIRST_YEAR: Final = 2007
LAST_PEGI: Final = 2018


def weighted(instrument: Instrument, domains: Mapping[int, Fraction]) -> Fraction:
    """The index that these domain values give; every domain must be there."""
    return sum((domain.weight * domains[domain.no] for domain in instrument.domains), Fraction(0)) / 100


def fits(instrument: Instrument, domains: Mapping[int, Fraction], index: Fraction) -> bool:
    """Whether an index and domains, each rounded to two decimals, can come from the same exact values.

    Each domain may be off by half a hundredth, so their weighted mean may too, and the index by another half.
    """
    return abs(weighted(instrument, domains) - index) <= 2 * HALF
