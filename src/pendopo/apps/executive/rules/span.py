"""The period shown: a day, seven days or a month, and the twelve periods of its trend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.utils.http import urlencode

Kind = Literal["hari", "7hari", "bulan"]
KINDS: tuple[Kind, ...] = ("hari", "7hari", "bulan")
PERIODS = 12
Days = tuple[date, date]


@dataclass(frozen=True)
class Span:
    """Both days included. `chosen` is the day asked for, None for the newest."""

    kind: Kind
    since: date
    until: date
    chosen: date | None = None

    @property
    def query(self) -> str:
        """The filter as it goes into every address of the room, '' for the usual one."""
        parts: dict[str, str] = {}
        if self.kind != "hari":
            parts["periode"] = self.kind
        if self.chosen:
            parts["tanggal"] = self.chosen.isoformat()
        return f"?{urlencode(parts)}" if parts else ""

    @property
    def is_day(self) -> bool:
        return self.kind == "hari"


def make(kind: str, on: date, chosen: date | None = None) -> Span:
    """The span of a kind that ends on (or, for a month, holds) a day; an unknown kind is a day."""
    if kind == "7hari":
        return Span("7hari", on - timedelta(days=6), on, chosen)
    if kind == "bulan":
        return Span("bulan", on.replace(day=1), on, chosen)
    return Span("hari", on, on, chosen)


def buckets(span: Span, working_days: Sequence[date]) -> list[Days]:
    """The twelve periods up to the span, oldest first. Single days are working days; the span itself is the last."""
    if span.kind == "7hari":
        return [
            (span.until - timedelta(days=7 * n + 6), span.until - timedelta(days=7 * n))
            for n in range(PERIODS - 1, -1, -1)
        ]
    if span.kind == "bulan":
        return _months(span)
    days = [day for day in working_days if day < span.until][-(PERIODS - 1) :]
    return [(day, day) for day in [*days, span.until]]


def _months(span: Span) -> list[Days]:
    found: list[Days] = [(span.since, span.until)]
    while len(found) < PERIODS:
        last = found[0][0] - timedelta(days=1)
        found.insert(0, (last.replace(day=1), last))
    return found


def week_and_before(on: date, now: date) -> list[Days]:
    """The seven days before the last seven, and the last seven; today is not over and is left out."""
    last = min(on, now - timedelta(days=1))
    return [(last - timedelta(days=13), last - timedelta(days=7)), (last - timedelta(days=6), last)]
