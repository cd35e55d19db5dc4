"""Seats of a training: who is in, who waits, who moves up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

_T = TypeVar("_T")


def seats_left(quota: int, taken: int) -> int:
    """Never below nothing, also when the quota was made smaller afterwards."""
    return max(0, quota - taken)


def moves_up(quota: int, taken: int, waiting: Sequence[_T]) -> list[_T]:
    """Of those who wait, in the order in which they came, those for whom there is a seat."""
    return list(waiting[: seats_left(quota, taken)])
