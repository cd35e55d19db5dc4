"""Check-in, chronicle, opening and closing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pendopo.apps.elections import closing
from pendopo.apps.elections.station import casting, checkin, chronicle, phases, place
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.errors import StationRefused
from pendopo.apps.elections.station.testing import CHAIR, SECOND, SEED, THIRD, TWO, make_parcel
from pendopo.apps.elections.tests.stations import Bench, parcel_and_deck, refused, vote

KEY = closing.public_key(SEED)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    found = Bench(tmp_path)
    yield found
    place.close(found.station)


@pytest.fixture
def station(bench: Bench) -> Station:
    return bench.station


# --- the desk


def test_it_works_to_find_and_mark_a_voter(station: Station) -> None:
    voter = station.parcel.voters[2]
    for text in (voter.nik, voter.card_uid.lower(), voter.invitation, voter.invitation.lower(), voter.name.upper()):
        assert [one.number for one in checkin.search(station, text)] == [3], text
    first = voter.name.split()[0]
    assert voter.number in [one.number for one in checkin.search(station, first[:3])]
    assert checkin.search(station, "tidak ada") == checkin.search(station, "  ") == []
    assert checkin.mark(station, 3, officer=CHAIR, means="ktp").means == "ktp"
    assert checkin.counts(station) == (6, 1, 0, 0, 1, 0)
    with refused("attended"):
        checkin.mark(station, 3, officer=SECOND, means="nik")


def test_names_are_found_with_accents_and_parts_in_any_order(tmp_path: Path) -> None:
    parcel, _deck = parcel_and_deck()
    voters = [replace(parcel.voters[0], name="I Gusti Ngurah Rai"), *parcel.voters[1:]]
    bench = Bench(tmp_path, replace(parcel, voters=[*voters[:5], replace(voters[5], name="José Ximenes")]))
    found = [[one.name for one in checkin.search(bench.station, text)] for text in ("rai gus", "jose", "ximé")]
    assert found == [["I Gusti Ngurah Rai"], ["José Ximenes"], ["José Ximenes"]]
    place.close(bench.station)


def test_a_search_shows_as_many_as_fit(tmp_path: Path) -> None:
    parcel, _deck, _secrets = make_parcel(voters=500, candidates=2, cards=10)
    bench = Bench(tmp_path, parcel)
    assert len(checkin.search(bench.station, "bu")) == checkin.MOST_FOUND
    place.close(bench.station)


def test_the_same_request_is_answered_again_another_one_is_refused(bench: Bench) -> None:
    station = bench.station
    first = checkin.mark(station, 1, officer=CHAIR, means="ktp", request="a1")
    checkin.mark(station, 2, officer=CHAIR, means="ktp", request="b1")  # in between
    version = station.cells[station.geometry.voter(0)].version
    assert checkin.mark(station, 1, officer=CHAIR, means="ktp", request="a1") == first
    for request in ("a2", "b1", ""):
        with refused("attended"):
            checkin.mark(station, 1, officer=CHAIR, means="ktp", request=request)
    station = bench.load()
    assert checkin.mark(station, 1, officer=CHAIR, means="ktp", request="a1") == first
    assert station.cells[station.geometry.voter(0)].version == version


def test_a_request_whose_mark_was_taken_back_marks_nobody(station: Station) -> None:
    checkin.mark(station, 1, officer=CHAIR, means="ktp", request="a1")
    checkin.unmark(station, 1, officers=TWO, reason="nama")
    with refused("unmarked"):
        checkin.mark(station, 1, officer=CHAIR, means="ktp", request="a1")
    assert checkin.mark(station, 1, officer=CHAIR, means="ktp", request="a2").attended


def test_a_voter_outside_the_roll_is_recorded_once_for_one_request(station: Station) -> None:
    person = {"nik": "3399999999999999", "name": "Ketut Luar", "sex": "P", "officers": TWO}
    number = checkin.add_extra(station, **person, request="a1")
    assert checkin.add_extra(station, **person, request="a1") == number
    assert checkin.add_extra(station, **{**person, "nik": "3399999999999998"}, request="a1") != number
    with refused("attended"):
        checkin.add_extra(station, **person, request="a2")
    assert checkin.counts(station).extra == 2


def test_an_exception_needs_two_different_officers(station: Station) -> None:
    for second in ("", CHAIR, "Tidak Dikenal", "Yohanes Bria"):
        with refused("officers"):
            checkin.mark(station, 1, officer=CHAIR, means="pengecualian", second=second)
    checkin.mark(station, 1, officer=CHAIR, means="pengecualian", second=THIRD)
    assert checkin.counts(station).exceptions == 1
    with refused("means"):
        checkin.mark(station, 2, officer=CHAIR, means="kenal")
    with refused("unknown_voter"):
        checkin.mark(station, 999, officer=CHAIR, means="ktp")


def test_taking_a_mark_back_tells_that_it_happened_and_not_whose(station: Station) -> None:
    checkin.mark(station, 1, officer=CHAIR, means="ktp")
    for reason in ("", "x", "Bu Siti belum datang", "salah memilih nama di layar"):
        with refused("reason"):
            checkin.unmark(station, 1, officers=TWO, reason=reason)
    with refused("officers"):
        checkin.unmark(station, 1, officers=(CHAIR, CHAIR), reason="nama")
    assert not checkin.unmark(station, 1, officers=TWO, reason="nama").attended
    assert not checkin.unmark(station, 1, officers=TWO, reason="nama").attended
    told = [one["text"] for one in chronicle.entries(station) if one["kind"] == "hadir"]
    assert told == ["Satu tanda hadir dibatalkan: salah memilih nama di layar."]
    checkin.mark(station, 1, officer=CHAIR, means="ktp")


def test_voters_outside_the_roll(bench: Bench) -> None:
    station = bench.station
    person = {"nik": "3399999999999999", "name": "Ketut Luar", "sex": "P"}
    number = checkin.add_extra(station, **person, officers=TWO)
    assert checkin.line(station, number).extra
    assert checkin.search(station, "ketut")[0].number == number
    with refused("attended"):
        checkin.add_extra(station, **person, officers=TWO)
    with refused("in_roll"):
        checkin.add_extra(station, **{**person, "nik": station.parcel.voters[0].nik}, officers=TWO)
    for wrong in ({"nik": "123"}, {"name": " "}, {"sex": "X"}, {"name": "N" * 600}):
        with refused("extra"):
            checkin.add_extra(station, **{**person, "nik": "3388888888888888", **wrong}, officers=TWO)
    assert checkin.counts(bench.load()) == (6, 0, 1, 0, 1, 0)
    assert checkin.attendance(bench.station)[-1].name == "Ketut Luar"


def test_nobody_outside_the_roll_where_the_regency_says_so(tmp_path: Path) -> None:
    parcel, _deck = parcel_and_deck()
    bench = Bench(tmp_path, replace(parcel, settings={"extra_voters": False}))
    with refused("extra"):
        checkin.add_extra(bench.station, nik="3399999999999999", name="K", sex="P", officers=TWO)
    place.close(bench.station)


def test_nobody_is_marked_before_opening(tmp_path: Path) -> None:
    bench = Bench(tmp_path, opened=False)
    with refused("not_open"):
        checkin.mark(bench.station, 1, officer=CHAIR, means="ktp")
    place.close(bench.station)


# --- chronicle


def test_the_chain_shows_any_change(station: Station) -> None:
    chronicle.note(station, "printer", "Kertas diganti.", CHAIR)
    found = chronicle.entries(station)
    assert chronicle.check(found, KEY) == ""
    assert [one["n"] for one in found] == list(range(1, len(found) + 1))
    for number in range(len(found)):
        changed = [{**one, "text": "lain"} if place == number else one for place, one in enumerate(found)]
        assert chronicle.check(changed, KEY)
    assert chronicle.check(found[1:], KEY)
    assert chronicle.check(found, closing.public_key("22" * 32))
    told = json.loads(chronicle.export(station))
    assert (told["entries"], told["head"]) == (found, chronicle.head(station))


def test_what_looks_like_a_secret_is_struck_out(station: Station) -> None:
    for secret in ("3301000000000001", "ab" * 32, "A" * 43, "abcde-fghijk-mnopq-rstuvw"):
        assert chronicle.note(station, "lain", f"Lihat {secret} ini")["text"] == "Lihat [dihapus] ini"


def test_a_clock_that_jumps_is_noted_and_never_refused(station: Station) -> None:
    now, ticks = datetime(2026, 11, 29, 8, tzinfo=UTC), 1000.0
    station.clock, station.monotonic = lambda: now, lambda: ticks
    chronicle.note(station, "lain", "satu")
    station.clock, station.monotonic = lambda: now - timedelta(hours=2), lambda: ticks + 60
    chronicle.note(station, "lain", "dua")
    station.clock, station.monotonic = lambda: now + timedelta(hours=5), lambda: ticks + 120
    chronicle.note(station, "lain", "tiga")
    told = [one["text"] for one in chronicle.entries(station)[-5:]]
    assert [text.split(".")[0] for text in told] == [
        *("satu", "Jam laptop mundur 121 menit", "dua", "Jam laptop maju 419 menit", "tiga")
    ]
    assert chronicle.check(chronicle.entries(station), KEY) == ""
    vote(station, 0)  # leases do not care


@pytest.mark.parametrize("damage", ["torn", "changed", "gone"])
def test_a_damaged_chronicle_comes_back_from_the_stick_or_is_kept_aside(bench: Bench, damage: str) -> None:
    chronicle.note(bench.station, "lain", "dua")
    before = chronicle.entries(bench.station)
    path = bench.folder / "tps" / chronicle.FILE
    raw = path.read_bytes()
    place.close(bench.station)
    path.write_bytes({"torn": raw[:-40], "changed": raw.replace(b'"dua"', b'"dva"'), "gone": b""}[damage])
    station = bench.load()
    assert chronicle.entries(station)[: len(before)] == before
    assert chronicle.check(chronicle.entries(station), KEY) == ""
    assert len(list((bench.folder / "tps").glob("catatan-rusak-*"))) == (damage == "changed")


# --- phases


def test_the_zero_report_reads_the_box_itself(tmp_path: Path) -> None:
    bench = Bench(tmp_path, opened=False)
    report = phases.zero_report(bench.station)
    assert (report.empty, report.ballots, report.attended, report.registered, report.cards) == (True, 0, 0, 6, 8)
    assert report.cells == bench.station.geometry.total
    with refused("officers"):
        phases.open_voting(bench.station, [CHAIR])
    with refused("not_open"):
        phases.close_voting(bench.station, officers=TWO, unused_cards=0)
    assert phases.open_voting(bench.station, TWO, ["Saksi"]).setup_hash == report.setup_hash
    opened = bench.station.status["opened_at"]
    phases.open_voting(bench.station, TWO)
    assert bench.station.status["opened_at"] == opened
    vote(bench.station, 0)
    assert phases.zero_report(bench.station).problems == ["Kotak suara memuat 1 surat suara."]
    phases.close_voting(bench.station, officers=TWO, unused_cards=7)
    phases.seal_box(bench.station)
    raw = phases.archive_path(bench.station).read_bytes()
    assert report.setup_hash.encode() in raw  # the archive begins with what was read aloud
    place.close(bench.station)


def test_hand_counts_may_be_put_right_until_the_seal(station: Station) -> None:
    vote(station, 0)
    checkin.mark(station, 1, officer=CHAIR, means="ktp")
    first = phases.close_voting(station, officers=TWO, unused_cards=6)
    assert first.disagreements() == ["Kartu terpakai, batal, dan sisa 7, kartu disiapkan 8."]
    assert (first.registered_men, first.registered_women, first.present_men, first.present_women) == (3, 3, 0, 1)
    again = phases.close_voting(station, officers=TWO, unused_cards=7, copies=1, notes="dihitung ulang")
    assert (again.disagreements(), again.closed_at) == ([], first.closed_at)
    assert phases.close_voting(station, officers=TWO, unused_cards=7, copies=1, notes="dihitung ulang") == again
    phases.seal_box(station)
    final = phases.final(station)
    assert replace(final, archive_sha256="", chronicle_head="") == again
    with pytest.raises(StationRefused):
        phases.close_voting(station, officers=TWO, unused_cards=5)


def test_a_station_where_nobody_voted_is_sealed_too(station: Station) -> None:
    phases.close_voting(station, officers=TWO, unused_cards=8)
    report, _entries, _archive, _uuid = closing.unpack(phases.seal_box(station).read_bytes())
    assert closing.read(report, KEY).cards_spent == 0
    assert casting.counts(station) == (8, 0, 0, 0, 0, 8)
