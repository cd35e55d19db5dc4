"""A new set of deduction bands from a day on; former sets stay for their days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from pendopo.apps.attendance.models import DeductionBand
from pendopo.apps.attendance.policy_recap import SCHEDULES
from pendopo.apps.attendance.rules.bands import BandKind
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused

Row = tuple[str, str, int, int | None, Decimal]


@transaction.atomic
def set_bands(actor: Actor, rows: Sequence[Row], *, valid_from: date, basis: str) -> int:
    """Replace the bands from a day on; rows are (kind, code, low, high or None, per cent). The open band of late and
    early also takes a missing record. Raises Refused for gaps, overlaps or a set without an open end.
    """
    actor.require(SCHEDULES)
    if not basis.strip():
        raise Refused(_("Tulis dasar hukum potongan ini."), field="basis")
    for kind in (BandKind.LATE, BandKind.EARLY):
        _refuse_gaps([row for row in rows if row[0] == kind])
    DeductionBand.objects.filter(valid_from=valid_from).delete()
    DeductionBand.objects.bulk_create(
        DeductionBand(
            kind=kind,
            code=code,
            low=low,
            high=high,
            percent=percent,
            missing=high is None and kind != BandKind.ABSENT,
            valid_from=valid_from,
            basis=basis.strip(),
        )
        for kind, code, low, high, percent in rows
    )
    audit.record(
        "attendance.set_bands",
        "deduction bands",
        actor,
        valid_from=str(valid_from),
        basis=basis.strip(),
        rows=[[kind, code, low, high, str(percent)] for kind, code, low, high, percent in rows],
    )
    return len(rows)


def _refuse_gaps(rows: Sequence[Row]) -> None:
    ordered = sorted(rows, key=lambda row: row[2])
    expected = 1
    for _kind, code, low, high, _percent in ordered:
        if low != expected:
            shown = {"code": code, "minute": expected}
            raise Refused(_("%(code)s harus mulai dari menit %(minute)s: tidak boleh ada celah.") % shown)
        if high is None:
            expected = 0
            continue
        if high < low:
            raise Refused(_("%(code)s: menit akhir lebih kecil dari menit awal.") % {"code": code})
        expected = high + 1
    if ordered and expected != 0:
        raise Refused(_("Pita terakhir harus terbuka: kosongkan menit akhirnya."))
