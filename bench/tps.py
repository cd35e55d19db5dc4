"""A real polling station server on loopback: 20 booths vote at once with prepared ballots; the stick is a folder.

The ballots are made before, so that only the station is measured: card, ballot with all its proofs checked, slip. All
is synced to two files on disks (SQLite TRUNCATE with EXTRA, journal with fsync) before the booth hears of it.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import httpx

from bench.place import Place, children, free_port, memory, place, wait_for
from bench.punches import Effort
from bench.report import Line, Report
from pendopo.apps.elections.closing import unpack
from pendopo.apps.elections.crypto.ballots import make_ballot
from pendopo.apps.elections.crypto.credentials import public_credential
from pendopo.apps.elections.crypto.election import read_election
from pendopo.apps.elections.crypto.verify import verify
from pendopo.apps.elections.parcel import Parcel, seal
from pendopo.apps.elections.station.testing import CHAIR, PASSPHRASE, PINS, SECOND, make_parcel

VOTERS, QUICK, BOOTHS, CANDIDATES, DESK = 500, 100, 20, 4, 50
AT_FULL_SPEED = 0.2  # of the voters: the last ones, without any pause
PAUSE = 1.0  # seconds, on average, in which a voter chooses: thirty times faster than people
TWO = {"second": SECOND, "second_pin": PINS[SECOND]}


@dataclass
class Timings:
    """Seconds of each vote: from the ballot sent to the slip confirmed; and errors."""

    cast: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def run(effort: Effort, report: Report) -> None:
    """One election day at full speed, then the seal."""
    voters = QUICK if effort.rounds < 3 else VOTERS
    with place("sqlite") as here:
        stick = Path(tempfile.mkdtemp(dir=here.folder, prefix="stik"))
        parcel, deck, _keys = make_parcel(voters, CANDIDATES, True, cards=voters)
        ballots = prepared(parcel, deck)
        port = free_port()
        server = here.start(
            "-c", "from pendopo.cli import main; main()", "tps",
            "--folder", str(here.folder / "tps"), "--host", "127.0.0.1", "--port", str(port), "--no-tls",
            "--stick", str(stick),
        )  # fmt: skip
        base = f"http://127.0.0.1:{port}"
        wait_for(f"{base}/healthz", server)
        with httpx.Client(base_url=base, timeout=60) as chair:
            booths = set_up(chair, port, parcel)
            last = int(voters * AT_FULL_SPEED)
            before = cpu(server.pid)
            steady, _took = vote(booths, ballots[last:], PAUSE)
            used = 1000 * (cpu(server.pid) - before) / max(1, len(steady.cast))
            told(report, steady, "")
            report.add(Line("tps: CPU of the server a vote, with polls", used, "ms"))
            rush, took = vote(booths, ballots[:last], 0.0)
            told(report, rush, " at full speed")
            report.add(Line("tps: votes a second at full speed", len(rush.cast) / took, "/s"))
            report.add(Line("tps: peak memory of the web process", peak(server.pid), "MiB"))
            desk(chair, report, server.pid, parcel)
            close(chair, report, len(steady.cast) + len(rush.cast), here)
        for booth in booths:
            booth.line.close()


def prepared(parcel: Parcel, deck: list[str]) -> list[tuple[str, str]]:
    """W and ballot of each card."""
    election = read_election(parcel.election.encode())
    width, uses = election.questions[0].width, 20 * len(deck)
    election.group.expect(uses)
    key = election.group.table(election.key, uses)
    made = []
    for number, card in enumerate(deck):
        choice = [int(place == number % width) for place in range(width)]
        ballot = make_ballot(election, key, card, [choice]).decode()
        made.append((public_credential(election.group, card, election.uuid), ballot))
    return made


def set_up(chair: httpx.Client, port: int, parcel: Parcel) -> list[Booth]:
    """Parcel in, chair signed in, booths paired, station open."""
    raw = seal(parcel, PASSPHRASE)
    form(chair, "/paket/", {"passphrase": PASSPHRASE}, files={"file": ("tps.paket", raw)})
    form(chair, "/masuk/", {"name": CHAIR, "pin": PINS[CHAIR]})
    booths = []
    for number in range(1, BOOTHS + 1):
        page = form(chair, "/papan/bilik/", {"number": str(number)}, at="/papan/")
        code = page.text.split(f"Kode bilik {number}<")[1].split("<b")[1].split(">")[1].split("<")[0].replace(" ", "")
        booth = Booth(port)
        booth.say("pasang", code=code)
        booth.beat()
        booths.append(booth)
    form(chair, "/pembukaan/", {"officers": [CHAIR, SECOND], "others_present": "", **TWO})
    return booths


def form(client: httpx.Client, path: str, values: dict[str, Any], *, at: str = "", files: Any = None) -> httpx.Response:
    """Sends a form as its page does; raises when it is refused."""
    page = client.get(at or path, follow_redirects=True).text
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    answer = client.post(path, data={**values, "csrfmiddlewaretoken": token}, files=files)
    if answer.status_code != 302:
        raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:2000]}")
    return client.get(answer.headers["Location"].partition("#")[0], follow_redirects=True)


class Booth:
    """A browser of a booth, as cheap as can be: it shares the cores with the server."""

    def __init__(self, port: int) -> None:
        self.line, self.cookie = HTTPConnection("127.0.0.1", port, timeout=60), ""

    def say(self, verb: str, **body: Any) -> Any:
        head = {"X-Bilik": "1", "Content-Type": "application/json", "Cookie": self.cookie}
        self.line.request("POST", f"/bilik/{verb}", json.dumps(body), head)
        answer = self.line.getresponse()
        raw = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{verb}: {answer.status} {raw[:200]!r}")
        self.cookie = (answer.getheader("Set-Cookie") or self.cookie).partition(";")[0]
        return json.loads(raw)

    def beat(self) -> None:
        printer = {"ready": True, "paper": "ok", "cover": "closed", "error": ""}
        self.say("denyut", printer=printer, lease="")


def vote(booths: list[Booth], ballots: list[tuple[str, str]], pause: float) -> tuple[Timings, float]:
    """All booths take card after card; between card and ballot lies `pause` seconds on average, the slip takes none."""
    timings, waiting = Timings(), list(ballots)

    def work(booth: Booth) -> None:
        while True:
            with timings.lock:
                if not waiting:
                    return
                public, ballot = waiting.pop()
            try:
                booth.beat()
                lease = booth.say("kartu", credential=public)["lease"]
                time.sleep(pause * (0.5 + random.random()))
                began = time.perf_counter()
                booth.say("suara", lease=lease, ballot=ballot)
                booth.say("selesai", lease=lease)
                ended = time.perf_counter()
                with timings.lock:
                    timings.cast.append(ended - began)
            except (RuntimeError, HTTPException, OSError) as problem:
                with timings.lock:
                    timings.errors.append(str(problem))

    began = time.perf_counter()
    with ThreadPoolExecutor(len(booths)) as pool:
        list(pool.map(work, booths))
    return timings, time.perf_counter() - began


def desk(chair: httpx.Client, report: Report, server: int, parcel: Parcel) -> None:
    """Voters at the check-in desk, found by NIK and marked, while nobody votes."""
    head = {"HX-Request": "true"}
    token = chair.get("/daftar/").text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    began, before = time.perf_counter(), cpu(server)
    for voter in parcel.voters[:DESK]:
        for path, values in (
            ("/daftar/", {"cari": voter.nik}),
            ("/daftar/hadir/", {"number": str(voter.number), "means": "nik"}),
        ):
            answer = chair.post(path, data={**values, "csrfmiddlewaretoken": token}, headers=head)
            if answer.status_code != 200:
                raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:500]}")
    report.add(Line("tps: check-in, found and marked", 1000 * (time.perf_counter() - began) / DESK, "ms"))
    report.add(Line("tps: CPU of the server a check-in", 1000 * (cpu(server) - before) / DESK, "ms"))


def cpu(pid: int) -> float:
    """CPU seconds of the server and its processes so far."""
    tick = os.sysconf("SC_CLK_TCK")
    fields = [Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in (pid, *children(pid))]
    return sum(int(one[11]) + int(one[12]) for one in fields) / tick


def told(report: Report, timings: Timings, how: str) -> None:
    """The goal is for booths that are used, beyond any real pace; at full speed the figures are shown only."""
    for text in timings.errors[:3]:
        report.note(f"tps: {text}")
    spent = sorted(timings.cast)
    goal = None if how else 300.0
    report.add(Line(f"tps: cast to confirmed{how}, median", 1000 * statistics.median(spent), "ms"))
    p95 = spent[int(0.95 * (len(spent) - 1))]
    report.add(Line(f"tps: cast to confirmed{how}, p95", 1000 * p95, "ms", goal=goal, lower_is_better=True))
    report.add(Line(f"tps: cast to confirmed{how}, longest", 1000 * spent[-1], "ms"))
    report.add(Line(f"tps: errors{how}", float(len(timings.errors)), "", goal=0.0, lower_is_better=True))


def peak(pid: int) -> float:
    return max(memory(one)[1] for one in [pid, *children(pid)])


def close(chair: httpx.Client, report: Report, votes: int, here: Place) -> None:
    """Closed and sealed; the archive holds every vote."""
    figures = {
        "unused_cards": "0",
        "copies": "0",
        "officers": [CHAIR, SECOND],
        "others_present": "",
        "notes": "",
        **TWO,
    }
    form(chair, "/penutupan/", figures)
    began = time.perf_counter()
    form(chair, "/penutupan/segel/", TWO, at="/penutupan/")
    while "Unduh berkas TPS" not in chair.get("/penutupan/").text:
        if time.perf_counter() - began > 60:
            raise RuntimeError("the box was not sealed within a minute")
        time.sleep(0.2)
    report.add(Line("tps: box sealed and checked", time.perf_counter() - began, "s"))
    _report, _chronicle, archive, uuid = unpack(chair.get("/penutupan/berkas.zip").content)
    path = here.folder / f"{uuid}.bel"
    path.write_bytes(archive)
    outcome = verify(path, jobs=1, unfinished=True)
    if outcome.failure is not None or outcome.ballots != votes:
        raise RuntimeError(f"the archive holds {outcome.ballots} of {votes} votes: {outcome.failure}")
    report.note(json.dumps({"tps: ballots in the verified archive": outcome.ballots}))
