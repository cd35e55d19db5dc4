"""Chance: the lot for the candidates' numbers, and PINs."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Final, Protocol

PIN_DIGITS: Final = 6
WEAK: Final = frozenset({"123456", "654321", "012345", "543210"})


class Lot(Protocol):
    def shuffle(self, x: list[int], /) -> None: ...


def draw(candidates: Sequence[int], lot: Lot | None = None) -> dict[int, int]:
    """Each candidate's number, 1 to n, every order equally likely (`lot` is SystemRandom outside of tests)."""
    drawn = list(candidates)
    (lot or secrets.SystemRandom()).shuffle(drawn)
    return {one: place for place, one in enumerate(drawn, 1)}


def new_pin() -> str:
    """Six figures, never all the same and never a row that everybody tries first."""
    while True:
        pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}"
        if not is_weak(pin):
            return pin


def is_weak(pin: str) -> bool:
    return pin in WEAK or len(set(pin)) == 1
