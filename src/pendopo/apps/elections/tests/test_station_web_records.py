"""The station's records: chronicle and stick; and what no part of the web server may write."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from django.urls import get_resolver

from pendopo.apps.elections.parcel import seal
from pendopo.apps.elections.station import casting, checkin, chronicle, core, place
from pendopo.apps.elections.station.cells import STATUS
from pendopo.apps.elections.station.testing import PASSPHRASE
from pendopo.apps.elections.tests.station_web import Web, say, station_web, two


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Web]:
    with station_web(tmp_path, voters=6) as made:
        made.prepare()
        made.open()
        yield made


# --- two laptops


def test_what_two_laptops_told_differently_is_shown_to_officers(day: Web) -> None:
    chair, witness, station = day.officer(), day.officer("Yohanes Bria"), day.station
    assert "pertentangan" not in chair.get("/papan/").content.decode()
    assert "Tidak ada pertentangan" in chair.get("/pertentangan/").content.decode()
    told = {"two_ballots": [station.geometry.card(2)], "attendance": [station.geometry.voter(4)]}
    core.commit(station, {STATUS: core.change_status(station, conflicts=told)})
    for page in ("/papan/", "/papan/isi/", "/penutupan/"):
        assert "2 pertentangan antara dua laptop" in chair.get(page).content.decode()
    page = chair.get("/pertentangan/").content.decode()
    assert page.index("kotak nomor 3") < page.index("daftar hadir nomor 5")
    assert page.count("Yang harus dilakukan") == 2
    assert day.parcel.voters[4].name not in page
    assert "pertentangan" not in witness.get("/papan/").content.decode()
    assert witness.get("/pertentangan/").status_code == 403


# --- chronicle and stick


def test_the_chronicle_shows_incidents_and_takes_notes(day: Web) -> None:
    chair = day.officer()
    assert chair.post("/catatan/", {"text": "Listrik padam 5 menit."}).status_code == 302
    page = chair.get("/catatan/").content.decode()
    assert "Listrik padam" in page
    assert "Pembukaan" in page
    assert "Listrik padam" not in chair.get("/catatan/?jenis=buka").content.decode()


def test_the_stick_is_replaced_by_two(day: Web) -> None:
    chair = day.officer()
    other = day.folder.parent / "stik-2"
    other.mkdir()
    assert chair.post("/stik/", {"other": str(other)}).status_code == 200
    assert day.station.journal.path.parent == day.stick
    assert chair.post("/stik/", two(other=str(other))).status_code == 302
    assert day.station.journal.path.parent == other
    assert (
        "gagal" in chair.post("/stik/", two(other="/tidak/ada")).content.decode() or day.station.journal_state == "ok"
    )


def test_going_on_without_a_stick_needs_the_chair(day: Web) -> None:
    for file in day.stick.iterdir():
        file.unlink()
    chair = day.officer()
    page = chair.get("/stik/").content.decode()
    assert "stik tidak terpasang" in page
    answer = say(day.booth(1), "kartu", credential=day.public(0))
    assert (answer.status_code, answer.json()["code"]) == (503, "storage")
    assert chair.post("/stik/tanpa/", two()).status_code == 302
    day.cast(1, 0)
    assert any("tanpa stik" in entry["text"] for entry in chronicle.entries(day.station))


def test_no_part_of_the_station_writes_who_came_or_when(day: Web) -> None:
    """Neither the web server's own files nor the chronicle know of check-ins and castings."""
    desk = day.officer()
    before = len(chronicle.entries(day.station))
    desk.post("/daftar/", {"cari": day.parcel.voters[0].name})
    desk.post("/daftar/hadir/", {"number": 1, "means": "ktp"})
    booth = day.booth(1)
    files = {path: path.read_bytes() for path in (day.folder / "web").iterdir()}
    day.cast(1, 0)
    assert booth is day.booths[1]
    assert {path: path.read_bytes() for path in (day.folder / "web").iterdir()} == files
    assert len(chronicle.entries(day.station)) == before
    written = b"".join(files.values())
    assert day.parcel.voters[0].name.encode() not in written
    assert day.public(0).encode() not in written


def test_addresses_of_the_station_ask_no_database(day: Web) -> None:
    from pendopo.project import station_settings

    assert station_settings.DATABASES == {}
    assert "django.contrib.auth" not in station_settings.INSTALLED_APPS
    assert get_resolver("pendopo.project.station_urls").url_patterns


def test_a_spare_laptop_takes_over_with_parcel_and_journal(day: Web, tmp_path: Path) -> None:
    day.officer().post("/daftar/hadir/", {"number": 1, "means": "ktp"})
    day.cast(1, 0)
    lease = day.cast(2, 1, confirm=False)
    day.restart()
    with override_settings(STATION_FOLDER=tmp_path / "cadangan"):
        laptop = day.client("127.0.0.1")
        journal = next(day.stick.glob("jurnal-tps-*.pendopo"))
        told = {"passphrase": PASSPHRASE, "other": str(journal), "file": parcel_file(day)}
        assert laptop.post("/cadangan/", told).headers["Location"] == "/masuk/"
        assert checkin.counts(day.station).attended == 1
        box = casting.counts(day.station)
        assert (box.spent, box.pending) == (1, 1)
        day.booths.clear()
        assert say(day.booth(2), "selesai", lease=lease).status_code == 200
        assert "Putuskan" not in day.officer().get("/papan/").content.decode()
        place.close(day.station)


def test_a_foreign_journal_is_refused_and_nothing_is_left_behind(day: Web, tmp_path: Path) -> None:
    with override_settings(STATION_FOLDER=tmp_path / "lain"):
        stranger = tmp_path / "jurnal-tps-9-lain.pendopo"
        stranger.write_bytes(b"x" * 4096)
        told = {"passphrase": PASSPHRASE, "other": str(stranger), "file": parcel_file(day)}
        page = day.client("127.0.0.1").post("/cadangan/", told).content.decode()
        assert "jurnal TPS lain" in page
        assert not place.exists(tmp_path / "lain")


def parcel_file(day: Web) -> io.BytesIO:
    file = io.BytesIO(seal(day.parcel, PASSPHRASE))
    file.name = "desa.paket"
    return file
