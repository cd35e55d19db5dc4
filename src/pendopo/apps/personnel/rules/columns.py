"""Which column of a sheet is what: the SIASN names and the variants seen in regency files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Field:
    """One thing that a sheet can hold; `column` is the name in our template, `names` the others taken, parted by |."""

    key: str
    column: str
    label: Text
    help: Text
    example: str
    names: str = ""
    needed: bool = False


FIELDS: tuple[Field, ...] = (
    Field(
        "nip",
        "nipBaru",
        _("NIP"),
        _("18 angka, kolom berformat Teks."),
        "198001102009011001",
        "nip|nip baru|nip_baru|nomor induk pegawai|nip pegawai|nipbaru18",
        needed=True,
    ),
    Field(
        "name",
        "nama",
        _("Nama"),
        _("Tanpa gelar."),
        "Sari Wulandari",
        "nama pegawai|nama lengkap|nama pns|nama asn",
    ),
    Field(
        "title_front",
        "gelarDepan",
        _("Gelar depan"),
        _("Boleh kosong."),
        "Dr.",
        "gelar depan|glr depan|glrdepan",
    ),
    Field(
        "title_back",
        "gelarBelakang",
        _("Gelar belakang"),
        _("Boleh kosong."),
        "S.Kom.",
        "gelar belakang|glr belakang|glrbelakang|gelar",
    ),
    Field(
        "birth_place",
        "tempatLahir",
        _("Tempat lahir"),
        _("Boleh kosong."),
        "Tanah Grogot",
        "tempat lahir|tempat lahir nama|tmp lahir",
    ),
    Field(
        "birth_date",
        "tglLahir",
        _("Tanggal lahir"),
        _("hh-bb-tttt; sama dengan delapan angka pertama NIP."),
        "10-01-1980",
        "tanggal lahir|tgl lahir",
    ),
    Field(
        "sex",
        "jenisKelamin",
        _("Jenis kelamin"),
        _("L atau P; sama dengan angka ke-15 NIP."),
        "L",
        "jenis kelamin|jk|kelamin|l/p|sex",
    ),
    Field(
        "nik",
        "nik",
        _("NIK"),
        _("16 angka, kolom berformat Teks. Tidak ditampilkan di daftar mana pun."),
        "",
        "no ktp|nomor ktp|nomor induk kependudukan|noktp|nomorktp",
    ),
    Field(
        "golongan",
        "golRuangAkhirId",
        _("Golongan"),
        _("Misalnya III/a, 31, atau IX untuk PPPK."),
        "III/b",
        "golongan|golongan ruang|gol ruang|gol|golru|gol ruang akhir nama|golongan akhir|pangkat golongan|pangkat/gol",
    ),
    Field(
        "golongan_tmt",
        "tmtGolAkhir",
        _("TMT golongan"),
        _("Wajib bila golongan diisi."),
        "01-04-2024",
        "tmt golongan|tmt gol|tmt gol akhir|tmt pangkat|tmtgolongan|tmt golongan akhir",
    ),
    Field(
        "golongan_sk",
        "skGolongan",
        _("Nomor SK golongan"),
        _("Boleh kosong."),
        "",
        "sk golongan|no sk golongan|nomor sk golongan|sk pangkat|no sk pangkat",
    ),
    Field(
        "post_kind",
        "jenisJabatanId",
        _("Jenis jabatan"),
        _("1 struktural, 2 fungsional, 4 pelaksana."),
        "4",
        "jenis jabatan|jenisjabatan|jenisjabatannama|jns jabatan",
    ),
    Field(
        "post",
        "jabatanNama",
        _("Jabatan"),
        _("Nama jabatan lengkap."),
        "Pranata Komputer Ahli Muda",
        "jabatan|nama jabatan|jabatan nama",
    ),
    Field(
        "post_tmt",
        "tmtJabatan",
        _("TMT jabatan"),
        _("Wajib bila jabatan diisi."),
        "01-02-2023",
        "tmt jabatan|tmt jab",
    ),
    Field(
        "post_sk",
        "skJabatan",
        _("Nomor SK jabatan"),
        _("Boleh kosong."),
        "",
        "sk jabatan|no sk jabatan|nomor sk jabatan",
    ),
    Field(
        "eselon",
        "eselonId",
        _("Eselon"),
        _("Misalnya III.a atau 31; kosong bagi yang bukan struktural."),
        "",
        "eselon|eselonnama|esl",
    ),
    Field(
        "job_class",
        "kelas_jabatan",
        _("Kelas jabatan"),
        _("1 sampai 17."),
        "9",
        "kelas jabatan|kelas|kelasjabatan|kls jabatan",
    ),
    Field(
        "unit_code",
        "kodeUnit",
        _("Kode unit kerja"),
        _("Kode unit di Pendopo; lebih pasti daripada nama."),
        "",
        "unorid|unor id|kode unor|kode unit|unit code|kode unit kerja|kode opd|unit|kodeunor",
    ),
    Field(
        "unit_name",
        "unorNama",
        _("Unit kerja"),
        _("Nama unit kerja seperti di Pendopo."),
        "Bidang Aplikasi Informatika",
        "unor nama|nama unor|unor|unit kerja|nama unit|nama unit kerja|opd|nama opd|unit organisasi",
    ),
    Field(
        "placed_on",
        "tmtUnit",
        _("TMT unit kerja"),
        _("Bila kosong dipakai TMT jabatan."),
        "",
        "tmt unit|tmt unor|tmt mutasi|tmt penempatan|tmt unit kerja",
    ),
    Field(
        "appointed_on",
        "tmtCpns",
        _("TMT CPNS"),
        _("Bulannya sama dengan angka 9-14 NIP."),
        "01-01-2009",
        "tmt cpns|tmt pppk|tmt pengangkatan|tmtpppk",
    ),
    Field(
        "status",
        "statusPegawai",
        _("Status pegawai"),
        _("PNS, CPNS, PPPK, aktif, pensiun, pindah, atau meninggal."),
        "PNS",
        "status pegawai|status|kedudukan|kedudukanpnsid|kedudukanpnsnama|kedudukan pegawai|kedudukan hukum",
    ),
    Field(
        "status_on",
        "tmtPensiun",
        _("TMT berhenti"),
        _("Wajib bila status bukan aktif."),
        "",
        "tmt berhenti|tanggal berhenti|tmt status|tmt pensiun|tanggal status",
    ),
    Field(
        "email",
        "email",
        _("Surel"),
        _("Boleh kosong."),
        "sari@contoh.go.id",
        "surel|e-mail|alamat email|emailgov|email gov",
    ),
    Field(
        "phone",
        "noHp",
        _("Nomor telepon"),
        _("Boleh kosong."),
        "081234567890",
        "no hp|nomor hp|hp|telepon|no telepon|nomor telepon|no telp",
    ),
)
BY_KEY = {field.key: field for field in FIELDS}


def _plain(name: object) -> str:
    return re.sub(r"[^a-z0-9/]", "", str(name or "").casefold())


_NAMES: dict[str, str] = {}
for _field in FIELDS:
    for _name in (_field.column, *_field.names.split("|")):
        _NAMES.setdefault(_plain(_name), _field.key)


@dataclass(frozen=True)
class Mapping:
    """Place of each field in a row, the columns that were not understood and the needed ones that are not there."""

    places: dict[str, int]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def names_a_unit(self) -> bool:
        return "unit_code" in self.places or "unit_name" in self.places


def map_columns(header: Sequence[object]) -> Mapping:
    """Read a header line: order free, capitals, blanks and underscores do not count.

    Of two columns for one thing the first wins, or the one that is named as in our template (`email` over `emailGov`).
    """
    places: dict[str, int] = {}
    unknown: list[str] = []
    exact: set[str] = set()
    for place, name in enumerate(header):
        key = _NAMES.get(_plain(name))
        if key is None:
            if _plain(name):
                unknown.append(str(name).strip())
            continue
        is_exact = _plain(name) == _plain(BY_KEY[key].column)
        if key not in places or (is_exact and key not in exact):
            places[key] = place
        if is_exact:
            exact.add(key)
    missing = [field.column for field in FIELDS if field.needed and field.key not in places]
    return Mapping(places, tuple(unknown), tuple(missing))
