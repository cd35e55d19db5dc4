"""The booth's screen when the printer, the station or the card fail as they do in villages."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from pendopo.apps.elections.station.testing import public_of
from pendopo.apps.elections.tests.booth_page import NOBLE
from pendopo.apps.elections.tests.booth_screen import LONG, left_behind, start  # noqa: F401
from pendopo.apps.elections.tests.booth_station import EMPTY, READY
from pendopo.ui.tests.conftest import CHROMIUM, chromium  # noqa: F401

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no browser"),
    pytest.mark.skipif(not NOBLE.is_dir(), reason="npm was not reached when the environment was made"),
]
SECOND = [0, 0, 1, 0]  # the second candidate, after the empty vote


# --- the printer


def test_no_card_is_taken_while_the_paper_is_out(start: Any) -> None:  # noqa: F811
    booth = start()
    booth.printer.state = dict(EMPTY)
    booth.sees("printer")
    expect(booth.page.locator("h1")).to_have_text("Kertas printer habis")
    booth.scan()
    booth.sees("printer")
    assert booth.station.count("kartu") == 0
    assert {"reason": "kertas"} in [told for verb, told in booth.station.heard if verb == "panggil"]
    booth.printer.state = dict(READY)
    booth.sees("ready")


def test_paper_that_ends_before_sending_keeps_the_voters_place(start: Any) -> None:  # noqa: F811
    booth = start()
    booth.to_confirm(2)
    booth.printer.state = dict(EMPTY)
    booth.press("yes")
    booth.sees("printer")
    expect(booth.page.locator("main")).to_contain_text("belum dikirim")
    assert booth.station.count("suara") == 0
    booth.printer.state = dict(READY)
    booth.sees("slip")
    assert booth.station.votes() == [SECOND]


def test_paper_that_ends_while_printing_spends_the_card_only_with_the_slip(start: Any) -> None:  # noqa: F811
    booth = start()
    booth.printer.faults = ["out"]
    booth.vote(2)
    booth.sees("printer")
    expect(booth.page.locator("main")).to_contain_text("sudah tersimpan")
    assert booth.station.states() == ["stored"]
    booth.printer.state = dict(READY)
    booth.sees("slip")
    assert booth.station.states() == ["spent"]
    assert len(booth.printer.paper) == 1


def test_an_unsaid_print_is_asked_again_with_the_same_job(start: Any) -> None:  # noqa: F811
    booth = start()
    booth.printer.faults = ["gone"]
    booth.vote(2)
    booth.sees("slip")
    assert len(booth.printer.paper) == 1
    assert booth.station.votes() == [SECOND]


def test_an_uncertain_slip_is_asked_about_and_printed_as_a_copy(start: Any) -> None:  # noqa: F811
    booth = start()
    booth.printer.faults = ["uncertain"]
    booth.vote(2)
    booth.sees("slip")
    expect(booth.page.locator("h1")).to_have_text("Apakah slip sudah keluar?")
    assert booth.station.states() == ["stored"]
    booth.press("slip_missing")
    expect(booth.page.locator("h1")).to_have_text("Ambil slip Anda")
    assert [one["again"] for one in booth.printer.paper] == [False, True]
    assert booth.printer.paper[0]["slip"] == booth.printer.paper[1]["slip"]
    assert booth.station.votes() == [SECOND]


def test_the_browsers_own_printing_asks_whether_the_slip_is_out(start: Any) -> None:  # noqa: F811
    booth = start(printer="browser", paper_mm=58)
    booth.page.evaluate("() => { window.print = () => {} }")  # the dialog is open until the test closes it
    booth.vote(2)
    expect(booth.page.locator(".print-area.print-58")).to_be_attached()
    assert "pendopo-bilik-cetak" in left_behind(booth.page, booth.card)  # while it is not known whether it is out
    booth.page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    booth.sees("slip")
    assert booth.station.states() == ["stored"]
    booth.press("slip_out")
    booth.sees("done")
    assert "pendopo-bilik-cetak" not in left_behind(booth.page, booth.card)
    assert booth.station.votes() == [SECOND]


# --- the station comes and goes


@pytest.mark.parametrize("fault", ["gone", "lost", "storage"])
@pytest.mark.parametrize("verb", ["kartu", "suara", "selesai"])
def test_a_request_that_is_not_answered_is_sent_again_and_counts_once(start: Any, verb: str, fault: str) -> None:  # noqa: F811
    booth = start()
    booth.station.faults[verb] = [fault, fault]
    booth.vote(2)
    booth.sees("slip")
    expect(booth.page.locator("#kabar")).to_be_hidden()
    assert booth.station.votes() == [SECOND]
    assert len({told["ballot"] for said, told in booth.station.heard if said == "suara"}) == 1
    assert len(booth.printer.paper) == 1


def test_a_power_cut_of_the_station_keeps_the_voters_place(start: Any) -> None:  # noqa: F811
    booth = start()
    booth.to_confirm(2)
    booth.station.down = True
    booth.press("yes")
    booth.sees("working")
    expect(booth.page.locator("#kabar")).to_contain_text("Menunggu laptop TPS")
    booth.station.forget_leases()
    booth.station.down = False
    booth.sees("slip")
    assert booth.station.votes() == [SECOND]
    assert booth.station.count("kartu") == 2


def test_without_the_station_nobody_begins(start: Any) -> None:  # noqa: F811
    booth = start()
    booth.sees("ready")
    booth.station.down = True
    booth.sees("waiting")
    booth.scan()
    booth.sees("waiting")
    booth.station.down = False
    booth.sees("ready")
    assert booth.station.count("kartu") == 0


@pytest.mark.parametrize("phase, screen", [("prepared", "not_open"), ("closed", "closed")])
def test_before_and_after_the_hours_it_says_so(start: Any, phase: str, screen: str) -> None:  # noqa: F811
    booth = start(phase=phase)
    booth.sees(screen)
    booth.scan()
    booth.sees(screen)
    booth.station.phase = "open"
    booth.sees("ready")


def test_a_lock_holds_the_voter_and_gives_the_place_back(start: Any) -> None:  # noqa: F811
    booth = start()
    booth.to_confirm(2)
    booth.station.locked = True
    booth.sees("locked")
    booth.page.keyboard.press("Enter")
    booth.station.locked = False
    booth.sees("confirm")
    assert booth.station.count("suara") == 0


CODES = ["not_open", "unknown_card", "spent", "pending", "held", "void", "printer", "lease", "ballot", "locked"]


def test_each_refusal_has_words_of_its_own(start: Any) -> None:  # noqa: F811
    booth = start()
    titles = set()
    for code in CODES:
        booth.sees("ready")
        booth.station.faults["kartu"] = [code]
        booth.scan()
        booth.sees("refused")
        titles.add(booth.page.locator("h1").inner_text())
        expect(booth.page.locator("main .lead")).not_to_be_empty()
        booth.press("home")
    assert len(titles) == len(CODES)
    assert booth.station.states() == []


def test_an_unknown_card_and_a_misread_one(start: Any) -> None:  # noqa: F811
    booth = start()
    booth.sees("ready")
    booth.scan("11111-111111-11111-111111")
    booth.sees("refused")
    expect(booth.page.locator("h1")).to_have_text("Kartu ini bukan kartu TPS ini")
    booth.scan("https://contoh.id/abc")
    expect(booth.page.locator("h1")).to_have_text("Kartu tidak terbaca")
    booth.sees("refused")
    booth.scan()
    booth.sees("choices")


@pytest.mark.parametrize("code, states", [("ballot", []), ("spent", []), ("locked", [])])
def test_a_refused_ballot_frees_the_card_and_says_why(start: Any, code: str, states: list[str]) -> None:  # noqa: F811
    booth = start()
    booth.station.faults["suara"] = [code]
    booth.vote(2)
    booth.sees("refused")
    expect(booth.page.locator("body")).not_to_contain_text("Calon 2")
    booth.page.locator("main [data-act=home]").click()
    booth.sees("ready")
    assert booth.station.states() == states


def test_a_slip_that_cannot_be_confirmed_waits_for_officers(start: Any) -> None:  # noqa: F811
    booth = start()
    booth.station.faults["selesai"] = ["lease"]
    booth.vote(2)
    booth.sees("pending")
    assert {"reason": "bantuan"} in [told for verb, told in booth.station.heard if verb == "panggil"]
    booth.station.pending = {"resolved": "revote"}
    booth.sees("released")
    expect(booth.page.locator("h1")).to_have_text("Silakan memilih sekali lagi")


def test_officers_settle_a_slip_while_the_booth_waits(start: Any) -> None:  # noqa: F811
    booth = start()
    booth.printer.faults = ["out"]
    booth.vote(2)
    booth.sees("printer")
    booth.station.pending = {"resolved": "spent"}
    expect(booth.page.locator("body[data-screen=done]")).to_be_visible(timeout=LONG)


@pytest.mark.parametrize("screen", ["ready", "choices", "confirm", "working", "printer", "slip"])
def test_a_reload_in_each_state_loses_nothing(start: Any, screen: str) -> None:  # noqa: F811
    booth = start()
    reach = {"ready": 0, "choices": 1, "confirm": 2}.get(screen, 3)
    if screen == "working":
        booth.station.faults["suara"] = ["gone"] * 9
    if screen == "printer":
        booth.printer.faults = ["out"]
    booth.sees("ready")
    if reach:
        booth.scan()
        booth.sees("choices")
    if reach > 1:
        booth.choose(2)
    if reach > 2:
        booth.press("yes")
    booth.sees(screen)
    booth.page.reload()
    booth.station.faults.clear()
    booth.printer.state = dict(READY)
    booth.sees("pending" if screen == "printer" else "ready")
    left_behind(booth.page, booth.card)
    state = {"ready": "free", "printer": "stored", "slip": "spent"}.get(screen, "held")
    assert booth.station.cards[public_of(booth.station.parcel, booth.card)].state == state
    booth.scan()
    booth.sees({"stored": "pending", "spent": "refused"}.get(state, "choices"))


def test_a_reload_while_the_slip_is_awaited_calls_officers_and_goes_on_after_them(start: Any) -> None:  # noqa: F811
    booth = start()
    booth.printer.faults = ["uncertain"]
    booth.vote(2)
    booth.sees("slip")
    card = booth.station.cards[public_of(booth.station.parcel, booth.card)]
    calls = booth.station.count("panggil")
    booth.page.reload()
    booth.sees("pending")
    expect(booth.page.locator("main")).to_contain_text("Suara Anda sudah tersimpan")
    assert [told for verb, told in booth.station.heard if verb == "panggil"][calls:] == [{"reason": "bantuan"}]
    booth.scan(booth.station.deck[1])  # the next voter waits until this is settled
    booth.page.keyboard.press("Enter")
    booth.page.clock.fast_forward(400_000)
    booth.sees("pending")
    assert (card.state, booth.station.count("kartu")) == ("stored", 1)
    card.state = "spent"  # as two officers decided
    booth.sees("ready")
    booth.scan(booth.station.deck[1])
    booth.sees("choices")
