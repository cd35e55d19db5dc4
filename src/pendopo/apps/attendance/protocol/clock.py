"""Wall time judged against the server's clock: what is impossible, what came late, how far a unit's clock is off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
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


def flags_of(at_utc: datetime, arrived: datetime, limits: Limits) -> int:
    """FUTURE and OLD are impossible clocks; LATE is a backlog. Times are compared, never changed."""
    lag = (arrived - at_utc).total_seconds()
    if lag < -limits.ahead_seconds:
        return FUTURE
    if lag > limits.old_days * 86_400:
        return OLD | LATE
    return LATE if lag > limits.late_seconds else 0


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
