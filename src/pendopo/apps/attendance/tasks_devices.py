"""Scheduled work of the device half."""

from __future__ import annotations

from django.utils import timezone

from pendopo.apps.attendance.services.device_watch import watch
from pendopo.apps.attendance.services.pins import attach
from pendopo.kernel.schedule import every


@every("attendance.devices_watch", seconds=60)
def devices_watch() -> None:
    watch(timezone.now())


@every("attendance.pins_attach", seconds=60)
def pins_attach() -> None:
    """Punches that came in while their PIN was being matched."""
    attach()
