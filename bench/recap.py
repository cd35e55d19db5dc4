"""The recap of one month for 5,000 employees."""

from __future__ import annotations

import json

from bench.place import place
from bench.punches import Effort
from bench.report import Line, Report

SECONDS, MEMORY, PUNCHES = 10.0, 400.0, 220_000


def run(effort: Effort, report: Report) -> None:
    """The last full month from its raw punches, in a process of its own."""
    with place("sqlite") as here:
        here.run("-m", "bench.seed", "month")
        found = json.loads(here.run("-m", "bench.inside", "month"))
        again = json.loads(here.run("-m", "bench.inside", "month"))
    if found["punches"] < PUNCHES:
        report.note(f"recap: only {found['punches']} punches in the month")
    report.note(f"recap: {found['people']} employees, {found['punches']} punches, {found['recaps']} recaps")
    report.add(Line("recap of a month: seconds", found["seconds"], "s", goal=SECONDS, lower_is_better=True))
    report.note(f"recap: {found['cpu']:.1f} s of processor time")
    report.add(Line("recap of a month: peak memory", found["peak"], "MiB", goal=MEMORY, lower_is_better=True))
    report.add(Line("recap of the same month again", again["seconds"], "s"))
