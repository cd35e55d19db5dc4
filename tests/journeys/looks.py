"""What a page must be whoever looks at it, in the light and in the dark."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

PROBE = (Path(__file__).parent / "probes.js").read_text()


def complaints(page: Page, touch: bool) -> list[str]:
    """What is wrong in the light, and what else in the dark; touch: whether fingers have to hit everything."""
    in_light = page.evaluate(PROBE, {"touch": touch})
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    in_dark = [f"dark: {words}" for words in page.evaluate(PROBE, {"touch": False}) if words not in in_light]
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return [*in_light, *in_dark]
