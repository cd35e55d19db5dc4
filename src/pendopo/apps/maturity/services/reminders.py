"""Reminding offices of their deadline: an alert for each office and year, as long as something is open."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pendopo.apps.maturity.queries import work
from pendopo.kernel import settings_store
from pendopo.kernel.alerts import clear, raise_alert
from pendopo.kernel.alerts.models import Alert

KIND: Final = "maturity.answers_due"
NEAR: Final = 3


def remind(on: date) -> int:
    """Raise what is due within the reminder, worse when 3 days are left and on the day; clear what is done.

    Runs every day and bears being run twice. Returns how many offices were reminded.
    """
    owed = work.duties(on, int(settings_store.value("maturity.remind_days")))
    keys = set()
    for one in owed:
        key = f"{one.assessment_id}:{one.unit_path}"
        keys.add(key)
        left = (one.due - on).days
        words = ngettext("%(n)s indikator SPBE belum diisi", "%(n)s indikator SPBE belum diisi", one.count)
        raise_alert(
            KIND, key, one.unit_path,
            severity="bad" if left <= 0 else "watch" if left <= NEAR else "info",
            title=f"{one.unit_name}: {words % {'n': one.count}}", detail=_when(one.year, left),
            url=reverse("maturity:entries", args=[one.assessment_id]) + f"?keadaan=diisi&kantor={one.unit_path}",
        )  # fmt: skip
    for key in set(Alert.objects.unfinished().filter(kind=KIND).values_list("key", flat=True)) - keys:
        clear(KIND, key)
    return len(keys)


def forget(assessment_id: int) -> None:
    """The answers of an assessment are no longer waited for."""
    rows = Alert.objects.unfinished().filter(kind=KIND, key__startswith=f"{assessment_id}:")
    for key in list(rows.values_list("key", flat=True)):
        clear(KIND, key)


def _when(year: int, left: int) -> str:
    if left < 0:
        return _("Penilaian %(year)s, lewat %(n)s hari dari batas isian.") % {"year": year, "n": -left}
    if left == 0:
        return _("Penilaian %(year)s, batas isian hari ini.") % {"year": year}
    return _("Penilaian %(year)s, %(n)s hari sebelum batas isian.") % {"year": year, "n": left}
