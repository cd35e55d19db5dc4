"""The screens of the polling station, from the parcel to the bundle, without a database."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from pendopo.apps.elections.closing import public_key, unpack
from pendopo.apps.elections.crypto.verify import verify
from pendopo.apps.elections.parcel import seal
from pendopo.apps.elections.rules.boxes import fingerprint
from pendopo.apps.elections.station import casting, checkin
from pendopo.apps.elections.station.testing import CHAIR, PASSPHRASE, PINS, SECOND
from pendopo.apps.elections.tests.station_web import LAN, Web, say, station_web, two
from pendopo.ui.formats import fours

WITNESS = "Yohanes Bria"


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


def wait_for_seal(web: Web) -> None:
    import threading

    for thread in threading.enumerate():
        if thread.name == "seal":
            thread.join(600)


def test_it_works_from_the_parcel_to_the_bundle(web: Web) -> None:
    laptop = web.client("127.0.0.1")
    assert laptop.get("/").headers["Location"] == "/paket/"
    file = io.BytesIO(seal(web.parcel, PASSPHRASE))
    file.name = "desa.paket"
    assert laptop.post("/paket/", {"file": file, "passphrase": PASSPHRASE}).headers["Location"] == "/masuk/"
    chair = web.officer(CHAIR, "127.0.0.1")
    assert chair.post("/stik/", two(other=str(web.stick))).status_code == 302
    opening = chair.get("/pembukaan/").content.decode()
    assert "Buka pemungutan suara" in opening
    key = fours(fingerprint(public_key(web.parcel.signing_seed)))
    assert key in opening
    web.open(chair)
    for number in (1, 2, 3):
        answer = chair.post("/daftar/hadir/", {"number": number, "means": "ktp"})
        assert "Serahkan satu kartu" in answer.content.decode()
        web.cast(number, number)
    board = chair.get("/papan/").content.decode()
    assert "sama dengan yang hadir" in board
    told = two(unused_cards=len(web.deck) - 3, copies=0, officers=[CHAIR, SECOND], others_present="", notes="")
    assert chair.post("/penutupan/", told).status_code == 302
    assert chair.post("/penutupan/segel/", two()).status_code == 302
    wait_for_seal(web)
    page = chair.get("/penutupan/").content.decode()
    assert "Unduh berkas TPS" in page
    assert key in page
    assert "<dd>3 / 3</dd>" in page and "<dd>1 / 2</dd>" in page  # men and women of the roll, and who came
    raw = b"".join(chair.get("/penutupan/berkas.zip").streaming_content)
    _report, _chronicle, archive, uuid = unpack(raw)
    path = web.folder / f"check-{uuid}.bel"
    path.write_bytes(archive)
    outcome = verify(path, jobs=1, unfinished=True)
    assert (outcome.failure, outcome.ballots) == (None, 3)
    assert [one.name for one in web.stick.glob("berkas-tps-*.zip")] == [
        one.name for one in web.folder.glob("berkas-*.zip")
    ]
    assert chair.get("/penutupan/berita-acara.pdf").content.startswith(b"%PDF")


# --- who may open what

LAPTOP = {"parcel", "spare", "unlock"}
ANYBODY = {"start", "sign_in", "sign_out"}
KPPS = [
    "desk",
    "mark",
    "unmark",
    "extra",
    "opening",
    "zero_document",
    "closing",
    "seal",
    "seal_progress",
    "bundle",
    "minutes",
    "pending",
    "card",
]
STAFF = ["offer", "lock_booth", "unpair", "helped", "chronicle", "conflicts"]


def declared() -> dict[str, tuple[str, tuple[str, ...]]]:
    from pendopo.apps.elections.station.urls import urlpatterns

    return {one.name: (one.callback.access.kind, one.callback.access.roles) for one in urlpatterns}


def test_every_address_says_who_may_open_it(web: Web) -> None:
    found = declared()
    for name, (kind, roles) in found.items():
        if name in LAPTOP:
            assert kind == "laptop", name
        elif name in ANYBODY:
            assert kind == "anybody", name
        else:
            assert kind == "officer", name
            wanted = {"board": 4, "board_part": 4, "stick": 2, "without_stick": 1}.get(name)
            assert len(roles) == (wanted or (2 if name in KPPS else 3)), name
    assert set(found) == LAPTOP | ANYBODY | set(KPPS) | set(STAFF) | {"board", "board_part", "stick", "without_stick"}


PAGES = (
    "/papan/",
    "/papan/isi/",
    "/daftar/",
    "/pembukaan/",
    "/penutupan/",
    "/catatan/",
    "/stik/",
    "/kartu/",
    "/tertunda/x/",
)


@pytest.mark.parametrize("address", PAGES)
def test_who_has_not_signed_in_is_sent_to_the_sign_in(day: Web, address: str) -> None:
    assert day.client().get(address).headers["Location"].startswith("/masuk/?lanjut=")
    answer = day.client().get(address, headers={"HX-Request": "true"})
    assert answer.status_code == 401


def test_a_witness_sees_the_board_and_nothing_else(day: Web) -> None:
    witness = day.officer(WITNESS)
    board = witness.get("/papan/")
    assert board.status_code == 200
    assert "<form" not in board.content.decode().split('<main id="isi"')[1]
    for address in PAGES[2:]:
        assert witness.get(address).status_code == 403, address
    for address in ("/daftar/hadir/", "/papan/bilik/", "/penutupan/segel/", "/stik/tanpa/"):
        assert witness.post(address, two(number=1, means="ktp")).status_code == 403, address
    assert checkin.counts(day.station).attended == 0


@pytest.mark.parametrize("address", ["/paket/", "/cadangan/", "/buka/"])
def test_what_opens_the_station_is_for_the_laptop_alone(web: Web, address: str) -> None:
    assert web.client(LAN).get(address).status_code == 403
    assert web.client(LAN).post(address, {"passphrase": PASSPHRASE}).status_code == 403
    # a page from elsewhere whose name was bent to the laptop's own address
    assert web.client("127.0.0.1", HTTP_HOST="jahat.example:8443").get(address).status_code == 403
    assert web.client("127.0.0.1", HTTP_HOST="127.0.0.1:8443").get(address).status_code in (200, 302)


def test_forms_without_their_token_change_nothing(day: Web) -> None:
    chair = day.officer(enforce_csrf_checks=False)
    chair.handler.enforce_csrf_checks = True
    answer = chair.post("/daftar/hadir/", {"number": 1, "means": "ktp"})
    assert answer.status_code == 403
    assert "usang" in answer.content.decode()
    assert checkin.counts(day.station).attended == 0


def test_pages_are_strict_and_kept_nowhere(day: Web) -> None:
    answer = day.officer().get("/papan/")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "9101" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


# --- passphrase, PIN, idle


def test_a_wrong_passphrase_opens_nothing_and_makes_the_next_wait(web: Web) -> None:
    web.prepare()
    web.restart()
    laptop = web.client("127.0.0.1")
    assert laptop.get("/").headers["Location"] == "/buka/"
    for _ in range(3):
        assert "salah" in laptop.post("/buka/", {"passphrase": "SALAH"}).content.decode()
    held = laptop.post("/buka/", {"passphrase": PASSPHRASE}).content.decode()
    assert "Tunggu" in held
    assert web.holder.station is None
    now = web.holder.tries.clock()
    web.holder.tries.clock = lambda: now + 6
    assert laptop.post("/buka/", {"passphrase": PASSPHRASE.lower()}).headers["Location"] == "/masuk/"


def test_before_it_is_unlocked_others_are_told_to_wait(web: Web) -> None:
    web.prepare()
    web.restart()
    answer = web.client().get("/")
    assert answer.status_code == 503
    assert "belum dibuka" in answer.content.decode()
    assert web.client().get("/papan/").headers["Location"] == "/"


def test_wrong_pins_lock_the_network_but_not_the_laptop(day: Web) -> None:
    for _ in range(3):
        answer = day.client().post("/masuk/", {"name": CHAIR, "pin": "000000"})
        assert "PIN tidak cocok" in answer.content.decode()
    held = day.client("192.168.7.99").post("/masuk/", {"name": CHAIR, "pin": PINS[CHAIR]})
    assert "Tunggu" in held.content.decode()
    day.officer(CHAIR, "127.0.0.1")
    day.officer(SECOND)


def test_a_desk_that_nobody_touches_locks_itself_and_polling_is_no_touch(day: Web) -> None:
    chair = day.officer()
    now = day.holder.tries.clock()
    day.holder.tries.clock = lambda: now + 19 * 60
    assert chair.get("/papan/isi/").status_code == 200
    day.holder.tries.clock = lambda: now + 21 * 60
    assert chair.get("/papan/").status_code == 302
    assert chair.post("/daftar/hadir/", {"number": 1, "means": "ktp"}).status_code == 302
    assert checkin.counts(day.station).attended == 0


def test_signing_out_ends_the_session_also_for_a_copied_cookie(day: Web) -> None:
    chair = day.officer()
    copy = day.client()
    copy.cookies["petugas"] = chair.cookies["petugas"].value
    assert copy.get("/papan/").status_code == 200
    chair.post("/keluar/")
    assert copy.get("/papan/").status_code == 302


def test_the_second_officer_must_be_another_one_with_the_right_pin(day: Web) -> None:
    chair = day.officer()
    wrong = {"number": 1, "means": "pengecualian", "second": SECOND, "second_pin": "000000"}
    assert "PIN tidak cocok" in chair.post("/daftar/hadir/", wrong).content.decode()
    own = {"number": 1, "means": "pengecualian", "second": CHAIR, "second_pin": PINS[CHAIR]}
    chair.post("/daftar/hadir/", own)
    witness = {"number": 1, "means": "pengecualian", "second": WITNESS, "second_pin": PINS[WITNESS]}
    chair.post("/daftar/hadir/", witness)
    assert checkin.counts(day.station).attended == 0
    chair.post("/daftar/hadir/", two(number=1, means="pengecualian"))
    assert checkin.counts(day.station).exceptions == 1


# --- decisions


def test_a_slip_in_doubt_is_decided_by_two_and_the_booth_hears_of_it(day: Web) -> None:
    lease = day.cast(1, 0, confirm=False)
    chair = day.officer()
    printing = chair.get("/papan/").content.decode()
    assert "Putuskan slip" in printing
    assert "Menunggu keputusan" not in printing
    day.beat(1, lease, ready=False, paper="out")
    assert "Menunggu keputusan" in chair.get("/papan/").content.decode()
    key = casting.pending(day.station)[0].id
    assert "Bilik 1" in chair.get(f"/tertunda/{key}/").content.decode()
    assert chair.post(f"/tertunda/{key}/", {"outcome": "revote"}).status_code == 200
    assert casting.counts(day.station).pending == 1
    assert chair.post(f"/tertunda/{key}/", two(outcome="revote")).status_code == 302
    assert day.beat(1, lease)["pending"] == {"resolved": "revote"}
    assert day.beat(1)["pending"] is None
    day.cast(2, 0)
    assert casting.counts(day.station).spent == 1


def test_closing_waits_for_what_is_open(day: Web) -> None:
    lease = day.cast(1, 0, confirm=False)
    chair = day.officer()
    told = two(unused_cards=7, copies=0, officers=[CHAIR, SECOND], others_present="", notes="")
    assert "menunggu keputusan petugas" in chair.post("/penutupan/", told).content.decode()
    assert day.station.phase == "open"
    assert say(day.booth(1), "selesai", lease=lease).status_code == 200
    assert chair.post("/penutupan/", told).status_code == 302
    assert chair.post("/daftar/hadir/", {"number": 1, "means": "ktp"}).status_code == 200
    assert checkin.counts(day.station).attended == 0
    assert say(day.booth(1), "kartu", credential=day.public(1)).json()["code"] == "not_open"


def test_a_damaged_card_is_void_by_two_and_only_its_public_half_comes_here(day: Web) -> None:
    chair = day.officer()
    page = chair.get("/kartu/").content.decode()
    assert "data-card-secret" in page
    assert 'name="kartu"' not in page
    assert "belum dipakai" in chair.post("/kartu/", {"look": "1", "public": day.public(3)}).content.decode()
    assert chair.post("/kartu/", two(public=day.public(3))).status_code == 302
    assert casting.counts(day.station).void == 1
    assert say(day.booth(1), "kartu", credential=day.public(3)).json()["code"] == "void"
