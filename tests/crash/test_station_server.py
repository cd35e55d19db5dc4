"""The station's server is killed again and again while booths vote: nothing is lost, nothing counts twice."""

from __future__ import annotations

import http.client
import random
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from bench.place import Place, free_port, place, wait_for
from bench.tps import TWO, Booth, form, prepared, set_up

from pendopo.apps.elections.closing import unpack
from pendopo.apps.elections.crypto.archive import Reader
from pendopo.apps.elections.crypto.ballots import tracker
from pendopo.apps.elections.crypto.verify import verify
from pendopo.apps.elections.station.testing import CHAIR, PASSPHRASE, PINS, SECOND, make_parcel

pytestmark = pytest.mark.crash
CARDS, BOOTHS, KILLS = 24, 4, 3
READY = {"ready": True, "paper": "ok", "cover": "closed"}
PATIENCE = 300.0  # seconds for one answer: a busy machine needs a minute for a restart, and a request may span them all


@dataclass
class Day:
    """The server as it runs now, and what the booths were told."""

    here: Place
    port: int
    stick: Path
    server: subprocess.Popen[bytes] | None = None
    told: list[tuple[int, str, dict[str, Any], dict[str, Any]]] = field(default_factory=list)
    trackers: dict[str, str] = field(default_factory=dict)
    restarts: int = 0
    booths: list[Booth] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.server = self.here.start(
            "-c", "from pendopo.cli import main; main()", "tps",
            "--folder", str(self.here.folder / "tps"), "--host", "127.0.0.1", "--port", str(self.port), "--no-tls",
            "--stick", str(self.stick),
        )  # fmt: skip
        wait_for(f"{self.base}/healthz", self.server)

    def kill(self) -> None:
        assert self.server is not None
        self.here.stop(self.server, hard=True)
        self.restarts += 1
        self.start()
        with httpx.Client(base_url=self.base, timeout=PATIENCE) as laptop:
            form(laptop, "/buka/", {"passphrase": PASSPHRASE})


@pytest.fixture
def day() -> Iterator[Day]:
    with place("sqlite") as here:
        stick = here.folder / "stik"
        stick.mkdir()
        made = Day(here, free_port(), stick)
        made.start()
        yield made
        for booth in made.booths:
            booth.line.close()


def ask(day: Day, booth: Booth, number: int, verb: str, **body: Any) -> dict[str, Any]:
    answer = patiently(booth, verb, **body)
    day.told.append((number, verb, body, answer))
    return answer


def patiently(booth: Booth, verb: str, **body: Any) -> dict[str, Any]:
    """Sends until there is an answer that is not "try again"; connections break and the server is away for a while.

    Also a booth that asks nothing has lost its connection when the server was killed after its last vote.
    """
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            answer: dict[str, Any] = booth.say(verb, **body)
            return answer
        except (http.client.HTTPException, OSError):
            booth.line.close()
        except RuntimeError as refused:
            if "503" not in str(refused):
                raise
        time.sleep(0.05)
    raise AssertionError(f"no answer to {verb}")


def vote(day: Day, booth: Booth, number: int, public: str, ballot: str) -> None:
    """As the booth page does: whatever is refused because of a restart is begun again with the same card."""
    for _attempt in range(200):
        try:
            ask(day, booth, number, "denyut", printer=READY, lease="")
            lease = ask(day, booth, number, "kartu", credential=public)["lease"]
            stored = ask(day, booth, number, "suara", lease=lease, ballot=ballot)["tracker"]
            time.sleep(random.random() / 20)
            assert ask(day, booth, number, "selesai", lease=lease)["tracker"] == stored
            day.trackers[public] = stored
            return
        except RuntimeError as refused:
            if not any(code in str(refused) for code in ('"lease"', '"printer"')):
                raise
    raise AssertionError("the vote never came through")


def test_it_works_through_kills_and_every_request_again(day: Day) -> None:
    parcel, deck, _keys = make_parcel(CARDS, 3, cards=CARDS)
    cards = prepared(parcel, deck)
    with httpx.Client(base_url=day.base, timeout=PATIENCE) as chair:
        booths = day.booths = set_up(chair, day.port, parcel)
        all_vote(day, booths, cards)
        day.kill()  # once more while nobody votes: connections are dead, and what booths told is forgotten
        assert day.restarts == KILLS + 1
        assert day.trackers == {public: tracker(ballot.encode()) for public, ballot in cards}
        again(day, booths)
        chair.cookies.clear()
        form(chair, "/masuk/", {"name": CHAIR, "pin": PINS[CHAIR]})
        found = sealed(day, chair)
    assert sorted(tracker(raw) for raw in found) == sorted(day.trackers.values())


def all_vote(day: Day, booths: list[Booth], cards: list[tuple[str, str]]) -> None:
    """At `BOOTHS` booths; the server is killed in the middle of it."""
    waiting, door = list(cards), threading.Lock()

    def work(number: int) -> None:
        while True:
            with door:
                if not waiting:
                    return
                card = waiting.pop()
            vote(day, booths[number], number, *card)
            time.sleep(0.3)

    with ThreadPoolExecutor(BOOTHS) as pool:
        running = [pool.submit(work, number) for number in range(BOOTHS)]
        for _ in range(KILLS):
            time.sleep(0.2 + random.random() / 2)
            day.kill()
        for one in running:
            one.result()


def again(day: Day, booths: list[Booth]) -> None:
    """Every request that was answered, once more: the same answer, or a refusal that changes nothing."""
    for number in range(BOOTHS):
        patiently(booths[number], "denyut", printer=READY, lease="")
    for number, verb, body, answer in list(day.told):
        if verb in ("suara", "selesai"):
            assert patiently(booths[number], verb, **body) == answer
        elif verb == "kartu":
            with pytest.raises(RuntimeError, match="spent"):
                patiently(booths[number], verb, **body)


def sealed(day: Day, chair: httpx.Client) -> list[bytes]:
    """The ballots of the archive, which is verified."""
    figures = {"unused_cards": "0", "copies": "0", "officers": [CHAIR, SECOND], "others_present": "", "notes": ""}
    form(chair, "/penutupan/", figures | TWO)
    form(chair, "/penutupan/segel/", TWO, at="/penutupan/")
    until = time.monotonic() + PATIENCE
    while "Unduh berkas TPS" not in chair.get("/penutupan/").text:
        assert time.monotonic() < until
        time.sleep(0.1)
    _report, _chronicle, archive, uuid = unpack(chair.get("/penutupan/berkas.zip").content)
    path = day.here.folder / f"{uuid}.bel"
    path.write_bytes(archive)
    outcome = verify(path, jobs=1, unfinished=True)
    assert (outcome.failure, outcome.ballots) == (None, CARDS)
    with Reader(path) as members:
        return [one.body for one in members if one.body.startswith(b'{"election_uuid"')]
