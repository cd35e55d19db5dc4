"""Trustees (sections 2.4, 2.7): who holds the key, alone (`Single`) or so that some of them suffice (`Pedersen`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from pendopo.apps.elections.crypto import pedersen
from pendopo.apps.elections.crypto.errors import Invalid, NonCanonical
from pendopo.apps.elections.crypto.formats import dump, element, fields, items, load
from pendopo.apps.elections.crypto.groups import Element, Group, product
from pendopo.apps.elections.crypto.proofs import Draw, Proof, check_key, draw_secret, prove_key, read_proof

MOST: Final = 64


class Single(NamedTuple):
    """One trustee whose part is always needed."""

    public: Element
    pok: Proof


@dataclass(frozen=True)
class Trustees:
    """All items of the archive; owners are numbered from 1 through all of them."""

    group: Group
    parts: tuple[Single | pedersen.Threshold, ...]

    @property
    def publics(self) -> list[Element]:
        """The key with which each owner's partial decryption is checked."""
        found: list[Element] = []
        for part in self.parts:
            found += [part.public] if isinstance(part, Single) else [key.public for key in part.keys]
        return found

    @property
    def joint_key(self) -> Element:
        """The public key of the election."""
        return product(self.group, [part.public for part in self.parts])

    def spans(self) -> list[tuple[Single | pedersen.Threshold, range]]:
        """Each part with its owners."""
        found: list[tuple[Single | pedersen.Threshold, range]] = []
        first = 1
        for part in self.parts:
            size = 1 if isinstance(part, Single) else len(part.keys)
            found.append((part, range(first, first + size)))
            first += size
        return found

    def missing(self, owners: Sequence[int]) -> str:
        """Empty when these owners can decrypt; otherwise whose parts are still needed."""
        for part, span in self.spans():
            here = sum(owner in span for owner in owners)
            if isinstance(part, Single) and not here:
                return f"pemegang kunci nomor {span[0]}"
            if not isinstance(part, Single) and here < part.threshold:
                return f"{part.threshold - here} lagi dari pemegang kunci nomor {span[0]} sampai {span[-1]}"
        return ""

    def combine(self, factors: Mapping[int, Element]) -> Element:
        """alpha^x for the whole key from the owners' factors; of a threshold part as many as it needs, by number."""
        found = self.group.one
        for part, span in self.spans():
            present = [owner for owner in span if owner in factors]
            if isinstance(part, Single):
                found = self.group.mul(found, factors[present[0]])
                continue
            chosen = {owner - span[0] + 1: factors[owner] for owner in present[: part.threshold]}
            found = self.group.mul(found, pedersen.interpolate(self.group, chosen))
        return found


def read_trustees(raw: bytes, group: Group) -> Trustees:
    found = items(load(raw))
    if not 1 <= len(found) <= MOST:
        raise Invalid("trustees.count", f"{len(found)} parts")
    parts: list[Single | pedersen.Threshold] = []
    for value in found:
        kind, about = items(value, 2)
        if kind == "Single":
            parts.append(read_single(about, group))
        elif kind == "Pedersen":
            parts.append(pedersen.read_threshold(about, group))
        else:
            raise NonCanonical(detail="Single or Pedersen is expected")
    return Trustees(group, tuple(parts))


def read_single(value: Any, group: Group) -> Single:
    found = fields(value, ("pok", "public_key"))
    return Single(element(group, found["public_key"]), read_proof(found["pok"], group.q))


def check_trustees(trustees: Trustees, key: Element) -> None:
    """Every proof of knowledge, every threshold certificate; the product is the key of the election."""
    seen = set()
    for part, span in trustees.spans():
        place = f"pemegang kunci nomor {span[0]}"
        try:
            if isinstance(part, Single):
                if part.public == trustees.group.one:
                    raise Invalid("element.member", "the neutral element is no key")
                if not check_key(trustees.group, part.public, part.pok):
                    raise Invalid("trustees.pok")
            else:
                pedersen.check_threshold(part, trustees.group)
        except Invalid as problem:
            raise problem.at(place) from problem
        if part.public in seen:
            raise Invalid("trustees.twice", place=place)
        seen.add(part.public)
    if trustees.joint_key != key:
        raise Invalid("trustees.key", "the product of the trustees' keys is not the key of the election")


# --- making


def new_single(group: Group, draw: Draw = draw_secret) -> tuple[int, dict[str, Any]]:
    """A secret key, and the public part with its proof."""
    secret = 1 + draw(group.q - 1)
    public = group.text(group.secret_generator_power(secret))
    return secret, {"pok": prove_key(group, secret, draw).json(), "public_key": public}


def write_trustees(singles: Sequence[dict[str, Any]], thresholds: Sequence[dict[str, Any]] = ()) -> bytes:
    return dump([*(["Single", one] for one in singles), *(["Pedersen", one] for one in thresholds)])
