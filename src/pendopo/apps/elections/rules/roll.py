"""The roll: reading a row of a list of voters, who may vote, the order and the digest of the final roll.

Permendagri 112/2014 pasal 10: a voter is 17 on the day or has married, lives in the village, is no soldier or police.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from pendopo.apps.elections.rules import nik as nik_rules
from pendopo.apps.elections.rules.nik import ERROR, INFO, WARNING, Problem, Regions

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "nik": ("nik", "no nik", "nomor nik", "nomor induk kependudukan", "no ktp", "nomor ktp"),
    "name": ("nama", "nama lengkap", "nama pemilih", "nama penduduk", "nama lgkp"),
    "family_card": ("no kk", "nomor kk", "nkk", "kk", "no kartu keluarga", "nomor kartu keluarga"),
    "sex": ("jenis kelamin", "jk", "l/p", "lp", "kelamin", "jenis kelamin l/p", "sex"),
    "born_place": ("tempat lahir", "tmpt lahir", "tmpt lhr", "tempat lhr"),
    "born_on": ("tanggal lahir", "tgl lahir", "tgl lhr", "tanggal lhr", "lahir"),
    "married": ("status perkawinan", "status kawin", "perkawinan", "kawin", "stat kwn", "status pernikahan", "b/s/p"),
    "hamlet": ("dusun", "dukuh", "lingkungan", "nama dusun", "kampung", "banjar"),
    "address": ("alamat", "jalan", "alamat jalan", "jalan/dukuh", "alamat lengkap"),
    "rt": ("rt", "no rt"),
    "rw": ("rw", "no rw"),
    "needs": ("disabilitas", "ragam disabilitas", "kebutuhan", "kebutuhan bantuan", "difabel"),
    "work": ("pekerjaan", "jenis pekerjaan", "jenis pkrjn"),
    "note": ("keterangan", "ket", "catatan"),
    "status": ("status", "status hidup", "kondisi"),
    "card_uid": ("uid", "uid ktp", "uid ktp el"),
}
NEEDED: Final = ("nik", "name", "sex", "born_on")
HEADS: Final = {
    "family_card": "No KK", "nik": "NIK", "name": "Nama lengkap", "born_place": "Tempat lahir",
    "born_on": "Tanggal lahir", "married": "Status perkawinan", "sex": "Jenis kelamin", "address": "Alamat",
    "hamlet": "Dusun", "rt": "RT", "rw": "RW", "needs": "Disabilitas", "work": "Pekerjaan", "note": "Keterangan",
}  # fmt: skip
LENGTHS: Final = {
    "name": 150, "born_place": 80, "address": 200, "rt": 5, "rw": 5, "needs": 80, "card_uid": 20, "hamlet": 80,
}  # fmt: skip
WORDS: Final[dict[str, Any]] = {
    "name_empty": _("Nama kosong."),
    "sex_unknown": _("Jenis kelamin ditulis L atau P."),
    "born_unknown": _("Tanggal lahir tidak terbaca. Tulis seperti 31-12-1990."),
    "born_future": _("Tanggal lahir masih di masa depan atau lebih dari 120 tahun lalu."),
    "too_young": _("Belum cukup umur pada hari pemungutan suara dan belum kawin."),
    "by_marriage": _("Belum cukup umur, terdaftar karena sudah atau pernah kawin."),
    "dead": _("Bertanda meninggal dunia."),
    "soldier": _("Bertanda anggota TNI."),
    "police": _("Bertanda anggota Polri."),
    "no_hamlet": _("Dusun kosong; isi sebelum membagi TPS."),
    "kk_shape": _("Nomor KK terdiri dari 16 angka."),
    "too_long": _("Isi sebuah kolom terlalu panjang dan dipotong."),
}
LEVELS: Final = {
    "name_empty": ERROR, "sex_unknown": ERROR, "born_unknown": ERROR, "born_future": ERROR, "too_young": ERROR,
    "dead": ERROR, "soldier": ERROR, "police": ERROR, "by_marriage": INFO, "no_hamlet": INFO, "kk_shape": INFO,
    "too_long": INFO,
}  # fmt: skip
MEN = frozenset({"l", "lk", "laki", "laki laki", "lakilaki", "pria", "1", "m"})
WOMEN = frozenset({"p", "pr", "perempuan", "wanita", "2", "f"})
MARRIED = frozenset({"s", "p", "sudah", "pernah", "1", "ya", "k"})
FORMER = re.compile(r"pensiun|purna|mantan|veteran")
MARKS: Final = (
    ("dead", re.compile(r"\b(meninggal|wafat|almarhumah?|alm|md)\b")),
    ("soldier", re.compile(r"\b(tni|tentara)\b")),
    ("police", re.compile(r"\b(polri|polisi|kepolisian)\b")),
)
MONTHS: Final = (
    "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november",
    "desember",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RollProblem(Problem):
    @property
    def text(self) -> str:
        return str(WORDS[self.code])


@dataclass(slots=True)
class Drafted:
    """A row as far as it can be read; `hamlet` is a name. Empty text means that the file says nothing."""

    row: int
    nik: str = ""
    family_card: str = ""
    name: str = ""
    sex: str = ""
    born_place: str = ""
    born_on: date | None = None
    is_married: bool | None = None
    hamlet: str = ""
    address: str = ""
    rt: str = ""
    rw: str = ""
    needs: str = ""
    card_uid: str = ""
    problems: list[Problem] = field(default_factory=list)

    @property
    def level(self) -> str:
        """The worst of its problems, empty for none."""
        levels = {one.level for one in self.problems}
        return next((level for level in (ERROR, WARNING, INFO) if level in levels), "")


def folded(text: str) -> str:
    """For search and comparison: no case, accents, points or double blanks; titles stay."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """Where each known column stands; the first of two equal ones counts."""
    found: dict[str, int] = {}
    for place, head in enumerate(header):
        told = " ".join(re.sub(r"[^a-z0-9/]+", " ", head.casefold()).split())
        for key, names in COLUMNS.items():
            if told in names and key not in found:
                found[key] = place
    return found


def is_heading(header: Sequence[str]) -> bool:
    places = columns_of(header)
    return "nik" in places and "name" in places


def is_numbering(cells: dict[str, str]) -> bool:
    """The row of column numbers (1 2 3 ...) under the heading of printed lists."""
    return all(not text or (text.isdigit() and len(text) < 3) for text in cells.values())


def read_row(number: int, cells: dict[str, str], *, day: date, age: int, regions: Regions | None = None) -> Drafted:
    """The row with everything that is wrong with it; `day` is the day of voting, `age` the voting age on it."""
    row = Drafted(number, nik=nik_rules.tidy(cells.get("nik", "")), sex=sex_of(cells.get("sex", "")))
    row.family_card = nik_rules.tidy(cells.get("family_card", ""))
    row.is_married = married_of(cells.get("married", "") or cells.get("status", ""))
    row.born_on = date_of(cells.get("born_on", ""))
    codes = []
    for name, most in LENGTHS.items():
        text = " ".join(cells.get(name, "").split())
        if len(text) > most:
            codes.append("too_long")
        setattr(row, name, text[:most])
    if row.family_card and not re.fullmatch(r"\d{16}", row.family_card):
        row.family_card = ""
        codes.append("kk_shape")
    marked = " ".join(cells.get(name, "") for name in ("note", "status", "work"))
    codes += [*faults(row, day=day, age=age), *marks_of(marked)]
    if "hamlet" in cells and not row.hamlet:
        codes.append("no_hamlet")
    row.problems = nik_rules.problems(row.nik, sex=row.sex, born_on=row.born_on, regions=regions)
    row.problems += [RollProblem(code, LEVELS[code]) for code in dict.fromkeys(codes)]
    return row


def faults(row: Drafted, *, day: date, age: int) -> list[str]:
    """Codes of what keeps a person out, or lets him in by marriage."""
    found = [] if row.name else ["name_empty"]
    if not row.sex:
        found.append("sex_unknown")
    if row.born_on is None:
        return [*found, "born_unknown"]
    years = age_on(row.born_on, day)
    if years < 0 or years > 120:
        return [*found, "born_future"]
    if years < age:
        found.append("by_marriage" if row.is_married else "too_young")
    return found


def age_on(born_on: date, day: date) -> int:
    """Full years on a day; who was born on 29 February is a year older from 1 March on."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def sex_of(text: str) -> str:
    told = folded(text)
    return "L" if told in MEN else "P" if told in WOMEN else ""


def married_of(text: str) -> bool | None:
    """True for sudah or pernah kawin, False for belum; None where nothing is said about it."""
    told = folded(text)
    if not told:
        return None
    if told.startswith(("belum", "b ", "tidak", "0")) or told == "b":
        return False
    is_told = told in MARRIED or any(word in told for word in ("kawin", "nikah", "cerai"))
    return True if is_told or told in ("janda", "duda") else None


def date_of(text: str) -> date | None:
    """2026-11-22, 22-11-2026, 22/11/2026, 22|11|2026, 22 November 2026; years in full only."""
    told = text.strip().casefold().removesuffix(" 00:00:00")
    for place, month in enumerate(MONTHS, 1):
        told = re.sub(rf"\b({month}|{month[:3]})\b", f"-{place}-", told)
    parts = [part for part in re.split(r"[\s\-/|.,]+", told) if part]
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    first, second, third = (int(part) for part in parts)
    year, month_, day = (first, second, third) if len(parts[0]) == 4 else (third, second, first)
    try:
        return date(year, month_, day) if year >= 1000 else None
    except ValueError:
        return None


def marks_of(text: str) -> list[str]:
    """Codes of marks that keep a person out; a retired soldier votes."""
    told = folded(text)
    return [code for code, mark in MARKS if mark.search(told) and not (code != "dead" and FORMER.search(told))]


def canonical_line(
    *, station: int, number: int, nik: str, name: str, sex: str, born_on: date, hamlet: str, rt: str, rw: str,
    address: str,
) -> str:  # fmt: skip
    """One voter as a line of the text whose digest stands on the berita acara."""
    parts = (str(station), str(number), nik, name, sex, born_on.isoformat(), hamlet, rt, rw, address)
    return "|".join(part.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ") for part in parts) + "\n"


def digest_of(lines: Iterable[str]) -> str:
    """sha256 of the lines in the order given, as hex."""
    made = hashlib.sha256()
    for line in lines:
        made.update(line.encode())
    return made.hexdigest()
