"""From one cell of a sheet to a value: dates, numbers and words as people and Excel write them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

_MONTH_WORDS = "jan feb mar apr mei jun jul agu sep okt nov des"
_MONTH = {name: number for number, name in enumerate(_MONTH_WORDS.split(), start=1)}
_MONTH |= {"may": 5, "agt": 8, "aug": 8, "oct": 10, "nop": 11, "dec": 12}
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[t ].*)?")
_WORDS = re.compile(r"([0-9]{1,2})[- ]([a-z]+)[- ]([0-9]{4})")
_EXCEL_ZERO = date(1899, 12, 30)
_EXCEL_RANGE = range(3654, 73051)
"""Serials of 1910 to 2099; smaller whole numbers are no dates of service."""

ACTIVE = "active"


def _words(**meanings: str) -> dict[str, str]:
    return {word: meaning for meaning, text in meanings.items() for word in text.split("|")}


_STATUS_WORDS = _words(
    active="aktif|active|tugas belajar|cltn|cpns|pns|asn|pppk|p3k|pppk paruh waktu|pppk penuh waktu",
    retired="pensiun|retired|bup",
    moved="pindah|pindah instansi|mutasi keluar|moved",
    died="meninggal|meninggal dunia|wafat|tewas|died",
    dismissed="berhenti|diberhentikan|pemberhentian|dismissed",
)
_KIND_WORDS = _words(pns="pns|cpns", pppk="pppk|p3k|pppk paruh waktu|pppk penuh waktu")
_SEX_WORDS = _words(L="l|m|1|pria|laki-laki|laki laki|lk|male", P="p|f|w|2|wanita|perempuan|pr|female")
_POST_WORDS = _words(
    structural="1|struktural|jabatan struktural|jpt|administrator|pengawas|structural",
    functional="2|fungsional|fungsional tertentu|jabatan fungsional|jabatan fungsional tertentu|jft|jf|functional",
    general="4|pelaksana|jabatan pelaksana|fungsional umum|jabatan fungsional umum|jfu|general",
)
_ESELON = re.compile(r"(iv|v|iii|ii|i|[1-5])[ ./\-]*([ab])")
_LEVELS = ("I", "II", "III", "IV", "V")
ESELON_CODES = ("I.a", "I.b", "II.a", "II.b", "III.a", "III.b", "IV.a", "IV.b", "V.a", "V.b")
_ESELON_SIASN = {
    f"{level}{room}": f"{roman}.{'ab'[room - 1]}" for level, roman in enumerate(_LEVELS, start=1) for room in (1, 2)
}


class LostDigits(ValueError):
    """A long number that the sheet kept as a number: the digits after the fifteenth are gone."""


def text_of(cell: object) -> str:
    """What a person sees in the cell; a whole float has no ".0", the apostrophe of text cells is dropped."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.strftime("%d-%m-%Y") if cell.hour == cell.minute == 0 else cell.strftime("%d-%m-%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d-%m-%Y")
    plain = " ".join(str(cell).replace("\u00a0", " ").split()).lstrip("'")
    return "" if plain.casefold() in {"-", "--", "null", "none", "n/a", "nil"} else plain


def long_digits(cell: object) -> str:
    """Digits of a NIP or NIK without their blanks and dots.

    Errors: LostDigits for a number cell of 16 or more digits or a text such as "1,98001E+17".
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell >= 1e15:
        raise LostDigits
    if re.fullmatch(r"[0-9][.,][0-9]+[eE]\+?[0-9]+|[0-9]{15,}\.0", text_of(cell)):
        raise LostDigits
    return re.sub(r"[ .\-']", "", text_of(cell))


def read_date(cell: object) -> date | None:
    """The date of a date cell, an Excel serial, dd-mm-yyyy, yyyy-mm-dd or "12 November 2026"; else None."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    plain = text_of(cell).casefold()
    if re.fullmatch(r"[0-9]{4,5}(\.[0-9]+)?", plain) and int(float(plain)) in _EXCEL_RANGE:
        return _EXCEL_ZERO + timedelta(days=int(float(plain)))
    if match := _YEAR_FIRST.fullmatch(plain):
        return _date(match[1], match[2], match[3])
    if match := _DAY_FIRST.fullmatch(plain):
        return _date(match[3], match[2], match[1])
    if (match := _WORDS.fullmatch(plain)) and (month := _MONTH.get(match[2][:3])):
        return _date(match[3], str(month), match[1])
    return None


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def read_sex(cell: object) -> str | None:
    """ "L" or "P"; None for another word."""
    return _SEX_WORDS.get(text_of(cell).casefold())


def read_post_kind(cell: object) -> str | None:
    """structural, functional or general; "Fungsional Umum" is general (pelaksana), not functional."""
    return _POST_WORDS.get(text_of(cell).casefold())


def read_eselon(cell: object) -> str | None:
    """ "III.a" from "III.a", "IIIA", "III/a" or the SIASN number 31; "" for none; None when not understood."""
    plain = text_of(cell).casefold().replace("eselon", "").strip()
    if plain in {"", "99", "0", "non eselon", "non", "noneselon"}:
        return ""
    if plain in _ESELON_SIASN:
        return _ESELON_SIASN[plain]
    match = _ESELON.fullmatch(plain)
    if not match:
        return None
    level = _LEVELS[int(match[1]) - 1] if match[1].isdigit() else match[1].upper()
    return f"{level}.{match[2]}"


def read_status(cell: object) -> str | None:
    """active, retired, moved, died or dismissed; None for another word."""
    plain = text_of(cell).casefold()
    if plain.startswith(("pemberhentian", "diberhentikan")):
        return "dismissed"
    return _STATUS_WORDS.get(plain)


def read_kind(cell: object) -> str | None:
    """PNS or PPPK where the status column names it, else None."""
    return _KIND_WORDS.get(text_of(cell).casefold())
