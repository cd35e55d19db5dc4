"""Repeated work of the recap: dirty days, closing hours, the turn of the day, a nightly check, connected units."""

from __future__ import annotations

import time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.attendance.services.connected import put_connected
from pendopo.apps.attendance.services.dirty import mark_due
from pendopo.apps.attendance.services.engine import recompute_dirty, recompute_range
from pendopo.apps.attendance.services.months import month_ends
from pendopo.apps.attendance.services.opening import compare_sums, open_days
from pendopo.kernel.jobs import Progress, job
from pendopo.kernel.schedule import daily, every
from pendopo.kernel.ticker import tick

LONGEST = 1.0


@tick(seconds=0.3)
def recompute() -> int:
    """Batches for at most about a second, so that other steps of the worker are not kept waiting."""
    end = time.monotonic() + LONGEST
    total = 0
    while done := recompute_dirty():
        total += done
        if time.monotonic() > end:
            break
    return total


@tick(seconds=5)
def close_hours() -> int:
    with transaction.atomic():
        return mark_due(timezone.now())


@daily("attendance.open_day", at="00:05")
def open_day() -> int:
    return open_days(timezone.now())


@daily("attendance.compare_sums", at="01:40")
def nightly_check() -> int:
    return compare_sums(timezone.now())


@every("attendance.devices_connected", seconds=30)
def devices_connected() -> int:
    with transaction.atomic():
        return put_connected(timezone.now())


@job("attendance.recap")
def recap(progress: Progress, *, month: str, unit_path: str) -> dict[str, int]:
    """Every day of a month for everyone under a unit; safe to run again from the start."""
    since, until = month_ends(month)
    done = 0
    for people, total in recompute_range(since, until, unit_path=unit_path):
        progress.total(total)
        progress.step(people - done, _("%(n)s pegawai dihitung") % {"n": people})
        done = people
    return {str(_("pegawai")): done}
