"""The wall: paired once, turns its scenes, reads and nothing else, and goes dark when its screen is revoked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.conftest import Live

pytestmark = pytest.mark.journey


def test_it_works_without_a_sign_in_until_it_is_revoked(
    live: Live, desk: BrowserContext, another: Callable[..., BrowserContext]
) -> None:
    admin = live.enter(desk, "admin")
    admin.goto(f"{live.url}/ruang-bupati/layar/")
    admin.fill("[name=name]", "Televisi pendopo")
    admin.click("button:has-text('Buat alamat pemasangan')")
    address = admin.inner_text(".one-time")

    context: Any = another()
    wall = live.enter(context)
    closed = wall.goto(f"{live.url}/ruang-bupati/dinding")
    assert closed is not None and closed.status == 401
    wall.clock.install()
    wall.goto(address)
    wall.click("button:has-text('Pasang layar ini')")
    wall.wait_for_url("**/ruang-bupati/dinding")
    first = wall.locator("[data-scene].on h2").inner_text()
    expect(wall.locator("[data-clock]")).to_be_visible()
    expect(wall.locator(".data-age")).to_be_visible()
    wall.clock.fast_forward(15000)
    expect(wall.locator("[data-scene].on h2")).not_to_have_text(first)
    assert wall.locator("a, button, input, form").count() == 0, "a wall has no controls"

    for path in ("/", "/ruang-bupati/", "/kehadiran/"):
        wall.goto(live.url + path)
        wall.wait_for_url("**/masuk/**")
    used = wall.goto(address)
    assert used is not None and used.status == 410

    admin.goto(f"{live.url}/ruang-bupati/layar/")
    admin.once("dialog", lambda asked: asked.accept())
    admin.click("tr:has-text('Televisi pendopo') button:has-text('Cabut')")
    expect(admin.locator("tr:has-text('Televisi pendopo')")).to_contain_text("dicabut")
    dark = wall.goto(f"{live.url}/ruang-bupati/dinding")
    assert dark is not None and dark.status == 401
