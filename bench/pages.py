"""P4, the regent's room, and the memory of each process."""

from __future__ import annotations

import json
import statistics
import time

from bench.place import Place, children, free_port, memory, place
from bench.punches import Effort, floor
from bench.report import Line, Report

STATEMENTS = 30


def run_p4(effort: Effort, report: Report) -> None:
    """At most six statements and exactly one commit a punch."""
    with place("sqlite") as here:
        here.run("-m", "bench.seed", "units")
        for rows, found in json.loads(here.run("-m", "bench.inside", "punch")).items():
            report.add(
                Line(f"P4 statements of a post of {rows}", found["statements"], "", goal=6.0, lower_is_better=True)
            )
            report.add(Line(f"P4 commits of a post of {rows}", found["commits"], "", goal=1.0, lower_is_better=True))


def run_room(effort: Effort, report: Report) -> None:
    """First page of the regent's room, small and full regency in turn."""
    with place("sqlite") as small, place("sqlite") as large:
        for here, size in ((small, "small"), (large, "regency")):
            made = json.loads(here.run("-m", "bench.seed", "demo", size))
            report.note(f"demo {size}: {made['employees']} employees, {made['punches']} punches, {made['seconds']} s")
        times: dict[str, list[float]] = {"small": [], "regency": []}
        for _round in range(max(2, effort.rounds - 2)):
            for here, size in ((small, "small"), (large, "regency")):
                found = json.loads(here.run("-m", "bench.inside", "room"))
                if found["status"] != [200, 200]:
                    raise RuntimeError(f"regent's room answered {found['status']}")
                times[size].append(found["ms"])
                statements = found["statements"]
        report.add(Line("room: statements", statements, "", goal=STATEMENTS, lower_is_better=True))
        ratio = statistics.median(times["regency"]) / statistics.median(times["small"])
        report.add(Line("room: time at regency / small", ratio, "x", goal=2.0, lower_is_better=True))
        low, high = statistics.median(times["small"]), statistics.median(times["regency"])
        report.note(f"room: {low:.0f} ms small, {high:.0f} ms regency")


def run_memory(effort: Effort, report: Report) -> None:
    """Each process of a running demo, and the floor's for comparison (P11)."""
    with place("sqlite") as here:
        here.run("-m", "bench.seed", "demo", "small")
        port = free_port()
        web = here.serve(port)
        worker = here.start("-m", "pendopo", "worker")
        url = f"http://127.0.0.1:{port}"
        simulator = here.start("-m", "pendopo.demo.simulator", "--url", url, "--data", str(here.folder), "--quiet")
        time.sleep(min(30.0, 6.0 * effort.rounds))
        ours = _each(report, here, {"web": web.pid, "worker": worker.pid, "simulator": simulator.pid})
    with floor("sqlite") as bottom:
        bottom.load(8, effort.seconds)
        base = _each(report, bottom.here, {"floor": bottom.here.started[0].pid})
    ratio = (ours - _peak_of("simulator")) / base
    report.add(Line("P11 peak memory of web and worker / floor", ratio, "x", goal=3.0, lower_is_better=True))


_peaks: dict[str, float] = {}


def _each(report: Report, here: Place, roots: dict[str, int]) -> float:
    """Prints the processes below each root; returns the sum of the peaks."""
    total = 0.0
    for name, root in roots.items():
        _peaks[name] = 0.0
        for number, pid in enumerate((root, *children(root))):
            now, peak = memory(pid)
            _peaks[name] += peak
            report.add(Line(f"memory {name}[{number}]: now", now, "MiB"))
            report.note(f"memory {name}[{number}]: peak {peak:.0f} MiB")
        total += _peaks[name]
    return total


def _peak_of(name: str) -> float:
    return _peaks[name]
