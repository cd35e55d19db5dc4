"""A tracker as people type it: in groups of four, with blanks, line ends or a missing `=`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LENGTH: Final = 43
"""Signs of a SHA-256 in Base64 without `=`."""
LONGEST_TYPED: Final = 300
LEAD: Final = re.compile(r"^\s*(?:kode\s+)?pelacak\s*:\s*", re.IGNORECASE)
BETWEEN: Final = re.compile(r"[\s\u00a0\u200b\u2009\u202f\ufeff]+")
ALPHABET: Final = re.compile(r"[A-Za-z0-9+/]*")
LAST: Final = "AEIMQUYcgkosw048"
"""Two bits of the last sign are always empty, so only every fourth sign can stand there."""


@dataclass(frozen=True, slots=True)
class Typed:
    """`text` is the exact tracker, or empty when there is a `problem`: empty, strange (`sign`), length, last."""

    text: str = ""
    problem: str = ""
    length: int = 0
    sign: str = ""


def read(typed: str) -> Typed:
    """What was meant. Nothing is guessed: no letter is taken for another one."""
    said = BETWEEN.sub("", LEAD.sub("", typed[:LONGEST_TYPED])).rstrip("=").replace("-", "+").replace("_", "/")
    if not said:
        return Typed(problem="empty")
    good = ALPHABET.match(said)
    if good is None or good.end() < len(said):
        return Typed(problem="sign", length=len(said), sign=said[good.end() if good else 0])
    if len(said) != LENGTH:
        return Typed(problem="length", length=len(said))
    if said[-1] not in LAST:
        return Typed(problem="last", length=len(said), sign=said[-1])
    return Typed(text=said, length=LENGTH)
