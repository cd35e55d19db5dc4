"""Credentials (section 2.4): the secret on a voter's card, and the public list of those that may vote."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pendopo.apps.elections.crypto.errors import Invalid, NonCanonical
from pendopo.apps.elections.crypto.formats import BASE58, decimal, dump, element, items, load, sha256, words
from pendopo.apps.elections.crypto.groups import Element, Group
from pendopo.apps.elections.crypto.proofs import Draw, draw_secret

FORM: Final = (5, 6, 5, 6)
CREDENTIAL: Final = re.compile("-".join(f"[{BASE58}]{{{length}}}" for length in FORM))
HEAVIEST: Final = 10**9
MOST: Final = 200_000


def new_credential(draw: Draw = draw_secret) -> str:
    """22 characters of Base58 (129 bits), as XXXXX-XXXXXX-XXXXX-XXXXXX."""
    return "-".join("".join(BASE58[draw(58)] for _ in range(length)) for length in FORM)


def secret_of(credential: str, uuid: str, q: int) -> int:
    """s, from two hashes so that it is even modulo q."""
    if not CREDENTIAL.fullmatch(credential):
        raise Invalid("credential.form", "five, six, five, six characters of Base58 are expected")
    halves = (f"derive_credential|{uuid}|{part}|{credential}" for part in (0, 1))
    return int("".join(hashlib.sha256(half.encode()).hexdigest() for half in halves), 16) % q


def public_credential(group: Group, credential: str, uuid: str) -> str:
    return group.text(group.secret_generator_power(secret_of(credential, uuid, group.q)))


def public_list(weights: Mapping[str, int] | Iterable[str]) -> bytes:
    """The list of the archive, sorted so that its order tells nothing."""
    if isinstance(weights, Mapping):
        entries = [public if weight == 1 else f"{public},{weight}" for public, weight in weights.items()]
    else:
        entries = list(weights)
    return dump(sorted(entries))


class Register:
    """Who may vote, and with which weight. Keeps 32 bytes a credential, whatever the group."""

    def __init__(self, raw: bytes, group: Group) -> None:
        self.weights: dict[bytes, int] = {}
        # Groups that look at every element that they use: the cards that no ballot has used yet.
        self.unused: dict[bytes, Element] = {}
        self.group = group
        if raw.count(b",") > 2 * MOST or raw.count(b"[") != 1:  # before memory is spent on it
            raise NonCanonical(detail=f"a flat list of at most {MOST} is expected")
        entries: list[Any] = items(load(raw))
        doubts, elements = group.doubts(), []
        for number, entry in enumerate(entries, 1):
            place = f"kartu nomor {number} dalam daftar"
            try:
                found = self.enter(words(entry), group)
                if doubts:
                    doubts.add(found)
                    elements.append(found)
                else:
                    self.unused[short(entry.partition(",")[0])] = found
            except Invalid as problem:
                raise problem.at(place) from problem
        if doubts and not group.settled(doubts.summary()):
            bad = next((number for number, one in enumerate(elements, 1) if not group.member(one)), 0)
            raise Invalid("element.member", place=f"kartu nomor {bad} dalam daftar")

    def settle(self) -> None:
        """When all signatures were checked: the cards that none of them used must be members too."""
        for key, found in self.unused.items():
            if not self.group.member(found):
                number = list(self.weights).index(key) + 1
                raise Invalid("element.member", place=f"kartu, kartu nomor {number} dalam daftar")

    def enter(self, entry: str, group: Group) -> Element:
        public, comma, weight = entry.partition(",")
        if comma and not (decimal(weight or "-", 10) and 1 <= int(weight) <= HEAVIEST):
            raise Invalid("credential.weight", f"weight {weight[:24]}")
        found = element(group, public)
        if found == group.one:
            raise Invalid("element.member", "the neutral element")
        key = short(public)
        if key in self.weights:
            raise Invalid("credential.twice", f"{public[:24]}...")
        self.weights[key] = int(weight) if comma else 1
        return found

    def __len__(self) -> int:
        return len(self.weights)

    @property
    def total(self) -> int:
        return sum(self.weights.values())


def short(public: str) -> bytes:
    return bytes.fromhex(sha256(public.encode()))


def shuffled(deck: list[str]) -> list[str]:
    """A deck of cards in an order that nobody knows."""
    found = list(deck)
    secrets.SystemRandom().shuffle(found)
    return found
