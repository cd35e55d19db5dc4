"""Deduction bands TL (late) and PSW (left early) as dated rows; codes and counts only, no money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

CAP = Decimal(100)


class BandKind(StrEnum):
    LATE = "late"
    EARLY = "early"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Band:
    """Minutes from `low` to `high` (None: and above) in per cent of the allowance; `missing` also takes no record."""

    kind: BandKind
    code: str
    low: int
    high: int | None
    percent: Decimal
    missing: bool
    valid_from: date
    basis: str = ""


def in_force(bands: Iterable[Band], on: date) -> tuple[Band, ...]:
    """The set of each kind that began last, on or before the date."""
    valid = [band for band in bands if band.valid_from <= on]
    newest = {kind: max((b.valid_from for b in valid if b.kind is kind), default=None) for kind in BandKind}
    return tuple(band for band in valid if band.valid_from == newest[band.kind])


def band_for(bands: Iterable[Band], kind: BandKind, minutes: int, *, missing: bool = False) -> Band | None:
    """The band of these minutes, or the one for a missing record; None when nothing is deducted."""
    for band in bands:
        if band.kind is not kind:
            continue
        if missing:
            if band.missing:
                return band
        elif minutes > 0 and band.low <= minutes and (band.high is None or minutes <= band.high):
            return band
    return None


def day_bands(
    bands: Iterable[Band], *, late: int, early: int, no_in: bool, no_out: bool, absent: bool
) -> tuple[Band, ...]:
    """What one day costs: an absent day counts once, else lateness and leaving early each."""
    rows = tuple(bands)
    if absent:
        found = [band_for(rows, BandKind.ABSENT, 1)]
    else:
        found = [
            band_for(rows, BandKind.LATE, late, missing=no_in),
            band_for(rows, BandKind.EARLY, early, missing=no_out),
        ]
    return tuple(band for band in found if band is not None)


def month_percent(bands: Iterable[Band]) -> Decimal:
    """Deductions of a month added up, never above 100 per cent."""
    return min(CAP, sum((band.percent for band in bands), Decimal(0)))
