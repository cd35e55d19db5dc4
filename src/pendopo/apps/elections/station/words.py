"""Numbers, days and hashes as they stand in an official Indonesian minute (berita acara)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

SMALL: Final = (
    *("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"),
)
LARGE: Final = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"))
DAYS: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS: Final = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
ZONES: Final = {7: "WIB", 8: "WITA", 9: "WIT"}


def terbilang(number: int) -> str:
    """A whole number from 0 below 10^15 in words: 1.100 is "seribu seratus". Raises ValueError outside."""
    if not 0 <= number < 10**15:
        raise ValueError(f"{number} cannot be said in words")
    if number < 12:
        return SMALL[number]
    if number < 20:
        return f"{SMALL[number - 10]} belas"
    if number < 100:
        return _with_rest(f"{SMALL[number // 10]} puluh", number % 10)
    if number < 1000:
        return _with_rest("seratus" if number < 200 else f"{SMALL[number // 100]} ratus", number % 100)
    if number < 10**6:
        return _with_rest("seribu" if number < 2000 else f"{terbilang(number // 1000)} ribu", number % 1000)
    value, name = next((value, name) for value, name in LARGE if number >= value)
    return _with_rest(f"{terbilang(number // value)} {name}", number % value)


def _with_rest(words: str, rest: int) -> str:
    return f"{words} {terbilang(rest)}" if rest else words


def dotted(number: int) -> str:
    """1.234"""
    return f"{number:,}".replace(",", ".")


def day_in_words(day: date) -> str:
    """Minggu tanggal dua puluh dua bulan November tahun dua ribu dua puluh enam."""
    name, month = DAYS[day.weekday()], MONTHS[day.month - 1]
    return f"{name} tanggal {terbilang(day.day)} bulan {month} tahun {terbilang(day.year)}"


def day_line(day: date) -> str:
    """22 November 2026"""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def clock(moment: datetime) -> str:
    """07.31 WITA; another offset is written as a number."""
    offset = moment.utcoffset()
    hours = None if offset is None else offset / timedelta(hours=1)
    zone = "" if hours is None else ZONES.get(int(hours), "") if hours == int(hours) else ""
    return f"{moment:%H.%M} {zone or f'(UTC{moment:%z})'}".replace(" (UTC)", "")
