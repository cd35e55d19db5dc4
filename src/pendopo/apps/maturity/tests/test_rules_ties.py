"""Exact ties at the third decimal: half-up is what was published; half-even and binary fractions are wrong here."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from itertools import product

import pytest

from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.apps.maturity.rules.scoring import half_up, score

# Weights that are alike, and how many indicators carry them.
GROUPS = {1: 10, 11: 10, 21: 11, 32: 10, 42: 6}
PUBLISHED = {"4.765": "4.77", "4.745": "4.75", "4.725": "4.73"}  # Kab. Banyuwangi, Kominfo, Jawa Barat in 2024
GENERATED = [f"{hundredth // 100}.{hundredth % 100:02d}5" for hundredth in range(112, 112 + 29 * 12, 12)]
TIES = [*PUBLISHED, *GENERATED]


def levels_for(spbe: Instrument, index: Fraction) -> dict[str, int]:
    """Levels with exactly that index: sums of levels by group, spread evenly inside."""
    weights = [spbe.entries[str(first)].weight for first in GROUPS]
    counts = list(GROUPS.values())
    near = max(1, min(4, int(index)))
    spans = [range(count * near, count * (near + 1) + 1) for count in counts]
    for sums in product(*spans[:-1]):
        rest = index * 100 - sum((weight * total for weight, total in zip(weights, sums, strict=False)), Fraction())
        last = rest / weights[-1]
        if last.denominator == 1 and int(last) in range(counts[-1], 5 * counts[-1] + 1):
            return spread_out([*sums, int(last)])
    raise AssertionError(f"no levels for {index}")


def spread_out(sums: list[int]) -> dict[str, int]:
    levels = {}
    for (first, count), total in zip(GROUPS.items(), sums, strict=True):
        for place in range(count):
            levels[str(first + place)] = total // count + (place < total % count)
    return levels


def test_it_works_for_the_class_of_32() -> None:
    assert len(set(TIES)) == 32
    assert all(Fraction(tie) * 1000 % 10 == 5 for tie in TIES)


@pytest.mark.parametrize("tie", TIES)
def test_half_up_gives_the_published_text(tie: str) -> None:
    spbe = loading.get("spbe-59-2020")
    result = score(spbe, 2024, levels_for(spbe, Fraction(tie)))
    assert result.index == Fraction(tie)
    whole = int(Fraction(tie) * 1000) + 5
    assert half_up(result.index) == PUBLISHED.get(tie, f"{whole // 1000}.{whole % 1000 // 10:02d}")


def test_half_even_and_binary_fractions_fail_on_them() -> None:
    def wrong(text: object) -> int:
        return sum(text(tie) != half_up(Fraction(tie)) for tie in TIES)  # type: ignore[operator]

    assert wrong(lambda tie: str(Decimal(tie).quantize(Decimal("0.01"), ROUND_HALF_EVEN))) >= 12
    assert wrong(lambda tie: str(round(Decimal(tie), 2))) >= 12
    assert wrong(lambda tie: f"{float(tie):.2f}") >= 12
    assert wrong(lambda tie: f"{round(float(tie), 2):.2f}") >= 12
    assert str(round(Decimal("4.765"), 2)) == "4.76"  # the national leader would lose a hundredth
    assert wrong(lambda tie: half_up(Fraction(tie))) == 0
