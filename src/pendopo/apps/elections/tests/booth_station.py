"""A station and a printer in memory for tests of the booth's screen: the API of the contract, with faults at will."""

from __future__ import annotations

import json
import mimetypes
import secrets
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from django.conf import settings
from django.template.loader import render_to_string
from playwright.sync_api import BrowserContext, Route

from pendopo.apps.elections.crypto.ballots import check_ballot, read_ballot, tracker
from pendopo.apps.elections.crypto.election import Election, read_election
from pendopo.apps.elections.station.errors import WORDS
from pendopo.apps.elections.station.testing import make_parcel
from pendopo.apps.elections.tests.booth_page import SOURCES

AGENT: Final = "http://127.0.0.1:9101"
UI: Final = Path(__file__).resolve().parents[3] / "ui" / "static"
POLICY: Final = (
    f"default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' {AGENT}"
)
READY: Final = {"ready": True, "paper": "ok", "cover": "closed", "error": ""}
EMPTY: Final = {"ready": False, "paper": "out", "cover": "closed", "error": "kertas habis"}
CODE: Final = "482913"
STATUS: Final = {"unpaired": 401, "storage": 503}


class Refused(Exception):
    """The code of an answer."""


@dataclass
class Card:
    state: str = "free"  # held, stored, spent, void
    lease: str = ""
    ballot: bytes = b""


@dataclass
class FakeStation:
    """`faults[verb]`, one for each of the next requests: a code, "gone" (not heard) or "lost" (done, unsaid)."""

    candidates: int = 3
    blank: bool = True
    trial: bool = False
    printer: str = "agent"
    paper_mm: int = 80
    idle: float = 60
    longest: float = 300
    phase: str = "open"
    locked: bool = False
    paired: bool = True
    down: bool = False
    help: bool = False
    pending: dict[str, str] | None = None
    group: str = "Ed25519"
    photos: bool = False
    names: dict[int, str] = field(default_factory=dict)  # others than those of the ballot
    cards: dict[str, Card] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    heard: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        made = make_parcel(voters=3, candidates=self.candidates, blank=self.blank, group=self.group)
        self.parcel, self.deck, self.secrets = made
        self.election: Election = read_election(self.parcel.election.encode())
        self.key = self.election.group.table(self.election.key, 10)
        self.cards = {public: Card() for public in json.loads(self.parcel.credentials)}

    # --- what the tests ask

    def count(self, verb: str) -> int:
        return sum(told == verb for told, _ in list(self.heard))

    def states(self) -> list[str]:
        return sorted(card.state for card in self.cards.values() if card.state != "free")

    def votes(self) -> list[list[int]]:
        """The choices of the spent cards, opened with the keys of the trustees."""
        group, secret = self.election.group, sum(self.secrets) % self.election.group.q
        found = []
        for card in self.cards.values():
            if card.state == "spent":
                pairs = read_ballot(card.ballot, self.election).answers[0].choices
                plain = [group.div(pair.beta, group.power(pair.alpha, secret)) for pair in pairs]
                found.append([[group.one, group.generator_power(1)].index(one) for one in plain])
        return found

    # --- the API

    def answer(self, verb: str, told: dict[str, Any]) -> dict[str, Any]:
        with self.lock:
            if verb == "pasang":
                if told["code"].replace(" ", "") != CODE:
                    raise Refused("code")
                self.paired = True
                return {"booth": 2}
            if not self.paired:
                raise Refused("unpaired")
            self.heard.append((verb, told))
            return dict(getattr(self, verb)(**told))

    def pemilihan(self) -> dict[str, Any]:
        photos = [f"/foto/{number}.svg" if self.photos else "" for number in range(1, self.candidates + 1)]
        return {
            "election": self.parcel.election,
            "candidates": [
                {"number": one.number, "name": self.names.get(one.number, one.name), "photo": photo}
                for one, photo in zip(self.parcel.candidates, photos, strict=True)
            ],
            "blank": self.blank,
            "trial": self.trial,
            "heading": "Pemilihan Kepala Desa Sukamaju 2026",
            "title": "Pemilihan Kepala Desa 2026",
            "village": "Sukamaju",
            "station": 1,
            "idle_seconds": self.idle,
            "vote_seconds": self.longest,
            "printer": self.printer,
            "paper_mm": self.paper_mm,
        }

    def kartu(self, credential: str) -> dict[str, Any]:
        if self.phase != "open":
            raise Refused("not_open")
        if self.locked:
            raise Refused("locked")
        card = self.cards.get(credential)
        if card is None:
            raise Refused("unknown_card")
        if card.state not in ("free", "held"):
            raise Refused({"stored": "pending"}.get(card.state, card.state))
        if not card.lease:
            card.state, card.lease = "held", secrets.token_hex(16)
        return {"lease": card.lease}

    def suara(self, lease: str, ballot: str) -> dict[str, Any]:
        card = self._held(lease)
        raw = ballot.encode()
        if card.state == "held":
            found = read_ballot(raw, self.election)
            check_ballot(found, self.election, self.key)
            assert self.cards[found.credential] is card
            card.state, card.ballot = "stored", raw
        elif card.ballot != raw:
            raise Refused("pending")
        return {"tracker": tracker(raw)}

    def selesai(self, lease: str) -> dict[str, Any]:
        card = self._held(lease)
        if card.state == "held":
            raise Refused("lease")
        card.state = "spent"
        return {"tracker": tracker(card.ballot)}

    def batal(self, lease: str) -> dict[str, Any]:
        for card in self.cards.values():
            if card.lease == lease and card.state == "held":
                card.state, card.lease = "free", ""
        return {}

    def panggil(self, reason: str) -> dict[str, Any]:
        assert reason in ("bantuan", "printer", "kertas")
        self.help = True
        return {}

    def denyut(self, printer: dict[str, Any] | None, lease: str) -> dict[str, Any]:
        return {
            "phase": self.phase,
            "locked": self.locked,
            "message": "",
            "help": self.help,
            "pending": self.pending or self._waits(lease),
        }

    def forget_leases(self) -> None:
        """As after a restart of the station: what was only held is free again."""
        for card in self.cards.values():
            if card.state == "held":
                card.state, card.lease = "free", ""

    def _waits(self, lease: str) -> dict[str, str] | None:
        """A ballot of this booth of which the screen knows nothing waits for its slip."""
        lost = any(card.state == "stored" and card.lease != lease for card in self.cards.values())
        return {"resolved": ""} if lost else None

    def _held(self, lease: str) -> Card:
        found = next((card for card in self.cards.values() if lease and card.lease == lease), None)
        if found is None:
            raise Refused("lease")
        return found


@dataclass
class FakePrinter:
    """The agent at 127.0.0.1:9101; `faults`: for the next prints "out", "uncertain" or "gone" (printed, unsaid)."""

    state: dict[str, Any] = field(default_factory=lambda: dict(READY))
    faults: list[str] = field(default_factory=list)
    paper: list[dict[str, Any]] = field(default_factory=list)
    job: str = ""
    forgotten: list[str] = field(default_factory=list)

    def handle(self, route: Route) -> None:
        path = route.request.url.removeprefix(AGENT)
        if path == "/keadaan":
            return self._reply(route, 200, self.state)
        told = route.request.post_data_json
        if path == "/lupa":
            self.forgotten.append(told["job"])
            return self._reply(route, 200, {})
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "out":
            self.state = dict(EMPTY)
        if not self.state["ready"]:
            return self._reply(route, 409, {"code": "printer", "message": "kertas habis", "state": self.state})
        if told["job"] != self.job or told["again"]:
            self.paper.append(told)
            self.job = told["job"]
        if fault == "gone":
            return route.abort()
        if fault == "uncertain":
            return self._reply(route, 409, {"code": "uncertain", "message": "belum pasti", "state": self.state})
        return self._reply(route, 200, {"printed": True, "copy": told["again"], "confirmed": True})

    def _reply(self, route: Route, status: int, told: dict[str, Any]) -> None:
        head = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "content-type"}
        route.fulfill(status=status, json=told, headers=head)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    station: FakeStation

    def do_GET(self) -> None:
        self._handle({})

    def do_POST(self) -> None:
        assert self.headers["X-Bilik"] == "1"
        self._handle(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _handle(self, told: dict[str, Any]) -> None:
        path = unquote(self.path.partition("?")[0])
        if path.startswith("/static/"):
            return self._file(path.removeprefix("/static/"))
        if path.startswith("/foto/"):
            return self._send(200, portrait(int(path[6])), "image/svg+xml")
        verb = path.removeprefix("/bilik/")
        fault = self.station.faults[verb].pop(0) if self.station.faults[verb] else ""
        if self.station.down or fault == "gone":
            self.close_connection = True
            return None
        if not verb:
            page = render_to_string("elections/booth/booth.html", {"booth": 2 if self.station.paired else None})
            return self._send(200, page.encode(), "text/html; charset=utf-8")
        return self._api(verb, told, fault)

    def _api(self, verb: str, told: dict[str, Any], fault: str) -> None:
        try:
            if fault not in ("", "lost"):
                raise Refused(fault)
            answer = self.station.answer(verb, told)
        except Refused as refused:
            code = str(refused)
            words = {"code": code, "message": WORDS.get(code, "Tidak dapat dilakukan.")}
            return self._send(STATUS.get(code, 409), json.dumps(words).encode(), "application/json")
        if fault == "lost":
            self.close_connection = True
            return None
        return self._send(200, json.dumps(answer).encode(), "application/json")

    def _file(self, name: str) -> None:
        roots = [*SOURCES, UI]
        if name.startswith("fonts/"):
            roots, name = [Path(dict(settings.STATICFILES_DIRS[:1])["fonts"])], name.removeprefix("fonts/")
        found = next((root / name for root in roots if (root / name).is_file()), None)
        if found is None:
            return self._send(404, b"", "text/plain")
        return self._send(200, found.read_bytes(), mimetypes.guess_type(name)[0] or "font/ttf")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": len(body), "Cache-Control": "no-store"}.items():
            self.send_header(name, str(value))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(station: FakeStation) -> Iterator[str]:
    """The address of the booth's page."""

    handler = type("Bound", (Handler,), {"station": station})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/bilik/"
        server.shutdown()


def attach(context: BrowserContext, printer: FakePrinter) -> None:
    context.route(f"{AGENT}/**", printer.handle)


def portrait(number: int) -> bytes:
    """A photo for pictures of the screens."""
    hue = number * 67
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 400"><rect width="300" height="400" '
        f'fill="hsl({hue} 35% 78%)"/><circle cx="150" cy="150" r="72" fill="hsl(25 40% {45 + number * 4}%)"/>'
        f'<path d="M20 400c0-110 50-160 130-160s130 50 130 160z" fill="hsl({hue} 40% 34%)"/></svg>'
    ).encode()
