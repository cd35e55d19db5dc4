"""Rows of a sheet or of a JDIHN feed to the facts of a document: names of columns, dates, kinds. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pendopo.apps.regulations.kinds import Kind
from pendopo.apps.regulations.rules.numbers import FIRST_YEAR, LAST_YEAR, folded, kind_of, number_key, tidy_number


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name in our template and the other names that are taken, the feed's among them."""

    key: str
    column: str
    example: str
    names: tuple[str, ...] = ()
    help: Any = ""


FIELDS: Final[tuple[Field, ...]] = (
    Field("kind", "jenis", "Peraturan Bupati", ("jenis peraturan", "bentuk", "singkatanjenis"), _("Nama jenis.")),
    Field("number", "nomor", "12", ("noperaturan", "no", "nomor peraturan"), _("Wajib.")),
    Field("year", "tahun", "2024", ("tahun_pengundangan", "tahun terbit"), _("Bila kosong, dari tanggal penetapan.")),
    Field("title", "tentang", "Arsitektur SPBE", ("judul",), _("Wajib bagi yang baru.")),
    Field("enacted_on", "tanggal penetapan", "2024-03-01", ("tanggal_penetapan", "ditetapkan"), _("Wajib bila baru.")),
    Field("promulgated_on", "tanggal pengundangan", "2024-03-02", ("tanggal_pengundangan", "diundangkan")),
    Field("issuer", "teu badan", "Kabupaten Paser", ("teubadan", "badan pembentuk"), _("Kosong: kabupaten ini.")),
    Field("place", "tempat terbit", "Tana Paser", ("tempatterbit", "tempat penetapan")),
    Field("status", "status", "Berlaku", (), _("Yang tidak berlaku belum dibuka bagi publik.")),
    Field("subjects", "subjek", "SPBE, arsitektur"),
    Field("field_of_law", "bidang hukum", "Hukum Administrasi Negara", ("bidanghukum",)),
    Field("source", "sumber", "BD 2024/12"),
    Field("publisher", "penerbit", "Bagian Hukum"),
    Field("language", "bahasa", "Indonesia"),
    Field("extent", "deskripsi fisik", "14 hlm", ("deskripsifisik",)),
    Field("call_number", "nomor panggil", "", ("nopanggil",)),
    Field("register_number", "nomor induk buku", "", ("nomorindukbuku",)),
    Field("isbn", "isbn", ""),
    Field("abstract", "abstrak", ""),
    Field("unit", "unit pemrakarsa", "2.16", ("pemrakarsa", "kode unit"), _("Kode unit. Kosong: pemerintah daerah.")),
)  # fmt: skip
TEXTS: Final = (
    "issuer", "place", "subjects", "field_of_law", "source", "publisher", "language", "extent", "call_number",
    "register_number", "isbn", "abstract",
)  # fmt: skip
LONGEST: Final[Mapping[str, int]] = {
    "title": 600, "issuer": 150, "place": 80, "subjects": 300, "field_of_law": 80, "source": 150, "publisher": 150,
    "language": 40, "extent": 80, "call_number": 60, "register_number": 60, "isbn": 30, "abstract": 20_000,
    "number": 80,
}  # fmt: skip
MONTHS: Final = {
    word: number
    for number, words in enumerate(
        ("januari jan", "februari feb", "maret mar", "april apr", "mei", "juni jun", "juli jul", "agustus agu agt",
         "september sep", "oktober okt", "november nov nopember", "desember des"), 1,
    )
    for word in words.split()
}  # fmt: skip
_iso = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_local = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_words = re.compile(r"(\d{1,2})\s+([A-Za-z]+)\s+(\d{4})")
ENDED: Final = ("tidak berlaku", "dicabut", "tidak berlaku lagi")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a row: at which column, with what value, why, and what to do."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a row says: only what is filled in. `ended`: the file calls it not in force."""

    row: int
    kind: str
    number: str
    year: int
    values: Mapping[str, Any]
    ended: bool
    unit_code: str


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """Which column holds which field, by name; the first of two wins."""
    names = {_plain(name): field.key for field in FIELDS for name in (field.column, *field.names)}
    found: dict[str, int] = {}
    for place, name in enumerate(header):
        key = names.get(_plain(name))
        if key is not None:
            found.setdefault(key, place)
    return found


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.casefold())


def read_day(text: str) -> date | None:
    """31-12-2025, 2025-12-31, 31 Desember 2025; None when it is no day. An empty feed date is 0000-00-00."""
    plain = text.strip()
    found = _iso.fullmatch(plain)
    if found:
        parts = (int(found[1]), int(found[2]), int(found[3]))
    elif found := _local.fullmatch(plain):
        parts = (int(found[3]), int(found[2]), int(found[1]))
    elif (found := _words.fullmatch(plain)) and found[2].casefold() in MONTHS:
        parts = (int(found[3]), MONTHS[found[2].casefold()], int(found[1]))
    else:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


def read_kind(text: str, kinds: Mapping[str, Kind]) -> str:
    """The code of a kind by name, short name or code; empty when unknown."""
    plain = folded(text)
    for kind in kinds.values():
        if plain in (kind.code, folded(kind.name), folded(kind.short)):
            return kind.code
    code, rest = kind_of(text)
    return code if code in kinds and not any(c.isdigit() for c in rest) else ""


def read_title(text: str) -> str:
    """The words behind "tentang" where the whole name stands there."""
    parts = re.split(r"\btentang\b", text, maxsplit=1, flags=re.IGNORECASE)
    named = len(parts) > 1 and kind_of(parts[0])[0]
    return " ".join((parts[1] if named else text).split()).rstrip(".")


def read_row(row: int, values: Mapping[str, str], kinds: Mapping[str, Kind]) -> tuple[Read | None, list[Problem]]:
    """What a row says, or what is wrong with it."""
    wrong: list[Problem] = []

    def bad(key: str, reason: str) -> None:
        column = next(field.column for field in FIELDS if field.key == key)
        wrong.append(Problem(row, column, values.get(key, "")[:120], reason))

    kind = read_kind(values.get("kind", ""), kinds)
    if not kind:
        bad("kind", _now("Jenis ini tidak dikenal. Pakai nama dari daftar jenis."))
    days: dict[str, date] = {}
    for key in ("enacted_on", "promulgated_on"):
        text = values.get(key, "").strip()
        if text and not text.startswith("0000"):
            day = read_day(text)
            if day is None:
                bad(key, _now("Bukan tanggal. Tulis misalnya 2024-03-01."))
            else:
                days[key] = day
    year_text = values.get("year", "").strip()
    year = int(year_text) if year_text.isascii() and year_text.isdigit() and len(year_text) == 4 else 0
    if not year_text and days:
        year = days.get("enacted_on", days.get("promulgated_on", date.min)).year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        bad("year", _now("Tahun terdiri dari empat angka."))
    number = tidy_number(values.get("number", ""))
    if not number_key(number, year or None):
        bad("number", _now("Isi nomor seperti di naskah."))
    for key, most in LONGEST.items():
        if len(values.get(key, "")) > most:
            bad(key, _now("Terlalu panjang. Paling banyak %(n)s huruf.") % {"n": most})
    if wrong:
        return None, wrong
    given: dict[str, Any] = {key: values[key].strip() for key in TEXTS if values.get(key, "").strip()}
    if title := read_title(values.get("title", "")):
        given["title"] = title
    ended = folded(values.get("status", "")) in ENDED
    return Read(row, kind, number, year, {**given, **days}, ended, values.get("unit", "").strip()), []
