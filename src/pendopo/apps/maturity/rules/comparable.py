"""Whether two results may stand on one line: only results of the same instrument measure the same thing.

The order of the schemes is PermenPANRB 5/2018 (2018-2020), 59/2020 (2021-2025), 8/2026 (from 2026) and, before them,
PeGI of the ministry of communication, which has five dimensions and a scale of its own and is comparable with nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pendopo.apps.maturity.rules.instrument import Instrument

PEGI: Final = "pegi"
PEGI_SCALE: Final = (1, 4)
PEGI_DIMENSIONS: Final = ("Kebijakan", "Kelembagaan", "Infrastruktur", "Aplikasi", "Perencanaan")


class Reason(StrEnum):
    """Why two results are not comparable, or (CRITERIA) with which caution they are."""

    PEGI = "pegi"
    SCALE = "scale"
    DOMAINS = "domains"
    INDICATORS = "indicators"
    INSTRUMENT = "instrument"
    CRITERIA = "criteria"


@dataclass(frozen=True, slots=True)
class Scheme:
    """What decides comparability. `parts` are the names of domains (of aspects where there are none), in order."""

    key: str
    low: int
    high: int
    parts: tuple[str, ...] = ()
    indicators: int = 0
    layer: str = ""

    @classmethod
    def of(cls, instrument: Instrument, year: int) -> Scheme:
        """The scheme of an instrument in a year, with the guideline in force then."""
        parts = instrument.domains if instrument.has_domains else instrument.aspects
        layer = instrument.layer(year)
        return cls(
            instrument.key,
            instrument.level_min,
            instrument.level_max,
            tuple(part.name for part in parts),
            len(instrument.indicators),
            layer.key if layer else "",
        )

    @classmethod
    def pegi(cls) -> Scheme:
        return cls(PEGI, *PEGI_SCALE, PEGI_DIMENSIONS)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`reasons` says why not; of comparable results it holds cautions only."""

    comparable: bool
    reasons: tuple[Reason, ...] = ()


def compare(one: Scheme, other: Scheme) -> Comparison:
    """Symmetric. PeGI is never comparable; otherwise the same instrument is, with a caution where criteria differ."""
    if PEGI in (one.key, other.key):
        return Comparison(False, (Reason.PEGI,))
    if one.key == other.key:
        return Comparison(True, (Reason.CRITERIA,) if one.layer != other.layer else ())
    reasons = [Reason.INSTRUMENT]
    if (one.low, one.high) != (other.low, other.high):
        reasons.append(Reason.SCALE)
    if one.parts != other.parts:
        reasons.append(Reason.DOMAINS)
    if one.indicators != other.indicators:
        reasons.append(Reason.INDICATORS)
    return Comparison(False, tuple(reasons))


def runs(schemes: Sequence[Scheme]) -> list[tuple[int, int]]:
    """Stretches [first, end) of neighbours that are comparable, so a chart breaks between them.

    >>> s = Scheme("a", 1, 5)
    >>> runs([s, s, Scheme("b", 1, 5), s])
    [(0, 2), (2, 3), (3, 4)]
    """
    found: list[tuple[int, int]] = []
    for place, scheme in enumerate(schemes):
        if found and compare(schemes[place - 1], scheme).comparable:
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return found
