"""Which punches belong to which work date: every moment belongs to exactly one, also around shifts over midnight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pendopo.apps.attendance.rules.plan import DAY, Plan

EARLIEST = -6 * 60
LATEST = 15 * 60
MAX_SHIFT_END = DAY + 14 * 60


@dataclass(frozen=True, slots=True)
class WindowRule:
    """Minutes: when an ordinary day begins, how long before a start and after an end a punch still counts."""

    cut: int = 3 * 60
    lead: int = 4 * 60
    tail: int = 4 * 60


def boundary(before: Plan | None, after: Plan | None, rule: WindowRule) -> int:
    """Where the day before ends and the next begins, in minutes from the midnight of the later date.

    The ordinary cut is moved later by a shift that ends after it and earlier by one that starts before it; with too
    little room for both, the middle of the free time. Kept between 18.00 of the eve and 15.00, so days never cross.
    """
    ended = before.end - DAY if before and before.works else None
    starts = after.start if after and after.works else None
    lower = EARLIEST if ended is None else max(EARLIEST, ended + rule.tail)
    upper = LATEST if starts is None else min(LATEST, starts - rule.lead)
    if lower > upper:
        middle = ((ended if ended is not None else lower) + (starts if starts is not None else upper)) // 2
        return min(max(middle, EARLIEST), LATEST)
    return min(max(rule.cut, lower), upper)


def midnight(on: date, zone: ZoneInfo) -> int:
    """Local midnight as seconds since the epoch."""
    return int(datetime.combine(on, time.min, tzinfo=zone).timestamp())


def window(
    plans: tuple[Plan | None, Plan | None, Plan | None], midnights: tuple[int, int], rule: WindowRule
) -> tuple[int, int]:
    """The half-open span of a work date in epoch seconds, from the plans of the eve, the date and the day after."""
    eve, today, tomorrow = plans
    return (
        midnights[0] + boundary(eve, today, rule) * 60,
        midnights[1] + boundary(today, tomorrow, rule) * 60,
    )


def candidate_dates(local: datetime) -> tuple[date, ...]:
    """Work dates that can own a punch at this local time, the likeliest first."""
    today = local.date()
    minute = local.hour * 60 + local.minute
    if minute < LATEST:
        return (today, today - timedelta(days=1))
    if minute >= DAY + EARLIEST:
        return (today, today + timedelta(days=1))
    return (today,)


def shift_refusal(start: int, end: int, rest: int) -> str:
    """Why these shift hours cannot be used, in one word ('' when they can): start, end, long or rest."""
    if not 0 <= start < DAY:
        return "start"
    if end <= start or end > MAX_SHIFT_END:
        return "end"
    if end - start > DAY:
        return "long"
    if rest < 0 or rest >= end - start:
        return "rest"
    return ""
