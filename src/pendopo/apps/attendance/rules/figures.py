"""The figures of a unit and a day from its sums, as whole numerators and denominators."""

from __future__ import annotations

from collections.abc import Mapping

PRESENT = "attendance.present"
LATE = "attendance.late"
UNEXPLAINED = "attendance.unexplained"
LATE_MINUTES = "attendance.late_minutes"
UNEXPLAINED_RATE = "attendance.unexplained_rate"
DEVICES = "attendance.devices"
KEYS = (PRESENT, LATE, UNEXPLAINED, LATE_MINUTES, UNEXPLAINED_RATE)


def due(sums: Mapping[str, int]) -> int:
    """Heads that had to be at work: expected without leave, sickness and permit."""
    return sums["expected"] - sums["leave"]


def figures(sums: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """(key, numerator, denominator). Duty elsewhere counts as present; who has not come yet is not present."""
    heads = due(sums)
    return [
        (PRESENT, sums["present"] + sums["duty"], heads),
        (LATE, sums["late"], heads),
        (UNEXPLAINED, sums["absent"], heads),
        (LATE_MINUTES, sums["late_minutes"], heads),
        (UNEXPLAINED_RATE, sums["absent"], heads),
    ]
