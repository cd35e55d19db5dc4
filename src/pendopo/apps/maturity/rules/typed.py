"""Numbers as people type them. Nothing else is read: "1e999999999" would fill the memory before it can be refused."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

NUMBER: Final = re.compile(r"[+-]?[0-9]{1,6}(?:[.,][0-9]{0,20})?")
FRACTION: Final = re.compile(r"[0-9]{1,9}/[0-9]{1,9}")


def number(said: str) -> Decimal | None:
    """A number with a decimal comma or point, exact; None for anything else.

    >>> number(" 2,62 "), number("3."), number("1e50"), number("NaN")
    (Decimal('2.62'), Decimal('3'), None, None)
    """
    text = said.strip()
    return Decimal(text.replace(",", ".")) if NUMBER.fullmatch(text) else None


def exact(said: str) -> Fraction | None:
    """As `number`, or a fraction as the program itself writes it in an address: "131/50"."""
    text = said.strip()
    if FRACTION.fullmatch(text) and int(text.partition("/")[2]):
        return Fraction(text)
    value = number(text)
    return None if value is None else Fraction(value)
