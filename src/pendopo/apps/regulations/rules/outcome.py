"""What the rows of a file do to the register, and how that is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from pendopo.apps.regulations.rules.sheet import Problem

NEW, CHANGED, SAME, BAD = "new", "changed", "same", "bad"
STATES: Final = (NEW, CHANGED, SAME, BAD)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a row does: new, changed (which fields), same or bad (why). `note` is a word that does not stop it."""

    row: int
    state: str
    name: str = ""
    fields: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    note: str = ""


def counted(result: Sequence[Outcome]) -> dict[str, int]:
    counts = Counter(one.state for one in result)
    return {state: counts[state] for state in STATES}


def problems(result: Sequence[Outcome]) -> list[dict[str, Any]]:
    """What is wrong by row, and what is only to be looked at."""
    found = [asdict(problem) for one in result for problem in one.problems]
    notes = [{"row": one.row, "column": "status", "value": one.name, "reason": one.note} for one in result if one.note]
    return found + notes
