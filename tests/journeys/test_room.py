"""The main job: a finger on a machine moves the regent's room; every figure opens down to the raw row."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Live

pytestmark = pytest.mark.journey
PRESENT = "attendance.present@"
MOVED = """([was]) =>
  document.querySelector('.fig[data-fig="attendance.present@"] [data-fig-text]').textContent !== was
  && document.querySelector('[data-feed] li:first-child b')?.textContent.includes('Sari')"""


def test_it_works_from_the_finger_to_the_room_and_back_down_to_the_row(live: Live, desk: BrowserContext) -> None:
    page = live.enter(desk, "bupati")
    page.goto(f"{live.url}/ruang-bupati/")
    expect(page.locator("pd-live")).to_have_attribute("data-state", "on")
    figure = page.locator(f'.fig[data-fig="{PRESENT}"] [data-fig-text]')
    before = figure.inner_text()
    page.evaluate("window.unbroken = true")

    raw = live.press(live.facts["pins"]["sari"])
    page.wait_for_function(MOVED, arg=[before])
    assert page.evaluate("window.unbroken"), "the page was loaded again"

    _down_to(page, live, raw)


def _down_to(page: Page, live: Live, raw: str) -> None:
    """Regency > office > unit > person > day with its raw rows: one click each, the day kept."""
    day = live.today.isoformat()
    page.goto(f"{live.url}/ruang-bupati/?tanggal={day}")
    page.click("#liga a.row:has-text('Dinas Komunikasi dan Informatika')")
    page.wait_for_url(f"**/ruang-bupati/unit/{live.facts['units']['kominfo']}/?*tanggal={day}*")
    expect(page.locator("h1")).to_contain_text("Dinas Komunikasi dan Informatika")
    page.click("#liga a.row:has-text('Bidang Aplikasi')")
    page.wait_for_url(f"**/ruang-bupati/unit/{live.facts['units']['aplikasi']}/?*tanggal={day}*")
    page.click("#liga a.row:has-text('Sari Wulandari')")
    page.wait_for_url(f"**/kehadiran/pegawai/{live.facts['people']['sari']}/?bulan={day[:7]}")
    page.click(f"a.row[href*='{day}']")
    page.wait_for_url(f"**/kehadiran/pegawai/*/{day}/")
    expect(page.locator(".raw").first).to_contain_text(raw.split("\t")[1])
    assert page.locator(".raw").first.inner_text().split() == raw.split()


def test_a_figure_opens_to_its_people(live: Live, desk: BrowserContext) -> None:
    page = live.enter(desk, "bupati")
    page.goto(f"{live.url}/ruang-bupati/?tanggal={live.today}")
    page.click(f'.fig[data-fig="{PRESENT}"] .l a')
    page.wait_for_url(f"**/ruang-bupati/angka/attendance.present/?*tanggal={live.today}*")
    page.click("#bagian a.row:has-text('Dinas Komunikasi')")
    page.wait_for_url(f"**/angka/attendance.present/{live.facts['units']['kominfo']}/?*tanggal={live.today}*")
    expect(page.locator("h1")).to_have_text("Hadir")


def test_a_lost_stream_says_so_and_catches_up(live: Live, desk: BrowserContext) -> None:
    page = live.enter(desk, "bupati")
    page.goto(f"{live.url}/ruang-bupati/")
    stream = page.locator("pd-live")
    expect(stream).to_have_attribute("data-state", "on")
    figure = page.locator(f'.fig[data-fig="{PRESENT}"] [data-fig-text]')
    calm = figure.evaluate("e => getComputedStyle(e).color")
    page.evaluate("window.unbroken = true")

    live.stop()
    expect(stream).to_have_attribute("data-state", "off")
    expect(stream).to_contain_text("terputus")
    grey = figure.evaluate("e => [getComputedStyle(e).color, getComputedStyle(e.closest('.fig')).opacity].join()")
    assert grey != f"{calm},1", "a figure of a lost stream looks as if it were fresh"

    live.start()
    live.press(live.facts["pins"]["wayan"])
    expect(page.locator("[data-feed] li").first).to_contain_text("Wayan")
    expect(stream).to_have_attribute("data-state", "on")
    assert page.evaluate("window.unbroken")


def test_a_head_of_office_sees_the_own_office_only(live: Live, desk: BrowserContext) -> None:
    page = live.enter(desk, "ratna")
    page.goto(f"{live.url}/ruang-bupati/")
    expect(page.locator("h1")).to_contain_text("Dinas Komunikasi dan Informatika")
    assert "Dinas Perhubungan" not in page.content()
    for path in (
        f"/ruang-bupati/unit/{live.facts['units']['dishub']}/",
        f"/kehadiran/pegawai/{live.facts['people']['wayan']}/",
    ):
        answer = page.goto(live.url + path)
        assert answer is not None and answer.status in (403, 404), path
    page.goto(f"{live.url}/kehadiran/?cari=Wayan")
    expect(page.locator("#hasil")).not_to_contain_text("Wayan Sudana")


def test_staff_land_on_their_own_page(live: Live, desk: BrowserContext) -> None:
    page = live.enter(desk, "sari")
    page.goto(f"{live.url}/ruang-bupati/")
    page.wait_for_url(f"{live.url}/")
    expect(page.locator("h1")).to_contain_text("Sari")
    expect(page.locator("main")).to_contain_text("Kehadiran saya")
    assert page.locator("nav.side a:has-text('Ruang Bupati')").count() == 0
    page.click("nav.side a:has-text('Kehadiran saya')")
    page.wait_for_url(f"**/kehadiran/pegawai/{live.facts['people']['sari']}/")
    answer = page.goto(f"{live.url}/kehadiran/pegawai/{live.facts['people']['budi']}/")
    assert answer is not None and answer.status in (403, 404)
