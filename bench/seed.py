"""Programs that run inside a place: fill it, ask it, count it. `python -m bench.seed WHAT`, answers as JSON."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from pendopo.kernel.actor import Actor  # noqa: E402


def migrate() -> dict[str, Any]:
    """The schema only."""
    from pendopo.project.prepare import prepare

    prepare()
    return {}


def units() -> dict[str, Any]:
    """500 employees with PINs on the twenty units of the demo, no history; no unit is slowed by the rate limit."""
    from pendopo.apps.attendance.models import Device, PinMapping
    from pendopo.demo import government, history
    from pendopo.demo.history import Span
    from pendopo.kernel.clock import now
    from pendopo.kernel.settings_store import set_value

    migrate()
    actor = Actor.system("bench")
    made = government.found(actor, "small")
    history.set_up(actor, "small", made, Span.ending(now(), days=1))
    set_value(actor, "attendance.device_rate", 10_000, valid_from=date(2020, 1, 1), basis="bench")
    pins: dict[str, list[str]] = {}
    for device in Device.objects.all():
        pins[device.sn] = list(PinMapping.objects.filter(group=device.group).values_list("pin", flat=True))
    connection.close()
    return {"sns": sorted(pins), "pins": pins}


def demo(size: str) -> dict[str, Any]:
    """The demo regency of a size."""
    from pendopo.demo.build import build

    migrate()
    info = build(size, say=lambda text: None)
    return {"punches": info.punches, "employees": info.employees, "seconds": info.seconds}


def month() -> dict[str, Any]:
    """5,000 employees and the punches of the last full month, nothing computed."""
    from datetime import datetime, timedelta
    from zoneinfo import ZoneInfo

    from bench.inside import last_month
    from pendopo.demo import government, history
    from pendopo.demo.offices import ZONE

    migrate()
    since, until = last_month()
    end = datetime.combine(until + timedelta(days=1), datetime.min.time())
    start = datetime.combine(since, datetime.min.time())
    actor = Actor.system("bench")
    with transaction.atomic():
        made = government.found(actor, "regency")
        span = history.Span(start, end, end.replace(tzinfo=ZoneInfo(ZONE)))
        units = history.set_up(actor, "regency", made, span)
        return {"punches": history.load_punches("regency", made, units, span)}


def punches() -> dict[str, Any]:
    """How many punches there are and how many of them stand twice; SQLite is checked as well."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM attendance_punch")
        count = cursor.fetchone()[0]
        columns = "device_id, pin, local_time, state"
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM attendance_punch GROUP BY {columns} HAVING count(*) > 1) twice"
        )
        twice = cursor.fetchone()[0]
        whole = "ok"
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check")
            whole = cursor.fetchone()[0]
    return {"count": count, "twice": twice, "integrity": whole}


def keys() -> dict[str, Any]:
    """Every stored punch as `sn pin time`, for comparing with what was acknowledged."""
    from pendopo.apps.attendance.models import Punch

    rows = Punch.objects.values_list("device__sn", "pin", "local_time").iterator(chunk_size=5000)
    return {"keys": [f"{sn} {pin} {at:%Y-%m-%d %H:%M:%S}" for sn, pin, at in rows], **punches()}


def commands() -> dict[str, Any]:
    """Commands to units by their state."""
    from collections import Counter

    from pendopo.apps.attendance.models import DeviceCommand

    return dict(Counter(DeviceCommand.objects.values_list("state", flat=True)))


def settle() -> dict[str, Any]:
    """Computes what is still marked, then counts the unit sums anew: how many were wrong."""
    from pendopo.apps.attendance.models import DayRecap
    from pendopo.apps.attendance.services.engine import recompute_dirty
    from pendopo.apps.attendance.services.sums import rebuild

    while recompute_dirty():
        pass
    dates = DayRecap.objects.order_by("work_date").values_list("work_date", flat=True)
    first, last = dates.first(), dates.last()
    return {"wrong": rebuild(first, last) if first and last else 0}


def main() -> None:
    function = {
        "migrate": migrate,
        "units": units,
        "demo": demo,
        "month": month,
        "punches": punches,
        "keys": keys,
        "commands": commands,
        "settle": settle,
    }[sys.argv[1]]
    print(json.dumps(function(*sys.argv[2:])))


if __name__ == "__main__":
    main()
