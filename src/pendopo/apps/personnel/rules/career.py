"""What is in force on a day, derived from rows with a TMT."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Protocol, TypeVar


class HasTmt(Protocol):
    tmt: date


_T = TypeVar("_T", bound=HasTmt)


def in_force(rows: Iterable[_T], today: date) -> _T | None:
    """The row with the newest TMT not after today; before the first TMT the first to come; None without rows."""
    ordered = sorted(rows, key=lambda row: row.tmt)
    begun = [row for row in ordered if row.tmt <= today]
    if begun:
        return begun[-1]
    return ordered[0] if ordered else None


def last_days(starts: Sequence[date], ended_on: date | None) -> list[date | None]:
    """Last day of each span that begins on `starts` (ascending): before the next one, or before the end of service."""
    ends: list[date | None] = []
    for place in range(len(starts)):
        limits = [starts[place + 1]] if place + 1 < len(starts) else []
        if ended_on:
            limits.append(ended_on)
        ends.append(min(limits) - timedelta(days=1) if limits else None)
    return ends


def next_change(days: Iterable[date | None], today: date) -> date | None:
    """The first day after today on which something begins or ends."""
    return min((day for day in days if day and day > today), default=None)
