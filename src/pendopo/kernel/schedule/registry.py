"""What is scheduled, and when each entry is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

Scheduled = Callable[[], object]


@dataclass(frozen=True)
class Entry:
    """A scheduled function: every `seconds`, or daily at the time `at` of `zone`."""

    name: str
    function: Scheduled
    seconds: int = 0
    at: time | None = None
    zone: str = "UTC"

    def slot(self, now: datetime) -> datetime:
        """The latest moment at or before `now` at which this was due."""
        if self.at is None:
            stamp = int(now.timestamp())
            return datetime.fromtimestamp(stamp - stamp % self.seconds, UTC)
        local = now.astimezone(ZoneInfo(self.zone))
        due = datetime.combine(local.date(), self.at, ZoneInfo(self.zone))
        if due > local:
            due = datetime.combine(local.date() - timedelta(days=1), self.at, ZoneInfo(self.zone))
        return due.astimezone(UTC)


ENTRIES: dict[str, Entry] = {}


def daily(name: str, at: str, zone: str = "") -> Callable[[Scheduled], Scheduled]:
    """Runs the function once a day at `at` ("00:05") in `zone` (the regency's own by default)."""
    clock = time.fromisoformat(at)

    def register(function: Scheduled) -> Scheduled:
        ENTRIES[name] = Entry(name, function, at=clock, zone=zone or str(settings.REGENCY["zone"]))
        return function

    return register


def every(name: str, seconds: int) -> Callable[[Scheduled], Scheduled]:
    """Runs the function every `seconds`."""

    def register(function: Scheduled) -> Scheduled:
        ENTRIES[name] = Entry(name, function, seconds=seconds)
        return function

    return register
