"""One row of an import: read, checked, with a message per column that says what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from pendopo.apps.personnel.rules import cells
from pendopo.apps.personnel.rules.columns import BY_KEY
from pendopo.apps.personnel.rules.identity import appointment, disagreements
from pendopo.apps.personnel.rules.names import mask_nik, tidy_name, tidy_phone, tidy_title
from pendopo.apps.personnel.rules.ranks import PNS, PPPK, read_golongan
from pendopo.kernel.codes.nip import Nip, parse_nip

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class CellError:
    """Why a row is not taken: the column of the template, what stands there (NIK masked), the reason, what to do."""

    row: int
    column: str
    value: str
    reason: str
    todo: str


@dataclass
class ParsedRow:
    """A row as values; an empty text or None means "not in the file" and leaves what is stored."""

    row: int
    nip: str = ""
    kind: str = PNS
    sex: str = ""
    birth_date: date | None = None
    appointment: date | None = None
    appointed_on: date | None = None
    name: str = ""
    title_front: str = ""
    title_back: str = ""
    birth_place: str = ""
    nik: str = ""
    email: str = ""
    phone: str = ""
    golongan: str = ""
    golongan_tmt: date | None = None
    golongan_sk: str = ""
    post: str = ""
    post_kind: str = ""
    post_tmt: date | None = None
    post_sk: str = ""
    eselon: str = ""
    job_class: int | None = None
    unit_id: int | None = None
    placed_on: date | None = None
    status: str = ""
    status_on: date | None = None


@dataclass(frozen=True)
class UnitBook:
    """The units that a row can name; `outside` holds those that exist but are not the importer's."""

    by_code: Mapping[str, int]
    by_name: Mapping[str, Sequence[int]]
    outside: frozenset[int] = frozenset()


@dataclass
class _Reader:
    """The cells of one row and the errors found in them so far."""

    row: int
    values: Mapping[str, object]
    errors: list[CellError] = field(default_factory=list)

    def text(self, key: str) -> str:
        return cells.text_of(self.values.get(key))

    def bad(self, key: str, reason: str, todo: str) -> None:
        shown = self.text(key)
        self.errors.append(
            CellError(self.row, BY_KEY[key].column, mask_nik(shown) if key == "nik" else shown, reason, todo)
        )

    def date(self, key: str) -> date | None:
        if not self.text(key):
            return None
        value = cells.read_date(self.values.get(key))
        if value is None:
            self.bad(key, _("Tanggal tidak dikenali."), _("Tulis seperti 31-12-2025 atau 2025-12-31."))
        return value

    def word(self, key: str, read: Callable[[object], str | None], todo: str) -> str:
        if not self.text(key):
            return ""
        value = read(self.values.get(key))
        if value is None:
            self.bad(key, _("Isi kolom tidak dikenali."), todo)
        return value or ""

    def digits(self, key: str) -> str:
        try:
            return cells.long_digits(self.values.get(key))
        except cells.LostDigits:
            self.bad(
                key,
                _("Tersimpan sebagai angka, sehingga digit terakhirnya hilang."),
                _("Ubah format kolom menjadi Teks di Excel, lalu isi kembali dari sumbernya."),
            )
            return ""


def read_row(row: int, values: Mapping[str, object], units: UnitBook, today: date) -> tuple[ParsedRow, list[CellError]]:
    """Read and check one row; a row with any error is not imported."""
    reader = _Reader(row, values)
    parsed = ParsedRow(row)
    _read_nip(reader, parsed, today)
    _read_person(reader, parsed)
    _read_golongan(reader, parsed)
    _read_post(reader, parsed)
    _read_unit(reader, parsed, units)
    _read_status(reader, parsed)
    return parsed, reader.errors


def _read_nip(reader: _Reader, parsed: ParsedRow, today: date) -> None:
    digits = reader.digits("nip")
    if reader.errors:
        return
    if not digits:
        reader.bad("nip", _("NIP kosong."), _("Isi NIP 18 angka; pegawai tanpa NIP belum dapat diimpor."))
        return
    try:
        nip = parse_nip(digits, on=today)
    except ValueError as error:
        reader.bad("nip", str(error), _("Cocokkan dengan SK pengangkatan atau kartu pegawai."))
        return
    parsed.nip = digits
    parsed.kind = PPPK if nip.is_pppk else PNS
    parsed.sex = nip.sex
    parsed.birth_date = nip.birth_date
    parsed.appointment = appointment(nip)
    _check_against_nip(reader, parsed, nip)


def _check_against_nip(reader: _Reader, parsed: ParsedRow, nip: Nip) -> None:
    birth_date = reader.date("birth_date")
    sex = reader.word("sex", cells.read_sex, _("Tulis L atau P."))
    parsed.appointed_on = reader.date("appointed_on")
    for key, reason in disagreements(nip, birth_date=birth_date, sex=sex, appointed_on=parsed.appointed_on):
        reader.bad(key, reason, _("Betulkan kolom ini atau NIP, mana yang keliru."))


def _read_person(reader: _Reader, parsed: ParsedRow) -> None:
    parsed.name = tidy_name(reader.text("name"))
    if parsed.name and not any(letter.isalpha() for letter in parsed.name):
        reader.bad("name", _("Nama tidak berisi huruf."), _("Isi nama tanpa gelar."))
    parsed.title_front = tidy_title(reader.text("title_front"))
    parsed.title_back = tidy_title(reader.text("title_back"))
    parsed.birth_place = tidy_name(reader.text("birth_place"))
    parsed.nik = reader.digits("nik")
    if parsed.nik and not re.fullmatch(r"[0-9]{16}", parsed.nik):
        reader.bad("nik", _("NIK harus 16 angka."), _("Cocokkan dengan KTP, atau kosongkan."))
    parsed.email = reader.text("email").lower()
    if parsed.email and not _EMAIL.fullmatch(parsed.email):
        reader.bad("email", _("Alamat surel tidak lengkap."), _("Tulis seperti nama@instansi.go.id, atau kosongkan."))
    parsed.phone = tidy_phone(reader.text("phone"))
    if reader.text("phone") and not re.fullmatch(r"\+?[0-9]{6,15}", parsed.phone):
        reader.bad(
            "phone", _("Nomor telepon tidak dikenali."), _("Tulis satu nomor, misalnya 081234567890, atau kosongkan.")
        )


def _read_golongan(reader: _Reader, parsed: ParsedRow) -> None:
    tmt = reader.date("golongan_tmt")
    text = reader.text("golongan")
    if not text:
        return
    found = read_golongan(text, parsed.kind)
    if found is None:
        todo = (
            _("Tulis I sampai XVII.")
            if parsed.kind == PPPK
            else _("Tulis I/a sampai IV/e, atau angka SIASN 11 sampai 45.")
        )
        kind = "PPPK" if parsed.kind == PPPK else "PNS"
        reader.bad("golongan", _("Bukan golongan %(kind)s.") % {"kind": kind}, todo)
        return
    parsed.golongan = found.code
    parsed.golongan_tmt = tmt
    parsed.golongan_sk = reader.text("golongan_sk")
    if tmt is None and not reader.text("golongan_tmt"):
        reader.bad("golongan_tmt", _("TMT golongan kosong."), _("Isi TMT menurut SK, atau kosongkan juga golongannya."))


def _read_post(reader: _Reader, parsed: ParsedRow) -> None:
    parsed.post = reader.text("post")
    parsed.post_kind = reader.word(
        "post_kind", cells.read_post_kind, _("Tulis 1 (struktural), 2 (fungsional), atau 4 (pelaksana).")
    )
    parsed.eselon = reader.word("eselon", cells.read_eselon, _("Tulis seperti III.a, atau kosongkan."))
    parsed.post_tmt = reader.date("post_tmt")
    parsed.post_sk = reader.text("post_sk")
    job_class = reader.text("job_class")
    if job_class:
        if re.fullmatch("[0-9]{1,2}", job_class) and 1 <= int(job_class) <= 17:
            parsed.job_class = int(job_class)
        else:
            reader.bad(
                "job_class", _("Kelas jabatan harus 1 sampai 17."), _("Isi menurut peta jabatan, atau kosongkan.")
            )
    if parsed.post and not reader.text("post_tmt"):
        reader.bad("post_tmt", _("TMT jabatan kosong."), _("Isi TMT menurut SK, atau kosongkan juga jabatannya."))


def _read_unit(reader: _Reader, parsed: ParsedRow, units: UnitBook) -> None:
    parsed.placed_on = reader.date("placed_on")
    code, name = reader.text("unit_code"), reader.text("unit_name")
    if not code and not name:
        return
    by_name = units.by_name.get(name.casefold(), ()) or units.by_name.get(code.casefold(), ())
    key = "unit_code" if code else "unit_name"
    if code and code.casefold() in units.by_code:
        parsed.unit_id = units.by_code[code.casefold()]
    elif len(by_name) == 1:
        parsed.unit_id = by_name[0]
    elif by_name:
        reader.bad(
            "unit_name",
            _("Ada beberapa unit dengan nama ini."),
            _("Isi kolom kodeUnit dengan kode unit yang dimaksud."),
        )
    else:
        reader.bad(
            key,
            _("Unit tidak ada di Pendopo."),
            _("Samakan dengan kode atau nama di daftar unit, atau buat unitnya lebih dahulu."),
        )
    if parsed.unit_id in units.outside:
        reader.bad(key, _("Unit di luar wewenang Anda."), _("Minta BKPSDM mengimpor baris ini."))


def _read_status(reader: _Reader, parsed: ParsedRow) -> None:
    parsed.status = reader.word(
        "status", cells.read_status, _("Tulis PNS, CPNS, PPPK, aktif, pensiun, pindah, meninggal, atau berhenti.")
    )
    kind = cells.read_kind(reader.values.get("status"))
    if kind and parsed.nip and kind != parsed.kind:
        reader.bad(
            "status",
            _("Tidak sama dengan bentuk NIP (angka ke-13 dan 14)."),
            _("Betulkan status atau NIP, mana yang keliru."),
        )
    if parsed.status in {"", cells.ACTIVE}:
        return
    parsed.status_on = reader.date("status_on")
    if parsed.status_on is None and not reader.text("status_on"):
        reader.bad(
            "status_on",
            _("Tanggal berhenti kosong."),
            _("Isi tanggal mulai pensiun, pindah, meninggal, atau berhenti."),
        )
