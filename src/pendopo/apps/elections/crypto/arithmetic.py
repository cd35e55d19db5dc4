"""Big numbers: GMP where it is installed, Python's own where it is not (the public verifier must run anywhere)."""

from __future__ import annotations

from typing import Any

try:
    import gmpy2
except ImportError:
    gmpy2 = None  # type: ignore[assignment,unused-ignore]

FAST = gmpy2 is not None

# A number of the fast kind; `int` without GMP. Typed as int: both behave so.
number: Any = int if gmpy2 is None else gmpy2.mpz


def power(base: int, exponent: int, modulus: int) -> int:
    """For public exponents: its time depends on them."""
    found: int = pow(base, exponent, modulus) if gmpy2 is None else gmpy2.powmod(base, exponent, modulus)
    return found


def secret_power(base: int, exponent: int, modulus: int) -> int:
    """For secret exponents: GMP's constant-time power. Without GMP there is none, and so no secret is used."""
    if gmpy2 is None:
        raise RuntimeError("secret exponents need gmpy2: Python's own pow leaks them by its time")
    if exponent == 0:
        return 1
    found: int = gmpy2.powmod_sec(base, exponent, modulus)
    return found


def inverse(value: int, modulus: int) -> int:
    found: int = pow(value, -1, modulus) if gmpy2 is None else gmpy2.invert(value, modulus)
    return found
