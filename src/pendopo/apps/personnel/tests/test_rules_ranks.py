import pytest

from pendopo.apps.personnel.rules.names import full_name, mask_nik, tidy_name, tidy_phone, tidy_title
from pendopo.apps.personnel.rules.ranks import (
    PNS,
    PNS_TABLE,
    PPPK,
    PPPK_TABLE,
    golongan_choices,
    rank_order,
    read_golongan,
)


def test_it_works() -> None:
    found = read_golongan("III/b", PNS)

    assert found is not None
    assert found.label == "Penata Muda Tingkat I (III/b)"
    assert found.siasn_id == "32"


def test_tables_are_those_of_law() -> None:
    assert len(PNS_TABLE) == 17
    assert (PNS_TABLE[0].code, PNS_TABLE[0].pangkat) == ("I/a", "Juru Muda")
    assert (PNS_TABLE[-1].code, PNS_TABLE[-1].pangkat, PNS_TABLE[-1].siasn_id) == ("IV/e", "Pembina Utama", "45")
    assert [row.order for row in PNS_TABLE] == list(range(1, 18))
    assert [row.code for row in PPPK_TABLE][8] == "IX"
    assert PPPK_TABLE[8].label == "Golongan IX"
    assert rank_order("IV/a") > rank_order("III/d") > rank_order("") == 0
    assert golongan_choices(PNS)[0][0] == "IV/e"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("III/a", "III/a"),
        ("iiia", "III/a"),
        ("III a", "III/a"),
        ("III.A", "III/a"),
        ("III-a", "III/a"),
        ("3a", "III/a"),
        ("3/a", "III/a"),
        ("31", "III/a"),
        ("45", "IV/e"),
        ("Penata Muda", "III/a"),
        ("Penata Muda Tingkat I", "III/b"),
        ("Penata Muda (III/a)", "III/a"),
        ("Penata Muda Tk. I / III b", "III/b"),
        ("Gol. II/d", "II/d"),
        (" i/a ", "I/a"),
    ],
)
def test_ways_to_write_a_golongan(text: str, code: str) -> None:
    found = read_golongan(text, PNS)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("text", ["", "V/a", "III", "III/e", "46", "IX", "Penata Raya", "II/a III/b", "5a"])
def test_words_that_are_no_golongan_of_a_pns(text: str) -> None:
    assert read_golongan(text, PNS) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("IX", "IX"), ("ix", "IX"), ("9", "IX"), ("Golongan VII", "VII"), ("Gol. XVII", "XVII"), ("17", "XVII")],
)
def test_golongan_of_a_pppk(text: str, code: str) -> None:
    found = read_golongan(text, PPPK)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("text", ["", "III/a", "18", "0", "XVIII", "IIX"])
def test_words_that_are_no_golongan_of_a_pppk(text: str) -> None:
    assert read_golongan(text, PPPK) is None


@pytest.mark.parametrize(
    ("written", "tidy"),
    [
        ("SARI WULANDARI", "Sari Wulandari"),
        ("  Sari   Wulandari ", "Sari Wulandari"),
        ("NI MADE A'AN", "Ni Made A'an"),
        ("M. NUR", "M. Nur"),
        ("AL-AMIN", "Al-Amin"),
        ("Sri MULYANI", "Sri MULYANI"),
        ("A", "A"),
        ("", ""),
    ],
)
def test_names_in_capitals_are_written_as_names(written: str, tidy: str) -> None:
    assert tidy_name(written) == tidy
    assert tidy_name(tidy) == tidy


def test_full_name_has_degrees_on_both_sides() -> None:
    assert full_name("Siti Aminah", "dr.", "Sp.A., M.Kes.") == "dr. Siti Aminah, Sp.A., M.Kes."
    assert full_name("Siti Aminah") == "Siti Aminah"
    assert tidy_title(" , S.Kom. ") == "S.Kom."
    assert tidy_title("-") == ""


def test_nik_is_masked() -> None:
    assert mask_nik("6401234567890123") == "6401••••••••••23"
    assert "1" not in mask_nik("111")
    assert mask_nik("") == ""


@pytest.mark.parametrize(
    ("written", "tidy"),
    [
        ("+62 812-3456", "08123456"),
        ("628123456", "08123456"),
        ("8123456", "08123456"),
        ("0812 3456", "08123456"),
        ("+60 12", "+6012"),
    ],
)
def test_phone_numbers_take_the_national_form(written: str, tidy: str) -> None:
    assert tidy_phone(written) == tidy
