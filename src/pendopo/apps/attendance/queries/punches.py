"""Raw punches: the register's rows, and what the command line prints."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet

from pendopo.apps.attendance.models import BadLine, Punch
from pendopo.apps.attendance.models.fields import wall_text
from pendopo.apps.attendance.words_devices import FLAG_NAMES
from pendopo.kernel.actor import Actor


def punches(actor: Actor) -> QuerySet[Punch]:
    """What the actor may see: of the units below, or the own ones."""
    return Punch.objects.visible_to(actor).select_related("device__unit", "person")


def bad_lines(actor: Actor) -> QuerySet[BadLine]:
    return BadLine.objects.visible_to(actor).select_related("device")


def from_day(rows: QuerySet[Punch], day: str) -> QuerySet[Punch]:
    """Punches on or after a day (YYYY-MM-DD) of the units' own calendar; anything else changes nothing."""
    start = _start(day)
    return rows if start is None else rows.filter(local_time__gte=start)


def until_day(rows: QuerySet[Punch], day: str) -> QuerySet[Punch]:
    start = _start(day)
    return rows if start is None else rows.filter(local_time__lte=datetime.combine(start.date(), time(23, 59, 59)))


def listed(*, sn: str = "", since: date | None = None, limit: int = 0) -> Iterator[dict[str, Any]]:
    """Every punch in the order of the clock, as plain values (for the verb `attendance punches`)."""
    rows = Punch.objects.order_by("local_time", "id")
    if sn:
        rows = rows.filter(device__sn=sn)
    if since is not None:
        rows = rows.filter(local_time__gte=datetime.combine(since, time.min))
    fields = (
        "id",
        "device__sn",
        "pin",
        "local_time",
        "zone",
        "utc_time",
        "received_at",
        "state",
        "verify",
        "work_code",
    )
    found = rows.values_list(*fields, "raw", "flags", "standing", "person_id")
    for row in (found[:limit] if limit else found).iterator(chunk_size=2000):
        yield {
            "id": row[0],
            "sn": row[1],
            "pin": row[2],
            "local_time": wall_text(row[3]),
            "zone": row[4],
            "utc": row[5].strftime("%Y-%m-%dT%H:%M:%SZ"),
            "received": row[6].strftime("%Y-%m-%dT%H:%M:%SZ"),
            "state": row[7],
            "verify": row[8],
            "work_code": row[9],
            "raw": row[10],
            "flags": [name for bit, name in FLAG_NAMES.items() if row[11] & bit],
            "standing": STANDING_NAMES[row[12]],
            "person_id": row[13],
        }


STANDING_NAMES = {0: "counted", 1: "held", 2: "accepted", 3: "rejected"}


def _start(day: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(day), time.min)
    except ValueError:
        return None
