"""The index of an assessment, exact: integers inside, fractions outside, rounded half-up only for display."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from pendopo.apps.maturity.rules.instrument import Instrument, PredicateInput

Missing = Literal["refuse", "zero"]


class BadLevels(ValueError):
    """Levels that cannot be scored. `place` is where ("levels.5"), `message` what is wrong."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(f"{place}: {message}")
        self.place = place
        self.message = message


@dataclass(frozen=True)
class Result:
    """`aspects` and `domains` by number; `domains` is empty for an instrument without them.

    `missing` are the entries that counted as 0.
    """

    aspects: Mapping[int, Fraction]
    domains: Mapping[int, Fraction]
    index: Fraction
    predicate: str
    missing: tuple[str, ...] = ()

    @property
    def index_text(self) -> str:
        return half_up(self.index)


@dataclass(frozen=True)
class Scale:
    """An instrument in integers: sum(level × weight) / (100 × unit) is the index."""

    unit: int
    codes: tuple[str, ...]
    weights: tuple[int, ...]
    aspects: tuple[tuple[int, int, int, int], ...]  # number, first and end of its entries, divisor
    domains: tuple[tuple[int, int, int, int], ...]  # number, first and end of its aspects, divisor

    @property
    def whole(self) -> int:
        return 100 * self.unit


@lru_cache(maxsize=64)
def scale(instrument: Instrument) -> Scale:
    """The common denominator of all weights, found once for an instrument."""
    entries = tuple(instrument.entries.values())
    aspects, domains = instrument.aspects, instrument.domains
    given = [entry.weight for entry in entries] + [a.weight for a in aspects] + [d.weight for d in domains]
    unit = math.lcm(*(weight.denominator for weight in given))
    cuts, first = [], 0
    for aspect in aspects:
        end = first + sum(len(indicator.entries) for indicator in aspect.indicators)
        cuts.append((aspect.no, first, end, int(aspect.weight * unit)))
        first = end
    joins, first = [], 0
    for domain in domains:
        end = first + len(domain.aspects)
        joins.append((domain.no, first, end, int(domain.weight * unit)))
        first = end
    return Scale(unit, instrument.entry_codes, tuple(int(e.weight * unit) for e in entries), tuple(cuts), tuple(joins))


def score(
    instrument: Instrument,
    year: int,
    levels: Mapping[str, int],
    *,
    predicate_input: PredicateInput | None = None,
    missing: Missing = "refuse",
) -> Result:
    """Aspects, domains, index and predicate.

    Aspect = Σ(level × weight) ÷ weight of the aspect, domain and index likewise (PermenPANRB 59/2020, Tabel 10-12).
    Nothing is rounded on the way. `missing="zero"` is for simulations: an entry without a level counts as 0 and is
    named. Raises BadLevels.
    """
    given, absent = in_order(instrument, levels, missing=missing)
    plan = scale(instrument)
    points = [level * weight for level, weight in zip(given, plan.weights, strict=True)]
    by_aspect = [sum(points[first:end]) for _no, first, end, _weight in plan.aspects]
    aspects = {cut[0]: Fraction(sum_, cut[3]) for cut, sum_ in zip(plan.aspects, by_aspect, strict=True)}
    domains = {
        no: Fraction(sum(by_aspect[first:end]), weight)
        for no, first, end, weight in (plan.domains if instrument.has_domains else ())
    }
    index = Fraction(sum(by_aspect), plan.whole)
    found = predicate(instrument, index, predicate_input or instrument.predicate_input(year))
    return Result(aspects, domains, index, found, absent)


def in_order(
    instrument: Instrument, levels: Mapping[str, int], *, missing: Missing = "refuse"
) -> tuple[list[int], tuple[str, ...]]:
    """The levels in the official order, and the codes without one (as 0). Raises BadLevels."""
    low, high = instrument.level_min, instrument.level_max
    found: list[int] = []
    absent: list[str] = []
    for code in scale(instrument).codes:
        level = levels.get(code)
        if type(level) is int and low <= level <= high:
            found.append(level)
            continue
        if code in levels:
            raise _bad_level(instrument, code, level)
        absent.append(code)
        found.append(0)
    if len(levels) != len(found) - len(absent):
        raise _unknown(instrument, levels)
    if absent and missing == "refuse":
        raise _missing(absent)
    return found, tuple(absent)


def _bad_level(instrument: Instrument, code: str, level: object) -> BadLevels:
    span = f"bilangan bulat {instrument.level_min} sampai {instrument.level_max}"
    shown = repr(level)[:40] if not isinstance(level, bool) else str(level).lower()
    if level is None:
        return BadLevels(f"levels.{code}", f"Tingkat indikator {code} kosong; isi {span}.")
    return BadLevels(f"levels.{code}", f"Tingkat indikator {code} harus {span}, bukan {shown}.")


def _unknown(instrument: Instrument, levels: Mapping[str, int]) -> BadLevels:
    code = next(code for code in levels if code not in instrument.entries)
    place = f"levels.{str(code)[:40]}"
    whole = {str(one.no): one for one in instrument.indicators.values() if len(one.entries) > 1}
    if isinstance(code, str) and code in whole:
        return BadLevels(place, f"Indikator {code} diisi per layanan: {', '.join(whole[code].entries)}.")
    count = len(instrument.indicators)
    return BadLevels(
        place, f"{instrument.key} tidak mengenal indikator {str(code)[:40]!r}; indikatornya 1 sampai {count}."
    )


def _missing(absent: list[str]) -> BadLevels:
    shown = ", ".join(absent[:10]) + (f" dan {len(absent) - 10} lagi" if len(absent) > 10 else "")
    return BadLevels(f"levels.{absent[0]}", f"Tingkat belum diisi untuk indikator {shown}.")


def predicate(instrument: Instrument, index: Fraction, rule: PredicateInput = "unrounded") -> str:
    """The predicate of an index; `rounded` compares its two decimals, as was done for 2023."""
    value = Fraction(hundredths(index), 100) if rule == "rounded" else index
    for one in instrument.predicates:
        if one.least is None or value >= one.least:
            return one.name
    return instrument.predicates[-1].name


def reaches(index: Fraction, target: Fraction, rule: PredicateInput = "unrounded") -> bool:
    """Whether an index meets a target by the rule of the year."""
    return (Fraction(hundredths(index), 100) if rule == "rounded" else index) >= target


def hundredths(value: Fraction) -> int:
    """The value in hundredths, half-up: 4.765 is 477. Negative ones mirror the positive ones."""
    return _rounded(value, 100)


def half_up(value: Fraction | int, places: int = 2) -> str:
    """The value as text with a decimal point, rounded half-up once: 953/200 is "4.77". Halves go away from zero."""
    power = 10**places
    whole = _rounded(Fraction(value), power)
    sign, whole = ("-", -whole) if whole < 0 else ("", whole)
    if not places:
        return f"{sign}{whole}"
    return f"{sign}{whole // power}.{whole % power:0{places}d}"


def _rounded(value: Fraction, power: int) -> int:
    top, bottom = value.numerator * power, value.denominator
    size = (2 * abs(top) + bottom) // (2 * bottom)
    return -size if top < 0 else size
