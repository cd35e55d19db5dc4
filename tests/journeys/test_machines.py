"""The administrator connects a machine and sees its first punch; a PIN that nobody knows finds its owner."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Live

pytestmark = pytest.mark.journey
NEW = "CJ7Q200777"
WITA = ZoneInfo("Asia/Makassar")


def test_it_works_from_the_plug_to_the_first_punch_and_its_owner(live: Live, desk: BrowserContext) -> None:
    """Two steps, two people: the administrator connects, the attendance manager knows whose PIN it is."""
    page = live.enter(desk, "admin")
    page.goto(f"{live.url}/kehadiran/mesin/menunggu/")
    live.greet(NEW)
    line = page.locator(f"#menunggu li:has-text('{NEW}')")
    expect(line).to_be_visible()
    line.locator("a:has-text('Daftarkan')").click()
    assert page.input_value("[name=sn]") == NEW
    page.fill("[name=name]", "Lobi Dishub")
    page.select_option("[name=unit]", label="Dinas Perhubungan")
    page.select_option("[name=zone]", "Asia/Makassar")
    page.click("button.btn.p")
    page.wait_for_url("**/kehadiran/mesin/*/")
    expect(page.locator("#masuk")).to_be_visible()

    assert live.greet(NEW).startswith("GET OPTION FROM")
    at = datetime.now(UTC).astimezone(WITA)
    live.send(f"7\t{at:%Y-%m-%d %H:%M:%S}\t0\t1\t0\r\n".encode(), sn=NEW)
    expect(page.locator("#masuk li").first).to_contain_text(f"{at:%H.%M.%S}")

    page.goto(f"{live.url}/kehadiran/mesin/pin/")
    expect(page.locator("#hasil tbody tr")).to_have_count(1)
    assert page.locator("#hasil tbody a.row").count() == 0, "a row leads to a page that is refused"
    page = live.enter(desk, "bkpsdm")
    page.goto(f"{live.url}/kehadiran/mesin/pin/")
    page.click("#hasil tbody a.row")
    page.fill("[name=cari]", "Made Sutama")
    page.keyboard.press("Enter")
    page.click("li:has-text('Made Sutama') button")
    expect(page.locator("main")).to_contain_text("PIN 7 milik Made Sutama. 1 ketukan menemukan pemiliknya")
    _came(page, live, f"{at.astimezone(ZoneInfo(live.zone)):%H.%M.%S}")


def _came(page: Page, live: Live, clock: str) -> None:
    for _turn in range(120):
        page.goto(f"{live.url}/kehadiran/pegawai/{live.facts['people']['made']}/{live.today}/")
        if clock in page.inner_text("main"):
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{clock} is not in {page.inner_text('main')}")
