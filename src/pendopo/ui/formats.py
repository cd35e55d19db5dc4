"""How values look on a screen: Indonesian numbers, dates, times, NIP and the age of data."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

DASH = "–"
MONTHS_ID = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DAYS_ID = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ZONE_WORDS = {7: "WIB", 8: "WITA", 9: "WIT"}


def number(value: Any, decimals: int = 0) -> str:
    """1.234,5 (in English 1,234.5); a dash where there is no value."""
    if value is None or value == "":
        return DASH
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{exact:,.{decimals}f}"
    return text if is_english() else text.translate(str.maketrans(",.", ".,"))


def is_english() -> bool:
    return (get_language() or "id").startswith("en")


def local(value: datetime, zone: str | None = None) -> datetime:
    """The moment on the clock of the office (`zone`), or else of the regency; naive moments are taken as they are."""
    if value.tzinfo is None:
        return value
    if (
        zone is None
        and value.tzinfo not in (UTC, timezone.get_default_timezone())
        and value.utcoffset() != timedelta(0)
    ):
        return value
    return value.astimezone(ZoneInfo(zone or str(settings.REGENCY["zone"])))


def long_date(value: date | datetime | None, *, weekday: bool = False) -> str:
    """12 November 2026, or Kamis, 12 November 2026."""
    if not value:
        return DASH
    if isinstance(value, datetime):
        value = local(value).date()
    months, days = (MONTHS_EN, DAYS_EN) if is_english() else (MONTHS_ID, DAYS_ID)
    text = f"{value.day} {months[value.month - 1]} {value.year}"
    return f"{days[value.weekday()]}, {text}" if weekday else text


def short_date(value: date | datetime | None) -> str:
    """12 Nov 2026."""
    if not value:
        return DASH
    day, month, year = long_date(value).split(" ")
    return f"{day} {month[:3] if month not in ('Agustus',) else 'Agu'} {year}"


def day_date(value: date | None) -> str:
    """Kam, 12 Nov."""
    if not value:
        return DASH
    weekday, day, month, _year = long_date(value, weekday=True).replace(",", "").split(" ")
    return f"{weekday[:3]}, {day} {'Agu' if month == 'Agustus' else month[:3]}"


def month_name(value: date | str | None) -> str:
    """November 2026, from a date or "2026-11"."""
    if not value:
        return DASH
    day = date.fromisoformat(f"{value}-01") if isinstance(value, str) else value
    return long_date(day.replace(day=1)).split(" ", 1)[1]


def clock(value: datetime | time | None, *, zone: str | None = None, seconds: bool = False, word: bool = False) -> str:
    """07.31, with seconds 07.31.08, with the zone's word 07.31 WITA."""
    if value is None or value == "":
        return DASH
    moment = local(value, zone) if isinstance(value, datetime) else value
    text = moment.strftime("%H.%M.%S" if seconds else "%H.%M")
    if word and isinstance(moment, datetime) and moment.tzinfo is not None:
        text = f"{text} {zone_word(moment)}"
    return text


def zone_word(moment: datetime) -> str:
    """WIB, WITA or WIT; elsewhere the offset."""
    offset = moment.utcoffset() or timedelta()
    return ZONE_WORDS.get(int(offset.total_seconds() // 3600), moment.strftime("%z"))


def date_and_time(value: datetime | None, zone: str | None = None) -> str:
    """12 Nov 2026 07.31 WITA."""
    if not value:
        return DASH
    return f"{short_date(local(value, zone))} {clock(value, zone=zone, word=True)}"


def span(starts: datetime, ends: datetime, zone: str | None = None) -> str:
    """12 Nov 2026 08.00–11.00 WITA: two moments of one day."""
    return f"{short_date(local(starts, zone))} {clock(starts, zone=zone)}–{clock(ends, zone=zone, word=True)}"


def nip(value: Any) -> str:
    """19800110 200901 1 001; anything that is no NIP stays as it is."""
    text = str(value or "")
    if len(text) == 18 and text.isdigit():
        return f"{text[:8]} {text[8:14]} {text[14]} {text[15:]}"
    return text or DASH


def fours(value: Any) -> str:
    """A digest in groups of four, to be read aloud and compared; it wraps between the groups."""
    text = "".join(str(value or "").split())
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4)) or DASH


def age(value: datetime | None, now: datetime | None = None) -> str:
    """How old a moment is, in words: 2 detik lalu, 47 menit lalu, 3 hari lalu."""
    if value is None:
        return _("belum pernah")
    seconds = int(((now or timezone.now()) - value).total_seconds())
    if seconds < -60:
        return _("pada %(when)s") % {"when": date_and_time(value)}
    seconds = max(0, seconds)
    if seconds < 60:
        return ngettext("%(n)s detik lalu", "%(n)s detik lalu", seconds) % {"n": seconds}
    if seconds < 3600:
        return ngettext("%(n)s menit lalu", "%(n)s menit lalu", seconds // 60) % {"n": seconds // 60}
    if seconds < 172800:
        return ngettext("%(n)s jam lalu", "%(n)s jam lalu", seconds // 3600) % {"n": seconds // 3600}
    return ngettext("%(n)s hari lalu", "%(n)s hari lalu", seconds // 86400) % {"n": number(seconds // 86400)}


def initials(name: str) -> str:
    """SW for Sari Wulandari, S.Kom.: titles and punctuation are left out."""
    words = [w for w in name.split(",")[0].replace(".", " ").split() if w[:1].isalpha()]
    return "".join(w[0] for w in words[:2]).upper() or "?"
