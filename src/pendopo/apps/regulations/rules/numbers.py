"""How a decree is named: many ways to write it, one key to find it by.

`Perda 3/2016`, `Perda No. 03 Tahun 2016` and `Peraturan Daerah Kabupaten Paser Nomor 3 Tahun 2016` are one reference.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pendopo.apps.regulations.kinds import BUILT_IN

LONGEST: Final = 80
FIRST_YEAR, LAST_YEAR = 1945, 2100
_word = re.compile(r"^(NOMOR|NO|NMR|NUMBER)\b[.:]?\s*", re.IGNORECASE)
_year = re.compile(r"\b(?:TAHUN|TH|THN)\b\.?\s*(\d{4})\b", re.IGNORECASE)
_tail_year = re.compile(r"[/\s](\d{4})$")
_zeros = re.compile(r"(?<![0-9.])0+(?=[0-9])")
_blanks = re.compile(r"\s*([/.])\s*")


@dataclass(frozen=True, slots=True)
class Reference:
    """What a text names: the code of the kind (empty when it does not say), the number's key, the year if written."""

    kind: str
    number_key: str
    year: int | None


def number_key(number: str, year: int | None = None) -> str:
    """A number without case, blanks, leading zeros, the word "Nomor" and its own year behind it.

    >>> number_key("No. 188.45 / 012 /2024", 2024)
    '188.45/12'
    """
    text = " ".join(unicodedata.normalize("NFKC", number).replace("-", " ").split())
    text = _year.sub("", _word.sub("", text)).strip(" .,;:")
    text = _blanks.sub(r"\1", text).upper()
    text = _zeros.sub("", " ".join(text.split()))
    found = _tail_year.search(text)
    if found and (year is None or int(found[1]) == year) and FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        text = text[: found.start()]
    return text.strip(" ./")[:LONGEST]


def tidy_number(number: str) -> str:
    """A number as it is shown: without the word "Nomor" in front and with single blanks."""
    return _word.sub("", " ".join(number.split())).strip(" :;,")


def year_of(text: str) -> int | None:
    """The year that a reference names: after "Tahun", or at its end."""
    found = _year.search(text) or _tail_year.search(text.strip())
    if found is None:
        return None
    year = int(found[1])
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def kind_words() -> Mapping[str, str]:
    """Ways to write a kind, to its code."""
    words: dict[str, str] = {}
    for kind in reversed(BUILT_IN):
        for word in (kind.name, kind.short, kind.code, *kind.words):
            words[folded(word)] = kind.code
    return words


def folded(text: str) -> str:
    """Lower case, one blank between words, hyphens as blanks, no dots at the ends of words."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("-", " ")
    return " ".join(word.strip(".,:") for word in plain.split())


_WORDS = kind_words()
_BY_LENGTH = sorted(_WORDS, key=len, reverse=True)
_about = re.compile(r"\b(?:tentang|ttg|pasal|ayat)\b", re.IGNORECASE)
_before_number = re.compile(r"\b(NOMOR|NO|NMR)\b[.:]?", re.IGNORECASE)


def kind_of(text: str) -> tuple[str, str]:
    """The code of the kind that a text begins with, and the rest of it; ("", text) when it begins with none."""
    plain = folded(text)
    for word in _BY_LENGTH:
        if plain == word or plain.startswith(f"{word} "):
            return _WORDS[word], plain[len(word) :].strip()
    first, _blank, rest = plain.partition(" ")
    for stem, code in (("permen", "permen"), ("kepmen", "kepmen")):  # PermenPANRB, Permendagri
        if first.startswith(stem):
            return code, rest
    return "", plain


def read_reference(text: str) -> Reference | None:
    """What a free text names; None when there is no number in it."""
    about = _about.split(" ".join(text.split()), maxsplit=1)[0]
    kind, rest = kind_of(about)
    parts = _before_number.split(rest, maxsplit=1)
    key = number_key(parts[-1] if len(parts) > 1 else _from_first_digit(rest), year_of(rest))
    return Reference(kind, key, year_of(rest)) if any(c.isdigit() for c in key) else None


def _from_first_digit(text: str) -> str:
    """From the word in which the first digit stands: "KABUPATEN PASER 3/2016" gives "3/2016"."""
    words = text.split()
    for place, word in enumerate(words):
        if any(c.isdigit() for c in word):
            return " ".join(words[place:])
    return ""
