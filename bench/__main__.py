"""`./pendopo bench [NAME ...]`: measures and says which goals are missed; the exit status tells as well."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from bench.punches import Effort
from bench.report import Report

Run = Callable[[Effort, Report], None]
BENCHES = {
    "p1": ("bench.punches:run_p1", "full punch on PostgreSQL / floor, 8 and 32 clients"),
    "p2": ("bench.punches:run_p2", "full punch on SQLite / group-commit prototype; steady 170 a second"),
    "p3": ("bench.punches:run_p3", "64 rows a request / plain SQL with 64 rows a transaction"),
    "p4": ("bench.pages:run_p4", "statements and commits of a punch"),
    "recap": ("bench.recap:run", "one month of 5,000 employees from 220,000 punches: time and memory"),
    "room": ("bench.pages:run_room", "regent's room first page: statements, time at regency / small"),
    "p9": ("bench.screens:run", "events to 1,000 live screens / bare ASGI"),
    "memory": ("bench.pages:run_memory", "memory of each process of the demo"),
    "score": ("bench.scores:run", "100,000 lines of levels to exact indices: time and memory"),
    "election": ("bench.election:run", "checking 1,000 ballots / belenios-tool 2.0; growth and memory to 10,000"),
    "booth": ("bench.booth:run", "encrypting a ballot in headless Chromium at a quarter of the CPU"),
    "tps": ("bench.tps:run", "a station with 20 booths: cast to confirmed, SQLite FULL and a stick"),
    "crash": ("bench.crash:run", "50 kills of web and worker under load, SQLite and PostgreSQL"),
}
QUICK = Effort(rounds=2, seconds=1.5, open_loop=10.0)


def main() -> int:
    names = "\n".join(f"  {name:<8} {about}" for name, (_target, about) in BENCHES.items())
    parser = argparse.ArgumentParser(
        prog="pendopo bench",
        description=f"Sides in turn on this machine, median of the rounds. Without a name: all but crash.\n\n{names}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="what to measure")
    parser.add_argument("--rounds", type=int, default=5, help="alternating rounds (default 5)")
    parser.add_argument("--seconds", type=float, default=3.0, help="seconds a side and round (default 3)")
    parser.add_argument(
        "--open-loop", type=float, default=60.0, help="seconds of the steady stream of p2 (900: the goal)"
    )
    parser.add_argument("--kills", type=int, default=50, help="kills of crash on each database (default 50)")
    parser.add_argument("--quick", action="store_true", help="two short rounds, to see that it runs")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.names if name not in BENCHES]
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}. Known: {', '.join(BENCHES)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    effort = QUICK if arguments.quick else Effort(arguments.rounds, arguments.seconds, arguments.open_loop)
    effort.kills = arguments.kills
    report = Report()
    for name in arguments.names or [name for name in BENCHES if name != "crash"]:
        target, about = BENCHES[name]
        print(f"\n{name}: {about}", flush=True)
        module, _, function = target.partition(":")
        run: Run = getattr(import_module(module), function)
        run(effort, report)
    if arguments.json:
        report.write(arguments.json)
    print(f"\n{len(report.lines)} figures, {len(report.missed)} goals missed", flush=True)
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main())
