"""Figures of the evaluation for the regent's room: put when something behind them changes, and once every day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.utils import timezone

from pendopo.apps.maturity.queries import actions, assessments, history
from pendopo.apps.maturity.queries.history import YearResult
from pendopo.apps.maturity.queries.insight import percent_complete
from pendopo.kernel.clock import today
from pendopo.kernel.indicators import Point, put_many
from pendopo.kernel.indicators.models import IndicatorPoint

INDEX: Final = "maturity.index"
COMPLETE: Final = "maturity.complete"
OVERDUE: Final = "maturity.actions_overdue"
EVEN: Final = 6000
"""A multiple of the denominators of all weights: 2000 (59/2020), 300 (5/2018), 100 (Pemdi)."""

Pair = tuple[int, int]


@transaction.atomic
def refresh(keys: Iterable[str] = (INDEX, COMPLETE, OVERDUE)) -> int:
    """Put today's figures that changed or are new today; returns how many."""
    on, now, wanted = today(), timezone.now(), set(keys)
    found: dict[tuple[str, str], Pair] = {}
    if INDEX in wanted:
        latest = history.latest_own()
        if latest is not None:
            found[INDEX, ""] = as_figure(latest)
    if COMPLETE in wanted:
        current = assessments.current()
        if current is not None:
            found |= {(COMPLETE, path): pair for path, pair in percent_complete(current).items()}
    if OVERDUE in wanted:
        found |= {(OVERDUE, path): pair for path, pair in actions.overdue_by_unit(on).items()}
    rows = IndicatorPoint.objects.filter(key__in=wanted, period=on)
    stored = {(key, path): (num, den) for key, path, num, den in rows.values_list("key", "unit_path", "num", "den")}
    gone = {place: (0, 0) for place, pair in stored.items() if place not in found and pair != (0, 0)}
    new = {place: pair for place, pair in (found | gone).items() if stored.get(place) != pair}
    return put_many([Point(key, path, on, num, den, now) for (key, path), (num, den) in new.items()])


def as_figure(result: YearResult) -> Pair:
    """The exact index as two whole numbers, over one denominator for all instruments, so that days weigh the same."""
    even = result.index * EVEN
    return (even.numerator, EVEN) if even.denominator == 1 else (result.index.numerator, result.index.denominator)
