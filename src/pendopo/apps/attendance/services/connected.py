"""How many fingerprint units answer, per unit and everything under it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from pendopo.apps.attendance.models import Device, DeviceState
from pendopo.apps.attendance.queries.devices import health
from pendopo.apps.attendance.rules.figures import DEVICES
from pendopo.apps.attendance.rules.plan import unit_levels
from pendopo.apps.attendance.services.engine import local_day
from pendopo.kernel.indicators import Point, put_many


def put_connected(now: datetime) -> int:
    """Put the figure of connected units; returns how many changed."""
    all_of: Counter[str] = Counter()
    connected: Counter[str] = Counter()
    for device in Device.objects.filter(state=DeviceState.ACTIVE).select_related("unit"):
        answers = health(device, now).tone == "ok"
        for level in unit_levels(device.unit.path):
            all_of[level] += 1
            connected[level] += answers
    day = local_day(now)
    return put_many(Point(DEVICES, path, day, connected[path], count, now) for path, count in all_of.items())
