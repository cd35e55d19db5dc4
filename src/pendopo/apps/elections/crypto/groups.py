"""The groups (section 2.2): prime order q, generator g, written multiplicatively as in the specification."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final, Protocol

from pendopo.apps.elections.crypto.errors import Invalid

# What an element is inside: a number (BELENIOS-2048) or 32 bytes (Ed25519). Only its own group looks inside.
Element = Any


class Powers(Protocol):
    """Powers of one base that is used again and again. For public exponents."""

    def power(self, exponent: int) -> Element: ...


class Trusted:
    """In the place of `Doubts`: these elements are known to be members, such as products of checked ones."""

    def add(self, value: Element) -> None: ...

    def summary(self) -> list[Element]:
        return []


TRUSTED: Final = Trusted()


class Doubts(Protocol):
    """Elements that still have to be checked for membership, together."""

    def add(self, value: Element) -> None: ...

    def summary(self) -> list[Element]: ...


class Group(Protocol):
    name: str
    q: int
    g: Element
    one: Element

    def parse(self, text: str) -> Element:
        """Reads the one allowed form; whether it lies in the subgroup is asked by `member` or `powers`."""

    def text(self, element: Element) -> str: ...

    def member(self, element: Element) -> bool: ...

    def mul(self, one: Element, two: Element) -> Element: ...

    def div(self, one: Element, two: Element) -> Element: ...

    def power(self, base: Element, exponent: int) -> Element:
        """For public exponents; `base` is a member."""

    def secret_power(self, base: Element, exponent: int) -> Element:
        """Constant in time; `base` is a member."""

    def secret_generator_power(self, exponent: int) -> Element: ...

    def generator_power(self, exponent: int) -> Element:
        """For public exponents."""

    def expect(self, uses: int) -> None:
        """That many powers of the generator are to come: the time to make a larger table of it."""

    def table(self, base: Element, uses: int) -> Powers:
        """A table of `base` that pays for that many uses; equal questions get the same table."""

    def powers(self, base: Element, exponents: Sequence[int], doubts: Doubts | None = None) -> list[Element]:
        """Powers of a base that nobody has checked.

        Refuses one outside the subgroup (`element.member`), or leaves that to `doubts` where many are cheaper together.
        """

    def shifted_powers(
        self, base: Element, shifts: Sequence[int], exponents: Sequence[int], doubts: Doubts | None = None
    ) -> list[Element]:
        """(base / g^shift)^exponent for each pair; `base` is checked as in `powers`."""

    def doubts(self) -> Doubts | None:
        """A new collection, None where this group checks at once."""

    def settled(self, summary: Sequence[Element]) -> bool:
        """Whether everything that went into these summaries, multiplied place by place, is in the subgroup."""


def product(group: Group, elements: Sequence[Element]) -> Element:
    found = group.one
    for number, element in enumerate(elements):
        found = group.mul(found, element) if number else element
    return found


def not_a_member(text: str) -> Invalid:
    return Invalid("element.member", f"not in the subgroup: {text[:24]}...")


def forget_old(tables: dict[Element, Powers]) -> None:
    """Tables of elections that are over need not be kept."""
    if len(tables) >= 4:
        tables.clear()


@cache
def group_named(name: str) -> Group:
    from pendopo.apps.elections.crypto.curve import Ed25519
    from pendopo.apps.elections.crypto.modular import Belenios2048

    if name == "Ed25519":
        return Ed25519()
    if name == "BELENIOS-2048":
        return Belenios2048()
    raise Invalid("election.group", f"unknown group {name[:40]}")


GROUPS = ("Ed25519", "BELENIOS-2048")
