"""What one person's day adds to the sums of the unit and of every unit above it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import add, sub

from pendopo.apps.attendance.rules.verdict import State

FIELDS = (
    "staff",
    "expected",
    "present",
    "late",
    "late_minutes",
    "early",
    "early_minutes",
    "no_in",
    "no_out",
    "absent",
    "pending",
    "leave",
    "duty",
    "holiday",
    "off",
    "off_work",
)
Sums = tuple[int, ...]
ZERO: Sums = (0,) * len(FIELDS)
# Not AWAITED: before the hours begin nobody is missing yet, or every office would be red at dawn.
EXPECTED = {State.PRESENT, State.ABSENT, State.PENDING, State.LEAVE, State.SICK, State.PERMIT, State.DUTY}
COLUMN = {
    State.PRESENT: "present",
    State.ABSENT: "absent",
    State.AWAITED: "pending",
    State.PENDING: "pending",
    State.LEAVE: "leave",
    State.SICK: "leave",
    State.PERMIT: "leave",
    State.DUTY: "duty",
    State.HOLIDAY: "holiday",
    State.OFF: "off",
    State.OFF_WORK: "off_work",
    State.NO_PLAN: "off",
}
_PLACE = {field: number for number, field in enumerate(FIELDS)}
_BASE: Mapping[str, Sums] = {
    str(state): tuple(
        1 if field in ("staff", column) or (field == "expected" and state in EXPECTED) else 0 for field in FIELDS
    )
    for state, column in COLUMN.items()
}


def contribution(state: str, late: int, early: int, no_in: bool, no_out: bool) -> Sums:
    """The figures one day adds: heads everywhere, minutes in `late_minutes` and `early_minutes`."""
    base = _BASE[state]
    if not (late or early or no_in or no_out):
        return base
    row = list(base)
    if late:
        row[_PLACE["late"]] = 1
        row[_PLACE["late_minutes"]] = late
    if early:
        row[_PLACE["early"]] = 1
        row[_PLACE["early_minutes"]] = early
    row[_PLACE["no_in"]] = int(no_in)
    row[_PLACE["no_out"]] = int(no_out)
    return tuple(row)


def added(one: Sums, two: Sums) -> Sums:
    return tuple(map(add, one, two))


def less(one: Sums, two: Sums) -> Sums:
    return tuple(map(sub, one, two))


def total(rows: Iterable[Sums]) -> Sums:
    result = ZERO
    for row in rows:
        result = added(result, row)
    return result
