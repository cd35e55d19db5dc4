"""One real server with its worker for all journeys, and people who are signed in to it."""

from __future__ import annotations

import json
import os
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bench.place import Place, free_port, place
from playwright.sync_api import Browser, BrowserContext, Page

from pendopo.ui.tests.conftest import CHROMIUM, PATIENCE, chromium, pytest_collection_modifyitems  # noqa: F401
from tests.journeys.world import SN

POSTGRES = os.environ.get("PENDOPO_DATABASE_URL", "").startswith("postgres")
AGENT = {"User-Agent": "iClock Proxy/1.09", "Content-Type": "text/plain"}
QUIET = ("Failed to load resource", "the server responded with a status of 4", "net::ERR_")


def zone_of_noon() -> str:
    """A zone in which it is mid-morning to evening now, so that the working day of the journeys has begun."""
    hour = datetime.now(ZoneInfo("Asia/Makassar")).hour
    if 9 <= hour < 20:
        return "Asia/Makassar"
    shift = (11 - datetime.now(UTC).hour + 11) % 24 - 11
    return f"Etc/GMT{-shift:+d}"


@dataclass
class Live:
    """The system as it runs in production: front server and worker, on a database of its own."""

    here: Place
    zone: str
    facts: dict[str, Any]
    port: int
    web: Any = None
    worker: Any = None
    said: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def today(self) -> date:
        return date.fromisoformat(self.facts["today"])

    def start(self) -> None:
        self.web = self.here.serve(self.port, workers=self.here.workers, PENDOPO_ZONE=self.zone)

    def stop(self) -> None:
        self.here.stop(self.web, hard=True)

    def clock(self) -> datetime:
        """The wall time that a unit prints."""
        return datetime.now(ZoneInfo(self.zone)).replace(tzinfo=None)

    def send(self, body: bytes, *, sn: str = SN, table: str = "ATTLOG") -> str:
        """Bytes to the device address, as a unit sends them; the answer."""
        address = f"{self.url}/iclock/cdata?SN={sn}&table={table}&Stamp=9999"
        with urllib.request.urlopen(urllib.request.Request(address, body, AGENT), timeout=60) as answer:
            return str(answer.read().decode())

    def greet(self, sn: str) -> str:
        """The first call of a unit that was just plugged in."""
        address = f"{self.url}/iclock/cdata?SN={sn}&options=all&pushver=2.4.1&language=73"
        with urllib.request.urlopen(urllib.request.Request(address, headers=AGENT), timeout=60) as answer:
            return str(answer.read().decode())

    def press(self, pin: str, *, ago: int = 0, sn: str = SN) -> str:
        """A finger on the unit some seconds ago; the raw row."""
        at = self.clock() - timedelta(seconds=ago)
        row = f"{pin}\t{at:%Y-%m-%d %H:%M:%S}\t0\t1\t0\t0\t0\t0\t255\t36.5"
        assert self.send(f"{row}\r\n".encode(), sn=sn).startswith("OK: 1")
        return row

    def enter(self, context: BrowserContext, who: str = "") -> Page:
        """A page of the context, signed in as somebody; what its console says is kept and judged by the test's end."""
        if who:
            self.sign_in(context, who)
        page = context.new_page()
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        return page

    def sign_in(self, context: BrowserContext, who: str) -> None:
        """The browser is somebody's from now on; "" is nobody's."""
        context.clear_cookies()
        if who:
            key = self.facts["sessions"][who]
            context.add_cookies([{"name": "sessionid", "value": key, "url": self.url}])

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not any(word in text for word in QUIET):
            self.said.append(text)


@pytest.fixture(scope="session")
def system() -> Iterator[Live]:
    """Built once for all journeys of a process."""
    with place("postgresql" if POSTGRES else "sqlite") as here:
        zone = zone_of_noon()
        facts = json.loads(here.run("-m", "tests.journeys.world", PENDOPO_ZONE=zone).splitlines()[-1])
        made = Live(here, zone, facts, free_port())
        made.start()
        made.worker = here.start("-m", "pendopo", "worker", PENDOPO_ZONE=zone)
        yield made


@pytest.fixture
def live(system: Live) -> Iterator[Live]:
    """The running system; anything that a browser complained about fails the journey."""
    system.said.clear()
    yield system
    assert system.said == []


@pytest.fixture
def another(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:  # noqa: F811
    """Further browsers: a second office screen, a wall."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        context = chromium.new_context(**{"viewport": {"width": 1366, "height": 768}, "locale": "id-ID"} | options)
        context.set_default_timeout(PATIENCE)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def desk(another: Callable[..., BrowserContext]) -> BrowserContext:
    return another(accept_downloads=True)


@pytest.fixture
def phone(another: Callable[..., BrowserContext]) -> BrowserContext:
    return another(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)


__all__ = ["CHROMIUM", "Live", "pytest_collection_modifyitems"]
