"""The official file name of evidence: number, letter, title ("35.a. Laporan ..."; Pedoman 3/2024)."""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_lowercase as ABC


def letter_of(number: int) -> str:
    """a to z, then aa to zz, counted from 0. Raises ValueError beyond."""
    if not 0 <= number < len(ABC) * (len(ABC) + 1):
        raise ValueError("more evidence than letters")
    if number < len(ABC):
        return ABC[number]
    first, second = divmod(number - len(ABC), len(ABC))
    return ABC[first] + ABC[second]


def next_letter(used: Iterable[str]) -> str:
    """The letter after the last one ever given; a letter is never used for something else."""
    return letter_of(max((_number(letter) for letter in used if letter), default=-1) + 1)


def official_name(code: str, letter: str, title: str) -> str:
    return f"{code}.{letter}. {title}" if letter else f"{code}. {title}"


def _number(letter: str) -> int:
    if len(letter) == 1:
        return ABC.index(letter)
    return (ABC.index(letter[0]) + 1) * len(ABC) + ABC.index(letter[1])
