"""The crash trial: kill -9 of web and worker under load; nothing acknowledged may be lost, nothing may stand twice.

Clients behave as units do: what was not acknowledged is sent again, the same bytes, until it is.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta

from bench.load import FIRST
from bench.place import Place, children, free_port, has_postgres, place, with_group
from bench.punches import Effort
from bench.report import Line, Report

BACK_WITHIN = 60.0
ROWS = (1, 1, 1, 2, 5)


@dataclass(frozen=True)
class Outcome:
    """What was found after the kills; `slowest` is the longest time without an answer in seconds."""

    kind: str
    kills: int
    acknowledged: int
    repeated: int
    stored: int
    lost: list[str]
    strange: list[str]
    twice: int
    integrity: str
    wrong_sums: int
    slowest: float

    @property
    def clean(self) -> bool:
        return not (self.lost or self.strange or self.twice or self.wrong_sums) and self.integrity == "ok"


@dataclass
class Unit:
    """A client that sends for one serial and writes down what was acknowledged."""

    port: int
    sn: str
    pins: list[str]
    number: int
    stop: threading.Event
    acknowledged: list[str] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    repeated: int = 0
    last_answer: float = 0.0

    def run(self) -> None:
        chance = random.Random(self.number)
        at = FIRST + timedelta(days=self.number)
        while not self.stop.is_set():
            rows = []
            for _row in range(chance.choice(ROWS)):
                at += timedelta(seconds=chance.randint(1, 9))
                rows.append((chance.choice(self.pins), f"{at:%Y-%m-%d %H:%M:%S}"))
            body = "".join(f"{pin}\t{stamp}\t0\t1\t0\t0\t0\n" for pin, stamp in rows).encode()
            keys = [f"{self.sn} {pin} {stamp}" for pin, stamp in rows]
            self.tried += keys
            if self.deliver(body, len(rows)):
                self.acknowledged += keys

    def deliver(self, body: bytes, rows: int) -> bool:
        """Sends until it is acknowledged; False only when the trial ended first."""
        ending = 0
        while True:
            if self._post(body) == f"OK: {rows}":
                self.last_answer = time.monotonic()
                return True
            self.repeated += 1
            if self.stop.is_set():
                ending += 1
                if ending > 3:
                    return False
            time.sleep(0.05)

    def _post(self, body: bytes) -> str:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request("POST", f"/iclock/cdata?SN={self.sn}&table=ATTLOG&Stamp=9999", body)
            answer = line.getresponse()
            return answer.read().decode("utf-8", "replace").strip() if answer.status == 200 else ""
        except (OSError, http.client.HTTPException):
            return ""
        finally:
            line.close()


@dataclass
class System:
    """Web and worker of a place; whatever is killed comes back."""

    here: Place
    port: int
    web: subprocess.Popen[bytes] | None = None
    worker: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.web = self.here.serve(self.port, workers=self.here.workers)
        self.start_worker()

    def start_worker(self) -> None:
        self.worker = self.here.start("-m", "pendopo", "worker")

    def kill(self, turn: int) -> str:
        """Kills a web process, the worker, or the whole web server, in turn."""
        if self.web is None or self.worker is None:
            raise RuntimeError("not started")
        if turn % 5 == 4:
            with_group(self.web.pid, signal.SIGKILL)
            self.web.wait(10)
            self.here.started.remove(self.web)
            count = str(self.here.workers)
            self.web = self.here.start("-m", "pendopo.project.server", "127.0.0.1", str(self.port), count)
            return "web server"
        if turn % 2:
            with_group(self.worker.pid, signal.SIGKILL)
            self.worker.wait(10)
            self.here.started.remove(self.worker)
            self.start_worker()
            return "worker"
        killed = [pid for pid in children(self.web.pid) if _is_python(pid)]
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        return f"{len(killed)} web process(es)"


def trial(kind: str, kills: int, *, clients: int = 6, seed: int = 1) -> Outcome:
    """Runs the load, kills at random moments, waits each time until punches are taken again, then counts."""
    chance = random.Random(seed)
    with place(kind) as here:
        made = json.loads(here.run("-m", "bench.seed", "units"))
        system = System(here, free_port())
        system.start()
        stop = threading.Event()
        units = [
            Unit(system.port, sn, made["pins"][sn], number, stop) for number, sn in enumerate(made["sns"][:clients])
        ]
        threads = [threading.Thread(target=unit.run, daemon=True) for unit in units]
        for thread in threads:
            thread.start()
        slowest = 0.0
        try:
            for turn in range(kills):
                time.sleep(chance.uniform(0.15, 0.8))
                system.kill(turn)
                slowest = max(slowest, _until_answered(units))
        finally:
            stop.set()
            for thread in threads:
                thread.join(60)
        here.stop_all()
        after = json.loads(here.run("-m", "bench.seed", "keys"))
        wrong = json.loads(here.run("-m", "bench.seed", "settle"))["wrong"]
    return _judge(kind, kills, units, after, wrong, slowest)


def run(effort: Effort, report: Report) -> None:
    """The whole trial on each database that is there."""
    for kind in ["sqlite", *(["postgresql"] if has_postgres() else [])]:
        began = time.monotonic()
        found = trial(kind, effort.kills)
        report.add(Line(f"crash {kind}: acknowledged and lost", len(found.lost), "", goal=0.0, lower_is_better=True))
        report.add(Line(f"crash {kind}: stored twice", found.twice, "", goal=0.0, lower_is_better=True))
        report.add(Line(f"crash {kind}: stored, never sent", len(found.strange), "", goal=0.0, lower_is_better=True))
        report.add(Line(f"crash {kind}: wrong unit sums", found.wrong_sums, "", goal=0.0, lower_is_better=True))
        report.add(Line(f"crash {kind}: longest without an answer", found.slowest, "s", goal=5.0, lower_is_better=True))
        report.note(
            f"crash {kind}: {found.kills} kills, {found.acknowledged} punches acknowledged, {found.repeated} posts "
            f"repeated, integrity {found.integrity}, {time.monotonic() - began:.0f} s"
        )


def _until_answered(units: list[Unit]) -> float:
    """Seconds from now until a punch is acknowledged that was sent after now."""
    began = time.monotonic()
    while time.monotonic() - began < BACK_WITHIN:
        if any(unit.last_answer > began + 0.05 for unit in units):
            return time.monotonic() - began
        time.sleep(0.02)
    raise TimeoutError("no punch was acknowledged for a minute after a kill")


def _judge(kind: str, kills: int, units: list[Unit], after: dict[str, object], wrong: int, slowest: float) -> Outcome:
    acknowledged = {key for unit in units for key in unit.acknowledged}
    tried = {key for unit in units for key in unit.tried}
    stored = set(after["keys"])  # type: ignore[call-overload]
    return Outcome(
        kind=kind,
        kills=kills,
        acknowledged=len(acknowledged),
        repeated=sum(unit.repeated for unit in units),
        stored=len(stored),
        lost=sorted(acknowledged - stored),
        strange=sorted(stored - tried),
        twice=int(str(after["twice"])),
        integrity=str(after["integrity"]),
        wrong_sums=wrong,
        slowest=slowest,
    )


def _is_python(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as line:
            return b"multiprocessing.resource_tracker" not in line.read()
    except OSError:
        return False
