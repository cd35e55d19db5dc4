"""The deduction bands as the rules take them."""

from __future__ import annotations

from datetime import date

from pendopo.apps.attendance.models import DeductionBand
from pendopo.apps.attendance.rules.bands import Band, BandKind, in_force

COLUMNS = ("kind", "code", "low", "high", "percent", "missing", "valid_from", "basis")


def all_bands() -> list[Band]:
    rows = DeductionBand.objects.order_by("low").values_list(*COLUMNS)
    order = list(BandKind)
    return sorted(
        (Band(BandKind(row[0]), *row[1:]) for row in rows), key=lambda band: (order.index(band.kind), band.low)
    )


def bands_by_date(dates: list[date]) -> dict[date, tuple[Band, ...]]:
    """The set in force on each date. One query."""
    rows = all_bands()
    starts = sorted({band.valid_from for band in rows})
    sets: dict[int, tuple[Band, ...]] = {}
    found = {}
    for on in dates:
        place = sum(1 for start in starts if start <= on)
        if place not in sets:
            sets[place] = in_force(rows, on)
        found[on] = sets[place]
    return found
