"""Ed25519 (section 2.2): the subgroup of prime order. An element is its 32 bytes (RFC 8032), written reversed in hex.

libsodium does the work, in constant time. It refuses the scalar 0 and the identity, so both are handled here.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from pendopo.apps.elections.crypto import arithmetic, edwards
from pendopo.apps.elections.crypto.errors import Invalid
from pendopo.apps.elections.crypto.groups import TRUSTED, Doubts, Element, Powers, forget_old, not_a_member

# The functions of libsodium itself, as PyNaCl's own bindings call them: those spend a tenth of the time on checking
# types that are known here.
library: Any
try:
    library = import_module("nacl._sodium")
except ImportError:
    library = None
sodium: Any = library and library.lib
ffi: Any = library and library.ffi

Q = edwards.Q
IDENTITY = b"\x01" + bytes(31)
ENOUGH = 300  # powers of a base for which a table pays
GENERATOR = edwards.encode(edwards.BASE)


def width_for(uses: int) -> int:
    """Of the digits of a table, so that making it costs less than it saves. 12 takes 19 MB."""
    return 6 if uses < 1000 else 8 if uses < 10_000 else 10 if uses < 50_000 else 12


class TablePowers:
    """Faster than libsodium, which has a table for the generator only."""

    def __init__(self, base: bytes, width: int) -> None:
        self.table = edwards.Table(edwards.decode(base) or edwards.IDENTITY, width)

    def power(self, exponent: int) -> bytes:
        return edwards.encode(self.table.multiply(exponent))


class PlainPowers:
    """Without a table: the generator, for which libsodium has its own, or a base of few uses."""

    def __init__(self, base: bytes) -> None:
        self.base = base

    def power(self, exponent: int) -> bytes:
        return scalar_multiple(self.base, exponent)


def scalar_multiple(base: bytes, exponent: int) -> bytes:
    """Refuses a base that is no point of the subgroup, whatever the exponent is."""
    if base == IDENTITY:
        return IDENTITY
    if exponent == 0:
        if not is_member(base):
            raise not_a_member(base[::-1].hex())
        return IDENTITY
    if sodium is None:
        return edwards.encode(plain_multiples(base, [exponent])[0])
    out = ffi.new("unsigned char[32]")
    scalar = exponent.to_bytes(32, "little")
    if base == GENERATOR:
        wrong = sodium.crypto_scalarmult_ed25519_base_noclamp(out, scalar)
    else:
        wrong = sodium.crypto_scalarmult_ed25519_noclamp(out, scalar, base)
    if wrong:  # libsodium looked: not canonical, not on the curve, or not in the subgroup
        raise not_a_member(base[::-1].hex())
    return bytes(ffi.buffer(out))


def plain_multiples(base: bytes, exponents: Sequence[int]) -> list[edwards.Point]:
    point = edwards.decode(base)
    if point is None:
        raise not_a_member(base[::-1].hex())
    *found, nothing = edwards.multiples(point, [*exponents, Q])
    if not edwards.is_identity(nothing):
        raise not_a_member(base[::-1].hex())
    return found


def is_member(element: bytes) -> bool:
    if element == IDENTITY:
        return True
    if sodium is not None:
        return len(element) == 32 and bool(sodium.crypto_core_ed25519_is_valid_point(element))
    point = edwards.decode(element)
    return point is not None and edwards.in_subgroup(point)


class Ed25519:
    name = "Ed25519"
    q = Q
    g = GENERATOR
    one = IDENTITY

    def __init__(self) -> None:
        self.tables: dict[Element, Powers] = {}

    def parse(self, text: str) -> bytes:
        try:
            raw = bytes.fromhex(text)
        except ValueError:
            raw = b""
        if len(raw) != 32 or raw.hex() != text:
            raise Invalid("element.form", f"not 64 hexadecimal digits: {text[:24]}")
        return raw[::-1]

    def text(self, element: bytes) -> str:
        return element[::-1].hex()

    def member(self, element: bytes) -> bool:
        return is_member(element)

    def mul(self, one: bytes, two: bytes) -> bytes:
        if sodium is None:
            return edwards.encode(edwards.add(point_of(one), point_of(two)))
        out = ffi.new("unsigned char[32]")
        if sodium.crypto_core_ed25519_add(out, one, two):
            raise not_a_member(one[::-1].hex())
        return bytes(ffi.buffer(out))

    def div(self, one: bytes, two: bytes) -> bytes:
        if sodium is None:
            return edwards.encode(edwards.add(point_of(one), edwards.negate(point_of(two))))
        out = ffi.new("unsigned char[32]")
        if sodium.crypto_core_ed25519_sub(out, one, two):
            raise not_a_member(one[::-1].hex())
        return bytes(ffi.buffer(out))

    def power(self, base: bytes, exponent: int) -> bytes:
        return scalar_multiple(base, exponent)

    def secret_power(self, base: bytes, exponent: int) -> bytes:
        require_sodium()
        return scalar_multiple(base, exponent)

    def secret_generator_power(self, exponent: int) -> bytes:
        require_sodium()
        return scalar_multiple(GENERATOR, exponent)

    def generator_power(self, exponent: int) -> bytes:
        if sodium is not None:
            return scalar_multiple(GENERATOR, exponent)
        found: bytes = self.table(GENERATOR, ENOUGH).power(exponent)
        return found

    def expect(self, uses: int) -> None:
        """libsodium has its own table of the generator."""

    def table(self, base: bytes, uses: int) -> Powers:
        if uses < ENOUGH or (sodium is not None and (base == GENERATOR or not arithmetic.FAST)):
            return PlainPowers(base)
        if base not in self.tables:
            forget_old(self.tables)
            self.tables[base] = TablePowers(base, width_for(uses))
        return self.tables[base]

    def powers(self, base: bytes, exponents: Sequence[int], doubts: Doubts | None = None) -> list[bytes]:
        if sodium is None:
            return [edwards.encode(point) for point in plain_multiples(base, exponents)]
        if base in (IDENTITY, GENERATOR) or 0 in exponents:
            return [scalar_multiple(base, exponent) for exponent in exponents]
        found = []
        for exponent in exponents:
            out = ffi.new("unsigned char[32]")
            if sodium.crypto_scalarmult_ed25519_noclamp(out, exponent.to_bytes(32, "little"), base):
                raise not_a_member(self.text(base))
            found.append(bytes(ffi.buffer(out)))
        return found

    def shifted_powers(
        self, base: bytes, shifts: Sequence[int], exponents: Sequence[int], doubts: Doubts | None = None
    ) -> list[bytes]:
        pairs = list(zip(shifts, exponents, strict=True))
        if sodium is None:
            back = [self.generator_power(-shift * exponent % Q) for shift, exponent in pairs]
            return [self.mul(one, two) for one, two in zip(self.powers(base, exponents), back, strict=True)]
        lowered = {
            shift: self.div(base, GENERATOR if shift == 1 else scalar_multiple(GENERATOR, shift))
            for shift in shifts
            if shift
        }
        lowered[0] = base
        if 0 not in shifts and doubts is not TRUSTED and not is_member(base):
            raise not_a_member(self.text(base))
        return [scalar_multiple(lowered[shift], exponent) for shift, exponent in pairs]

    def doubts(self) -> None:
        """libsodium looks at every base that it multiplies, so nothing is left for later."""

    def settled(self, summary: Sequence[bytes]) -> bool:
        return not summary


def point_of(element: bytes) -> edwards.Point:
    point = edwards.decode(element)
    if point is None:
        raise not_a_member(element[::-1].hex())
    return point


def require_sodium() -> None:
    if sodium is None:
        raise RuntimeError("secret exponents need PyNaCl: plain Python leaks them by its time")
