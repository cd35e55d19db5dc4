"""A sheet of published results: its columns by their usual names, its rows checked one by one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext as _

from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.agencies import REGIONS, AgencyName, kind_of, letters, read_name
from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.apps.maturity.rules.scoring import half_up, hundredths, predicate
from pendopo.kernel.sheets import SheetRow

NAMES: Final[Mapping[str, str]] = {
    word: key
    for key, words in {
        "agency": "instansi namainstansi nama instansipemerintah pemerintahdaerah pemda daerah kementerianlembaga "
        "kldi klpd klp agency instansipusatdanpemerintahdaerah",
        "kind": "kelas kelompok jenis jenisinstansi kategori klaster class kelompokinstansi tipe",
        "year": "tahun thn tahunevaluasi year",
        "instrument": "instrumen instrument",
        "index": "indeks nilai nilaiindeks indeksspbe indekspemdi nilaispbe indeksakhir hasilakhir nilaiakhir index",
        "predicate": "predikat kategoripredikat predicate",
        "province": "provinsi prov propinsi province",
        "population": "penduduk jumlahpenduduk jiwa jumlahjiwa population",
        "code": "kode kodewilayah kodekemendagri code",
    }.items()
    for word in words.split()
}
_PART: Final = re.compile(r"^(?:nilai|indeks)?(domain|dom|d|aspek|asp|a)(\d{1,2})(?:[a-z].*)?$")
_TAIL: Final = re.compile(r"(spbe|pemdi|20\d\d)+$")
IGNORED: Final = frozenset({"no", "nomor", "peringkat", "rank", "ranking", "keterangan", "ket"})
REQUIRED: Final = ("agency", "index")
MOST_PLACES: Final = 6
LONGEST_NAME: Final = 110


@dataclass(frozen=True)
class Columns:
    """Where each column stands; `unknown` are headings that mean nothing here."""

    places: Mapping[str, int]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowError:
    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Published:
    """One good row. Index and parts in hundredths; `flags` are doubts that do not keep it out."""

    row: int
    agency: AgencyName
    year: int
    instrument: str
    index: int
    exact: str
    predicate: str
    domains: dict[str, int]
    aspects: dict[str, int]
    province: str
    population: int | None
    code: str
    flags: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, int, str]:
        return self.agency.key, self.year, self.instrument


@dataclass
class Reading:
    """All rows of a file: the good ones and what is wrong in the others."""

    rows: list[Published] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


class Bad(Exception):
    """A cell that keeps its row out."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.value, self.reason = column, value, reason


def map_columns(header: Sequence[str]) -> Columns:
    """Headings to columns; the first of two that mean the same counts."""
    places: dict[str, int] = {}
    unknown = []
    for place, text in enumerate(header):
        plain = letters(text)
        part = _PART.match(plain)
        key = NAMES.get(plain) or NAMES.get(_TAIL.sub("", plain)) or (f"{part[1][0]}{int(part[2])}" if part else "")
        if key and key not in places:
            places[key] = place
        elif text and plain not in IGNORED:
            unknown.append(text[:60])
    missing = tuple(key for key in REQUIRED if key not in places)
    return Columns(places, tuple(unknown), missing)


def read_rows(rows: Sequence[SheetRow], columns: Columns, *, year: int | None = None, instrument: str = "") -> Reading:
    """Every row checked; a second row of the same agency, year and instrument names the first."""
    found = Reading()
    first: dict[tuple[str, int, str], int] = {}
    for row in rows:
        cells = {key: row.values[place].strip() for key, place in columns.places.items() if place < len(row.values)}
        try:
            one = _row(row.number, cells, year, instrument)
            if one.key in first:
                reason = _("Instansi dan tahun ini sudah ada di baris %(row)s. Sisakan satu.") % {"row": first[one.key]}
                raise Bad("agency", one.agency.name, reason)
        except Bad as bad:
            found.errors.append(RowError(row.number, label(bad.column), bad.value[:120], bad.reason))
            continue
        first[one.key] = row.number
        found.rows.append(one)
    return found


def label(key: str) -> str:
    """The heading of a column as the template writes it."""
    words: dict[str, Any] = {
        "agency": _("Instansi"), "kind": _("Kelas"), "year": _("Tahun"), "instrument": _("Instrumen"),
        "index": _("Indeks"), "predicate": _("Predikat"), "province": _("Provinsi"), "population": _("Penduduk"),
        "code": _("Kode wilayah"),
    }  # fmt: skip
    if key in words:
        return str(words[key])
    return (_("Domain %(n)s") if key[0] == "d" else _("Aspek %(n)s")) % {"n": key[1:]}


def _row(number: int, cells: Mapping[str, str], year: int | None, instrument: str) -> Published:
    agency = _agency(cells)
    on = _year(cells.get("year", ""), year)
    used = _instrument(cells.get("instrument", "") or instrument, on)
    index, exact = _value("index", cells.get("index", ""), used)
    domains = _parts("d", cells, used)
    aspects = _parts("a", cells, used)
    ranked = _predicate(cells.get("predicate", ""), used)
    flags = [*_sum_flag(used, domains, index), *_predicate_flag(used, ranked, index, exact)]
    code = cells.get("code", "")
    if code and not re.fullmatch(r"\d{2}(\.\d{2})?", code):
        raise Bad("code", code, _("Kode wilayah ditulis seperti 64 atau 64.01."))
    return Published(
        row=number,
        agency=agency,
        year=on,
        instrument=used.key,
        index=index,
        exact=exact,
        predicate=ranked,
        domains=domains,
        aspects=aspects,
        province=cells.get("province", "")[:60],
        population=_population(cells.get("population", "")),
        code=code,
        flags=tuple(flags),
    )


def _agency(cells: Mapping[str, str]) -> AgencyName:
    text = cells.get("agency", "")
    if not text:
        raise Bad("agency", "", _("Nama instansi kosong."))
    if len(text) > LONGEST_NAME:
        raise Bad("agency", text, _("Nama instansi lebih dari %(n)s huruf.") % {"n": LONGEST_NAME})
    given = cells.get("kind", "")
    kind = kind_of(given)
    if given and not kind:
        reason = _("Kelas tidak dikenal. Pakai Kementerian, Lembaga, Provinsi, Kabupaten, atau Kota.")
        raise Bad("kind", given, reason)
    said = read_name(text).kind
    if kind in REGIONS and said in REGIONS and kind != said:
        raise Bad("kind", given, _("Nama menyebut %(name)s, kelas menyebut lain.") % {"name": said.capitalize()})
    found = read_name(text, kind)
    if not found.kind:
        raise Bad("kind", "", _("Kelas tidak disebut dan tidak terbaca dari nama. Isi kolom Kelas."))
    if not letters(found.core):
        raise Bad("agency", text, _("Nama instansi tidak berisi huruf."))
    return found


def _year(text: str, given: int | None) -> int:
    if not text and given:
        return given
    if not re.fullmatch(r"20\d\d", text):
        reason = _("Tahun ditulis empat angka, misalnya 2024.") if text else _("Tahun kosong. Isi kolom atau formulir.")
        raise Bad("year", text, reason)
    return int(text)


def _instrument(text: str, year: int) -> Instrument:
    known = loading.instruments()
    if text:
        found = known.get(text.strip().lower())
        if found is None:
            raise Bad("instrument", text, _("Instrumen tidak dikenal. Yang ada: %(all)s.") % {"all": ", ".join(known)})
        return found
    fitting = loading.for_year(year)
    if fitting is None:
        raise Bad("year", str(year), _("Tidak ada instrumen untuk tahun ini. Pilih instrumen di formulir."))
    return fitting


def read_number(text: str) -> Decimal | None:
    """A number with a decimal comma or point, at most MOST_PLACES places; None for anything else.

    >>> read_number("4,77"), read_number("4.7699999999999996"), read_number("3.5e0")
    (Decimal('4.77'), Decimal('4.77'), None)
    """
    plain = text.strip().removeprefix("'").replace(",", ".")
    if not re.fullmatch(r"\d{1,3}(\.\d{0,20})?", plain):
        return None
    try:
        exact = Decimal(plain).quantize(Decimal(1).scaleb(-MOST_PLACES), rounding=ROUND_HALF_UP)
    except InvalidOperation:
        return None
    whole = exact.normalize()
    return whole if whole != whole.to_integral() else Decimal(int(whole))


def _value(column: str, text: str, instrument: Instrument) -> tuple[int, str]:
    """Hundredths, and the exact fraction where more than two places are known."""
    if not text:
        raise Bad(column, text, _("Nilai kosong."))
    number = read_number(text)
    if number is None:
        raise Bad(column, text, _("Bukan angka. Tulis misalnya 3,45 atau 3.45."))
    if not 0 <= number <= instrument.level_max:
        reason = _("Nilai harus 0 sampai %(max)s.") % {"max": instrument.level_max}
        raise Bad(column, text, reason)
    exact = Fraction(number)
    return hundredths(exact), "" if (exact * 100).denominator == 1 else str(exact)


def _parts(letter: str, cells: Mapping[str, str], instrument: Instrument) -> dict[str, int]:
    known = {str(one.no) for one in (instrument.domains if letter == "d" else instrument.aspects)}
    if letter == "d" and not instrument.has_domains:
        known = set()
    found = {}
    for key, text in cells.items():
        if not re.fullmatch(rf"{letter}\d+", key) or text in ("", "-", "–"):
            continue
        if key[1:] not in known:
            raise Bad(key, text, _("%(instrument)s tidak mengenal bagian ini.") % {"instrument": instrument.short})
        found[key[1:]] = _value(key, text, instrument)[0]
    return dict(sorted(found.items(), key=lambda item: int(item[0])))


def _predicate(text: str, instrument: Instrument) -> str:
    if not text or text in ("-", "–"):
        return ""
    names = {letters(one.name): one.name for one in instrument.predicates}
    if letters(text) not in names:
        reason = _("Predikat tidak dikenal. Yang ada: %(all)s.") % {"all": ", ".join(names.values())}
        raise Bad("predicate", text, reason)
    return names[letters(text)]


def _population(text: str) -> int | None:
    plain = re.sub(r"[.,\s]", "", text)
    if not plain or plain in ("-", "–"):
        return None
    if not re.fullmatch(r"\d{1,9}", plain):
        raise Bad("population", text, _("Jumlah penduduk ditulis dengan angka, misalnya 287.500."))
    return int(plain)


def _sum_flag(instrument: Instrument, domains: Mapping[str, int], index: int) -> list[str]:
    """Domains as published give the index within 0.01, or somebody should look at the row."""
    if not instrument.has_domains or len(domains) != len(instrument.domains):
        return []
    sum_ = sum((Fraction(domains[str(one.no)]) * one.weight for one in instrument.domains), Fraction()) / 10_000
    if abs(hundredths(sum_) - index) <= 1:
        return []
    words = {"sum": half_up(sum_).replace(".", ","), "index": half_up(Fraction(index, 100)).replace(".", ",")}
    return [_("Domain menghasilkan %(sum)s, indeks tertulis %(index)s.") % words]


def _predicate_flag(instrument: Instrument, ranked: str, index: int, exact: str) -> list[str]:
    """The predicate fits the index, or one of those that round to it (2024 ranks before rounding)."""
    if not ranked:
        return []
    middle = Fraction(exact) if exact else Fraction(index, 100)
    near = {middle} if exact else {middle, middle - Fraction(1, 200), middle + Fraction(49, 10_000)}
    fitting = {predicate(instrument, max(value, Fraction())) for value in near}
    if ranked in fitting:
        return []
    best = predicate(instrument, middle)
    return [_("Predikat %(given)s, menurut indeks %(fits)s.") % {"given": ranked, "fits": best}]
