"""NIK, the 16 figures of a resident (UU 24/2013 pasal 64; Permendagri 108/2019): district, birth date, serial number.

The figures show where and as whom somebody was first registered. They stay when people move or a district gets another
code, and old registrations hold mistakes: what does not agree is to be looked at, not always wrong.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

LENGTH: Final = 16
WOMEN: Final = 40
ERROR, WARNING, INFO = "error", "warning", "info"
LOST = re.compile(r"^\d([.,]\d+)?[eE]\+?1[0-9]$")


@dataclass(frozen=True, slots=True)
class Problem:
    """`level`: error (cannot be taken), warning (somebody confirms it), info."""

    code: str
    level: str

    @property
    def text(self) -> str:
        return str(WORDS[self.code])


LEVELS: Final = {
    "nik_empty": ERROR, "nik_lost": ERROR, "nik_shape": ERROR, "nik_serial": ERROR, "nik_province": ERROR,
    "nik_region": WARNING, "nik_calendar": WARNING, "nik_born": WARNING, "nik_sex": WARNING, "nik_elsewhere": INFO,
}  # fmt: skip
WORDS: Final[dict[str, Any]] = {
    "nik_empty": _("NIK kosong."),
    "nik_lost": _("Aplikasi lembar kerja menyimpan NIK sebagai bilangan sehingga angka terakhirnya hilang. "
                  "Jadikan kolomnya teks, lalu isi ulang."),
    "nik_shape": _("NIK terdiri dari 16 angka."),
    "nik_serial": _("Empat angka terakhir NIK tidak boleh 0000."),
    "nik_province": _("Dua angka pertama NIK bukan kode provinsi."),
    "nik_region": _("Enam angka pertama NIK bukan kode kecamatan yang dikenal."),
    "nik_calendar": _("Angka ke-7 sampai ke-12 NIK bukan tanggal lahir yang ada di kalender."),
    "nik_born": _("Tanggal lahir berbeda dari yang tertulis dalam NIK."),
    "nik_sex": _("Jenis kelamin berbeda dari yang tertulis dalam NIK."),
    "nik_elsewhere": _("NIK diterbitkan di luar kabupaten ini."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Regions:
    """Known codes as six figures of districts and two of provinces; `home` is the regency's four figures."""

    districts: Collection[str] = ()
    provinces: Collection[str] = ()
    home: str = ""


def tidy(text: str) -> str:
    """As typed in sheets: blanks, points, hyphens and a leading apostrophe do not matter."""
    kept = text.strip().lstrip("'’`").strip()
    return kept if LOST.match(kept) else re.sub(r"[\s.\-]", "", kept)


def problems(nik: str, *, sex: str, born_on: date | None, regions: Regions | None = None) -> list[Problem]:
    """Everything that is wrong with a tidy NIK; `sex` is L, P or empty, `born_on` may be missing."""
    if not nik:
        return [_problem("nik_empty")]
    if LOST.match(nik):
        return [_problem("nik_lost")]
    if not (nik.isascii() and nik.isdigit()) or len(nik) != LENGTH:
        return [_problem("nik_shape")]
    codes = [*_place(nik, regions or Regions()), *_birth(nik, sex, born_on)]
    if nik[12:] == "0000":
        codes.append("nik_serial")
    return [_problem(code) for code in codes]


def masked(nik: str) -> str:
    """As it stands on letters: the district and the last four, the birth date hidden."""
    return f"{nik[:6]}{'•' * max(len(nik) - 10, 0)}{nik[-4:]}" if len(nik) > 10 else "•" * len(nik)


def make(district: str, sex: str, born_on: date, serial: int) -> str:
    """The NIK of somebody: for tests, the demo and the sample file."""
    day = born_on.day + (WOMEN if sex == "P" else 0)
    return f"{district}{day:02d}{born_on:%m%y}{serial:04d}"


def _place(nik: str, regions: Regions) -> list[str]:
    known = nik[:2] in regions.provinces if regions.provinces else 11 <= int(nik[:2]) <= 97
    if not known:
        return ["nik_province"]
    if nik[2:4] == "00" or nik[4:6] == "00" or (regions.districts and nik[:6] not in regions.districts):
        return ["nik_region"]
    return ["nik_elsewhere"] if regions.home and not nik.startswith(regions.home) else []


def _birth(nik: str, sex: str, born_on: date | None) -> list[str]:
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    told = "P" if day > WOMEN else "L"
    found = ["nik_sex"] if sex in ("L", "P") and sex != told else []
    day -= WOMEN if told == "P" else 0
    if not _exists(day, month, year):
        return ["nik_calendar"]
    if born_on is not None and (born_on.day, born_on.month, born_on.year % 100) != (day, month, year):
        found.append("nik_born")
    return found


def _exists(day: int, month: int, year: int) -> bool:
    """Whether the day is in the calendar of 19YY or 20YY."""
    for century in (1900, 2000):
        try:
            date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False


def _problem(code: str) -> Problem:
    return Problem(code, LEVELS[code])
