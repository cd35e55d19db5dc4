"""How many candidates an election has, and who goes on when more are fit than may stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, slots=True)
class Selection:
    """Outcome of the additional selection: ids that go on, ids that do not, and ids that share the last place.

    While `tied` is not empty nobody of them is in `accepted` or `out`: another score must decide.
    """

    accepted: tuple[int, ...]
    out: tuple[int, ...]
    tied: tuple[int, ...] = ()


def select(scores: Mapping[int, Decimal], most: int) -> Selection:
    """The best `most` by score (Permendagri 65/2017: additional criteria), ties at the border named."""
    ranked = sorted(scores, key=lambda one: (-scores[one], one))
    if len(ranked) <= most:
        return Selection(tuple(ranked), ())
    border = scores[ranked[most - 1]]
    if scores[ranked[most]] != border:
        return Selection(tuple(ranked[:most]), tuple(ranked[most:]))
    return Selection(
        tuple(one for one in ranked if scores[one] > border),
        tuple(one for one in ranked if scores[one] < border),
        tuple(one for one in ranked if scores[one] == border),
    )


def enough(count: int, fewest: int, most: int) -> Literal["few", "right", "many"]:
    if count < fewest:
        return "few"
    return "many" if count > most else "right"


def age_on(born: date, day: date) -> int:
    """Whole years; who was born on 29 February has the birthday on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def numbers_faults(numbers: Sequence[int | None]) -> bool:
    """Whether the numbers are anything but 1 to n, each once."""
    return sorted(number or 0 for number in numbers) != list(range(1, len(numbers) + 1))
