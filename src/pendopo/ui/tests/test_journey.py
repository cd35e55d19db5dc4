"""The look in a real browser: keyboard, search as you type, theme, phone, strict CSP."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from pendopo.kernel.testing import Cast

pytestmark = pytest.mark.journey

SMALL_TARGETS = """() => [...document.querySelectorAll(
  'a,button,select,input:not([type=hidden],.sr,.more)')].filter(e => {
  const r = e.getBoundingClientRect();
  const inText = e.closest('p,dd,td,th,.crumb,.foot,header') && e.tagName === 'A';
  const boxed = e.closest('label')?.getBoundingClientRect();
  const tall = Math.max(r.height, boxed ? boxed.height : 0);
  return r.width > 0 && !inText && !e.closest('.foot,.list,.skip,.error-summary,.fig .l') && tall < 43.5;
}).map(e => e.outerHTML.slice(0, 90))"""
UNNAMED = """() => [...document.querySelectorAll(
  'a,button,input:not([type=hidden]),select,textarea,summary')].filter(e => {
  const label = e.labels && e.labels.length ? e.labels[0].textContent : '';
  return !(e.textContent + (e.getAttribute('aria-label') || '') + label + (e.title || '')).trim();
}).map(e => e.outerHTML.slice(0, 90))"""


@pytest.fixture
def signed_in(cast: Cast, live_server: Any) -> Any:
    """Gives a page of `admin` in a browser context; anything said on its console fails the test."""
    client = Client()
    client.force_login(cast.admin.account)  # type: ignore[arg-type]
    said: list[str] = []

    def enter(context: BrowserContext, path: str) -> Page:
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield enter
    assert said == []


def test_it_works_by_keyboard_alone(signed_in: Any, desktop: BrowserContext) -> None:
    page = signed_in(desktop, "/gaya/")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#daftar tbody tr:nth-child(2) a.row")).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("dialog#tombol")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("akun")
    expect(page.locator("#palet .hit").first).to_contain_text("Akun")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pengaturan/akun/")
    assert page.evaluate(UNNAMED) == []


def test_a_register_narrows_while_typing_and_the_address_says_so(signed_in: Any, desktop: BrowserContext) -> None:
    page = signed_in(desktop, "/pengaturan/akun/")
    before = page.locator("#hasil tbody tr").count()
    page.fill("[data-seek]", "sari")
    expect(page.locator("#hasil tbody tr")).to_have_count(1)
    assert before > 5
    page.wait_for_url("**/pengaturan/akun/?cari=sari")
    expect(page.locator("[data-seek]")).to_be_focused()
    assert "cari=sari" in str(page.locator("#unduhan a").first.get_attribute("href"))
    page.click("text=Hapus saringan")
    expect(page.locator("#hasil tbody tr")).to_have_count(before)


def test_the_theme_changes_at_once_and_stays(signed_in: Any, desktop: BrowserContext) -> None:
    page = signed_in(desktop, "/")
    page.click(".me summary")
    page.click(".me button:has-text('Gelap')")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.click(".me summary")
    page.click(".me button:has-text('Otomatis')")
    page.reload()
    assert page.locator("html").get_attribute("data-theme") is None


def test_a_phone_shows_everything_without_scrolling_sideways(signed_in: Any, phone: BrowserContext) -> None:
    page = signed_in(phone, "/gaya/")
    for path in ("/gaya/", "/", "/menu/", "/pengaturan/akun/"):
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate(SMALL_TARGETS) == [], path
        expect(page.locator(".tabbar")).to_be_visible()
    page.click(".more-label")
    expect(page.locator(".filters select").first).to_be_visible()


def test_a_draft_comes_back_after_the_page_was_lost(signed_in: Any, desktop: BrowserContext) -> None:
    page = signed_in(desktop, "/gaya/")
    page.fill("#id_reason", "Rapat koordinasi di Tanah Grogot")
    expect(page.locator("pd-draft")).to_contain_text("draf tersimpan")
    page.reload()
    assert page.input_value("#id_reason") == ""
    page.click("pd-draft button:has-text('Pulihkan')")
    assert page.input_value("#id_reason") == "Rapat koordinasi di Tanah Grogot"
