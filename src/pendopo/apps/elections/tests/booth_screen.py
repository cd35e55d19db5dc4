"""Hands and eyes for the booth's screen: what a voter does and sees."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from pendopo.apps.elections.tests.booth_station import FakePrinter, FakeStation, attach, served

LONG = 60_000
BURST = """text => { for (const key of [...text, 'Enter']) {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
  (document.activeElement ?? document.body).dispatchEvent(event);
} }"""


@dataclass
class Booth:
    station: FakeStation
    printer: FakePrinter
    page: Page
    said: list[str]

    @property
    def card(self) -> str:
        return self.station.deck[0]

    def sees(self, screen: str) -> None:
        """This screen, with its buttons awake."""
        expect(self.page.locator(f"body[data-screen='{screen}'] main:not([data-settling])")).to_be_visible(timeout=LONG)

    def scan(self, card: str = "") -> None:
        """As a scanner does: all keys at once."""
        self.page.evaluate(BURST, card or self.card)

    def press(self, act: str) -> None:
        self.page.locator(f"[data-act={act}]:visible").click()

    def choose(self, number: int = 2) -> None:
        self.sees("choices")
        self.page.locator(f"[data-number='{number}']").click()
        self.sees("confirm")

    def to_confirm(self, number: int = 2) -> None:
        self.sees("ready")
        self.scan()
        self.choose(number)

    def vote(self, number: int = 2) -> None:
        self.to_confirm(number)
        self.press("yes")


@pytest.fixture
def start(chromium: Browser) -> Iterator[Any]:
    with ExitStack() as stack:

        def begin(width: int = 1024, height: int = 768, **how: Any) -> Booth:
            station, printer = FakeStation(**how), FakePrinter()
            address = stack.enter_context(served(station))
            context = chromium.new_context(viewport={"width": width, "height": height})
            stack.callback(context.close)
            context.set_default_timeout(LONG)
            attach(context, printer)
            page, said = context.new_page(), []
            page.on("pageerror", lambda error: said.append(str(error)))
            # Chromium itself tells of every answer that is no 200; anything else would be ours.
            page.on("console", lambda one: None if "Failed to load" in one.text else said.append(one.text))
            page.clock.install()
            page.goto(address)
            begun.append(Booth(station, printer, page, said))
            return begun[-1]

        begun: list[Booth] = []
        yield begin
        for booth in begun:
            assert booth.said == []


def left_behind(page: Page, card: str) -> str:
    """All that a later person could find in the page and its storage."""
    stored = page.evaluate(
        "() => JSON.stringify([{...localStorage}, {...sessionStorage}, location.href, history.state])"
    )
    html = page.locator("html").inner_html()
    assert card not in html
    assert card.replace("-", "") not in html
    return str(stored)
