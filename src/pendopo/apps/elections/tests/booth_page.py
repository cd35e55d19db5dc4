"""A page with the booth's modules in a browser, at the plain http address that a booth sees at the station."""

from __future__ import annotations

import mimetypes
import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Route

HOST = "http://tps.lan"  # no secure context: browsers have no crypto.subtle there
NOBLE = Path(sys.prefix) / "npm" / "static"
SOURCES = (Path(__file__).resolve().parent.parent / "static", NOBLE)
POLICY = "default-src 'self'; script-src 'self'"


def open_booth(context: BrowserContext, *, roots: Sequence[Path] = SOURCES, entry: str = "belenios.js") -> Page:
    """`booth` in the page is the module; `roots` are folders that /static/ shows."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOST).removeprefix("/static/")
        found = next((root / path for root in roots if path and (root / path).is_file()), None)
        if path in ("/", "favicon.ico"):
            route.fulfill(body="<!doctype html>", content_type="text/html", headers={"Content-Security-Policy": POLICY})
        elif found is None:
            route.fulfill(status=404)
        else:
            route.fulfill(body=found.read_bytes(), content_type=mimetypes.guess_type(path)[0])

    context.route(f"{HOST}/**", answer)
    page = context.new_page()
    page.goto(f"{HOST}/")
    page.evaluate("async address => { window.booth = await import(address); }", f"/static/elections/booth/{entry}")
    return page
