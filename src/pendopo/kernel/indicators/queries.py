"""Reads of stored figures. Each function is one statement whatever the number of rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Max, Q, Sum, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from pendopo.kernel import settings_store

from .models import IndicatorPoint
from .registry import Indicator, get
from .rules import STATUSES, Status, aim_of, rounded, show, status_of, value_of
from .services import Point

LOOK_BACK = timedelta(days=400)
"""`latest` looks back this far."""


@dataclass(frozen=True)
class Total:
    """Sum of an indicator over a span of days at one unit."""

    num: int
    den: int
    days: int
    data_at: datetime | None = None
    period: date | None = None
    peak: int = 0
    """The largest denominator of one day: the full day by which a count is averaged."""


@dataclass(frozen=True)
class Figure:
    """A figure ready to show: value, target, status, age, all answers to "says who, how old"."""

    indicator: Indicator
    unit_path: str
    since: date
    until: date
    total: Total | None
    value: Decimal | None
    target: Decimal | None
    code: str

    @property
    def status(self) -> Status:
        return STATUSES[self.code]

    @property
    def text(self) -> str:
        return show(self.value, self.indicator.decimals)

    @property
    def target_text(self) -> str:
        if self.target is None:
            return ""
        whole = self.target == self.target.to_integral_value()
        return show(self.target, 0 if whole else max(1, self.indicator.decimals))

    @property
    def of(self) -> int | None:
        """The denominator as people read it ("dari 4.812"), of one full day, since people are not added over days."""
        if self.total is None or not self.indicator.show_of or not self.total.den:
            return None
        if self.indicator.kind == "ratio" and self.since != self.until:
            return None
        return self.total.peak or self.total.den

    @property
    def data_at(self) -> datetime | None:
        return self.total.data_at if self.total else None

    @property
    def due_at(self) -> datetime | None:
        return self.data_at + self.indicator.every if self.data_at else None


def targets(indicators: Iterable[Indicator], on: date) -> dict[str, Decimal | None]:
    """Target of each indicator as in force on that day."""
    found: dict[str, Decimal | None] = {}
    for one in indicators:
        key = one.target_key
        found[one.key] = Decimal(str(settings_store.value(key, on=on))) if key else None
    return found


def figure_of(
    one: Indicator, path: str, span: tuple[date, date], total: Total | None, target: Decimal | None
) -> Figure:
    value = value_total(one, total)
    fresh = span[1] >= timezone.now().date() - timedelta(days=1)
    of = (total.peak or total.den) if total else 0
    aim, margin = aim_of(one.kind, target, Decimal(one.watch_margin), of, one.decimals)
    code = status_of(
        value,
        good=one.good,
        target=aim,
        margin=margin,
        data_at=total.data_at if total and fresh else None,
        max_age=one.max_age,
        now=timezone.now(),
    )
    return Figure(one, path, span[0], span[1], total, value, aim, code)


def value_total(one: Indicator, total: Total | None) -> Decimal | None:
    """The value of a summed span, None where nothing was counted."""
    if total is None:
        return None
    if one.kind == "count" and total.peak and total.den:
        return rounded(Decimal(total.num) * one.scale * total.peak / total.den, one.decimals)
    if one.kind == "stock" and total.days > 1:  # only a trend sums a stock over days: their mean
        return rounded(Decimal(total.num) * one.scale / total.days, one.decimals)
    return value_of(one.kind, total.num, total.den, scale=one.scale, decimals=one.decimals)


def totals(keys: Sequence[str], paths: Sequence[str] | None, since: date, until: date) -> dict[tuple[str, str], Total]:
    """Sums by (key, path) over the days; `paths=None` takes every unit."""
    rows = IndicatorPoint.objects.filter(key__in=keys, period__gte=since, period__lte=until)
    if paths is not None:
        rows = rows.filter(unit_path__in=paths)
    summed = rows.values_list("key", "unit_path").annotate(
        n=Sum("num"),
        d=Sum("den"),
        days=Count("period", filter=Q(den__gt=0)),
        at=Max("data_at"),
        last=Max("period"),
        peak=Max("den"),
    )
    return {(key, path): Total(n, d, days, at, last, peak) for key, path, n, d, days, at, last, peak in summed}


def figures(
    indicators: Sequence[Indicator], paths: Sequence[str], since: date, until: date
) -> dict[tuple[str, str], Figure]:
    """A figure for each indicator and unit over the days, also where there is no data yet (status none)."""
    flowing = [one.key for one in indicators if one.kind != "stock"]
    found = totals(flowing, paths, since, until) if flowing else {}
    stocks = [one.key for one in indicators if one.kind == "stock"]
    if stocks:
        found |= _last_of(stocks, paths, since, until)
    aims = targets(indicators, until)
    return {
        (one.key, path): figure_of(one, path, (since, until), found.get((one.key, path)), aims[one.key])
        for one in indicators
        for path in paths
    }


def _last_of(keys: Sequence[str], paths: Sequence[str], since: date, until: date) -> dict[tuple[str, str], Total]:
    newest = (
        IndicatorPoint.objects.filter(key__in=keys, unit_path__in=paths, period__gte=since, period__lte=until)
        .annotate(
            place=Window(RowNumber(), partition_by=[F("key"), F("unit_path")], order_by=F("period").desc()),
        )
        .filter(place=1)
    )
    return {(p.key, p.unit_path): Total(p.num, p.den, 1, p.data_at, p.period, p.den) for p in newest}


def latest(keys: Sequence[str], path: str, on: date) -> dict[str, Point]:
    """The newest point of each indicator at a unit up to that day."""
    newest = (
        IndicatorPoint.objects.filter(key__in=keys, unit_path=path, period__lte=on, period__gt=on - LOOK_BACK)
        .annotate(place=Window(RowNumber(), partition_by=[F("key")], order_by=F("period").desc()))
        .filter(place=1)
    )
    return {p.key: Point(p.key, p.unit_path, p.period, p.num, p.den, p.data_at) for p in newest}


def series(keys: Sequence[str], paths: Sequence[str], since: date, until: date) -> dict[tuple[str, str], list[Point]]:
    """Points by day, oldest first."""
    found: dict[tuple[str, str], list[Point]] = defaultdict(list)
    rows = IndicatorPoint.objects.filter(
        key__in=keys, unit_path__in=paths, period__gte=since, period__lte=until
    ).order_by("period")
    for key, path, period, num, den, data_at in rows.values_list("key", "unit_path", "period", "num", "den", "data_at"):
        found[key, path].append(Point(key, path, period, num, den, data_at))
    return dict(found)


def children(keys: Sequence[str], path: str, on: date) -> dict[str, dict[str, Point]]:
    """Points of that day of the units one level below, by path and key."""
    found: dict[str, dict[str, Point]] = defaultdict(dict)
    rows = IndicatorPoint.objects.filter(
        key__in=keys, period=on, unit_path__startswith=path, unit_path__regex=rf"^[0-9]{{{len(path) + 4}}}$"
    )
    for p in rows:
        found[p.unit_path][p.key] = Point(p.key, p.unit_path, p.period, p.num, p.den, p.data_at)
    return dict(found)


def bucketed(
    keys: Sequence[str], paths: Sequence[str], buckets: Sequence[tuple[date, date]]
) -> dict[tuple[str, str], list[Total | None]]:
    """Sums per span of days (first day, last day), in one grouped statement: the trends of a whole table."""
    if not buckets or not keys or not paths:
        return {}
    spans: list[Any] = [
        When(period__gte=first, period__lte=last, then=Value(place)) for place, (first, last) in enumerate(buckets)
    ]
    rows = (
        IndicatorPoint.objects.filter(
            key__in=keys,
            unit_path__in=paths,
            period__gte=min(first for first, _last in buckets),
            period__lte=max(last for _first, last in buckets),
        )
        .annotate(place=Case(*spans, default=Value(-1), output_field=IntegerField()))
        .filter(place__gte=0)
        .values_list("key", "unit_path", "place")
        .annotate(n=Sum("num"), d=Sum("den"), days=Count("period", filter=Q(den__gt=0)), peak=Max("den"))
    )
    found: dict[tuple[str, str], list[Total | None]] = defaultdict(lambda: [None] * len(buckets))
    for key, path, place, num, den, days, peak in rows:
        found[key, path][place] = Total(num, den, days, peak=peak)
    return dict(found)


def last_period(keys: Sequence[str], path: str, on: date) -> date | None:
    """The newest day with any figure at this unit, not after `on`."""
    found = IndicatorPoint.objects.filter(key__in=keys, unit_path=path, period__lte=on).aggregate(last=Max("period"))
    last: date | None = found["last"]
    return last


def day_sizes(key: str, path: str, until: date, count: int) -> list[tuple[date, int]]:
    """The last days on which this unit counted anything with their denominators, newest first."""
    rows = IndicatorPoint.objects.filter(
        key=key, unit_path=path, period__lte=until, period__gt=until - timedelta(days=count * 3 + 14), den__gt=0
    )
    return list(rows.order_by("-period").values_list("period", "den"))


def full_days(sizes: Sequence[tuple[date, int]], count: int) -> list[date]:
    """Working days among them, oldest first: days with few of the usual (a hospital's Sunday) are none of the whole."""
    usual = max((den for _day, den in sizes), default=0)
    return [day for day, den in sizes if den * 3 >= usual][:count][::-1]


def working_days(key: str, path: str, until: date, count: int) -> list[date]:
    """The last working days of a unit, oldest first."""
    return full_days(day_sizes(key, path, until, count), count)


def status(indicator: Indicator | str, point: Point | None, *, target: Decimal | None = None) -> str:
    """ok, watch, bad, stale or none of a single point against its target on that day."""
    one = get(indicator) if isinstance(indicator, str) else indicator
    if point is None:
        return "none"
    aim = target if target is not None else targets([one], point.period)[one.key]
    total = Total(point.num, point.den, 1, point.data_at, point.period, point.den)
    return figure_of(one, point.unit_path, (point.period, point.period), total, aim).code
