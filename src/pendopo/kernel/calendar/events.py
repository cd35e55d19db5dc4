from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CalendarChanged:
    """Holidays or a season changed on the days from `since` to `until`, both included."""

    since: date
    until: date
