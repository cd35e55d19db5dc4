"""The API of the booths: codes, refusals, and what a booth browser may and may not do."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pendopo.apps.elections.station import casting, chronicle
from pendopo.apps.elections.station.booths import CODE_SECONDS, read_printer
from pendopo.apps.elections.station.testing import PASSPHRASE, TWO
from pendopo.apps.elections.station.tries import TooSoon, Tries, wait_after
from pendopo.apps.elections.tests.station_web import Web, say, station_web, two


@pytest.fixture
def day(tmp_path: Path) -> Iterator[Web]:
    with station_web(tmp_path, voters=6) as made:
        made.prepare()
        made.open()
        yield made


def test_it_works_from_the_code_to_the_slip(day: Web) -> None:
    booth = day.booth(3)
    told = booth.get("/bilik/pemilihan").json()
    assert told["election"] == day.parcel.election
    assert [one["number"] for one in told["candidates"]] == [1, 2, 3]
    assert (told["printer"], told["paper_mm"]) == ("agent", 80)
    lease = say(booth, "kartu", credential=day.public(0)).json()["lease"]
    assert say(booth, "kartu", credential=day.public(0)).json()["lease"] == lease
    tracker = say(booth, "suara", lease=lease, ballot=day.ballot(0, 2)).json()["tracker"]
    assert say(booth, "selesai", lease=lease).json() == {"tracker": tracker}
    assert say(booth, "selesai", lease=lease).json() == {"tracker": tracker}
    assert casting.counts(day.station).spent == 1


def refused(answer: object) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]  # type: ignore[attr-defined]


def test_every_refusal_has_its_code_and_words(day: Web) -> None:
    one, two_ = day.booth(1), day.booth(2)
    assert refused(say(one, "kartu", credential="00" * 32)) == (409, "unknown_card")
    lease = say(one, "kartu", credential=day.public(0)).json()["lease"]
    assert refused(say(two_, "kartu", credential=day.public(0))) == (409, "held")
    assert refused(say(two_, "suara", lease=lease, ballot=day.ballot(0))) == (409, "lease")
    assert refused(say(one, "suara", lease=lease, ballot=day.ballot(1))) == (409, "ballot")
    assert refused(say(one, "suara", lease=lease, ballot="{}")) == (409, "ballot")
    assert say(one, "suara", lease=lease, ballot=day.ballot(0)).status_code == 200
    assert refused(say(one, "suara", lease=lease, ballot=day.ballot(0, 1))) == (409, "pending")
    assert refused(say(two_, "kartu", credential=day.public(0))) == (409, "pending")
    say(one, "selesai", lease=lease)
    answer = say(two_, "kartu", credential=day.public(0))
    assert refused(answer) == (409, "spent")
    assert answer.json()["message"] == "Kartu ini sudah dipakai."


def test_a_locked_booth_and_one_without_printer_take_no_card(day: Web) -> None:
    booth = day.booth(1)
    day.beat(1, ready=False, paper="out")
    assert refused(say(booth, "kartu", credential=day.public(0))) == (409, "printer")
    assert any("kertas printer habis" in one["text"] for one in chronicle.entries(day.station))
    day.beat(1)
    chair = day.officer()
    chair.post("/papan/bilik/1/kunci/", {"locked": "1"})
    assert day.beat(1)["locked"] is True
    assert refused(say(booth, "kartu", credential=day.public(0))) == (409, "locked")
    chair.post("/papan/bilik/1/kunci/", {"locked": "0"})
    assert say(booth, "kartu", credential=day.public(0)).status_code == 200


def test_a_screen_that_was_started_anew_is_told_of_the_ballot_that_waits(day: Web) -> None:
    booth, chair = day.booth(1), day.officer()
    lease = day.cast(1, 0, confirm=False)
    assert day.beat(1, lease)["pending"] is None  # its own screen knows
    assert casting.pending(day.station)[0].live
    assert day.beat(1)["pending"] == {"resolved": ""}
    (waiting,) = casting.pending(day.station)
    assert not waiting.live  # no slip will come of itself
    assert "layarnya dimulai ulang" in chair.get("/papan/").content.decode()
    assert day.booth(2) and day.beat(2)["pending"] is None
    casting.resolve(day.station, waiting.id, "revote", TWO)
    assert day.beat(1)["pending"] is None
    assert say(booth, "kartu", credential=day.public(0)).status_code == 200


def test_giving_up_frees_the_card_for_another_booth(day: Web) -> None:
    lease = say(day.booth(1), "kartu", credential=day.public(0)).json()["lease"]
    assert say(day.booth(1), "batal", lease=lease).json() == {}
    assert say(day.booth(2), "kartu", credential=day.public(0)).status_code == 200


def test_a_strange_browser_or_another_site_is_no_booth(day: Web) -> None:
    stranger = day.client()
    assert refused(stranger.get("/bilik/pemilihan")) == (401, "unpaired")
    assert refused(say(stranger, "kartu", credential=day.public(0))) == (401, "unpaired")
    booth = day.booth(1)
    bare = booth.post("/bilik/kartu", json.dumps({"credential": day.public(0)}), content_type="application/json")
    assert bare.status_code == 403
    assert booth.get("/bilik/kartu").status_code == 405
    forged = day.client()
    forged.cookies["bilik"] = booth.cookies["bilik"].value[:-2] + "xx"
    assert refused(forged.get("/bilik/pemilihan")) == (401, "unpaired")
    morsel = booth.cookies["bilik"]
    assert (morsel["samesite"], morsel["httponly"], morsel["path"]) == ("Strict", True, "/bilik/")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{", b"\xff", b'{"credential": 5}', b'{"credential": null}', b"[" * 60_000, b"{}"]
)
def test_a_body_that_is_no_request_is_refused_in_words(day: Web, body: bytes) -> None:
    booth = day.booth(1)
    answer = booth.post("/bilik/kartu", body, content_type="application/json", headers={"X-Bilik": "1"})
    assert refused(answer) == (400, "form")


def test_a_length_that_is_no_number_is_refused_in_words(day: Web) -> None:
    for length in ("besar", "-", "1e3"):
        told = {"content_type": "application/json", "headers": {"X-Bilik": "1"}, "CONTENT_LENGTH": length}
        assert refused(day.booth(1).post("/bilik/kartu", b'{"credential": "00"}', **told)) == (400, "form")


def test_a_large_body_is_refused(day: Web) -> None:
    answer = say(day.booth(1), "suara", lease="x", ballot="x" * (600 * 1024))
    assert answer.status_code == 400


def test_a_pairing_code_works_once_and_for_some_minutes(day: Web) -> None:
    booths = day.holder.booths
    code = booths.offer(7)
    assert say(day.client("192.168.7.1"), "pasang", code=f"{code[:3]} {code[3:]}").json() == {"booth": 7}
    assert refused(say(day.client("192.168.7.2"), "pasang", code=code)) == (409, "code")
    old = booths.offer(8)
    now = booths.clock()
    booths.clock = lambda: now + CODE_SECONDS + 1
    assert refused(say(day.client("192.168.7.3"), "pasang", code=old)) == (409, "code")


def test_who_guesses_codes_has_to_wait(day: Web) -> None:
    guesser = day.client("192.168.7.66")
    right = day.holder.booths.offer(9)
    for number in range(3):
        assert refused(say(guesser, "pasang", code=f"00000{number}" if right != f"00000{number}" else "x")) == (
            409,
            "code",
        )
    assert refused(say(guesser, "pasang", code=right)) == (429, "wait")


def test_pairing_survives_a_restart_and_unpairing_ends_it(day: Web) -> None:
    booth = day.booth(1)
    lease = day.cast(1, 0, confirm=False)
    day.restart()
    assert refused(say(booth, "selesai", lease=lease)) == (503, "storage")
    laptop = day.client("127.0.0.1")
    assert laptop.post("/buka/", {"passphrase": PASSPHRASE}).status_code == 302
    assert say(booth, "selesai", lease=lease).status_code == 200
    day.officer().post("/papan/bilik/1/lepas/")
    assert refused(booth.get("/bilik/pemilihan")) == (401, "unpaired")


def test_pairing_another_browser_as_the_same_booth_ends_the_first(day: Web) -> None:
    first = day.booth(1)
    code = day.holder.booths.offer(1)
    say(day.client("192.168.7.9"), "pasang", code=code)
    assert refused(first.get("/bilik/pemilihan")) == (401, "unpaired")


def test_a_call_is_seen_on_the_board_until_it_is_answered(day: Web) -> None:
    booth = day.booth(1)
    assert say(booth, "panggil", reason="bantuan").json() == {}
    assert day.beat(1)["help"] is True
    chair = day.officer()
    assert "Bilik 1 memanggil" in chair.get("/papan/isi/").content.decode()
    chair.post("/papan/bilik/1/bantu/")
    assert day.beat(1)["help"] is False
    assert "memanggil" not in chair.get("/papan/isi/").content.decode()
    assert say(booth, "panggil", reason="pizza").status_code == 400


def test_a_silent_booth_shows_on_the_board(day: Web) -> None:
    day.booth(1)
    now = day.holder.booths.clock()
    day.holder.booths.clock = lambda: now + 42
    assert "diam 42 dtk" in day.officer().get("/papan/isi/").content.decode()


def test_the_beat_tells_the_phase(day: Web) -> None:
    day.booth(1)
    assert day.beat(1) == {"phase": "open", "locked": False, "message": "", "help": False, "pending": None}


def test_two_booths_with_one_card_at_once_give_one_vote(day: Web) -> None:
    booths = [day.booth(1), day.booth(2)]
    found: list[int] = []
    together = threading.Barrier(2)

    def take(number: int) -> None:
        together.wait()
        found.append(say(booths[number], "kartu", credential=day.public(0)).status_code)

    threads = [threading.Thread(target=take, args=(number,)) for number in (0, 1)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(found) == [200, 409]


def test_what_an_agent_tells_is_cut_to_what_we_know() -> None:
    assert read_printer(None) is None
    assert read_printer("ready") is None
    odd = read_printer({"ready": "yes", "paper": ["out"], "cover": 5, "error": "x" * 1000})
    assert odd is not None
    assert (odd.ready, odd.paper, odd.cover, len(odd.error)) == (False, "unknown", "unknown", 120)
    assert odd.trouble == "error"


def test_waits_grow_and_are_forgotten_after_success() -> None:
    now = [0.0]
    tries = Tries(clock=lambda: now[0])
    for _ in range(3):
        assert not tries.attempt("x", lambda: False)
    with pytest.raises(TooSoon):
        tries.attempt("x", lambda: True)
    now[0] = 5.1
    assert tries.attempt("x", lambda: True)
    assert tries.attempt("x", lambda: True)
    assert [wait_after(count) for count in (0, 2, 3, 4, 5, 40)] == [0, 0, 5, 10, 20, 300]


def test_forms_of_two_do_not_take_the_same_officer_twice(day: Web) -> None:
    lease = day.cast(1, 0, confirm=False)
    assert lease
    key = casting.pending(day.station)[0].id
    second = day.officer("Made Suarta")
    second.post(f"/tertunda/{key}/", two(outcome="spent"))
    assert casting.counts(day.station).pending == 1
