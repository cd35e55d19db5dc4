"""The clerk's day: find somebody, see why, take the list along, enter a leave. And everything by keyboard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Live

pytestmark = pytest.mark.journey


def test_it_works_through_the_register_of_the_day(live: Live, desk: BrowserContext, tmp_path: Path) -> None:
    page = live.enter(desk, "opi")
    page.goto(f"{live.url}/kehadiran/?tanggal={live.today}")
    rows = page.locator("#hasil tbody tr")
    expect(rows.first).to_be_visible()
    page.fill("[data-seek]", "Pegawai Ke 07")
    expect(rows).to_have_count(1)
    page.wait_for_url(re.compile("cari=Pegawai"))
    chip = page.locator("#hasil .chips a.chip:not([aria-current])").first
    chip.click()
    page.wait_for_url(re.compile("rekap="))
    assert "cari=" in page.url, "a chip forgot the search"
    for kind, head in (("xlsx", b"PK"), ("pdf", b"%PDF")):
        page.goto(f"{live.url}/kehadiran/?tanggal={live.today}&cari=Pegawai+Ke+07")
        page.click("#unduhan summary")
        with page.expect_download() as waiting:
            page.click(f"#unduhan a[href*='unduh={kind}']")
        waiting.value.save_as(tmp_path / kind)
        assert (tmp_path / kind).read_bytes().startswith(head)
        assert waiting.value.suggested_filename.endswith(kind)
    rows.first.locator("a.row").click()
    page.wait_for_url(f"**/{live.today}/")
    expect(page.locator("main")).to_contain_text("Bagaimana dihitung")
    expect(page.locator("main")).to_contain_text("Tujuh hari")


def test_a_leave_changes_the_recap(live: Live, desk: BrowserContext) -> None:
    page = live.enter(desk, "opi")
    page.goto(f"{live.url}/kehadiran/?tanggal={live.today}")
    page.click("a:has-text('Catat ketidakhadiran')")
    page.fill("[name=cari]", "Pegawai Ke 01")
    page.click("button:has-text('Cari pegawai')")
    page.click("a:has-text('Pegawai Ke 01')")
    page.click("button:has-text('Catat')")
    expect(page.locator(".error-summary")).to_be_visible()
    page.select_option("[name=kind]", "cuti")
    page.fill("[name=document]", "851/12/2026")
    page.click("button:has-text('Catat')")
    page.wait_for_url("**/ketidakhadiran/*/")
    expect(page.locator("main")).to_contain_text("Tercatat")
    expect(page.locator("main")).to_contain_text("851/12/2026")
    page.wait_for_timeout(700)
    _recap_says(page, live, "pegawai01", "cuti")
    page.goto(f"{live.url}/kehadiran/ketidakhadiran/?cari=Pegawai+Ke+01")
    page.click("#hasil a.row")
    page.click("button:has-text('Batalkan dengan alasan')")
    page.fill("dialog[open] [name=reason]", "Salah orang")
    page.click("dialog[open] button:has-text('Batalkan catatan')")
    expect(page.locator("main")).to_contain_text("Dibatalkan")


def _recap_says(page: Page, live: Live, who: str, word: str) -> None:
    for _turn in range(120):
        page.goto(f"{live.url}/kehadiran/pegawai/{live.facts['people'][who]}/{live.today}/")
        if word in page.inner_text("header.top").lower():
            return
        page.wait_for_timeout(500)
    raise AssertionError(page.inner_text("header.top"))


def test_everything_goes_by_keyboard(live: Live, desk: BrowserContext) -> None:
    page = live.enter(desk, "opi")
    page.goto(f"{live.url}/kehadiran/?tanggal={live.today}")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

    seen = []
    for _turn in range(30):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUS))
        if seen[-1]["row"]:
            break
    assert seen[-1]["row"], "the first row is more than 30 tabs away"
    assert [one for one in seen if not one["ring"]] == [], "focus that nobody sees"
    tops = [one["top"] for one in seen]
    assert tops == sorted(tops), "the tab order jumps up"

    page.keyboard.press("?")
    expect(page.locator("dialog#tombol")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#tombol")).to_be_hidden()
    page.keyboard.press("Control+k")
    page.keyboard.type("Pegawai Ke 09")
    expect(page.locator("#palet .hit").first).to_contain_text("Pegawai Ke 09")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Pegawai Ke 09")


FOCUS = """() => {
  const e = document.activeElement, at = e.closest('label') ?? e;
  const rings = [[e], [at], [e, '::after']].map(one => getComputedStyle(...one));
  const drawn = s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1.5 || s.boxShadow !== 'none';
  return { what: e.outerHTML.slice(0, 80), row: e.matches('tbody a.row'), ring: rings.some(drawn),
           top: Math.round(at.getBoundingClientRect().top / 40) };
}"""
