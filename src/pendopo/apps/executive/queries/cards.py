"""The headline figures: value, change, trend, status, and the columns of the last working days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pendopo.apps.executive.rules.span import Days, Span
from pendopo.kernel import indicators
from pendopo.kernel.indicators import Figure, Indicator
from pendopo.kernel.indicators.queries import targets, value_total
from pendopo.kernel.indicators.rules import aim_of, status_of, value_of
from pendopo.ui import formats
from pendopo.ui.charts import Point


@dataclass(frozen=True)
class Change:
    """How a figure moved; `tone` tells whether that is good for this indicator."""

    value: Decimal
    decimals: int
    good: str

    @property
    def arrow(self) -> str:
        return "same" if not self.value else ("up" if self.value > 0 else "down")

    @property
    def tone(self) -> str:
        if not self.value:
            return "mute"
        return "ok" if (self.value > 0) == (self.good == "up") else "bad"

    @property
    def text(self) -> str:
        return indicators.show(abs(self.value), self.decimals)


def change(one: Indicator, before: Decimal | None, after: Decimal | None) -> Change | None:
    if before is None or after is None:
        return None
    return Change(after - before, one.decimals, one.good)


@dataclass(frozen=True)
class Card:
    """A headline figure with its trend; `change` is against the period before."""

    figure: Figure
    trend: tuple[Decimal | None, ...]
    change: Change | None

    @property
    def indicator(self) -> Indicator:
        return self.figure.indicator

    @property
    def aim(self) -> float | None:
        """The target for the trend line, where it is near enough not to flatten the line."""
        return near(self.figure.target, self.trend)


def near(target: Decimal | None, values: Sequence[Decimal | None]) -> float | None:
    """The target, or None where it lies far outside the values."""
    known = [value for value in values if value is not None]
    if target is None or not known:
        return None
    low, high = min(known), max(known)
    reach = (high - low) * 2
    return float(target) if low - reach <= target <= high + reach else None


@dataclass(frozen=True)
class Columns:
    """The last working days as bars."""

    indicator: Indicator
    points: tuple[Point, ...]
    target: float | None

    @property
    def unit(self) -> str:
        return "%" if self.indicator.unit == "%" else f" {self.indicator.unit}".rstrip()


def cards(shown: Sequence[Indicator], path: str, span: Span, buckets: Sequence[Days]) -> list[Card]:
    """One card for each indicator at a unit. Two or three statements."""
    figures = indicators.figures(shown, [path], span.since, span.until)
    trends = indicators.bucketed([one.key for one in shown], [path], buckets)
    found = []
    for one in shown:
        totals = trends.get((one.key, path), [None] * len(buckets))
        values = tuple(value_total(one, total) for total in totals)
        figure = figures[one.key, path]
        before = values[-2] if len(values) > 1 else None
        found.append(Card(figure, values, change(one, before, figure.value)))
    return found


def day_columns(one: Indicator, path: str, days: Sequence[date], *, now: date) -> Columns | None:
    """The last working days of an indicator with the target line. One statement."""
    if not days:
        return None
    stored = {p.period: p for p in indicators.series([one.key], [path], days[0], days[-1]).get((one.key, path), [])}
    target = targets([one], days[-1])[one.key]
    bars, line = [], None
    for day in days:
        point = stored.get(day)
        value = value_of(one.kind, point.num, point.den, scale=one.scale, decimals=one.decimals) if point else None
        line, margin = aim_of(one.kind, target, Decimal(one.watch_margin), point.den if point else 0, one.decimals)
        code = status_of(value, good=one.good, target=line, margin=margin)
        tone = code if code == "bad" else ""
        bars.append(
            Point(formats.short_date(day).rsplit(" ", 1)[0], None if value is None else float(value), tone, day == now)
        )
    return Columns(one, tuple(bars), None if line is None else float(line))
