"""Freezing what a running service shows, as evidence."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import Entry, EvidenceItem, EvidenceKind, EvidenceUse, EvidenceVersion
from pendopo.apps.maturity.queries import live as queries
from pendopo.apps.maturity.services.evidence import keep_snapshot, propose
from pendopo.apps.maturity.services.evidence_uses import check_working, locked
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused
from pendopo.kernel.units.models import Unit


@transaction.atomic
def freeze(actor: Actor, entry: Entry, key: str, *, levels: Collection[int] | None = None) -> list[EvidenceUse]:
    """Keep what a service shows now and hand it in for the levels that hold (or for those of them that are given).

    Refused for a service of another indicator, without data, for a level that does not hold, and after submission.
    """
    actor.require("maturity.answer")
    entry = locked(entry)
    check_working(actor, entry)
    found = next((one for one in queries.supports(entry.assessment.instrument, entry.code) if one.key == key), None)
    if found is None:
        raise Refused(_("Layanan ini bukan bukti untuk indikator ini."))
    if not found.has_data:
        raise Refused(_("Layanan ini belum memiliki data, sehingga tidak ada yang dapat dibekukan."))
    wanted = sorted(set(found.levels if levels is None else levels))
    if not wanted:
        raise Refused(_("Belum ada tingkat yang terpenuhi oleh layanan ini."), field="levels")
    if not set(wanted) <= set(found.levels):
        raise Refused(
            _("Angka layanan saat ini tidak menunjukkan tingkat itu. Pilih tingkat yang terpenuhi."), field="levels"
        )
    unit = entry.unit or _regency()
    version = _version(actor, found, unit)
    return propose(actor, version, entry, levels=wanted)


def _version(actor: Actor, found: queries.Live, unit: Unit) -> EvidenceVersion:
    """A new version of the office's item of that service; the first time the item too."""
    item = (
        EvidenceItem.objects.select_for_update()
        .filter(kind=EvidenceKind.LIVE, live_key=found.key, unit=unit, withdrawn_at__isnull=True)
        .first()
    )
    if item is None:
        item = EvidenceItem.objects.create(
            title=found.title, kind=EvidenceKind.LIVE, unit=unit, live_key=found.key, note=found.definition,
            created_by=actor.name, account_id=actor.account_id,
        )  # fmt: skip
    return keep_snapshot(actor, item, queries.snapshot(found, today()))


def _regency() -> Unit:
    return Unit.objects.get(path="")
