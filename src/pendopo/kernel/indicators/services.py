"""Putting figures: one set-based upsert, and a live event for each figure of today that changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from pendopo.kernel import live, settings_store
from pendopo.kernel.bulk import upsert

from .models import IndicatorPoint
from .registry import Indicator, get
from .rules import STATUSES, aim_of, show, status_of, value_of


@dataclass(frozen=True)
class Point:
    """One figure of one unit on one day; value = num/den*scale. `data_at` is how fresh the rows behind it are."""

    key: str
    unit_path: str
    period: date
    num: int
    den: int
    data_at: datetime


def put_many(points: Iterable[Point]) -> int:
    """Store figures and tell the screens; returns how many changed. The same figures twice change nothing."""
    new = {(p.key, p.unit_path, p.period): p for p in points}
    if not new:
        return 0
    with transaction.atomic():
        old = _stored(new.values())
        now = timezone.now()
        write = [p for place, p in new.items() if place not in old or old[place] != (p.num, p.den, p.data_at)]
        _write(write, now)
        changed = [p for p in write if old.get((p.key, p.unit_path, p.period), (None, None))[:2] != (p.num, p.den)]
        _tell([p for p in changed if p.period >= (now - timedelta(hours=26)).date()])
    return len(changed)


def _write(points: list[Point], now: datetime) -> None:
    """A handful in one plain statement; many without a model object each."""
    if len(points) > 2000:
        fields = ("key", "unit_path", "period", "num", "den", "data_at", "put_at")
        rows = ((p.key, p.unit_path, p.period, p.num, p.den, p.data_at, now) for p in points)
        upsert(IndicatorPoint, fields, rows, unique=fields[:3], update=fields[3:])
        return
    IndicatorPoint.objects.bulk_create(
        [
            IndicatorPoint(
                key=p.key, unit_path=p.unit_path, period=p.period, num=p.num, den=p.den, data_at=p.data_at, put_at=now
            )
            for p in points
        ],
        update_conflicts=True,
        unique_fields=["key", "unit_path", "period"],
        update_fields=["num", "den", "data_at", "put_at"],
    )


def _stored(points: Iterable[Point]) -> dict[tuple[str, str, date], tuple[int, int, datetime]]:
    asked = list(points)
    days = [p.period for p in asked]
    paths = {p.unit_path for p in asked}
    rows = IndicatorPoint.objects.filter(key__in={p.key for p in asked}, period__gte=min(days), period__lte=max(days))
    if len(paths) <= 500:
        rows = rows.filter(unit_path__in=paths)
    return {
        (key, path, period): (num, den, data_at)
        for key, path, period, num, den, data_at in rows.values_list(
            "key", "unit_path", "period", "num", "den", "data_at"
        )
    }


def _tell(changed: list[Point]) -> None:
    aims: dict[tuple[str, date], Decimal | None] = {}
    events: list[tuple[str, str, dict[str, Any]]] = []
    for point in changed:
        try:
            one = get(point.key)
        except KeyError:
            continue
        place = (point.key, point.period)
        if place not in aims:
            key = one.target_key
            aims[place] = Decimal(str(settings_store.value(key, on=point.period))) if key else None
        events.append(("indicator", point.unit_path, event_data(one, point, aims[place])))
    live.publish_many(events)


def event_data(one: Indicator, point: Point, target: Decimal | None) -> dict[str, Any]:
    """What a screen needs to show the new figure without asking again."""
    value = value_of(one.kind, point.num, point.den, scale=one.scale, decimals=one.decimals)
    aim, margin = aim_of(one.kind, target, Decimal(one.watch_margin), point.den, one.decimals)
    code = status_of(value, good=one.good, target=aim, margin=margin)
    return {
        "key": point.key,
        "unit_path": point.unit_path,
        "period": point.period.isoformat(),
        "value": None if value is None else float(value),
        "decimals": one.decimals,
        "text": show(value, one.decimals),
        "of": point.den,
        "target": None if aim is None else float(aim),
        "status": code,
        "status_label": str(STATUSES[code].label),
        "data_at": point.data_at.isoformat(),
    }
