"""Checking election archives beside belenios-tool 2.0, on the same ballots: CPU seconds, memory, all cores.

`python -m bench.election FILE JOBS` checks one archive in a process of its own and prints what it took as JSON.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.punches import Effort
from bench.report import Line, Report
from pendopo.apps.elections.crypto.rehearse import Plan, rehearse
from pendopo.apps.elections.crypto.verify import verify

ROOT = Path(__file__).resolve().parent.parent
TOOL = shutil.which("belenios-tool")
CANDIDATES, BALLOTS, QUICK, ROUNDS = 4, 1000, 100, 3
ED, MODULAR = "Ed25519", "BELENIOS-2048"


def run(effort: Effort, report: Report) -> None:
    """Sides in turn, median of the rounds; a village ten times as large for growth and memory."""
    quick = effort.rounds < ROUNDS
    ballots, rounds = (QUICK, 1) if quick else (BALLOTS, ROUNDS)
    with tempfile.TemporaryDirectory(prefix="pendopo-election-") as folder:
        files = {group: archive(Path(folder) / group, group, ballots, report) for group in (ED, MODULAR)}
        compare(files, ballots, rounds, report)
        large = archive(Path(folder) / "large", ED, 10 * ballots, report)
        grow(files[ED], large, ballots, report)


def archive(folder: Path, group: str, ballots: int, report: Report) -> Path:
    began = time.perf_counter()
    plan = Plan(ballots, CANDIDATES, 1, group, "3", turnout=100)
    made = rehearse(plan, folder)[0].file
    report.note(f"election: {ballots} ballots in {group} made in {time.perf_counter() - began:.1f} s")
    return made


def compare(files: dict[str, Path], ballots: int, rounds: int, report: Report) -> None:
    spent: dict[str, list[float]] = {"tool": [], ED: [], MODULAR: []}
    for _ in range(rounds):
        for group in (ED, MODULAR):
            spent[group].append(ours(files[group], 1)["cpu"])
        if TOOL:
            spent["tool"].append(theirs(files[MODULAR].parent))
    middle = {side: statistics.median(values) for side, values in spent.items() if values}
    pace = {side: ballots / value for side, value in middle.items()}
    report.add(Line(f"ballots a CPU second, {MODULAR}", pace[MODULAR], "/s"))
    report.add(Line(f"ballots a CPU second, {ED}", pace[ED], "/s"))
    if "tool" in pace:
        report.add(Line("ballots a CPU second, belenios-tool 2.0", pace["tool"], "/s"))
        report.add(Line(f"{MODULAR} / belenios-tool 2.0", pace[MODULAR] / pace["tool"], "x", goal=2.0))
    else:
        report.note("election: belenios-tool is not installed, not compared")
    report.add(Line(f"{ED} / {MODULAR}", pace[ED] / pace[MODULAR], "x", goal=3.0))


def grow(small: Path, large: Path, ballots: int, report: Report) -> None:
    """CPU time grows with the ballots, memory hardly."""
    one, ten, cores = ours(small, 1), ours(large, 1), ours(large, os.cpu_count() or 1)
    report.add(
        Line(f"CPU, {10 * ballots} / {ballots} ballots", ten["cpu"] / one["cpu"], "x", goal=11.0, lower_is_better=True)
    )
    report.add(Line(f"peak memory, {ballots} ballots", one["peak"], "MiB"))
    report.add(
        Line(f"peak memory, {10 * ballots} ballots", ten["peak"], "MiB", goal=one["peak"] + 32, lower_is_better=True)
    )
    report.add(Line(f"ballots a second on {os.cpu_count()} cores, {ED}", cores["ballots_per_second"], "/s"))
    report.add(Line("CPU on all cores / on one", cores["cpu"] / ten["cpu"], "x"))


def ours(file: Path, jobs: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.election", str(file), str(jobs)]
    paths = {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    done = subprocess.run(command, cwd=ROOT, env=os.environ | paths, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def theirs(folder: Path) -> float:
    """CPU seconds of `belenios-tool election verify`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([str(TOOL), "election", "verify"], cwd=folder, capture_output=True, text=True, check=True)
    if "all checks passed" not in done.stdout + done.stderr:
        raise RuntimeError("belenios-tool refuses our archive")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def check(file: Path, jobs: int) -> dict[str, Any]:
    """CPU of the check with its tables and its processes, without the start of Python."""
    began = time.process_time()
    outcome = verify(file, jobs=jobs)
    if not outcome.valid:
        raise RuntimeError(f"refused: {outcome.failure}")
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "cpu": time.process_time() - began + children.ru_utime + children.ru_stime,
        "peak": peak(),
        "ballots_per_second": outcome.ballots / outcome.ballot_seconds,
    }


def peak() -> float:
    """MiB of this process since its start; `ru_maxrss` would count what its parent had before."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    print(json.dumps(check(Path(sys.argv[1]), int(sys.argv[2]))))
