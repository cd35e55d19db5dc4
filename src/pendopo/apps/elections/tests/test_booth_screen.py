"""The booth's screen in a real browser: whole votes, nothing by accident, nothing left, usable by everybody."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.finders import find
from playwright.sync_api import Browser, expect

from pendopo.apps.elections.tests.booth_page import NOBLE, open_booth
from pendopo.apps.elections.tests.booth_screen import LONG, left_behind, start  # noqa: F401
from pendopo.apps.elections.tests.booth_station import CODE
from pendopo.apps.elections.tests.station_web import station_web
from pendopo.ui.tests.conftest import CHROMIUM, chromium  # noqa: F401

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no browser"),
    pytest.mark.skipif(not NOBLE.is_dir(), reason="npm was not reached when the environment was made"),
]
SECOND = [0, 0, 1, 0]  # the second candidate, after the empty vote


# --- whole votes


def test_it_works_by_touch(start: Any) -> None:  # noqa: F811
    booth = start()
    booth.vote(2)
    booth.sees("slip")
    slip = booth.printer.paper[0]["slip"]
    assert (slip["number"], slip["name"], slip["station"]) == (2, "Calon 2", "TPS 1")
    assert re.fullmatch(r"[A-Z0-9]{6}", slip["code"])
    assert "tracker" not in slip
    assert set(booth.printer.paper[0]["stub"]) == {"title", "village", "station", "trial", "tracker"}
    assert booth.station.votes() == [SECOND]
    booth.page.clock.fast_forward(13_000)
    booth.sees("done")
    booth.page.clock.fast_forward(6_000)
    booth.sees("ready")
    assert [booth.station.count(verb) for verb in ("kartu", "suara", "selesai", "batal")] == [1, 1, 1, 0]


def test_by_keyboard_alone_with_arrows_and_numbers(start: Any) -> None:  # noqa: F811
    booth = start()
    keys = booth.page.keyboard
    booth.sees("ready")
    booth.scan()
    booth.sees("choices")
    keys.press("ArrowRight")
    expect(booth.page.locator("[data-number='1']")).to_be_focused()
    keys.press("ArrowLeft")
    expect(booth.page.locator("[data-number='0']")).to_be_focused()
    keys.press("3")
    booth.sees("confirm")
    keys.press("Backspace")
    booth.sees("choices")
    keys.press("2")
    booth.sees("confirm")
    expect(booth.page.locator("[data-act=yes]")).to_be_focused()
    keys.press("Enter")
    booth.sees("slip")
    assert booth.station.votes() == [SECOND]


def test_the_code_is_typed_on_the_screen(start: Any) -> None:  # noqa: F811
    booth = start()
    booth.sees("ready")
    booth.press("keypad")
    booth.sees("keypad")
    code = booth.card.replace("-", "")
    for char in code[:20]:
        booth.page.locator(f"[data-char='{char}']").click()
    booth.press("submit")
    expect(booth.page.locator("[data-hint]")).to_contain_text("belum lengkap")
    for char in code[20:]:
        booth.page.locator(f"[data-char='{char}']").click()
    expect(booth.page.locator("[data-entry]")).to_have_text(code)
    booth.press("submit")
    booth.sees("choices")
    left_behind(booth.page, booth.card)


def test_a_slow_scanner_or_a_typist_reaches_the_choices_too(start: Any) -> None:  # noqa: F811
    booth = start()
    booth.sees("ready")
    booth.page.keyboard.type(booth.card, delay=150)
    booth.page.keyboard.press("Enter")
    booth.sees("choices")


def test_ulangi_then_the_empty_vote(start: Any) -> None:  # noqa: F811
    booth = start()
    booth.to_confirm(1)
    booth.press("again")
    booth.choose(0)
    expect(booth.page.locator("[data-chosen]")).to_contain_text("Suara kosong")
    booth.press("yes")
    booth.sees("slip")
    assert booth.station.votes() == [[1, 0, 0, 0]]
    assert booth.printer.paper[0]["slip"]["number"] == 0
    assert booth.printer.paper[0]["slip"]["name"] == "SUARA KOSONG"


def test_without_the_empty_vote_the_places_are_right(start: Any) -> None:  # noqa: F811
    booth = start(blank=False, candidates=2)
    booth.sees("ready")
    booth.scan()
    booth.sees("choices")
    expect(booth.page.locator(".empty")).to_have_count(0)
    booth.choose(2)
    booth.press("yes")
    booth.sees("slip")
    assert booth.station.votes() == [[0, 1]]


def test_a_new_booth_asks_for_its_code(start: Any) -> None:  # noqa: F811
    booth = start(paired=False)
    booth.sees("unpaired")
    booth.page.locator("#kode").fill("000000")
    booth.page.locator(".go").click()
    expect(booth.page.locator("[data-hint]")).not_to_be_empty()
    booth.page.locator("#kode").fill("")
    for figure in CODE:
        booth.page.locator(f"[data-char='{figure}']").click()
    booth.page.locator(".go").click()
    booth.sees("ready")
    expect(booth.page.locator(".head")).to_contain_text("TPS 1 · Bilik 2")


def test_a_list_that_contradicts_the_ballot_stops_the_booth(start: Any) -> None:  # noqa: F811
    booth = start(names={1: "Calon 2", 2: "Calon 1"})
    booth.sees("broken")
    expect(booth.page.locator("h1")).to_have_text("Daftar calon tidak cocok")
    booth.scan()
    assert booth.station.count("kartu") == 0


def test_the_station_serves_this_page(tmp_path: Path) -> None:
    with station_web(tmp_path) as web:
        web.prepare()
        page = web.client().get("/bilik/").content.decode()
        assert 'data-booth=""' in page
        assert 'data-booth="3"' in web.booth(3).get("/bilik/").content.decode()
        for address in re.findall(r'(?:src|href)="/static/([^"#]+\.(?:css|js))"', page):
            assert find(address), address


FUZZ = (Path(__file__).parent / "booth_fuzz.js").read_text()


@pytest.mark.parametrize("seed", [1, 20261122])
def test_whatever_happens_in_whatever_order_the_rules_hold(chromium: Browser, seed: int) -> None:  # noqa: F811
    context = chromium.new_context()
    found = open_booth(context, entry="flow.js").evaluate(FUZZ, seed)
    context.close()
    assert found["wrong"] == []
    assert found["done"] > 20
    assert {"ask", "choices", "confirm", "done", "locked", "pending", "printer", "refused", "released", "slip"} <= set(
        found["seen"]
    )


# --- nothing by accident, nothing left


def test_a_double_tap_sends_once_and_never_answers_the_next_screen(start: Any) -> None:  # noqa: F811
    booth = start()
    booth.sees("ready")
    booth.scan()
    booth.sees("choices")
    booth.page.locator("[data-number='2']").dblclick()
    booth.sees("confirm")
    assert booth.station.count("suara") == 0
    booth.page.locator("[data-act=yes]").dblclick()
    booth.sees("slip")
    assert booth.station.count("suara") == 1
    assert len(booth.printer.paper) == 1


def test_a_card_scanned_in_the_middle_of_a_vote_neither_chooses_nor_confirms(start: Any) -> None:  # noqa: F811
    booth = start()
    booth.sees("ready")
    booth.scan()
    booth.sees("choices")
    booth.scan("2" + booth.card[1:])
    booth.page.clock.fast_forward(2_000)
    booth.sees("choices")
    booth.choose(1)
    booth.scan()
    booth.page.clock.fast_forward(2_000)
    booth.sees("confirm")
    assert booth.station.count("suara") == 0


def test_nothing_is_left_after_the_vote(start: Any) -> None:  # noqa: F811
    booth = start()
    booth.to_confirm(2)
    before = left_behind(booth.page, booth.card)
    booth.press("yes")
    booth.sees("slip")
    assert left_behind(booth.page, booth.card) == before
    expect(booth.page.locator("body")).not_to_contain_text("Calon 2")
    booth.page.clock.fast_forward(13_000)
    booth.sees("done")
    expect(booth.page.locator("body")).not_to_contain_text("Calon")
    assert booth.printer.forgotten == [booth.printer.job]
    heard = str(booth.station.heard)
    assert booth.card not in heard
    assert booth.printer.paper[0]["slip"]["code"] not in heard


def test_idle_asks_then_lets_go(start: Any) -> None:  # noqa: F811
    booth = start()
    booth.to_confirm(2)
    booth.page.clock.fast_forward(61_000)
    booth.sees("ask")
    booth.press("stay")
    booth.sees("confirm")
    booth.page.clock.fast_forward(61_000)
    booth.sees("ask")
    booth.page.clock.fast_forward(21_000)
    booth.sees("released")
    expect(booth.page.locator("main")).to_contain_text("Kartu Anda tetap berlaku")
    expect(booth.page.locator("body")).not_to_contain_text("Calon 2")
    booth.scan()
    booth.choose(3)
    booth.press("yes")
    booth.sees("slip")
    assert booth.station.votes() == [[0, 0, 0, 1]]


def test_a_voter_may_leave_and_a_vote_takes_only_so_long(start: Any) -> None:  # noqa: F811
    booth = start(idle=1000)
    booth.to_confirm(2)
    booth.press("leave")
    booth.sees("released")
    booth.scan()
    booth.sees("choices")
    assert booth.station.count("batal") == 1
    booth.page.clock.fast_forward(301_000)
    booth.sees("released")
    booth.scan()
    booth.sees("choices")
    assert booth.station.states() == ["held"]


# --- what everybody can use


def test_help_is_called_and_the_screen_stays_usable(start: Any) -> None:  # noqa: F811
    booth = start()
    booth.to_confirm(2)
    booth.press("help")
    expect(booth.page.locator("#kabar")).to_contain_text("Petugas sudah dipanggil")
    booth.press("yes")
    booth.sees("slip")


def test_sound_is_switched_and_each_screen_is_announced(start: Any) -> None:  # noqa: F811
    booth = start()
    booth.sees("ready")
    booth.page.keyboard.press("*")
    expect(booth.page.locator("[data-act=sound]")).to_have_attribute("aria-pressed", "true")
    booth.scan()
    booth.sees("choices")
    expect(booth.page.locator("#siar")).to_contain_text("Nomor 2, Calon 2")
    booth.choose(2)
    expect(booth.page.locator("#siar")).to_contain_text("Anda memilih Nomor 2, Calon 2")
    booth.press("yes")
    booth.sees("slip")
    expect(booth.page.locator("#siar")).not_to_contain_text("Calon 2")
    booth.page.clock.fast_forward(13_000)
    booth.sees("done")
    booth.page.clock.fast_forward(6_000)
    booth.sees("ready")
    expect(booth.page.locator("[data-act=sound]")).to_have_attribute("aria-pressed", "false")


FITS = "() => [document.documentElement.scrollHeight - innerHeight, document.documentElement.scrollWidth - innerWidth]"
SMALL = """() => [...document.querySelectorAll('.candidate,.empty')].filter(
  one => one.getBoundingClientRect().height < 88).length"""


@pytest.mark.parametrize("width, height", [(1280, 800), (1024, 768), (800, 1280)])
def test_five_and_the_empty_vote_fit_without_scrolling(start: Any, width: int, height: int) -> None:  # noqa: F811
    booth = start(width, height, candidates=5, trial=True, photos=True)
    booth.sees("ready")
    expect(booth.page.locator("#uji")).to_be_visible()
    assert booth.page.evaluate(FITS) == [0, 0]
    booth.scan()
    booth.sees("choices")
    assert booth.page.evaluate(FITS) == [0, 0]
    assert booth.page.evaluate(SMALL) == 0
    booth.choose(5)
    assert booth.page.evaluate(FITS) == [0, 0]
    expect(booth.page.locator("#uji")).to_be_visible()


CUT = """() => [...document.querySelectorAll('.photo img')].filter(one => {
  const { width, height } = one.getBoundingClientRect();
  const [wide, high] = [width / one.naturalWidth, height / one.naturalHeight];
  const scale = { cover: Math.max(wide, high), contain: Math.min(wide, high) }[getComputedStyle(one).objectFit];
  return !scale || scale * one.naturalHeight > height + 1 || scale * one.naturalWidth > width + 1;
}).length"""


@pytest.mark.parametrize("candidates", [2, 3, 5])
def test_no_photo_is_cut(start: Any, candidates: int) -> None:  # noqa: F811
    booth = start(1280, 800, candidates=candidates, photos=True)
    booth.sees("ready")
    booth.scan()
    booth.sees("choices")
    for width, height in ((1280, 800), (1366, 768), (800, 1280)):
        booth.page.set_viewport_size({"width": width, "height": height})
        expect(booth.page.locator(".photo img")).to_have_count(candidates)
        assert booth.page.evaluate(CUT) == 0, (width, height)
    booth.choose(2)
    assert booth.page.evaluate(CUT) == 0


def test_on_a_phone_nothing_is_cut_off_at_the_side(start: Any) -> None:  # noqa: F811
    booth = start(360, 740, candidates=5)
    booth.sees("ready")
    booth.press("keypad")
    booth.sees("keypad")
    assert booth.page.evaluate(FITS)[1] == 0
    booth.scan()
    booth.sees("choices")
    assert booth.page.evaluate(FITS)[1] == 0
    assert booth.page.evaluate(SMALL) == 0
