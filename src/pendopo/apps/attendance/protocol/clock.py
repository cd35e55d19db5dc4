"""Wall time judged against the server's clock: what is impossible, what came late, how far a unit's clock is off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

FUTURE, OLD, LATE, ODD = 1, 2, 4, 8
HELD_FLAGS = FUTURE | OLD
STEADY = 60


@dataclass(frozen=True)
class Limits:
    """Seconds a clock may run ahead, age in days that is impossible, delay in seconds from which a punch came late."""

    ahead_seconds: int = 600
    old_days: int = 400
    late_seconds: int = 900


class Bounds(NamedTuple):
    """The limits as moments of one post in UTC, as text: text of one shape compares as time does."""

    future_after: str
    old_before: str
    late_before: str


def bounds_of(arrived: datetime, limits: Limits) -> Bounds:
    """`arrived` in UTC without zone mark."""
    old, late = timedelta(days=limits.old_days), timedelta(seconds=limits.late_seconds)
    almost = timedelta(microseconds=999_999)  # punches have whole seconds: before 10.2 s means before 11 s
    return Bounds(
        text(arrived + timedelta(seconds=limits.ahead_seconds)),
        text(arrived - old + almost),
        text(arrived - late + almost),
    )


def flags_of(utc: str, bounds: Bounds) -> int:
    """FUTURE and OLD are impossible clocks; LATE is a backlog. Times are compared, never changed."""
    if utc >= bounds.late_before:
        return FUTURE if utc > bounds.future_after else 0
    return OLD | LATE if utc < bounds.old_before else LATE


def skew_of(lag: int, former_lag: int | None, *, near: int = 600) -> int | None:
    """How many seconds the unit's clock is behind (negative: ahead), from the delay of a punch sent at once.

    A short delay or a time ahead of ours is the clock. A long delay is a backlog, unless the punch before had
    the same one: then it is a clock that runs late. None: nothing is known from this punch.
    """
    if lag <= near:
        return lag
    if former_lag is not None and abs(lag - former_lag) <= STEADY:
        return lag
    return None


def to_utc(at: datetime, zone: ZoneInfo) -> datetime:
    """UTC of a wall time, without zone mark; a time that a zone has twice counts as the first."""
    offset = at.replace(tzinfo=zone).utcoffset()
    return at - (offset or timedelta(0))


def utc_text(time: str, zone: str) -> str:
    """The same from text to text, `YYYY-MM-DD HH:MM:SS`."""
    hour = _utc_hour(time[:13], zone)
    return hour + time[13:] if hour else text(to_utc(datetime.fromisoformat(time), ZoneInfo(zone)))


@lru_cache(maxsize=4096)
def _utc_hour(hour: str, zone: str) -> str:
    """`2026-11-20 07` in UTC; '' when the zone is not whole hours off, or changes within that hour."""
    span = timedelta(minutes=59, seconds=59)
    start, place = datetime.fromisoformat(f"{hour}:00:00"), ZoneInfo(zone)
    first, last = to_utc(start, place), to_utc(start + span, place)
    return text(first)[:13] if last - first == span and (first.minute, first.second) == (0, 0) else ""


def text(moment: datetime) -> str:
    return moment.isoformat(" ", "seconds")
