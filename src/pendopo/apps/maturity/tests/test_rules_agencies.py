"""One government, many spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.maturity.rules.agencies import KINDS, kind_of, letters, read_name

SPELLINGS = [
    ("kabupaten:banyuwangi", ["Kab. Banyuwangi", "KAB BANYUWANGI", "Pemkab Banyuwangi", "Kabupaten  Banyuwangi",
                              "Pemerintah Kabupaten Banyuwangi", "Kab.Banyuwangi", "pemda kab. banyuwangi"]),
    ("kota:palangkaraya", ["Kota Palangka Raya", "Pemkot Palangkaraya", "KOTA PALANGKA RAYA",
                           "Pemerintah Kota Palangka Raya"]),
    ("provinsi:jakarta", ["Prov. DKI Jakarta", "Provinsi D.K.I. Jakarta", "Pemprov DKI Jakarta", "Provinsi Jakarta",
                          "Provinsi Daerah Khusus Ibukota Jakarta"]),
    ("provinsi:yogyakarta", ["Provinsi DI Yogyakarta", "Prov. D.I. Yogyakarta", "Provinsi Daerah Istimewa Yogyakarta",
                             "Pemprov DIY"]),
    ("kabupaten:kepulauansitaro", ["Kab. Kep. Sitaro", "Kabupaten Kepulauan Sitaro"]),
    ("kabupaten:fakfak", ["Kab. Fak-Fak", "Kabupaten Fak Fak", "Kab. Fakfak"]),
    ("kementerian:keuangan", ["Kementerian Keuangan", "KEMENTERIAN KEUANGAN RI", "Kementrian Keuangan"]),
]  # fmt: skip
CASES = [(key, text) for key, texts in SPELLINGS for text in texts]


@pytest.mark.parametrize(("key", "text"), CASES)
def test_it_works(key: str, text: str) -> None:
    assert read_name(text).key == key


def test_a_name_that_begins_like_a_class_is_not_one() -> None:
    assert read_name("Kotawaringin Barat", "kabupaten").name == "Kabupaten Kotawaringin Barat"
    assert read_name("Kab. Kotabaru").name == "Kabupaten Kotabaru"
    assert read_name("Provinsi Jawa Barat").name == "Provinsi Jawa Barat"
    assert read_name("Badan Pusat Statistik", "lembaga").name == "Badan Pusat Statistik"
    assert read_name("BPS", "lembaga").key == "lembaga:bps"


def test_kabupaten_and_kota_of_one_name_stay_two() -> None:
    assert read_name("Kab. Bogor").key != read_name("Kota Bogor").key


def test_without_a_class_the_kind_is_open() -> None:
    assert read_name("Banyuwangi").kind == ""
    assert [kind_of(text) for text in ("Kab.", "KOTA", "Prop", "LPNK", "Instansi Lain", "desa")] == [
        "kabupaten", "kota", "provinsi", "lembaga", "lembaga", "",
    ]  # fmt: skip


WORDS = st.lists(
    st.sampled_from(["Aceh", "Barat", "Kep.", "Laut", "Muara", "Rote", "dan", "Ndao", "Raya", "Timur"]),
    min_size=1,
    max_size=4,
)
FRONTS = {
    "kabupaten": ["Kab. ", "KABUPATEN ", "Kab ", "Pemkab ", "Pemerintah Kabupaten "],
    "kota": ["Kota ", "KOTA ", "Pemkot ", "Pemerintah Kota "],
}


@given(WORDS, st.sampled_from(sorted(FRONTS)), st.data())
def test_front_case_and_blanks_do_not_matter(words: list[str], kind: str, data: st.DataObject) -> None:
    name = " ".join(words)
    plain = read_name(FRONTS[kind][0] + name)
    other = data.draw(st.sampled_from(FRONTS[kind])) + data.draw(
        st.sampled_from([name, name.upper(), name.lower(), "  ".join(words)])
    )
    assert read_name(other).key == plain.key
    assert read_name(name, kind).key == plain.key


@given(WORDS, st.sampled_from(KINDS))
def test_reading_what_was_written_changes_nothing(words: list[str], kind: str) -> None:
    once = read_name(" ".join(words), kind)
    assert read_name(once.name, kind) == once


@given(st.text(max_size=60), st.sampled_from(["", *KINDS]))
def test_no_text_breaks_it(text: str, kind: str) -> None:
    found = read_name(text, kind)
    assert found.key.isascii()
    assert found.key == f"{found.kind}:{letters(found.core)}"
