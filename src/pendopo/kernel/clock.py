"""The day and time in the regency's own zone."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def regency_zone() -> ZoneInfo:
    return ZoneInfo(str(settings.REGENCY["zone"]))


def now() -> datetime:
    """This moment, aware, in the regency's zone."""
    return timezone.now().astimezone(regency_zone())


def today() -> date:
    return now().date()
