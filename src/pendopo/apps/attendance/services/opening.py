"""The turn of the day: rows for everyone who is expected, so that who has not come is seen and not only who has."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from pendopo.apps.attendance.models import DayRecap
from pendopo.apps.attendance.queries import staff
from pendopo.apps.attendance.queries.compute import date_range
from pendopo.apps.attendance.services.dirty import mark
from pendopo.apps.attendance.services.engine import local_day
from pendopo.apps.attendance.services.sums import rebuild

MOST_DAYS_BACK: Final = 31
COMPARED_DAYS: Final = 10


def open_days(now: datetime) -> int:
    """Mark today, and the days that were missed since the last opened one, for everyone employed on them."""
    today = local_day(now)
    last = DayRecap.objects.order_by("-work_date").values_list("work_date", flat=True).first()
    since = max(last + timedelta(days=1), today - timedelta(days=MOST_DAYS_BACK)) if last else today
    count = 0
    for on in date_range(min(since, today), today):
        count += _open(on)
    return count


def _open(on: date) -> int:
    people = [entry.person_id for entry in staff.on_day(on)]
    with transaction.atomic():
        mark((person_id, on) for person_id in people)
    return len(people)


def compare_sums(now: datetime) -> int:
    """Count the last days anew; returns how many unit days had to be mended."""
    today = local_day(now)
    with transaction.atomic():
        return rebuild(today - timedelta(days=COMPARED_DAYS), today)
