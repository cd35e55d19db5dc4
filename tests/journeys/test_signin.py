"""The way in: wrong password, lockout, one-time password, two steps with a phone or a recovery code, another post."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Live
from tests.journeys.world import ONE_TIME, PASSWORD

pytestmark = pytest.mark.journey
OWN = "Kebun-Karet-1959"


def test_it_works_after_a_wrong_password(live: Live, desk: BrowserContext) -> None:
    page = live.enter(desk)
    page.goto(f"{live.url}/kehadiran/")
    page.wait_for_url("**/masuk/?next=/kehadiran/")
    sign_in(page, "opi", "bukan-kata-sandi")
    expect(page.locator("[role=alert]")).to_be_visible()
    assert page.input_value("[name=login]") == "opi"
    sign_in(page, "opi", PASSWORD)
    page.wait_for_url(f"{live.url}/kehadiran/")
    expect(page.locator("h1")).to_be_visible()


def test_many_wrong_passwords_lock_the_door_and_say_how_long(live: Live, desk: BrowserContext) -> None:
    page = live.enter(desk)
    page.goto(f"{live.url}/masuk/")
    for number in range(6):
        sign_in(page, "kiki", f"salah-{number}")
        expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("[role=alert]")).to_contain_text("Terlalu banyak percobaan yang gagal. Tunggu")
    sign_in(page, "kiki", PASSWORD)
    expect(page.locator("[role=alert]")).to_contain_text("Tunggu")


def test_a_one_time_password_is_changed_before_anything_else(live: Live, desk: BrowserContext) -> None:
    page = live.enter(desk)
    page.goto(f"{live.url}/masuk/")
    sign_in(page, "nia", ONE_TIME)
    page.wait_for_url("**/saya/kata-sandi/")
    page.goto(f"{live.url}/kehadiran/")
    page.wait_for_url("**/saya/kata-sandi/")
    _change(page, ONE_TIME, "pendek")
    expect(page.locator("main")).to_contain_text("10 karakter")
    _change(page, ONE_TIME, OWN)
    page.wait_for_url(lambda address: "kata-sandi" not in address)
    page.goto(f"{live.url}/")
    expect(page.locator("h1")).to_contain_text("Nia")


def test_two_steps_with_the_phone_and_with_a_recovery_code(live: Live, desk: BrowserContext) -> None:
    page = live.enter(desk)
    page.goto(f"{live.url}/masuk/")
    sign_in(page, "tia", PASSWORD)
    page.wait_for_url(f"{live.url}/")
    page.goto(f"{live.url}/saya/dua-langkah/")
    page.click("a:has-text('Aktifkan')")
    page.fill("[name=password]", PASSWORD)
    page.click("button:has-text('Lanjutkan')")
    secret = page.inner_text(".secret").replace(" ", "").strip()
    page.fill("[name=code]", totp(secret))
    page.click("button:has-text('Aktifkan')")
    expect(page.locator(".codes li").first).to_be_visible()
    codes = page.locator(".codes li").all_inner_texts()

    _out(page, live)
    sign_in(page, "tia", PASSWORD)
    page.wait_for_url("**/masuk/kode/")
    page.fill("[name=code]", "000000")
    page.keyboard.press("Enter")
    expect(page.locator(".error, [role=alert]").first).to_be_visible()
    page.fill("[name=code]", totp(secret, steps=1))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live.url}/")

    for code, lets_in in ((codes[0], True), (codes[0], False)):
        _out(page, live)
        sign_in(page, "tia", PASSWORD)
        page.wait_for_url("**/masuk/kode/")
        page.fill("[name=code]", code)
        page.keyboard.press("Enter")
        if lets_in:
            page.wait_for_url(f"{live.url}/")
        else:
            expect(page.locator(".error, [role=alert]").first).to_be_visible()


def test_one_acts_in_another_post(live: Live, desk: BrowserContext) -> None:
    page = live.enter(desk, "pilar")
    page.goto(f"{live.url}/saya/")
    page.click("main a[href='/saya/jabatan/']")
    page.click("button:has-text('Plt. Sekretaris Dinas')")
    expect(page.locator("main")).to_contain_text("Plt. Sekretaris Dinas")
    page.goto(f"{live.url}/ruang-bupati/")
    expect(page.locator("h1")).to_contain_text("Dinas Perhubungan")
    page.goto(f"{live.url}/saya/jabatan/")
    page.click("button[name=assignment]:not([aria-current])")
    page.goto(f"{live.url}/ruang-bupati/")
    expect(page.locator("h1")).to_contain_text("Dinas Komunikasi")


def sign_in(page: Page, name: str, password: str) -> None:
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _change(page: Page, old: str, new: str) -> None:
    page.fill("[name=oldpassword]", old)
    page.fill("[name=password1]", new)
    page.fill("[name=password2]", new)
    with page.expect_navigation():
        page.click("button:has-text('Simpan kata sandi')")


def _out(page: Page, live: Live) -> None:
    page.context.clear_cookies()
    page.goto(f"{live.url}/masuk/")


def totp(secret: str, *, steps: int = 0) -> str:
    """What the phone shows, or will show some half minutes later."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest: Any = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + steps), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"
