"""The screens of the polling station where the day begins: the opening with its booths, and the check-in desk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client

from pendopo.apps.elections.station import checkin, chronicle
from pendopo.apps.elections.station.booths import GONE_AFTER, SILENT_AFTER
from pendopo.apps.elections.station.testing import CHAIR, PINS, SECOND, THIRD
from pendopo.apps.elections.tests.station_web import Web, say, station_web, two


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    with station_web(tmp_path, voters=6) as made:
        yield made


@pytest.fixture
def day(web: Web) -> Web:
    """An open station."""
    web.prepare()
    web.open()
    return web


# --- the opening asks for booths


def opened(web: Web, client: Client, **more: object) -> str:
    return client.post("/pembukaan/", two(officers=[CHAIR, SECOND], others_present="", **more)).content.decode()


def test_the_day_does_not_begin_without_a_booth(web: Web) -> None:
    web.prepare()
    chair = web.officer()
    assert "Belum ada layar bilik yang dipasangkan" in chair.get("/pembukaan/").content.decode()
    assert "Pasangkan paling sedikit satu layar bilik" in opened(web, chair, reason="genset belum datang")
    assert web.station.phase == "prepared"
    web.booth(1)
    assert "Tidak ada bilik yang siap" not in chair.get("/pembukaan/").content.decode()
    assert opened(web, chair) == ""
    assert web.station.phase == "open"
    assert "alasan" not in " ".join(one["text"] for one in chronicle.entries(web.station))


def silent(web: Web) -> None:
    now = web.holder.booths.clock()
    web.holder.booths.clock = lambda: now + GONE_AFTER + 1


TROUBLES: list[Callable[[Web], object]] = [
    lambda web: web.beat(1, ready=False, paper="out"),
    lambda web: web.holder.booths.set_locked(1, True),
    silent,
]


@pytest.mark.parametrize("trouble", TROUBLES)
def test_without_a_booth_that_is_ready_it_begins_only_for_a_reason(web: Web, trouble: Callable[[Web], object]) -> None:
    web.prepare()
    web.booth(1)
    chair = web.officer()
    trouble(web)
    assert "Belum ada bilik yang siap" in chair.get("/papan/").content.decode()
    assert "Membuka tanpa bilik siap memerlukan alasan" in chair.get("/pembukaan/").content.decode()
    for wrong in ({}, {"reason": "x"}):
        assert "Alasan membuka tanpa bilik yang siap" in opened(web, chair, **wrong)
    assert web.station.phase == "prepared"
    assert opened(web, chair, reason="Printer diganti pukul tujuh") == ""
    told = [one["text"] for one in chronicle.entries(web.station) if one["kind"] == "buka"]
    assert told[0].endswith("Tanpa bilik yang siap, alasan: Printer diganti pukul tujuh")


def test_a_booth_just_paired_is_not_red_before_it_could_look(web: Web) -> None:
    web.prepare()
    chair, booths = web.officer(), web.holder.booths
    client = web.client("192.168.7.101")
    assert say(client, "pasang", code=booths.offer(1)).status_code == 200
    for _turn in range(2):
        board = chair.get("/papan/").content.decode()
        assert "sedang diperiksa" in board
        assert "tidak tersambung" not in board
        say(client, "denyut", printer=None, lease="")  # the page is still loading
    now = booths.clock()
    booths.clock = lambda: now + SILENT_AFTER + 1
    say(client, "denyut", printer=None, lease="")
    assert "tidak tersambung" in chair.get("/papan/").content.decode()
    web.booths[1] = client
    web.beat(1)
    assert "tidak tersambung" not in chair.get("/papan/").content.decode()


# --- desk


def test_the_desk_finds_masks_marks_and_shouts_the_second_time(day: Web) -> None:
    desk = day.officer(SECOND)
    voter = day.parcel.voters[2]
    for typed, means in (
        (voter.nik, "nik"),
        (voter.card_uid, "uid"),
        (voter.invitation, "undangan"),
        (voter.name, "ktp"),
    ):
        page = desk.post("/daftar/", {"cari": typed}, headers={"HX-Request": "true"}).content.decode()
        assert voter.name in page
        assert voter.nik not in page
        assert voter.nik[-4:] in page
        assert f'name="means" value="{means}"' in page
    assert "46 tahun" in page
    desk.post("/daftar/hadir/", {"number": voter.number, "means": "uid"})
    assert "Sudah hadir" in desk.post("/daftar/", {"cari": voter.nik}).content.decode()
    again = desk.post("/daftar/hadir/", {"number": voter.number, "means": "uid"}).content.decode()
    assert 'data-said="bad"' in again
    assert "sudah hadir" in again
    assert checkin.counts(day.station).attended == 1


def test_a_mark_is_taken_back_by_two_with_a_reason_that_names_nobody(day: Web) -> None:
    desk = day.officer(SECOND)
    desk.post("/daftar/hadir/", {"number": 1, "means": "ktp"})
    named = {"number": 1, "reason": f"salah {day.parcel.voters[0].name}", "second": THIRD, "second_pin": PINS[THIRD]}
    assert "Pilih alasan dari daftar" in desk.post("/daftar/batal/", named).content.decode()
    assert checkin.counts(day.station).attended == 1
    desk.post("/daftar/batal/", named | {"reason": "orang"})
    assert checkin.counts(day.station).attended == 0
    told = chronicle.entries(day.station)[-1]["text"]
    assert told == "Satu tanda hadir dibatalkan: undangan atau KTP-el ternyata milik orang lain."


def test_what_the_desk_sends_twice_is_one_mark(day: Web) -> None:
    desk = day.officer(SECOND)
    page = desk.post("/daftar/", {"cari": day.parcel.voters[2].nik}).content.decode()
    request = re.search(r'name="request" value="([0-9a-f]{32})"', page)
    assert request
    sent = {"number": 3, "means": "nik", "request": request[1]}
    said = [desk.post("/daftar/hadir/", sent, headers={"HX-Request": "true"}).content for _time in range(2)]
    assert said[0] == said[1]
    assert b'data-said="ok"' in said[1]
    assert b'data-said="bad"' in desk.post("/daftar/hadir/", sent | {"request": "00"}).content
    form = desk.get("/daftar/tambahan/").content.decode()
    once = re.search(r'name="once" value="([0-9a-f]{32})"', form)
    assert once
    person = {"nik": "3399999999999999", "name": "Ketut Luar", "sex": "P", "once": once[1]}
    two_ = {"second": THIRD, "second_pin": PINS[THIRD]}
    assert [desk.post("/daftar/tambahan/", person | two_).status_code for _time in range(2)] == [302, 302]
    assert checkin.counts(day.station)[:3] == (6, 1, 1)


def test_extra_voters_are_recorded_once(day: Web) -> None:
    desk = day.officer()
    told = two(nik="3301999999999999", name="Warga Baru", sex="P")
    assert desk.post("/daftar/tambahan/", told).status_code == 302
    assert "sudah ditandai" in desk.post("/daftar/tambahan/", told).content.decode()
    roll = two(nik=day.parcel.voters[0].nik, name="X", sex="L")
    assert "ada di daftar pemilih" in desk.post("/daftar/tambahan/", roll).content.decode()
    assert checkin.counts(day.station).extra == 1


@pytest.mark.parametrize("number", ["", "0", "99999999999999999999", "-1", "²", "abc", "777"])
def test_a_number_that_is_no_voter_is_refused_in_words(day: Web, number: str) -> None:
    answer = day.officer().post("/daftar/hadir/", {"number": number, "means": "ktp"})
    assert answer.status_code == 200
    assert "tidak ada di daftar" in answer.content.decode()
