"""The instruments that come with the project, and what a new file has to say to be taken."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from copy import deepcopy
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.instrument import UnknownCode
from pendopo.apps.maturity.rules.loading import UnknownInstrument
from pendopo.apps.maturity.rules.reading import read_instrument, read_layer
from pendopo.apps.maturity.rules.shapes import BadFile

SHARED = Path(__file__).resolve().parents[6] / "shared" / "data"
SMALL: dict[str, Any] = {
    "instrument": "uji-1",
    "title": "Instrumen uji",
    "source": ["Untuk pengujian"],
    "valid_years": [2030, None],
    "verified": True,
    "level_min": 1,
    "level_max": 5,
    "predicates": [
        {"name": "Atas", "min": "3.5", "max": "5"},
        {"name": "Tengah", "min": "2", "max": "3.5"},
        {"name": "Bawah", "min": None, "max": "2"},
    ],
    "domains": [
        {"no": 1, "name": "D1", "weight": "60.5", "aspects": [
            {"no": 1, "name": "A1", "weight": "60.5", "indicators": [
                {"no": 1, "name": "I1", "weight": "30.25", "kind": "policy"},
                {"no": 2, "name": "I2", "weight": "30.25"}]}]},
        {"no": 2, "name": "D2", "weight": "39.5", "aspects": [
            {"no": 2, "name": "A2", "weight": "39.5", "indicators": [
                {"no": 3, "name": "I3", "weight": "39.5", "entries": 2}]}]},
    ],
}  # fmt: skip


def as_file(value: Any) -> bytes:
    return json.dumps(value).encode()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PENDOPO_DATA", str(tmp_path))
    (tmp_path / "instruments").mkdir()
    return tmp_path / "instruments"


def test_it_works_with_the_four_files_of_the_project(folder: Path) -> None:
    found = loading.instruments()
    assert list(found) == ["spbe-5-2018", "spbe-59-2020", "pemdi-8-2026"]
    assert loading.problems() == []
    shapes = {key: (len(one.aspects), len(one.indicators), len(one.entry_codes)) for key, one in found.items()}
    assert shapes == {"spbe-5-2018": (7, 35, 37), "spbe-59-2020": (8, 47, 47), "pemdi-8-2026": (7, 20, 20)}
    for one in found.values():
        assert sum((entry.weight for entry in one.entries.values()), Fraction()) == 100
        assert len(one.digest) == 64
        assert one.source
    assert [one.verified for one in found.values()] == [True, True, False]
    assert [one.has_domains for one in found.values()] == [True, True, False]
    assert found["spbe-5-2018"].entry_codes[-4:] == ("34", "35-1", "35-2", "35-3")


def test_policy_process_and_service_are_told_apart() -> None:
    def span(key: str, kind: str) -> list[int]:
        return [no for no, one in loading.get(key).indicators.items() if one.kind == kind]

    assert span("spbe-59-2020", "policy") == list(range(1, 11))
    assert span("spbe-59-2020", "process") == list(range(11, 32))
    assert span("spbe-59-2020", "service") == list(range(32, 48))
    assert span("spbe-5-2018", "policy") == list(range(1, 18))
    assert span("pemdi-8-2026", "") == list(range(1, 21))


def test_the_guideline_rewords_from_2024_on() -> None:
    spbe = loading.get("spbe-59-2020")
    before, after = spbe.texts("12", 2023), spbe.texts("12", 2024)
    assert (before.layer, before.description, before.level(3).evidence) == ("", "", "")
    assert after.layer == "Pedoman Menteri PANRB Nomor 3 Tahun 2024"
    assert after.description and after.rule and after.evidence_examples and after.question == before.question
    assert all(one.criteria and one.fulfilment and one.evidence for one in after.levels)
    assert [one.name for one in after.levels] == [
        "Rintisan", "Terkelola", "Terdefinisi", "Terpadu dan Terukur", "Optimum",
    ]  # fmt: skip
    assert spbe.texts("40", 2024).level(3).name == "Transaksi"
    changed = {
        code
        for code in spbe.entry_codes
        if [one.criteria for one in spbe.texts(code, 2023).levels]
        != [one.criteria for one in spbe.texts(code, 2024).levels]
    }
    assert {"11", "12", "13", "15", "18", "20", "24", "28", "29", *map(str, range(32, 44))} <= changed
    assert spbe.texts("12", 2030).layer == after.layer


def test_entries_share_the_texts_of_their_indicator() -> None:
    old = loading.get("spbe-5-2018")
    assert old.texts("35-2", 2019) == old.texts("35", 2019)
    assert old.indicator_of("35-3").no == old.indicator_of("35").no == 35
    assert old.entry("35-3").part == "3"
    assert [one.level for one in old.texts("1", 2018).levels] == [0, 1, 2, 3, 4, 5]
    for code in ("36", "0", "035", "x", "35-4", "³"):
        with pytest.raises(UnknownCode):
            old.indicator_of(code)


def test_years_find_their_instrument() -> None:
    years = {2017: None, 2018: "spbe-5-2018", 2020: "spbe-5-2018", 2021: "spbe-59-2020", 2025: "spbe-59-2020"}
    years |= {2026: "pemdi-8-2026", 2031: "pemdi-8-2026"}
    assert {year: getattr(loading.for_year(year), "key", None) for year in years} == years


def test_an_unknown_name_is_told_with_near_ones() -> None:
    with pytest.raises(UnknownInstrument) as caught:
        loading.get("spbe-59-202")
    assert "spbe-59-2020" in str(caught.value)
    with pytest.raises(UnknownInstrument) as caught:
        loading.get("sama sekali lain")
    assert "Yang ada: spbe-5-2018" in str(caught.value)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the source of the texts is not here")
def test_the_texts_are_those_of_the_source() -> None:
    pairs = {"spbe-59-2020": "spbe-59-2020", "spbe-5-2018": "spbe-5-2018"}
    for key, file in pairs.items():
        source = json.loads((SHARED / f"{file}.json").read_text(), parse_float=str)
        ours = loading.get(key)
        for domain in source["domains"]:
            for aspect in domain["aspects"]:
                for theirs in aspect["indicators"]:
                    mine = ours.indicators[theirs["no"]]
                    assert (mine.name, mine.question) == (theirs["name"], theirs["question"])
                    assert mine.weight == Fraction(theirs["weight"])
                    assert [(one.level, one.criteria) for one in mine.levels] == [
                        (one["level"], one["criteria"]) for one in theirs["levels"]
                    ]
    layer = json.loads((SHARED / "spbe-59-2020-pedoman-3-2024.json").read_text())
    for theirs in layer["indicators"]:
        texts = loading.get("spbe-59-2020").texts(str(theirs["no"]), 2024)
        assert (texts.name, texts.description, texts.rule) == (theirs["name"], theirs["description"], theirs["rule"])
        assert texts.evidence_examples == theirs["evidence_examples"]
        for one in theirs["levels"]:
            mine = texts.level(one["level"])
            assert (mine.criteria, mine.fulfilment, mine.evidence) == (
                one["criteria"],
                one["fulfilment"],
                one["evidence"],
            )


def test_a_new_file_is_a_new_instrument_and_is_read_again_when_it_changes(folder: Path) -> None:
    path = folder / "uji.json"
    path.write_bytes(as_file(SMALL))
    found = loading.get("uji-1")
    assert found.entry_codes == ("1", "2", "3-1", "3-2")
    assert (found.builtin, found.file) == (False, "uji.json")
    path.write_bytes(as_file(SMALL | {"title": "Judul yang baru"}))
    assert loading.get("uji-1").title == "Judul yang baru"
    assert loading.get("uji-1").digest != found.digest
    path.unlink()
    assert "uji-1" not in loading.instruments()


def test_a_bad_file_is_left_out_and_named_and_the_rest_stays(folder: Path) -> None:
    bad = deepcopy(SMALL)
    bad["domains"][0]["weight"] = "61"
    (folder / "rusak.json").write_bytes(as_file(bad))
    (folder / "bukan.json").write_bytes(b"{")
    (folder / "baik.json").write_bytes(as_file(SMALL))
    (folder / "lagi.json").write_bytes(as_file(SMALL))
    (folder / "bawaan.json").write_bytes(as_file(SMALL | {"instrument": "spbe-59-2020"}))
    (folder / "catatan.txt").write_text("tidak dibaca")
    assert list(loading.instruments()) == ["spbe-5-2018", "spbe-59-2020", "pemdi-8-2026", "uji-1"]
    told = {one.file: (one.place, one.message) for one in loading.problems()}
    assert set(told) == {"rusak.json", "bukan.json", "lagi.json", "bawaan.json"}
    assert told["rusak.json"] == ("domains[0].weight", "Bobot domain 1 tertulis 61, jumlah aspeknya 60.5.")
    assert told["bukan.json"][0] == "baris 1 kolom 2"
    assert "sudah dipakai oleh baik.json" in told["lagi.json"][1]
    assert "sudah dipakai" in told["bawaan.json"][1]


def test_a_file_that_cannot_be_opened_does_not_stop_the_others(folder: Path) -> None:
    os.symlink(folder / "tidak-ada", folder / "putus.json")
    (folder / "baik.json").write_bytes(as_file(SMALL))
    assert "uji-1" in loading.instruments()


def set_at(*path: str | int) -> Callable[[dict[str, Any], Any], None]:
    def change(value: dict[str, Any], new: Any) -> None:
        spot: Any = value
        for step in path[:-1]:
            spot = spot[step]
        if new is KeyError:
            del spot[path[-1]]
        else:
            spot[path[-1]] = new

    return change


FIRST = ("domains", 0, "aspects", 0, "indicators", 0)


@pytest.mark.parametrize(
    ("path", "new", "place", "words"),
    [
        (("title",), KeyError, "title", "Wajib ada"),
        (("titel",), "x", "titel", "Kunci tidak dikenal"),
        (("instrument",), "Uji 1", "instrument", "huruf kecil"),
        (("verified",), "ya", "verified", "true atau false"),
        (("level_min",), 2, "level_min", "0 sampai 1"),
        (("level_max",), 1, "level_max", "bilangan bulat"),
        (("valid_years",), [2030], "valid_years", "tahun pertama"),
        (("valid_years",), [2030, 2029], "valid_years[1]", "2030"),
        (("source",), "teks", "source", "daftar"),
        (("aspects",), [], "domains", "salah satu"),
        (("target",), "tinggi", "target", "bilangan desimal"),
        (("predicate_input",), {"2023": "floor"}, "predicate_input.2023", "unrounded"),
        (("predicate_input",), {"lama": "rounded"}, "predicate_input.lama", "tahun"),
        (("domains", 1, "no"), 3, "domains[1].no", "2, bukan 3"),
        (("domains", 1, "aspects", 0, "no"), 1, "domains[1].aspects[0].no", "2, bukan 1"),
        ((*FIRST, "no"), 5, "domains[0].aspects[0].indicators[0].no", "1, bukan 5"),
        ((*FIRST, "weight"), "30", "domains[0].aspects[0].weight", "tertulis 60.5, jumlah indikatornya 60.25"),
        ((*FIRST, "weight"), "0.1x", "domains[0].aspects[0].indicators[0].weight", "bilangan desimal"),
        ((*FIRST, "weight"), -1, "domains[0].aspects[0].indicators[0].weight", "bukan -1"),
        ((*FIRST, "weight"), True, "domains[0].aspects[0].indicators[0].weight", "bukan true"),
        ((*FIRST, "kind"), "lain", "domains[0].aspects[0].indicators[0].kind", "policy"),
        ((*FIRST, "entries"), 0, "domains[0].aspects[0].indicators[0].entries", "1 sampai 20"),
        ((*FIRST, "criteria"), {"1": "a", "6": "b"}, "domains[0].aspects[0].indicators[0].criteria.6", "1 sampai 5"),
        ((*FIRST, "criteria"), {"1": "a"}, "domains[0].aspects[0].indicators[0].criteria.2", "Wajib ada"),
        (("domains", 0, "aspects", 0, "indicators"), [], "domains[0].aspects[0].indicators", "Aspek 1 tidak berisi"),
        (("domains", 1, "aspects"), [], "domains[1].aspects", "Domain 2 tidak berisi"),
        (("domains",), [], "domains", "Paling sedikit satu"),
        (("domains", 0), 7, "domains[0]", "objek"),
        (("predicates", 1, "max"), "3.4", "predicates[0].min", "celah: Tengah berakhir pada 3.4"),
        (("predicates", 0, "min"), "3.2", "predicates[0].min", "tumpang tindih"),
        (("predicates", 1, "min"), None, "predicates[1].min", "tumpang tindih"),
        (("predicates", 2, "min"), "1.5", "predicates[2].min", "celah"),
        (("predicates", 0, "max"), "4", "predicates[0].max", "tingkat tertinggi, 5"),
        (("predicates", 0, "name"), "Bawah", "predicates", "dua kali"),
        (("predicates",), [], "predicates", "Paling sedikit"),
        (("level_names",), {"lain": []}, "level_names.lain", "policy"),
        (("level_names",), {"policy": [{"level": 1, "name": "x"}]}, "level_names.policy", "1 sampai 5"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(path: tuple[str | int, ...], new: Any, place: str, words: str) -> None:
    value = deepcopy(SMALL)
    set_at(*path)(value, new)
    with pytest.raises(BadFile) as caught:
        read_instrument(as_file(value))
    assert (caught.value.place, words in caught.value.message) == (place, True), caught.value


def test_weights_that_do_not_make_100_are_refused() -> None:
    value = deepcopy(SMALL)
    value["domains"][1]["weight"] = value["domains"][1]["aspects"][0]["weight"] = "42.5"
    value["domains"][1]["aspects"][0]["indicators"][0]["weight"] = "42.5"
    with pytest.raises(BadFile, match="domains: Jumlah bobot harus tepat 100, bukan 103"):
        read_instrument(as_file(value))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"title": 1, "title": 2}', "title: Kunci ini tertulis dua kali"),
        (b"[]", "bukan daftar"),
        (b"\xff", "UTF-8"),
        (b'{"target": NaN}', "NaN"),
        (b"[" * 100_000, "terlalu dalam"),
        (b" " * 4_000_001, "lebih besar"),
        (b"", "Bukan JSON"),
    ],
)
def test_what_is_not_an_instrument_file_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(BadFile) as caught:
        read_instrument(content)
    assert words in str(caught.value)


def test_decimals_without_quotes_are_read_as_written() -> None:
    text = json.dumps(SMALL).replace('"30.25"', "30.25").replace('"60.5"', "60.5")
    assert read_instrument(text.encode()).indicators[1].weight == Fraction("30.25")


LAYER: dict[str, Any] = {
    "layer": "panduan-9",
    "instrument": "uji-1",
    "title": "Panduan 9",
    "source": [],
    "valid_years": [2031, 2032],
    "verified": True,
    "indicators": [{"no": 2, "rule": "Aturan", "levels": [{"level": 3, "evidence": "Bukti"}]}],
}


def test_a_layer_joins_its_instrument_whatever_the_order_of_the_files(folder: Path) -> None:
    (folder / "a-lapisan.json").write_bytes(as_file(LAYER))
    (folder / "b-uji.json").write_bytes(as_file(SMALL))
    found = loading.get("uji-1")
    assert loading.problems() == []
    assert found.texts("2", 2031).level(3).evidence == "Bukti"
    assert found.texts("1", 2031).layer == ""
    assert found.texts("2", 2033).rule == ""


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        ({"instrument": "uji-2"}, "instrument", "tidak dikenal"),
        ({"indicators": [{"no": 4}]}, "indicators[0].no", "tidak mengenal indikator 4"),
        ({"indicators": [{"no": 1}, {"no": 1}]}, "indicators[1].no", "dua kali"),
        ({"indicators": [{"no": 1, "levels": [{"level": 6}]}]}, "indicators[0].levels[0].level", "1 sampai 5"),
        ({"indicators": []}, "indicators", "Paling sedikit"),
        ({"weight": 5}, "weight", "Kunci tidak dikenal"),
    ],
)
def test_a_layer_that_does_not_fit_is_refused(change: dict[str, Any], place: str, words: str) -> None:
    known = {"uji-1": read_instrument(as_file(SMALL))}
    with pytest.raises(BadFile) as caught:
        read_layer(as_file(LAYER | change), known)
    assert (caught.value.place, words in caught.value.message) == (place, True), caught.value
