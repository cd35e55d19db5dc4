"""NIP, the 18-digit number of a civil servant (Perka BKN 22/2007, 43/2007). It has no check digit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _

LENGTH = 18
YOUNGEST_APPOINTMENT = 18


class NipError(ValueError):
    """The number cannot be a NIP; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Nip:
    """`appointed` is (year, month) for PNS; for PPPK the second part is a contract counter above 12."""

    digits: str
    birth_date: date
    appointed_year: int
    month_or_counter: int
    sex: Literal["L", "P"]
    sequence: int

    @property
    def is_pppk(self) -> bool:
        return self.month_or_counter > 12

    def __str__(self) -> str:
        return format_nip(self.digits)


def parse_nip(text: str, *, on: date) -> Nip:
    """Read a NIP, blanks allowed; `on` is today, no appointment lies after it. Raises NipError."""
    digits = "".join(text.split())
    if not (digits.isascii() and digits.isdigit()) or len(digits) != LENGTH:
        raise NipError(_("NIP terdiri dari 18 angka. Periksa kembali ketikannya."))
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        raise NipError(_("Delapan angka pertama NIP bukan tanggal lahir yang ada di kalender.")) from None
    year, counter = int(digits[8:12]), int(digits[12:14])
    if digits[14] not in "12":
        raise NipError(_("Angka ke-15 NIP harus 1 (laki-laki) atau 2 (perempuan)."))
    if counter == 0:
        raise NipError(_("Angka ke-13 dan ke-14 NIP bukan bulan pengangkatan."))
    if (year, counter if counter <= 12 else 1) > (on.year, on.month):
        raise NipError(_("Pengangkatan dalam NIP ini masih di masa depan."))
    age = year - birth.year - (counter <= 12 and counter < birth.month)
    if age < YOUNGEST_APPOINTMENT:
        raise NipError(_("Pengangkatan dalam NIP ini terjadi sebelum umur 18 tahun."))
    return Nip(digits, birth, year, counter, "L" if digits[14] == "1" else "P", int(digits[15:]))


def format_nip(digits: str) -> str:
    """In groups as printed: 19800110 200901 1 001."""
    return f"{digits[:8]} {digits[8:14]} {digits[14:15]} {digits[15:]}".strip()
