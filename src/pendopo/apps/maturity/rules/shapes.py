"""Reading JSON with a place for every complaint: unknown keys, wrong types and doubled keys are told, never guessed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

LARGEST: Final = 4_000_000
NUMBER: Final = re.compile(r"\d{1,3}(\.\d{1,6})?")


class BadFile(ValueError):
    """A file that cannot be used: where in it, and why."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.place = place
        self.message = message


class Written(str):
    """A number with a decimal point, as it stands in the file."""

    __slots__ = ()


class Doubled(dict[str, Any]):
    """An object in which a key stands twice."""

    key: str = ""


def parse(content: bytes) -> Any:
    """JSON without a single float: decimals stay the text they are. Raises BadFile."""
    if len(content) > LARGEST:
        raise BadFile("", f"Berkas lebih besar dari {LARGEST // 1_000_000} MB.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile("", f"Berkas bukan teks UTF-8 (bita ke-{error.start + 1}).") from error
    try:
        return json.loads(text, parse_float=Written, parse_constant=_no_constant, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        raise BadFile(f"baris {error.lineno} kolom {error.colno}", f"Bukan JSON yang benar: {error.msg}.") from error
    except RecursionError as error:
        raise BadFile("", "JSON bersarang terlalu dalam.") from error
    except ValueError as error:
        raise BadFile("", f"Bukan JSON yang benar: {str(error)[:100]}.") from error


def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
    """For json's object_pairs_hook: an object with a doubled key comes back as Doubled."""
    kept = dict(found)
    if len(kept) == len(found):
        return kept
    marked, seen = Doubled(kept), set()
    for key, _value in found:
        if key in seen:
            marked.key = key
            break
        seen.add(key)
    return marked


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} tidak dikenal JSON")


class Node:
    """One object of the file together with its place."""

    def __init__(self, value: Any, place: str = "", *, keys: Mapping[str, bool]) -> None:
        """`keys`: each allowed key, and whether it must be there. Raises BadFile."""
        self.place = place
        if not isinstance(value, dict):
            raise BadFile(place, f"Harus objek {{...}}, bukan {kind_of(value)}.")
        if isinstance(value, Doubled):
            raise BadFile(self.at(value.key), "Kunci ini tertulis dua kali.")
        for key in value:
            if key not in keys:
                raise BadFile(self.at(key), f"Kunci tidak dikenal. Yang dikenal: {', '.join(keys)}.")
        for key, needed in keys.items():
            if needed and key not in value:
                raise BadFile(self.at(key), "Wajib ada.")
        self.value: dict[str, Any] = value

    def at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def has(self, key: str) -> bool:
        return self.value.get(key) is not None

    def text(self, key: str, *, default: str | None = None) -> str:
        value = self.value.get(key, default)
        if not isinstance(value, str) or isinstance(value, Written) or (default is None and not value.strip()):
            raise BadFile(self.at(key), f"Harus teks{'' if default is not None else ' yang tidak kosong'}.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        found = []
        for place, value in self.items(key):
            if not isinstance(value, str) or isinstance(value, Written):
                raise BadFile(place, f"Harus teks, bukan {kind_of(value)}.")
            found.append(value)
        return tuple(found)

    def whole(self, key: str, low: int, high: int, *, default: int | None = None) -> int:
        value = self.value.get(key, default)
        if type(value) is not int or not low <= value <= high:
            raise BadFile(self.at(key), f"Harus bilangan bulat {low} sampai {high}, bukan {_shown(value)}.")
        return value

    def flag(self, key: str, *, default: bool = False) -> bool:
        value = self.value.get(key, default)
        if not isinstance(value, bool):
            raise BadFile(self.at(key), f"Harus true atau false, bukan {_shown(value)}.")
        return value

    def number(self, key: str) -> Fraction:
        """A whole number or a decimal, exactly as written ("2.75")."""
        value = self.value.get(key)
        text = str(value) if isinstance(value, str) or type(value) is int else ""
        if not NUMBER.fullmatch(text):
            raise BadFile(self.at(key), f'Harus bilangan desimal seperti "2.75" atau 3, bukan {_shown(value)}.')
        return Fraction(text)

    def items(self, key: str) -> Iterator[tuple[str, Any]]:
        """Place and value of each member of a list; nothing when the key is absent."""
        value = self.value.get(key, [])
        if not isinstance(value, list):
            raise BadFile(self.at(key), f"Harus daftar [...], bukan {kind_of(value)}.")
        for number, member in enumerate(value):
            yield f"{self.at(key)}[{number}]", member

    def open(self, key: str) -> dict[str, Any]:
        """An object with free keys; empty when absent."""
        value = self.value.get(key, {})
        if not isinstance(value, dict):
            raise BadFile(self.at(key), f"Harus objek {{...}}, bukan {kind_of(value)}.")
        if isinstance(value, Doubled):
            raise BadFile(f"{self.at(key)}.{value.key}", "Kunci ini tertulis dua kali.")
        return value

    def years(self, key: str) -> tuple[int, int | None]:
        """[first, last]; null for a last year means still in force."""
        value = self.value.get(key)
        if not isinstance(value, list) or len(value) != 2:
            raise BadFile(self.at(key), "Harus [tahun pertama, tahun terakhir]; null bila masih berlaku.")
        first, last = value
        if type(first) is not int or not 2000 <= first <= 2200:
            raise BadFile(f"{self.at(key)}[0]", f"Harus tahun 2000 sampai 2200, bukan {_shown(first)}.")
        if last is not None and (type(last) is not int or not first <= last <= 2200):
            raise BadFile(f"{self.at(key)}[1]", f"Harus null atau tahun {first} sampai 2200, bukan {_shown(last)}.")
        return first, last


def kind_of(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true/false"
    if isinstance(value, int | Written):
        return "bilangan"
    if isinstance(value, str):
        return "teks"
    return "daftar" if isinstance(value, list) else "objek"


def _shown(value: Any) -> str:
    if value is None:
        return "kosong"
    if isinstance(value, dict | list):
        return kind_of(value)
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)[:30] if isinstance(value, int | Written) else repr(value)[:30]
