"""The people everyone knows: who signs in to the demo, with which office, post and role."""

from dataclasses import dataclass

PASSWORD = "Paser-Berbenah-2026"  # noqa: S105 - printed on the screen, lives in the demo data folder only


@dataclass(frozen=True, slots=True)
class CastMember:
    """A named person; `place` is "head" or "staff"; the role holds in `scope`: "regency", "office" or "division"."""

    login: str
    name: str
    title_front: str
    title_back: str
    sex: str
    role: str
    office: str | None
    division: int
    place: str
    scope: str
    post: str
    note: str


CAST = (
    CastMember(
        "bupati",
        "Ardiansyah Noor",
        "H.",
        "S.H., M.Si.",
        "1",
        "bupati",
        None,
        0,
        "head",
        "regency",
        "Bupati Paser",
        "seluruh kabupaten",
    ),
    CastMember(
        "sekda",
        "Sulaiman Effendi",
        "Drs. H.",
        "M.Si.",
        "1",
        "sekda",
        "SETDA",
        0,
        "head",
        "regency",
        "",
        "seluruh kabupaten",
    ),
    CastMember(
        "ratna",
        "Ratna Kumalasari",
        "",
        "S.Kom., M.T.",
        "2",
        "kepala_opd",
        "DISKOMINFO",
        0,
        "head",
        "office",
        "",
        "kepala Diskominfo",
    ),
    CastMember(
        "budi",
        "Budi Santoso",
        "",
        "S.T.",
        "1",
        "kepala_bidang",
        "DISKOMINFO",
        2,
        "head",
        "division",
        "",
        "kepala Bidang Informatika",
    ),
    CastMember(
        "sari",
        "Sari Wulandari",
        "",
        "A.Md.Kom.",
        "2",
        "pegawai",
        "DISKOMINFO",
        2,
        "staff",
        "division",
        "Pranata Komputer Terampil",
        "pegawai Diskominfo",
    ),
    CastMember(
        "wayan",
        "I Wayan Sudarma",
        "",
        "S.Sos., M.Si.",
        "1",
        "kepala_opd",
        "SATPOLPP",
        0,
        "head",
        "office",
        "",
        "kepala Satpol PP",
    ),
    CastMember(
        "operator",
        "Nur Aisyah",
        "",
        "S.Kom.",
        "2",
        "operator_opd",
        "DISKOMINFO",
        1,
        "staff",
        "office",
        "Pranata Komputer Ahli Pertama",
        "operator presensi Diskominfo",
    ),
    CastMember(
        "presensi",
        "Hendra Gunawan",
        "",
        "S.STP.",
        "1",
        "pengelola_presensi",
        "BKPSDM",
        4,
        "staff",
        "regency",
        "Analis Sumber Daya Manusia Aparatur Ahli Muda",
        "pengelola presensi BKPSDM",
    ),
    CastMember(
        "auditor",
        "Dewi Anggraini",
        "",
        "S.E., Ak.",
        "2",
        "auditor",
        "INSPEKTORAT",
        2,
        "staff",
        "regency",
        "Auditor Ahli Muda",
        "auditor Inspektorat",
    ),
    CastMember(
        "admin",
        "Admin Pendopo",
        "",
        "",
        "1",
        "admin",
        None,
        0,
        "staff",
        "regency",
        "Pengelola Sistem",
        "pengelola sistem",
    ),
)


def employees() -> tuple[CastMember, ...]:
    """The members of the cast who are on the payroll of an office."""
    return tuple(member for member in CAST if member.office is not None)
