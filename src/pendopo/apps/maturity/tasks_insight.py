"""Figures of the evaluation; `tasks.py` imports it. Unchanged figures write nothing, a new day writes each once."""

from __future__ import annotations

from pendopo.apps.maturity.services.insight import refresh
from pendopo.kernel.schedule import every


@every("maturity.figures", seconds=60)
def figures() -> None:
    refresh()
