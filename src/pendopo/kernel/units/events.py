from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class UnitChanged:
    """A unit was opened (no path before), moved, or closed (no path after)."""

    unit_id: int
    path_before: str
    path_after: str
    on: date
