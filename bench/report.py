"""What a run found: lines with their goals, printed and kept as JSON."""

from __future__ import annotations

import json
import os
import platform
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Line:
    """A figure beside its goal (None: shown only)."""

    name: str
    value: float
    unit: str = ""
    goal: float | None = None
    lower_is_better: bool = False

    @property
    def reached(self) -> bool | None:
        if self.goal is None:
            return None
        return self.value <= self.goal if self.lower_is_better else self.value >= self.goal

    def __str__(self) -> str:
        word = {True: "ok", False: "MISSED", None: ""}[self.reached]
        sign = "<=" if self.lower_is_better else ">="
        goal = "" if self.goal is None else f"goal {sign} {self.goal:g}"
        return f"  {self.name:<52} {self.value:>12,.3f} {self.unit:<6} {goal:<14} {word}"


@dataclass
class Report:
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.time)

    def add(self, line: Line) -> None:
        self.lines.append(line)
        print(line, flush=True)

    def note(self, text: str) -> None:
        self.notes.append(text)
        print(f"    {text}", flush=True)

    @property
    def missed(self) -> list[Line]:
        return [line for line in self.lines if line.reached is False]

    def write(self, file: Path) -> None:
        """All of it with the machine it was measured on."""
        machine = {"cpus": os.cpu_count(), "python": platform.python_version(), "load": os.getloadavg()}
        lines = [asdict(line) | {"reached": line.reached} for line in self.lines]
        raw = {"began": self.began, "machine": machine, "lines": lines, "notes": self.notes}
        file.write_text(json.dumps(raw, indent=1))
