"""Ranks, percentiles, neighbours and whom to learn from, over published indexes."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from pendopo.apps.maturity.rules.scoring import hundredths

By = Literal["hundredths", "exact"]


@dataclass(frozen=True)
class Agency:
    """A government in a comparison. `parts` are its domains or aspects by number or name; `group` its class."""

    key: Hashable
    index: Fraction
    group: str = ""
    parts: Mapping[str, Fraction] = field(default_factory=lambda: MappingProxyType({}))
    population: int | None = None


@dataclass(frozen=True)
class Place:
    """`rank` of `of`; `tied` with others; `percentile` see `ranked`."""

    agency: Agency
    rank: int
    of: int
    tied: bool
    percentile: Fraction


def ranked(agencies: Iterable[Agency], *, by: By = "hundredths") -> tuple[Place, ...]:
    """Best first. Ties share a rank and the next one is skipped (1, 2, 2, 4), as in the published tables.

    `by="hundredths"` compares the two decimals that are published, `"exact"` the index itself. The percentile is the
    share of all agencies that stand lower, plus half of those that stand equal (the agency itself among them), in per
    cent: the middle one of an odd number without ties has exactly 50. Equal ones keep the order they came in.
    """
    given = list(agencies)
    worth = {id(one): Fraction(hundredths(one.index)) if by == "hundredths" else one.index for one in given}
    ordered = sorted(given, key=lambda one: worth[id(one)], reverse=True)
    found: list[Place] = []
    count, first = len(ordered), 0
    while first < count:
        end = first
        while end < count and worth[id(ordered[end])] == worth[id(ordered[first])]:
            end += 1
        percentile = Fraction(100 * (2 * (count - end) + end - first), 2 * count)
        found += [Place(one, first + 1, count, end - first > 1, percentile) for one in ordered[first:end]]
        first = end
    return tuple(found)


def place_of(places: Sequence[Place], key: Hashable) -> Place | None:
    return next((one for one in places if one.agency.key == key), None)


def neighbours(places: Sequence[Place], key: Hashable, *, each_side: int = 2) -> tuple[Place, ...]:
    """The agency with those just above and below it in the list; fewer at an end; nothing when it is not there."""
    spot = next((number for number, one in enumerate(places) if one.agency.key == key), None)
    if spot is None:
        return ()
    return tuple(places[max(0, spot - each_side) : spot + each_side + 1])


@dataclass(frozen=True)
class Spread:
    count: int
    mean: Fraction
    median: Fraction
    low: Fraction
    high: Fraction


def spread(values: Iterable[Fraction]) -> Spread | None:
    """Mean, median and ends, exact; None for nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    count = len(ordered)
    median = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    return Spread(count, sum(ordered, Fraction()) / count, median, ordered[0], ordered[-1])


def weakest(agency: Agency, others: Iterable[Agency], *, most: int = 3) -> tuple[str, ...]:
    """The parts in which an agency lies furthest below the mean of the others; only those where it does lie below."""
    compared = list(others)
    gaps = []
    for order, (part, value) in enumerate(agency.parts.items()):
        level = spread(one.parts[part] for one in compared if part in one.parts and one.key != agency.key)
        if level is not None and value < level.mean:
            gaps.append((value - level.mean, order, part))
    return tuple(part for _gap, _order, part in sorted(gaps)[:most])


@dataclass(frozen=True)
class Mentor:
    """Whom to learn from: how much better in each weak part, and how many times as many inhabitants."""

    agency: Agency
    better: Mapping[str, Fraction]
    size_ratio: Fraction | None

    @property
    def gain(self) -> Fraction:
        return sum(self.better.values(), Fraction())


def mentors(
    agency: Agency,
    others: Iterable[Agency],
    weak: Collection[str],
    *,
    factor: Fraction | int | None = 2,
    same_group: bool = True,
    least: Fraction = Fraction(1, 2),
    most: int | None = 10,
) -> tuple[Mentor, ...]:
    """Agencies of the same class and a similar size that are better in what `agency` is weak in.

    Similar: the larger population is at most `factor` times the smaller one; None drops the condition, and an unknown
    population fails it. `least` is how much better in at least one weak part. Best sum of differences first, then the
    one nearest in size, then the order given.
    """
    found = []
    for order, one in enumerate(others):
        if one.key == agency.key or (same_group and one.group != agency.group):
            continue
        ratio = _ratio(agency, one)
        if factor is not None and (ratio is None or max(ratio, 1 / ratio) > factor):
            continue
        gaps = {
            part: one.parts[part] - agency.parts[part] for part in weak if part in one.parts and part in agency.parts
        }
        better = {part: gap for part, gap in gaps.items() if gap > 0}
        if better and max(better.values()) >= least:
            apart = Fraction(0) if ratio is None else max(ratio, 1 / ratio)
            mentor = Mentor(one, MappingProxyType(better), ratio)
            found.append((-mentor.gain, apart, order, mentor))
    found.sort(key=lambda row: row[:3])
    return tuple(row[3] for row in found[:most])


def _ratio(agency: Agency, other: Agency) -> Fraction | None:
    if not agency.population or not other.population:
        return None
    return Fraction(other.population, agency.population)
