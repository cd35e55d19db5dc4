"""P9: events to 1,000 live screens against a bare ASGI application, losses, and 1,000 reconnects."""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field

from bench.place import ROOT, free_port, place, wait_for
from bench.punches import Effort
from bench.report import Line, Report

SCREENS = 1000
EVENTS = 10
MISSED = 5
PATIENCE = 30.0


@dataclass
class Screens:
    """Open streams; `heard[number]` is when each screen got the event with that number in its data."""

    port: int
    path: str
    headers: str = ""
    heard: dict[int, list[float]] = field(default_factory=dict)
    last_id: str = ""
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    open: int = 0

    async def connect(self, count: int, *, since: str = "") -> float:
        """Opens the streams; seconds until all are open."""
        began = time.monotonic()
        self.open = 0
        extra = f"Last-Event-ID: {since}\r\n" if since else ""
        self.tasks = [asyncio.create_task(self._listen(extra)) for _screen in range(count)]
        while self.open < count:
            if time.monotonic() - began > PATIENCE:
                raise TimeoutError(f"{self.open} of {count} screens open")
            await asyncio.sleep(0.01)
        return time.monotonic() - began

    async def close(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def wait(self, number: int, count: int) -> float:
        """When the last screen heard an event."""
        began = time.monotonic()
        while len(self.heard.get(number, ())) < count:
            if time.monotonic() - began > PATIENCE:
                raise TimeoutError(f"event {number}: {len(self.heard.get(number, ()))} of {count} screens")
            await asyncio.sleep(0.005)
        return max(self.heard[number])

    async def _listen(self, extra: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1_000_000)
        try:
            writer.write(f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{self.headers}{extra}\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            if head[9:12] != b"200":
                raise RuntimeError(head[:60].decode("latin-1"))
            counted = False
            while line := await reader.readline():
                if not counted:
                    counted = True
                    self.open += 1
                if line.startswith(b"id: "):
                    self.last_id = line[4:].strip().decode()
                elif line.startswith(b"data: ") and b'"number"' in line:
                    number = json.loads(line[6:])["number"]
                    self.heard.setdefault(number, []).append(time.monotonic())
        finally:
            writer.close()


def run(effort: Effort, report: Report) -> None:
    asyncio.run(_run(effort, report))


async def _run(effort: Effort, report: Report) -> None:
    with place("sqlite") as here, place("sqlite") as bare:
        here.run("-m", "bench.seed", "units")
        cookie = json.loads(here.run("-m", "bench.inside", "session", "bupati"))["cookie"]
        port, bottom = free_port(), free_port()
        here.serve(port)
        floor = bare.start("-m", "bench.granian_run", "bench.bare:application", str(bottom), "1")
        wait_for(f"http://127.0.0.1:{bottom}/readyz", floor)
        publisher = subprocess.Popen(
            [sys.executable, "-m", "bench.inside", "publisher"], cwd=ROOT, env=here.environment(),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            start_new_session=True,
        )  # fmt: skip
        here.started.append(publisher)  # type: ignore[arg-type]
        await _line(publisher)
        ours = Screens(port, "/langsung/?topik=indicator", f"Cookie: {cookie}\r\n")
        theirs = Screens(bottom, "/stream")
        ratios, last, base = [], [], []
        for turn in range(effort.rounds):
            await theirs.connect(SCREENS)
            low = [await _emit(theirs, bottom, turn * EVENTS + number) for number in range(EVENTS)]
            await theirs.close()
            await ours.connect(SCREENS)
            high = [await _publish(ours, publisher, turn * EVENTS + number) for number in range(EVENTS)]
            if turn < effort.rounds - 1:
                await ours.close()
            ratios.append(statistics.median(high) / statistics.median(low))
            last.append(statistics.median(high) * 1000)
            base.append(statistics.median(low) * 1000)
        lost = sum(SCREENS - len(ours.heard.get(number, ())) for number in range(effort.rounds * EVENTS))
        report.add(
            Line("P9 last of 1,000 screens / bare ASGI", statistics.median(ratios), "x", goal=3.0, lower_is_better=True)
        )
        report.add(Line("P9 events lost", lost, "", goal=0.0, lower_is_better=True))
        report.note(f"P9: last screen after {statistics.median(last):.0f} ms, bare {statistics.median(base):.0f} ms")
        await _reconnect(ours, publisher, report, effort.rounds * EVENTS)


async def _reconnect(screens: Screens, publisher: subprocess.Popen[str], report: Report, first: int) -> None:
    """All screens drop, five events pass, all come back with the number of the last event they know."""
    known = screens.last_id
    await screens.close()
    for number in range(first, first + MISSED):
        await _ask(publisher, str(number))
    began = time.monotonic()
    await screens.connect(SCREENS, since=known)
    for number in range(first, first + MISSED):
        await screens.wait(number, SCREENS)
    took = time.monotonic() - began
    twice = sum(len(screens.heard[number]) - SCREENS for number in range(first, first + MISSED))
    await screens.close()
    report.add(Line("P9 1,000 reconnects with what was missed", took, "s", goal=5.0, lower_is_better=True))
    report.add(Line("P9 events told twice after a reconnect", twice, "", goal=0.0, lower_is_better=True))


async def _publish(screens: Screens, publisher: subprocess.Popen[str], number: int) -> float:
    began = (await _ask(publisher, str(number)))["began"]
    return await screens.wait(number, SCREENS) - began


async def _emit(screens: Screens, port: int, number: int) -> float:
    began = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"POST /emit?{number} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
    await reader.read()
    writer.close()
    return await screens.wait(number, SCREENS) - began


async def _ask(publisher: subprocess.Popen[str], text: str) -> dict[str, float]:
    if publisher.stdin is None:
        raise RuntimeError("publisher without input")
    publisher.stdin.write(text + "\n")
    publisher.stdin.flush()
    return await _line(publisher)


async def _line(publisher: subprocess.Popen[str]) -> dict[str, float]:
    if publisher.stdout is None:
        raise RuntimeError("publisher without output")
    line = await asyncio.get_running_loop().run_in_executor(None, publisher.stdout.readline)
    found: dict[str, float] = json.loads(line)
    return found
