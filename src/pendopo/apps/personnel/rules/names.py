"""Names and numbers of a person as they are written on screens and letters."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*")


def tidy_name(name: str) -> str:
    """One blank between words; a name kept in capitals only ("NI MADE A'AN") is written with capital initials."""
    plain = " ".join(name.replace("\u00a0", " ").split())
    if plain != plain.upper() or not any(len(word) > 1 for word in _WORD.findall(plain)):
        return plain
    return _WORD.sub(lambda word: word[0][:1].upper() + word[0][1:].lower(), plain)


def tidy_title(title: str) -> str:
    """A degree without stray blanks, commas or the dash that means "none"."""
    plain = " ".join(title.split()).strip(" ,;")
    return "" if plain in {"-", "--", "0"} else plain


def full_name(name: str, title_front: str = "", title_back: str = "") -> str:
    """Name with degrees: "dr. Siti Aminah, Sp.A., M.Kes."."""
    before = f"{title_front} " if title_front else ""
    after = f", {title_back}" if title_back else ""
    return f"{before}{name}{after}"


def mask_nik(nik: str) -> str:
    """A NIK with only its first four and last two digits, safe to show."""
    return f"{nik[:4]}{'•' * max(len(nik) - 6, 0)}{nik[-2:]}" if len(nik) > 6 else "•" * len(nik)


def tidy_phone(text: str) -> str:
    """A phone number in the national form: "+62 812-34" and "81234" become "081234"; others keep their plus."""
    digits = re.sub(r"[^0-9+]", "", text)
    if digits.startswith(("+62", "62")):
        return "0" + digits.lstrip("+")[2:]
    return "0" + digits if digits.startswith("8") else digits
