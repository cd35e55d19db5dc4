"""Golongan of civil servants: the table of law and the ways in which people write it.

PNS: PP 7/1977, annex I (golongan ruang and pangkat), last amended by PP 5/2024.
PPPK: Perpres 98/2020 as amended by Perpres 11/2024 (golongan I to XVII, no pangkat).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PNS = "pns"
PPPK = "pppk"


@dataclass(frozen=True)
class Golongan:
    code: str
    pangkat: str
    order: int
    kind: str
    siasn_id: str = ""

    @property
    def label(self) -> str:
        """ "Penata Muda Tingkat I (III/b)" for a PNS, "Golongan IX" for a PPPK."""
        return f"{self.pangkat} ({self.code})" if self.pangkat else f"Golongan {self.code}"


_PANGKAT = {
    "I": ("Juru Muda", "Juru Muda Tingkat I", "Juru", "Juru Tingkat I"),
    "II": ("Pengatur Muda", "Pengatur Muda Tingkat I", "Pengatur", "Pengatur Tingkat I"),
    "III": ("Penata Muda", "Penata Muda Tingkat I", "Penata", "Penata Tingkat I"),
    "IV": ("Pembina", "Pembina Tingkat I", "Pembina Utama Muda", "Pembina Utama Madya", "Pembina Utama"),
}
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII")


def _pns() -> tuple[Golongan, ...]:
    rows = [
        (f"{roman}/{'abcde'[room]}", pangkat, f"{level}{room + 1}")
        for level, (roman, names) in enumerate(_PANGKAT.items(), start=1)
        for room, pangkat in enumerate(names)
    ]
    return tuple(Golongan(code, name, order, PNS, siasn) for order, (code, name, siasn) in enumerate(rows, start=1))


PNS_TABLE = _pns()
PPPK_TABLE = tuple(Golongan(roman, "", order, PPPK) for order, roman in enumerate(_ROMAN, start=1))
TABLE = {row.code: row for row in (*PNS_TABLE, *PPPK_TABLE)}

_BY_SIASN = {row.siasn_id: row for row in PNS_TABLE}
_BY_PANGKAT = {row.pangkat.casefold(): row for row in PNS_TABLE}
_PNS_TEXT = re.compile(r"(?<![a-z0-9])(iv|iii|ii|i|[1-4])[ /.\-]*([a-e])(?![a-z0-9])")
_PPPK_TEXT = re.compile(r"(?:gol(?:ongan)?\.? *)?([ivx]+|[0-9]{1,2})")
_ARABIC = {"1": "I", "2": "II", "3": "III", "4": "IV"}


def read_golongan(text: str, kind: str) -> Golongan | None:
    """The golongan that a text names for a PNS or a PPPK, None when it names none.

    For a PNS: "III/a", "IIIa", "3a", the SIASN number 31, "Penata Muda", "Penata Muda (III/a)"; for a PPPK: "IX", "9".
    """
    plain = " ".join(text.casefold().split())
    if kind == PPPK:
        match = _PPPK_TEXT.fullmatch(plain)
        if not match:
            return None
        number = match[1].upper()
        if number.isdigit():
            return PPPK_TABLE[int(number) - 1] if 1 <= int(number) <= len(PPPK_TABLE) else None
        return TABLE.get(number)
    if plain in _BY_SIASN:
        return _BY_SIASN[plain]
    if plain in _BY_PANGKAT:
        return _BY_PANGKAT[plain]
    found = {(_ARABIC.get(level, level.upper()), room) for level, room in _PNS_TEXT.findall(plain)}
    if len(found) != 1:
        return None
    level, room = found.pop()
    return TABLE.get(f"{level}/{room}")


def golongan_choices(kind: str) -> list[tuple[str, str]]:
    """Code and label, highest first, for a choice in a form."""
    return [(row.code, row.label) for row in reversed(PPPK_TABLE if kind == PPPK else PNS_TABLE)]


def rank_order(code: str) -> int:
    """Place of a golongan in its own table, 0 for none."""
    return TABLE[code].order if code in TABLE else 0
