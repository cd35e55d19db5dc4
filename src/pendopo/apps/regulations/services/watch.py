"""Alerts for documents in force that end or are to be reviewed."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pendopo.apps.regulations.queries.watch import ending
from pendopo.apps.regulations.rules.status import NEAR_DAYS, SOON_DAYS
from pendopo.kernel import alerts
from pendopo.kernel.alerts.models import Alert
from pendopo.kernel.clock import today

ALERT: Final = "regulations.ending"


def watch() -> int:
    """Raises an alert 90 days before a document ends (red from 30), and clears those whose cause is gone."""
    day = today()
    due = {}
    for row in ending(day + timedelta(days=SOON_DAYS)):
        last = min(on for on in (row.in_force_until, row.review_on) if on is not None)
        due[str(row.pk)] = row
        ends = last == row.in_force_until
        title = _("%(name)s berakhir %(day)s") if ends else _("%(name)s ditinjau kembali %(day)s")
        alerts.raise_alert(
            ALERT, str(row.pk), row.owner_unit.path,
            severity="bad" if last <= day + timedelta(days=NEAR_DAYS) else "watch",
            title=title % {"name": row, "day": date_format(last, "j F Y")}, detail=row.title,
            url=reverse("regulations:record", args=[row.pk]),
        )  # fmt: skip
    open_keys = Alert.objects.unfinished().filter(kind=ALERT, resolved_at__isnull=True).values_list("key", flat=True)
    for key in set(open_keys) - set(due):
        alerts.clear(ALERT, key)
    return len(due)
