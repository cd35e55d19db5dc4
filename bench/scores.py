"""`./pendopo maturity score` over 100,000 lines beside reading and writing the same lines as JSON: time and memory."""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.place import ROOT
from bench.punches import Effort
from bench.report import Line, Report

LINES = 100_000
RAW = "import json,sys\nfor line in sys.stdin: sys.stdout.write(json.dumps(json.loads(line)) + '\\n')"
SCORE = "from pendopo.cli import main; main(['maturity', 'score', '-'])"


def run(effort: Effort, report: Report) -> None:
    """Both sides in turn; the memory must not grow with the lines."""
    with tempfile.TemporaryDirectory() as folder:
        whole, tenth = Path(folder) / "all.jsonl", Path(folder) / "tenth.jsonl"
        _write(whole, LINES)
        _write(tenth, LINES // 10)
        spent, ratios, peaks = [], [], []
        for _round in range(max(1, effort.rounds // 2)):
            raw, _peak = _time(RAW, whole)
            ours, peak = _time(SCORE, whole)
            spent.append(ours)
            ratios.append(ours / raw)
            peaks.append(peak / _time(SCORE, tenth)[1])
        report.add(Line("score: 100,000 lines", statistics.median(spent), "s", goal=20.0, lower_is_better=True))
        report.add(Line("score: time / reading and writing the lines", statistics.median(ratios), "x"))
        report.add(Line("score: peak memory / a tenth of the lines", max(peaks), "x", goal=1.1, lower_is_better=True))


def _write(file: Path, lines: int) -> None:
    chance = random.Random(1)
    with file.open("w") as target:
        for _number in range(lines):
            levels = {str(no): chance.randint(1, 5) for no in range(1, 48)}
            target.write(json.dumps({"instrument": "spbe-59-2020", "year": 2024, "levels": levels}) + "\n")


def _time(code: str, file: Path) -> tuple[float, int]:
    """Seconds and peak memory in KiB of one program over the file."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    began = time.perf_counter()
    with file.open("rb") as source:
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdin=source, stdout=subprocess.DEVNULL, env=environment
        )
        _pid, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{code[:40]} ended with {status}")
    return time.perf_counter() - began, usage.ru_maxrss
