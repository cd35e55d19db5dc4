from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.personnel.rules import cells
from pendopo.apps.personnel.rules.columns import FIELDS, map_columns
from pendopo.apps.personnel.rules.rows import CellError, ParsedRow, UnitBook, read_row

TODAY = date(2026, 11, 12)
UNITS = UnitBook(
    by_code={"kominfo": 7, "dinkes": 8},
    by_name={"bidang aplikasi": (70,), "sekretariat": (71, 81), "dinas kesehatan": (8,)},
    outside=frozenset({8}),
)
GOOD = {
    "nip": "19800110 200901 2 001",
    "name": "SARI WULANDARI",
    "title_back": "S.Kom.",
    "birth_date": "10-01-1980",
    "sex": "P",
    "nik": "6401015001800001",
    "golongan": "31",
    "golongan_tmt": "2024-04-01",
    "post": "Pranata Komputer",
    "post_kind": "2",
    "post_tmt": 44927.0,
    "unit_code": "KOMINFO",
    "appointed_on": "01/01/2009",
    "status": "PNS",
    "email": "Sari@Contoh.go.id",
    "phone": 81234567890.0,
    "job_class": 9.0,
}


def read(**changed: object) -> tuple[ParsedRow, list[CellError]]:
    return read_row(2, {**GOOD, **changed}, UNITS, TODAY)


def errors(**changed: object) -> dict[str, str]:
    return {error.column: error.reason for error in read(**changed)[1]}


def test_it_works() -> None:
    row, found = read()

    assert found == []
    assert (row.nip, row.kind, row.sex, row.name) == ("198001102009012001", "pns", "P", "Sari Wulandari")
    assert (row.golongan, row.golongan_tmt) == ("III/a", date(2024, 4, 1))
    assert (row.post_kind, row.post_tmt, row.job_class) == ("functional", date(2023, 1, 1), 9)
    assert (row.unit_id, row.appointed_on, row.email, row.phone) == (
        7,
        date(2009, 1, 1),
        "sari@contoh.go.id",
        "081234567890",
    )


def test_an_empty_row_apart_from_the_nip_is_read_without_complaint() -> None:
    row, found = read_row(2, {"nip": GOOD["nip"]}, UNITS, TODAY)

    assert found == []
    assert row.unit_id is None
    assert row.golongan == ""


def test_pppk_has_a_counter_and_its_own_golongan() -> None:
    row, found = read(nip="199009132025212014", birth_date="", appointed_on="01-03-2025", golongan="IX", status="PPPK")

    assert found == []
    assert (row.kind, row.golongan, row.appointed_on) == ("pppk", "IX", date(2025, 3, 1))
    assert "golRuangAkhirId" in errors(
        nip="199009132025212014", birth_date="", appointed_on="", status="", golongan="III/a"
    )


@pytest.mark.parametrize(
    "nip",
    [
        "",
        "198602302015051001",
        "198609262015053001",
        "19860926201505100",
        "198613262015051001",
        "abc",
        "198001102030012001",
    ],
)
def test_a_bad_nip_says_what_to_do(nip: str) -> None:
    found = [error for error in read(nip=nip)[1] if error.column == "nipBaru"]

    assert len(found) == 1
    assert found[0].todo


def test_a_nip_that_excel_rounded_is_named_as_such() -> None:
    assert "angka" in errors(nip=1.98001102009012e17)["nipBaru"]
    assert "nipBaru" in errors(nip="1,98001E+17")
    assert "angka" in errors(nik=6401015001800001)["nik"]
    assert "Teks" in read(nik="6401015001800001.0")[1][0].todo


def test_columns_that_repeat_the_nip_have_to_agree() -> None:
    assert set(errors(birth_date="11-01-1980")) == {"tglLahir"}
    assert set(errors(sex="Laki-laki")) == {"jenisKelamin"}
    assert set(errors(appointed_on="01-02-2009")) == {"tmtCpns"}
    assert set(errors(status="PPPK")) == {"statusPegawai"}


def test_a_nik_is_masked_in_its_error() -> None:
    (error,) = read(nik="640101500180000")[1]

    assert error.column == "nik"
    assert "5001800" not in error.value


def test_what_belongs_together_is_asked_for_together() -> None:
    assert set(errors(golongan_tmt="")) == {"tmtGolAkhir"}
    assert set(errors(post_tmt=None)) == {"tmtJabatan"}
    assert set(errors(status="Pensiun", status_on="")) == {"tmtPensiun"}
    assert read(status="Pensiun", status_on="01-11-2026")[0].status == "retired"
    assert read(status="Aktif", status_on="01-11-2038")[0].status_on is None


def test_units_by_code_then_by_a_name_that_is_there_once() -> None:
    assert read(unit_code="", unit_name="Bidang Aplikasi")[0].unit_id == 70
    assert read(unit_code="8ae483a5-unknown-uuid", unit_name="Bidang Aplikasi")[0].unit_id == 70
    assert read(unit_code="bidang aplikasi")[0].unit_id == 70
    assert set(errors(unit_code="", unit_name="Sekretariat")) == {"unorNama"}
    assert set(errors(unit_code="TIDAK-ADA")) == {"kodeUnit"}
    assert set(errors(unit_code="DINKES")) == {"kodeUnit"}


def test_every_bad_cell_of_a_row_is_told_at_once() -> None:
    found = errors(
        email="tanpa-a", phone="abc", job_class="20", golongan="X/z", eselon="banyak", post_tmt="kemarin", name="123"
    )

    assert set(found) == {"email", "noHp", "kelas_jabatan", "golRuangAkhirId", "eselonId", "tmtJabatan", "nama"}


@pytest.mark.parametrize(
    "cell",
    [
        "12-11-2026",
        "12/11/2026",
        "12.11.2026",
        "2026-11-12",
        "2026-11-12T00:00:00",
        "12 November 2026",
        "12 nov 2026",
        46338.0,
        "46338",
        date(2026, 11, 12),
        datetime(2026, 11, 12, 8, 0),
    ],
)
def test_ways_to_write_a_date(cell: object) -> None:
    assert cells.read_date(cell) == TODAY


@pytest.mark.parametrize("cell", ["", None, "31-02-2026", "12-11-26", "besok", 7.0, "12 nopebulan x", True])
def test_what_is_no_date(cell: object) -> None:
    assert cells.read_date(cell) is None


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("III.a", "III.a"),
        ("iiia", "III.a"),
        ("Eselon II.b", "II.b"),
        (31.0, "III.a"),
        ("99", ""),
        ("Non Eselon", ""),
        ("III.c", None),
    ],
)
def test_ways_to_write_an_eselon(cell: object, code: str | None) -> None:
    assert cells.read_eselon(cell) == code


def test_a_general_post_is_not_a_functional_one() -> None:
    assert cells.read_post_kind("Fungsional Umum") == "general"
    assert cells.read_post_kind(" JFT ") == "functional"
    assert cells.read_post_kind("lain") is None


@given(st.one_of(st.none(), st.text(), st.floats(), st.integers(), st.dates(), st.booleans()))
def test_no_cell_breaks_a_row(cell: object) -> None:
    for field in FIELDS:
        read(**{field.key: cell})


def test_columns_in_any_order_case_and_spelling() -> None:
    mapping = map_columns(["NO", " Tgl_Lahir ", "NAMA", "nip baru", "", None, "Email Gov", "email", "Kode Unor"])

    assert mapping.places == {"birth_date": 1, "name": 2, "nip": 3, "email": 7, "unit_code": 8}
    assert mapping.unknown == ("NO",)
    assert mapping.missing == ()


def test_a_header_without_nip_names_the_missing_column() -> None:
    assert map_columns(["nama", "x"]).missing == ("nipBaru",)
    assert map_columns([]).missing == ("nipBaru",)


def test_no_name_stands_for_two_columns() -> None:
    for field in FIELDS:
        for name in (field.column, *field.names.split("|")):
            assert map_columns([name]).places == {field.key: 0}, name
