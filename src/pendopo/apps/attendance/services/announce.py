"""Telling the house what the engine changed: figures of units and the feed of punches."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.urls import reverse

from pendopo.apps.attendance.events import RecapChanged
from pendopo.apps.attendance.models import UnitDay
from pendopo.apps.attendance.queries import staff
from pendopo.apps.attendance.queries.compute import Change, Former, RecapRow
from pendopo.apps.attendance.queries.drill import words
from pendopo.apps.attendance.rules.figures import KEYS, figures
from pendopo.apps.attendance.rules.summary import FIELDS
from pendopo.kernel import live
from pendopo.kernel.clock import regency_zone
from pendopo.kernel.events import publish
from pendopo.kernel.indicators import Point, put_many
from pendopo.kernel.units.models import Unit

FEED_LENGTH: Final = 20
FRESH: Final = timedelta(days=1)


def indicators(places: Collection[tuple[date, str]], now: datetime) -> int:
    """Put the figures of these units and days; returns how many changed."""
    if not places:
        return 0
    dates = [on for on, _path in places]
    rows = UnitDay.objects.filter(work_date__range=(min(dates), max(dates))).order_by()
    paths = {path for _on, path in places}
    if len(paths) <= 300:
        rows = rows.filter(unit_path__in=paths)
    asked = set(places)
    points = []
    for on, path, *sums in rows.values_list("work_date", "unit_path", *FIELDS):
        if (on, path) not in asked:
            continue
        asked.discard((on, path))
        named = dict(zip(FIELDS, sums, strict=True))
        points += [Point(key, path, on, num, den, now) for key, num, den in figures(named)]
    points += [Point(key, path, on, 0, 0, now) for on, path in asked for key in KEYS]
    return put_many(points)


def punches(changed: Iterable[Change], now: datetime) -> None:
    """Publish the recaps that changed as events, and those of fresh punches to the live feed."""
    fresh: list[tuple[int, RecapRow]] = []
    since = (now - FRESH).timestamp()
    for old, new in changed:
        if new is None:
            continue
        publish(RecapChanged(new.person_id, new.work_date, new.state, new.late, new.early))
        moment = _newest(old, new)
        if moment is not None and moment > since:
            fresh.append((moment, new))
    fresh = sorted(fresh, key=lambda pair: pair[0])[-FEED_LENGTH:]
    if not fresh:
        return
    live.publish_many([("punch", row.unit_path, data) for row, data in _feed(fresh)])


def _newest(old: Former | None, new: RecapRow) -> int | None:
    """The in or out that this recap has and the former had not."""
    known = {old.first_in, old.last_out} if old else set()
    found = [moment for moment in (new.first_in, new.last_out) if moment is not None and moment not in known]
    return max(found, default=None)


def _feed(fresh: list[tuple[int, RecapRow]]) -> list[tuple[RecapRow, dict[str, Any]]]:
    rows = [row for _moment, row in fresh]
    dates = [row.work_date for row in rows]
    names = {
        entry.person_id: entry.name
        for entry in staff.spans(min(dates), max(dates), person_ids=[row.person_id for row in rows])
    }
    units = {unit.path: unit for unit in Unit.objects.filter(path__in={row.unit_path[:4] for row in rows})}
    found = []
    for epoch, row in fresh:
        moment = datetime.fromtimestamp(epoch, UTC)
        unit = units.get(row.unit_path[:4])
        zone = ZoneInfo(unit.zone) if unit else regency_zone()
        word, tone = words(
            row.state, gone=epoch == row.last_out, on_duty=row.due_at is not None, late=row.late, early=row.early
        )
        office = unit.short_name if unit else ""
        data = {
            "time": f"{moment.astimezone(zone):%H.%M.%S}",
            "title": names.get(row.person_id, ""),
            "detail": f"{office}, {word}" if office else word,
            "tone": tone,
            "url": reverse("attendance:pegawai", args=[row.person_id]),
            "person_id": row.person_id,
            "work_date": row.work_date.isoformat(),
            "at": moment.isoformat(),
        }
        found.append((row, data))
    return found
