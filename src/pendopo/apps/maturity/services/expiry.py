"""Evidence that ends: told in time, and regulations that lose their force take their evidence along."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import EvidenceItem, EvidenceKind
from pendopo.apps.maturity.queries.evidence_lists import expiring
from pendopo.apps.maturity.queries.regulation_link import WITHDRAWN, counts_until
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.alerts import clear, raise_alert
from pendopo.kernel.alerts.models import Alert

EXPIRING = "maturity.evidence_expiring"
WATCH_DAYS = 30


def watch(on: date) -> int:
    """Raises, makes worse and clears alerts: 60 days before the end, 30 days before, and on the last day.

    Returns how many are raised anew or changed; writes nothing while nothing changes.
    """
    known = dict(Alert.objects.unfinished().filter(kind=EXPIRING, resolved_at=None).values_list("key", "severity"))
    wanted, changed = set(), 0
    for item in expiring(on):
        assert item.valid_until is not None
        left = (item.valid_until - on).days
        key, severity = str(item.pk), _severity(left)
        wanted.add(key)
        if known.get(key) != severity:
            raise_alert(
                EXPIRING, key, item.unit.path, severity=severity, title=_title(left),
                detail=item.title, url=reverse("maturity:evidence_item", args=[item.pk]),
            )  # fmt: skip
            changed += 1
    for key in known.keys() - wanted:
        clear(EXPIRING, key)
    return changed


@transaction.atomic
def follow_regulations(actor: Actor, on: date) -> int:
    """Evidence from a regulation ends with it: its last day is taken over when it is earlier than what is noted."""
    actor.require("maturity.answer")
    changed = 0
    rows: Any = EvidenceItem.objects.filter(kind=EvidenceKind.REGULATION, withdrawn_at__isnull=True)
    for item in rows.select_related("regulation").select_for_update(of=("self",)):
        until = _last_day(item.regulation, on) if item.regulation else None
        if until is None or (item.valid_until is not None and item.valid_until <= until):
            continue
        before = item.valid_until
        EvidenceItem.objects.filter(pk=item.pk).update(valid_until=until)
        audit.record(
            "maturity.evidence.amend", item, actor,
            valid_until=[before and before.isoformat(), until.isoformat()], title=item.title,
        )  # fmt: skip
        changed += 1
    return changed


def _last_day(regulation: Any, on: date) -> date | None:
    """The last day in force; yesterday for a document that was withdrawn from the register."""
    ends = [day for day in (counts_until(regulation),) if day]
    if regulation.state == WITHDRAWN:
        ends.append(on - timedelta(days=1))
    return min(ends, default=None)


def _severity(left: int) -> str:
    if left <= 0:
        return "bad"
    return "watch" if left <= WATCH_DAYS else "info"


def _title(left: int) -> str:
    if left < 0:
        return _("Bukti evaluasi sudah kedaluwarsa")
    if left == 0:
        return _("Bukti evaluasi berakhir hari ini")
    return _("Bukti evaluasi berakhir dalam %(n)s hari") % {"n": left}
