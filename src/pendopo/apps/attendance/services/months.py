"""Computing a whole month again."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from pendopo.apps.attendance.policy_recap import RECAP
from pendopo.kernel import audit, jobs
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.jobs.models import Job


def month_ends(month: str) -> tuple[date, date]:
    """First and last day of "2026-11". Raises ValueError."""
    first = date.fromisoformat(f"{month}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


@transaction.atomic
def recompute_month(actor: Actor, month: str, *, unit_path: str = "") -> Job:
    """Compute a month of a unit and below as a task."""
    actor.require(RECAP)
    if not actor.covers(unit_path):
        raise Refused(_("Unit ini bukan bagian dari unit Anda."))
    try:
        month_ends(month)
    except ValueError:
        raise Refused(_("Bulan tidak terbaca. Tulis seperti 2026-11."), field="bulan") from None
    audit.record("attendance.recompute_month", f"recap {month}", actor, unit_path=unit_path)
    return jobs.start(actor, "attendance.recap", _("Hitung ulang rekap %(month)s") % {"month": month},
                      month=month, unit_path=unit_path)  # fmt: skip
