"""Numbers in words, and the documents of the station as PDF/A."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.elections import closing as closings
from pendopo.apps.elections.station import documents, documents_ceremony
from pendopo.apps.elections.station.ceremony import fingerprint
from pendopo.apps.elections.station.phases import ZeroReport
from pendopo.apps.elections.station.results import Line
from pendopo.apps.elections.station.testing import SEED, make_parcel
from pendopo.apps.elections.station.words import SMALL, clock, day_in_words, dotted, terbilang
from pendopo.apps.elections.tests import ceremonies
from pendopo.kernel import pdf
from pendopo.ui.formats import fours

AT = datetime(2026, 11, 22, 14, 0, tzinfo=ZoneInfo("Asia/Makassar"))
LINES = [Line(1, "Calon 1", 5), Line(2, "Calon 2", 2), Line(0, "Suara kosong", 1)]
KNOWN = {
    0: "nol",
    1: "satu",
    10: "sepuluh",
    11: "sebelas",
    12: "dua belas",
    19: "sembilan belas",
    20: "dua puluh",
    21: "dua puluh satu",
    100: "seratus",
    101: "seratus satu",
    111: "seratus sebelas",
    200: "dua ratus",
    999: "sembilan ratus sembilan puluh sembilan",
    1000: "seribu",
    1001: "seribu satu",
    1100: "seribu seratus",
    2000: "dua ribu",
    2026: "dua ribu dua puluh enam",
    11_000: "sebelas ribu",
    100_000: "seratus ribu",
    101_011: "seratus satu ribu sebelas",
    1_000_000: "satu juta",
    1_001_000: "satu juta seribu",
    2_000_000_017: "dua miliar tujuh belas",
    3 * 10**12: "tiga triliun",
}
VALUES = {word: number for number, word in enumerate(SMALL)}
POWERS = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}


def said(text: str) -> int:
    """The number back from its words, by another way than `terbilang` makes them."""
    total = group = 0
    last = 0
    for word in text.replace("seribu", "satu ribu").replace("seratus", "satu ratus").split():
        if word in VALUES:
            last = VALUES[word]
            group += last
        elif word == "belas":
            group += 10
        elif word in ("puluh", "ratus"):
            group += last * {"puluh": 9, "ratus": 99}[word]
        else:
            total += group * POWERS[word]
            group = 0
    return total + group


@pytest.mark.parametrize(("number", "words"), KNOWN.items())
def test_it_works_for_known_numbers(number: int, words: str) -> None:
    assert terbilang(number) == words


@given(st.integers(0, 10**15 - 1))
def test_words_say_the_number(number: int) -> None:
    assert said(terbilang(number)) == number


@pytest.mark.parametrize("number", [-1, 10**15])
def test_a_number_outside_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="words"):
        terbilang(number)


def test_days_times_and_hashes() -> None:
    assert (
        day_in_words(date(2026, 11, 22)) == "Minggu tanggal dua puluh dua bulan November tahun dua ribu dua puluh enam"
    )
    assert clock(AT) == "14.00 WITA"
    assert clock(AT.astimezone(ZoneInfo("Asia/Jayapura"))) == "15.00 WIT"
    assert clock(AT.astimezone(ZoneInfo("Asia/Kathmandu"))) == "11.45 (UTC+0545)"
    assert clock(AT.astimezone(UTC)) == "06.00 (UTC+0000)"
    assert dotted(1234567) == "1.234.567"


@pytest.fixture
def place() -> documents.Data:
    return documents.place_of(make_parcel()[0])


def closing() -> ceremonies.Closing:
    return ceremonies.closed("u" * 14, b"arsip", spent=8, cards=12)


def is_pdf_a(raw: bytes) -> bool:
    return raw.startswith(b"%PDF-") and b"pdfaid:part>2<" in raw.replace(b" ", b"")


def counted(place: documents.Data, report: ceremonies.Closing) -> documents.Data:
    holders = [("Komang", "Ketua panitia"), ("Sari", "BPD")]
    return documents.counting_minutes(
        place, report, LINES, opened_at=AT, holders=holders, last_event="ab" * 32, archive_sha256="cd" * 32
    )


def test_the_minutes_of_voting_say_the_figures(place: documents.Data) -> None:
    data = documents.voting_minutes(place, closing())
    assert [one["figure"] for one in data["voters"]] == ["12", "8", "0", "8"]
    assert [one["words"] for one in data["cards"]] == ["dua belas", "delapan", "nol", "empat"]
    assert "dibuka pukul 06.04 WIB" in data["paragraphs"][1] or "dibuka pukul 07.04 WITA" in data["paragraphs"][1]
    assert data["disagreements"] == [] and not data["trial"]
    assert is_pdf_a(pdf.render(documents.VOTING, data, made_at=AT))


def test_turnout_is_told_by_sex_where_the_roll_tells_it(place: documents.Data) -> None:
    report = replace(closing(), registered_men=7, registered_women=5, present_men=4, present_women=3)
    data = documents.voting_minutes(place, report)
    assert [(one["name"], one["figure"]) for one in data["voters"] if one["name"].startswith("–")] == [
        *(("– laki-laki", "7"), ("– perempuan", "5")),  # all twelve
        *(("– laki-laki", "4"), ("– perempuan", "3"), ("– jenis kelamin tidak tercatat", "1")),
    ]
    assert is_pdf_a(pdf.render(documents.VOTING, data, made_at=AT))


def test_the_key_of_the_station_can_be_compared_with_the_regencys_page(place: documents.Data) -> None:
    key = closings.public_key(SEED)
    shown = hashlib.sha256(bytes.fromhex(key)).hexdigest()[:16]
    prints = documents.voting_minutes(place, closing())["seal"]["prints"]
    assert {"name": "Sidik kunci TPS", "value": fours(shown)} in prints


def test_disagreements_stand_in_words(place: documents.Data) -> None:
    report = replace(closing(), extra=1, cards_void=1, ballots_removed=2)
    data = counted(place, report)
    assert data["disagreements"] == [
        "Pemilih hadir 9, surat suara 8.",
        "Kartu terpakai, batal, dan sisa 13, kartu disiapkan 12.",
    ]
    told = {one["name"]: one["words"] for one in data["use"]}
    assert told["Surat suara dikeluarkan karena slipnya tidak keluar"] == "dua"
    assert told["Kartu rusak yang dibatalkan dua petugas"] == "satu"
    assert is_pdf_a(pdf.render(documents.COUNTING, data, made_at=AT))


def test_a_sum_that_is_not_the_number_of_ballots_is_named(place: documents.Data) -> None:
    data = counted(place, replace(closing(), cards_spent=9, cards_unused=3, attended=9))
    assert data["disagreements"] == ["Suara dihitung 8, surat suara di kotak 9."]


def test_the_minutes_of_counting_name_candidates_and_the_last_event(place: documents.Data) -> None:
    data = counted(place, closing())
    assert [(one["number"], one["name"], one["words"]) for one in data["candidates"]] == [
        *(("1", "Calon 1", "lima"), ("2", "Calon 2", "dua"), ("–", "Suara kosong", "satu")),
        ("", "Jumlah suara", "delapan"),
    ]
    assert data["seal"]["raw"] == "ab" * 32 and data["seal"]["qr"].startswith("<svg")
    assert data["holders"] == [{"name": "Ketua panitia", "value": "Komang"}, {"name": "BPD", "value": "Sari"}]
    assert data["signatures"][0]["people"][0] == {"name": "I Wayan Suardana", "role": "Anggota KPPS"}


def test_the_sum_of_a_village_lists_its_stations(place: documents.Data) -> None:
    stations = [(replace(closing(), station=number), LINES, f"{number}" * 64) for number in (1, 2)]
    total = [replace(one, votes=2 * one.votes) for one in LINES]
    data = documents.village_minutes(place, stations, total, opened_at=AT, holders=[("Komang", "")])
    assert [one["figures"] for one in data["stations"]] == [["5", "2", "1", "8"]] * 2
    assert data["seal"]["raw"] == "1" * 64 + "\n" + "2" * 64
    made = documents.village_minutes_pdf(place, stations, total, opened_at=AT, holders=[("Komang", "")])
    assert is_pdf_a(made)


@pytest.mark.parametrize(("ballots", "problems"), [(0, []), (2, ["Kotak suara memuat 2 surat suara."])])
def test_the_report_of_the_box_before_the_opening(ballots: int, problems: list[str]) -> None:
    parcel = make_parcel(blank=True, trial=True)[0]
    report = ZeroReport(
        at="2026-11-29T06:45:00+07:00",
        uuid=parcel.uuid,
        election_hash="h",
        setup_hash="12" * 32,
        station_key="34" * 32,
        registered=20,
        attended=0,
        cards=22,
        void=0,
        ballots=ballots,
        cells=22,
        journal="ok",
        problems=problems,
    )
    data = documents.zero_report_data(parcel, report)
    assert data["trial"] and data["problems"] == problems
    assert [one["words"] for one in data["candidates"]] == ([] if ballots else ["nol"] * 4)
    assert data["box"][1]["words"] == terbilang(ballots)
    assert data["seal"]["prints"][2]["value"] == fours(hashlib.sha256(bytes.fromhex("34" * 32)).hexdigest()[:16])
    assert is_pdf_a(pdf.render(documents.ZERO, data, made_at=AT))


@pytest.fixture
def _quick() -> Iterator[None]:
    with ceremonies.quick():
        yield


@pytest.mark.usefixtures("_quick")
def test_the_record_of_the_ceremony_names_holders_and_digest() -> None:
    told = json.loads(ceremonies.hold(2, 3, kind="trial").public)
    data = documents_ceremony.ceremony_record(told, "Asia/Makassar")
    assert data["trial"] and "10.30 WITA" in data["paragraphs"][0]
    assert " ".join(data["aloud"]).replace(" ", "") == fingerprint(told) == data["seal"]["raw"]
    assert [one["role"] for one in data["signatures"][0]["people"]] == list(ceremonies.ROLES[:3])
    assert is_pdf_a(documents_ceremony.ceremony_record_pdf(told))


def test_the_same_figures_give_the_same_paper(place: documents.Data) -> None:
    one, two = (pdf.render(documents.COUNTING, counted(place, closing()), made_at=AT) for _ in range(2))
    assert one == two
    assert documents.prefixed("Desa", "Nagari Koto", documents.KINDS) == "Nagari Koto"
