"""A row of a sheet of questions: text, two to five options, and which one is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LETTERS = "ABCDE"
FEWEST, MOST = 2, 5
COLUMNS = ("pertanyaan", "a", "b", "c", "d", "e", "benar")


@dataclass(frozen=True, slots=True)
class Drafted:
    text: str
    options: tuple[str, ...]
    right: int


@dataclass(frozen=True, slots=True)
class Fault:
    """`column` is a head of COLUMNS; `kind` says what is wrong: empty, gap, few, same, right."""

    column: str
    kind: str


def places(header: Sequence[str]) -> dict[str, int]:
    """Where each column of COLUMNS stands; heads are compared without case and blanks."""
    heads = [head.strip().casefold() for head in header]
    return {name: heads.index(name) for name in COLUMNS if name in heads}


def drafted(cells: dict[str, str]) -> Drafted | Fault:
    """The question in a row, or its first fault."""
    text = cells.get("pertanyaan", "").strip()
    if not text:
        return Fault("pertanyaan", "empty")
    options = [cells.get(letter.casefold(), "").strip() for letter in LETTERS]
    while options and not options[-1]:
        options.pop()
    if "" in options:
        return Fault(LETTERS[options.index("")].casefold(), "gap")
    right = cells.get("benar", "").strip().upper()
    return checked(text, options, LETTERS.find(right) if len(right) == 1 else -1)


def checked(text: str, options: Sequence[str], right: int) -> Drafted | Fault:
    """A question with clean options, or its first fault; `right` is counted from 0."""
    clean = tuple(" ".join(option.split()) for option in options)
    if not text.strip():
        return Fault("pertanyaan", "empty")
    if len(clean) < FEWEST or len(clean) > MOST:
        return Fault("b", "few")
    if len({option.casefold() for option in clean}) != len(clean):
        return Fault("a", "same")
    if not 0 <= right < len(clean):
        return Fault("benar", "right")
    return Drafted(text.strip(), clean, right)
