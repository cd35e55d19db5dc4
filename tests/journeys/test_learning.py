"""A training: the projector's code makes a participant present, and the test is taken on the phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from pendopo.apps.learning.testing import BANK
from tests.journeys import qr
from tests.journeys.conftest import Live
from tests.journeys.looks import complaints
from tests.journeys.test_signin import sign_in
from tests.journeys.world import PASSWORD

pytestmark = pytest.mark.journey
RIGHT = {text: options[right] for text, options, right in BANK}


def test_it_works_from_the_projector_to_the_mark(live: Live, desk: BrowserContext, phone: BrowserContext) -> None:
    session = live.facts["apps"]["training_session"]
    wall = live.enter(desk, "bkpsdm")
    wall.clock.install()
    wall.goto(f"{live.url}/belajar/bimtek/sesi/{session}/layar/")
    expect(wall.locator(".qr-count")).to_contain_text("0 dari 1 hadir")
    shown = qr.read(str(wall.locator("#kode svg path").last.get_attribute("d")))
    assert shown.startswith(f"{live.url}/belajar/hadir/{session}/"), shown

    old = live.enter(phone)
    refused = old.goto(f"{live.url}/belajar/hadir/{session}/1.lama/")
    assert refused is not None and refused.status == 422
    expect(old.locator("h1")).to_have_text("Belum tercatat")

    page = live.enter(phone)
    page.goto(shown)
    page.wait_for_url("**/masuk/?next=/belajar/hadir/**")
    sign_in(page, "sari", PASSWORD)
    page.wait_for_url("**/belajar/hadir/**")
    expect(page.locator("h1")).to_have_text("Hadir")
    expect(page.locator("main")).to_contain_text("Materi 1")
    assert complaints(page, touch=True) == []
    wall.clock.fast_forward(11000)
    expect(wall.locator(".qr-count")).to_contain_text("1 dari 1 hadir")

    page.goto(shown)
    expect(page.locator("h1")).to_have_text("Hadir")
    wall.goto(f"{live.url}/belajar/bimtek/sesi/{session}/hadir/")
    expect(wall.locator("main tr:has-text('Sari Wulandari')")).to_contain_text("QR")


def test_somebody_who_has_no_seat_is_not_present(live: Live, desk: BrowserContext, phone: BrowserContext) -> None:
    session = live.facts["apps"]["training_session"]
    wall = live.enter(desk, "bkpsdm")
    wall.goto(f"{live.url}/belajar/bimtek/sesi/{session}/layar/")
    page = live.enter(phone, "budi")
    answer = page.goto(qr.read(str(wall.locator("#kode svg path").last.get_attribute("d"))))
    assert answer is not None and answer.status == 422
    expect(page.locator("h1")).to_have_text("Belum tercatat")


def test_the_exam_is_taken_on_a_phone(
    live: Live, phone: BrowserContext, another: Callable[..., BrowserContext]
) -> None:
    exam = live.facts["apps"]["exam"]
    page = live.enter(phone, "sari")
    page.goto(f"{live.url}/belajar/bimtek/{live.facts['apps']['training']}/")
    page.locator(f"main a[href='/belajar/bimtek/tes/{exam}/']").first.tap()
    page.tap("button:has-text('Mulai tes')")
    for number in range(1, len(BANK) + 1):
        page.wait_for_url(f"**/kerja/*/{number}/")
        assert complaints(page, touch=True) == []
        asked = page.inner_text("h1")
        if number < len(BANK):
            page.tap(f"button.choice:has-text('{RIGHT[asked]}')")
        else:
            page.goto(f"{live.url}/belajar/bimtek/tes/{exam}/")
            page.tap("button:has-text('Lanjutkan tes')")
            page.wait_for_url(f"**/kerja/*/{number}/")
            page.tap("a:has-text('Selesai')")
    expect(page.locator("h1")).to_have_text("2 dari 3 soal terjawab")
    assert complaints(page, touch=True) == []
    page.once("dialog", lambda asked: asked.accept())
    page.tap("button:has-text('Kumpulkan')")
    page.wait_for_url("**/hasil/")
    expect(page.locator("main .figs")).to_contain_text("2 dari 3")
    other = live.enter(another(), "wayan").goto(page.url)
    assert other is not None and other.status in (403, 404), "somebody else's result"
