"""What a day was: present, late, early, absent and so on, from plan, punches, absence and the present moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pendopo.apps.attendance.rules.plan import Plan, PlanKind


class State(StrEnum):
    PRESENT = "hadir"
    ABSENT = "alpa"
    AWAITED = "nanti"
    PENDING = "belum"
    LEAVE = "cuti"
    SICK = "sakit"
    PERMIT = "izin"
    DUTY = "dinas"
    HOLIDAY = "libur"
    OFF = "lepas"
    OFF_WORK = "lembur"
    NO_PLAN = "tanpa_jadwal"


class Seconds(StrEnum):
    """FLOOR reads the clock to the minute (07:30:59 is 07:30); EXACT counts every started minute."""

    FLOOR = "floor"
    EXACT = "exact"


class Portion(StrEnum):
    FULL = "full"
    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True)
class AbsenceDay:
    id: int
    state: State
    portion: Portion = Portion.FULL


@dataclass(frozen=True, slots=True)
class DayRule:
    """Numbers of the regency: tolerance and the least time between in and out in minutes, and the seconds rule."""

    tolerance: int = 0
    seconds: Seconds = Seconds.FLOOR
    apart: int = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """Moments are epoch seconds; `due` is when the verdict can change without a new punch."""

    state: State
    first: int | None = None
    last: int | None = None
    late: int = 0
    early: int = 0
    no_in: bool = False
    no_out: bool = False
    worked: int = 0
    due: int | None = None
    absence_id: int | None = None


def _count(seconds: int, rule: DayRule) -> int:
    """Minutes of an overrun above the tolerance; counted from the first minute once the tolerance is passed."""
    minutes = -(-seconds // 60)
    return minutes if minutes > rule.tolerance else 0


def late_minutes(arrived: int, start: int, rule: DayRule) -> int:
    """Minutes late; both in epoch seconds."""
    if rule.seconds is Seconds.FLOOR:
        arrived -= arrived % 60
    return _count(max(0, arrived - start), rule)


def early_minutes(left: int, end: int, rule: DayRule) -> int:
    """Minutes left early; both in epoch seconds. No tolerance: it is given for arriving."""
    if rule.seconds is Seconds.FLOOR:
        left -= left % 60
    return -(-max(0, end - left) // 60)


def in_and_out(punches: Sequence[int], midday: int, rule: DayRule) -> tuple[int | None, int | None]:
    """First in and last out whatever key was pressed; a lone punch or a double press is one or the other by midday."""
    if not punches:
        return None, None
    first, last = punches[0], punches[-1]
    if last - first >= max(1, rule.apart * 60):
        return first, last
    return (first, None) if first < midday else (None, last)


def halved(plan: Plan, portion: Portion) -> Plan:
    """The hours that remain beside a half-day absence."""
    if portion is Portion.MORNING:
        return replace(plan, start=plan.midday, rest=0)
    if portion is Portion.AFTERNOON:
        return replace(plan, end=plan.midday, rest=0)
    return plan


def judge(
    plan: Plan,
    punches: Sequence[int],
    *,
    midnight: int,
    closes: int,
    now: int,
    rule: DayRule,
    absence: AbsenceDay | None = None,
) -> Verdict:
    """The verdict on one work date from its own punches in order; `closes` is the end of its window."""
    if not plan.works:
        return _free_day(plan, punches, rule)
    if absence is not None and absence.portion is Portion.FULL:
        first, last = in_and_out(punches, midnight + plan.midday * 60, rule)
        return Verdict(absence.state, first=first, last=last, absence_id=absence.id)
    absence_id = absence.id if absence else None
    hours = halved(plan, absence.portion) if absence else plan
    end = midnight + hours.end * 60
    if not punches:
        start = midnight + hours.start * 60
        if now < start:
            return Verdict(State.AWAITED, due=start, absence_id=absence_id)
        if now < end:
            return Verdict(State.PENDING, due=end, absence_id=absence_id)
        return Verdict(State.ABSENT, absence_id=absence_id)
    verdict = _worked_day(hours, punches, midnight, closes, now, rule)
    return replace(verdict, absence_id=absence_id) if absence_id else verdict


def _free_day(plan: Plan, punches: Sequence[int], rule: DayRule) -> Verdict:
    free = {PlanKind.HOLIDAY: State.HOLIDAY, PlanKind.OFF: State.OFF}.get(plan.kind, State.NO_PLAN)
    if not punches:
        return Verdict(free)
    first, last = in_and_out(punches, punches[0] + 1, rule)
    worked = (last - first) // 60 if first is not None and last is not None else 0
    return Verdict(State.OFF_WORK, first=first, last=last, worked=worked)


def _worked_day(hours: Plan, punches: Sequence[int], midnight: int, closes: int, now: int, rule: DayRule) -> Verdict:
    start, end = midnight + hours.start * 60, midnight + hours.end * 60
    first, last = in_and_out(punches, midnight + hours.midday * 60, rule)
    ended = now >= end
    late = late_minutes(first, start, rule) if first is not None else 0
    early = early_minutes(last, end, rule) if last is not None and ended else 0
    worked = 0
    if first is not None and last is not None:
        worked = max(0, (min(last, end) - max(first, start)) // 60 - hours.rest)
    due = None
    if not ended:
        due = end
    elif last is None and now < closes:
        due = closes
    return Verdict(
        State.PRESENT,
        first=first,
        last=last,
        late=late,
        early=early,
        no_in=first is None,
        no_out=last is None and now >= max(closes, end),
        worked=worked,
        due=due,
    )
