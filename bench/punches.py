"""P1, P2, P3: punches against the floor and the raw rates, sides in turn, median of the rounds."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bench.load import Result
from bench.place import ROOT, Place, free_port, has_postgres, place, wait_for
from bench.raw import raw
from bench.report import Line, Report

WARM_UP = 1.0
PINS = [str(number) for number in range(100, 140)]


@dataclass
class Effort:
    """How long: rounds, and seconds a side and round; `open_loop` seconds of the steady stream of P2."""

    rounds: int = 5
    seconds: float = 3.0
    open_loop: float = 60.0
    kills: int = 50


@dataclass
class Side:
    """A server under load. `offset` moves on so that no row is sent twice."""

    name: str
    port: int
    sns: list[str]
    pins: dict[str, list[str]]
    here: Place
    offset: int = 0

    def load(self, clients: int, seconds: float, *, rows: int = 1, rate: float = 0.0) -> Result:
        order: dict[str, Any] = {
            "port": self.port, "clients": clients, "seconds": seconds, "rows": rows, "rate": rate,
            "offset": self.offset, "sns": self.sns, "pins": self.pins,
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "bench.load"], input=json.dumps(order), cwd=ROOT, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        result = Result(**json.loads(done.stdout))
        self.offset += int(result.good * rows / max(clients, 1) * 6) + 20_000 * rows // 64 + 5_000
        return result


def run_p1(effort: Effort, report: Report) -> None:
    """Full punch on PostgreSQL, 8 and 32 clients."""
    if not has_postgres():
        report.note("P1: no PostgreSQL server at PENDOPO_BENCH_POSTGRES, not measured")
        return
    with ours("postgresql", workers=2) as us, floor("postgresql", workers=2) as bottom:
        _compare(effort, report, "P1", us, bottom, goal=0.40)


def run_p2(effort: Effort, report: Report) -> None:
    """Full punch on SQLite against group commit, then a steady 170 a second."""
    with ours("sqlite") as us, floor("sqlite", mode="group") as bottom:
        _compare(effort, report, "P2", us, bottom, goal=0.40)
    with ours("sqlite") as us:
        steady = us.load(64, effort.open_loop, rate=170.0)
        report.add(Line("P2 steady 170/s: p99 in ms", steady.p99, "ms", goal=250.0, lower_is_better=True))
        report.add(Line("P2 steady 170/s: errors", steady.bad, "", goal=0.0, lower_is_better=True))
        report.note(f"P2 steady: {steady.good} punches in {steady.seconds:.0f} s, p50 {steady.p50:.1f} ms")


def run_p3(effort: Effort, report: Report) -> None:
    """64 rows a request against plain SQL that keeps the same rows with the same key, 64 a transaction (bench.raw)."""
    kinds = ["sqlite", *(["postgresql"] if has_postgres() else [])]
    for kind in kinds:
        with ours(kind) as us, raw(kind) as (peer, bare):
            rates, peers, bares = [], [], []
            us.load(8, WARM_UP, rows=64)
            for _round in range(effort.rounds):
                peers.append(peer(effort.seconds))
                result = us.load(8, effort.seconds, rows=64)
                _no_errors(result, us)
                rates.append(result.rate * 64)
                bares.append(bare(effort.seconds / 3))
            ratio = statistics.median(rate / base for rate, base in zip(rates, peers, strict=True))
            report.add(Line(f"P3 {kind}: 64 rows a request / raw", ratio, "x", goal=0.15))
            rate, base, least = (statistics.median(each) for each in (rates, peers, bares))
            report.note(
                f"P3 {kind}: {rate:,.0f} rows/s, raw {base:,.0f}; a bare table without a key takes {least:,.0f} rows/s "
                f"(ratio {rate / least:.3f})"
            )


def _compare(effort: Effort, report: Report, name: str, us: Side, bottom: Side, *, goal: float) -> None:
    for clients in (8, 32):
        ratios, tails, ours_rate, floor_rate = [], [], [], []
        for side in (bottom, us):
            side.load(clients, WARM_UP)
        for _round in range(effort.rounds):
            low = bottom.load(clients, effort.seconds)
            high = us.load(clients, effort.seconds)
            _no_errors(low, bottom)
            _no_errors(high, us)
            ratios.append(high.rate / low.rate)
            tails.append(high.p99 / max(low.p99, 0.1))
            ours_rate.append(high.rate)
            floor_rate.append(low.rate)
        report.add(Line(f"{name} {clients} clients: punch / floor", statistics.median(ratios), "x", goal=goal))
        report.add(
            Line(
                f"{name} {clients} clients: p99 / floor's",
                statistics.median(tails),
                "x",
                goal=5.0,
                lower_is_better=True,
            )
        )
        report.note(
            f"{name} {clients} clients: {statistics.median(ours_rate):,.0f} punches/s, "
            f"floor {statistics.median(floor_rate):,.0f}/s"
        )


def _no_errors(result: Result, side: Side) -> None:
    if result.bad or not result.good:
        raise RuntimeError(f"{side.name}: {result.bad} errors, {result.good} good")


@contextmanager
def ours(kind: str, *, workers: int = 1) -> Iterator[Side]:
    """Our server with registered units and employees, no worker beside it."""
    with place(kind) as here:
        made = json.loads(here.run("-m", "bench.seed", "units"))
        port = free_port()
        here.serve(port, workers=workers)
        yield Side(f"pendopo on {kind}", port, made["sns"], made["pins"], here)


@contextmanager
def floor(kind: str, *, mode: str = "plain", workers: int = 1) -> Iterator[Side]:
    """The one-file application on the same kind of database."""
    with place(kind) as here:
        more = {"FLOOR_DATABASE": here.url or f"sqlite:///{here.folder / 'floor.sqlite3'}", "FLOOR_MODE": mode}
        more["PENDOPO_DEVICE_THREADS"] = "4" if here.url else "8"  # as ours has
        here.run("-c", "from bench.floor import make_table; make_table()", **(more | {"FLOOR_MODE": "plain"}))
        port = free_port()
        process = here.start("-m", "bench.granian_run", "bench.floor:application", str(port), str(workers), **more)
        wait_for(f"http://127.0.0.1:{port}/readyz", process)
        sns = [f"FLOOR{number:02d}" for number in range(20)]
        yield Side(f"floor on {kind}", port, sns, dict.fromkeys(sns, PINS), here)
