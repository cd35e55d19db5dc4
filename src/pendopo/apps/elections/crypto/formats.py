"""Canonical JSON, scalars, hashes, identifiers (section 2.1)."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from typing import Any, Final, NoReturn

from pendopo.apps.elections.crypto.errors import Invalid, NonCanonical
from pendopo.apps.elections.crypto.groups import Element, Group

BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
UUID: Final = re.compile(f"[{BASE58}]{{14,64}}")
SHA256: Final = re.compile("[0-9a-f]{64}")
ENCODE: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
SCALAR: Final = re.compile("0|[1-9][0-9]{0,79}")
LONGEST_TEXT: Final = 10_000


def dump(value: Any) -> bytes:
    """The one form: no blanks, UTF-8 as it is, fields in the order in which they were put in."""
    return ENCODE(value).encode()


def load(raw: bytes) -> Any:
    """Reads JSON and refuses anything that `dump` would not have written: blanks, doubled fields, other escapes."""
    try:
        value = json.loads(raw.decode(), parse_constant=refuse_constant, parse_float=refuse_constant)
        same = dump(value) == raw
    except NonCanonical:
        raise
    except (ValueError, RecursionError) as problem:
        raise NonCanonical(detail=type(problem).__name__) from problem
    if not same:
        raise NonCanonical(detail="not in the one form that is allowed")
    return value


def refuse_constant(text: str) -> NoReturn:
    raise NonCanonical(detail=f"number {text[:24]}")


def fields(value: Any, names: Sequence[str], optional: Sequence[str] = ()) -> dict[str, Any]:
    """An object with exactly these fields in this order; `optional` ones may be left out."""
    if type(value) is not dict:
        raise NonCanonical(detail=f"an object with {', '.join(names)} is expected")
    found = list(value)
    if found != list(names) and found != [name for name in names if name in value or name not in optional]:
        raise NonCanonical(detail=f"fields are {', '.join(found)[:120]}, expected {', '.join(names)}")
    return value


def items(value: Any, length: int | None = None) -> list[Any]:
    if type(value) is not list or (length is not None and len(value) != length):
        raise NonCanonical(detail=f"a list{'' if length is None else f' of {length}'} is expected")
    return value


def words(value: Any) -> str:
    if type(value) is not str or len(value) > LONGEST_TEXT:
        raise NonCanonical(detail="text is expected")
    return value


def integer(value: Any) -> int:
    """A count: a JSON number, or decimal digits in a string where it is large."""
    if type(value) is str and decimal(value, 40):
        return int(value)
    if type(value) is not int or value < 0:
        raise NonCanonical(detail="a count is expected")
    return value


def decimal(text: str, longest: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= longest and (text[0] != "0" or text == "0")


def digest(value: Any) -> str:
    if type(value) is not str or not SHA256.fullmatch(value):
        raise NonCanonical(detail="a hash of 64 hexadecimal digits is expected")
    return value


def scalar(value: Any, q: int) -> int:
    """An exponent as decimal digits; from 0 to q - 1."""
    if type(value) is not str or not SCALAR.fullmatch(value):
        raise NonCanonical(detail="decimal digits are expected")
    found = int(value)
    if found >= q:
        raise Invalid("scalar.range", f"{value[:24]}... is not below q")
    return found


def element(group: Group, value: Any) -> Element:
    return group.parse(words(value) or "0")


def sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def base64_hash(raw: bytes) -> str:
    """b64(SHA256(raw)), standard alphabet without padding."""
    return base64.b64encode(hashlib.sha256(raw).digest()).decode().rstrip("=")


def hash_to_scalar(text: str, q: int) -> int:
    """SHA-256 as a big-endian number, modulo q."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big") % q


def challenge(tag: str, prefix: str, commitments: Sequence[str], q: int) -> int:
    """H(tag, prefix, e1..ek) of section 2.1."""
    return hash_to_scalar(f"{tag}|{prefix}|{','.join(commitments)}", q)
