from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class EmployeePlaced:
    """Where a person works changed for the days from `since` on: hired, moved, ended, or a placement corrected."""

    person_id: int
    since: date


@dataclass(frozen=True, slots=True)
class EmployeesPlaced:
    """Many at once (an import), in place of one EmployeePlaced for each."""

    placements: tuple[EmployeePlaced, ...]
