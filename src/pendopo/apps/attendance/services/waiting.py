"""Serials that call and are not registered: noted in a bounded list, never believed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from pendopo.apps.attendance.models import WaitingDevice

MAX_WAITING = 200
SEEN_EVERY = timedelta(seconds=20)
FORGET_AFTER = timedelta(days=7)


def note_caller(*, serial: str, address: str, push_version: str, facts: dict[str, Any], arrived: datetime) -> None:
    """Adds the serial, or its last call every SEEN_EVERY at most; a full list drops only those silent for long."""
    known = WaitingDevice.objects.filter(sn=serial).values_list("last_seen_at", "facts").first()
    if known is not None:
        last, had = known
        if arrived - last < SEEN_EVERY and not (facts and facts != had):
            return
        WaitingDevice.objects.filter(sn=serial).update(
            last_seen_at=arrived,
            address=address,
            calls=F("calls") + 1,
            facts={**had, **facts},
            **({"push_version": push_version} if push_version else {}),
        )
        return
    if WaitingDevice.objects.count() >= MAX_WAITING:
        WaitingDevice.objects.filter(last_seen_at__lt=arrived - FORGET_AFTER, hidden=False).delete()
        if WaitingDevice.objects.count() >= MAX_WAITING:
            return
    try:
        with transaction.atomic():
            WaitingDevice.objects.create(
                sn=serial,
                first_seen_at=arrived,
                last_seen_at=arrived,
                address=address,
                push_version=push_version,
                facts=facts,
            )
    except IntegrityError:  # another process noted it a moment ago
        return
