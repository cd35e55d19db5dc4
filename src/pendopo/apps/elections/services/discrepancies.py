"""What was found about a difference: the checks in their order, then a finding."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.elections.models import Discrepancy, DiscrepancyState, ElectionState
from pendopo.apps.elections.rules.handcount import PROTOCOL, next_check
from pendopo.apps.elections.services.elections import require_runner
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused

RESULTS = "elections.results"
DECIDED = (DiscrepancyState.EXPLAINED, DiscrepancyState.UNRESOLVED)


def _require(actor: Actor, discrepancy: Discrepancy) -> Discrepancy:
    """The row as it is now, of an election that is still open."""
    election = discrepancy.box.station.election
    require_runner(actor, election, RESULTS)
    if election.state in (ElectionState.DETERMINED, ElectionState.ARCHIVED, ElectionState.CANCELLED):
        raise Refused(_("Pemilihan ini sudah ditutup; perbedaannya tidak dapat diubah lagi."))
    return Discrepancy.objects.select_for_update(of=("self",)).get(pk=discrepancy.pk)


def _done(row: Discrepancy) -> list[str]:
    return [str(one["key"]) for one in row.checks]


@transaction.atomic
def check(actor: Actor, discrepancy: Discrepancy, *, key: str, note: str) -> None:
    """One step of the protocol, in its order. Raises Refused for another one or without a note."""
    row = _require(actor, discrepancy)
    if row.state != DiscrepancyState.OPEN:
        raise Refused(_("Perbedaan ini sudah diputus. Tidak ada yang diubah."))
    if key != next_check(_done(row)):
        raise Refused(_("Langkah pemeriksaan diisi berurutan. Muat ulang halaman."), field="note")
    if not note.strip():
        raise Refused(_("Tulis apa yang ditemukan pada langkah ini."), field="note")
    row.checks = [
        *row.checks,
        {"key": key, "note": note.strip()[:500], "by": actor.name, "at": timezone.now().isoformat()},
    ]
    row.save(update_fields=["checks"])
    label = next(str(label) for name, label, _text in PROTOCOL if name == key)
    audit.record(
        "elections.discrepancy_check", row.box.station.election, actor,
        station=row.box.station.number, subject=label,
    )  # fmt: skip


@transaction.atomic
def decide(actor: Actor, discrepancy: Discrepancy, *, state: str, finding: str) -> None:
    """Explained, or still different. One that stays different may be explained later; the first finding is kept in the
    trail.
    """
    row = _require(actor, discrepancy)
    if state not in DECIDED:
        raise Refused(_("Pilih dijelaskan atau tetap berbeda."), field="state")
    if row.state == DiscrepancyState.EXPLAINED:
        raise Refused(_("Perbedaan ini sudah dijelaskan. Tidak ada yang diubah."))
    if next_check(_done(row)):
        raise Refused(_("Isi semua langkah pemeriksaan dahulu."), field="finding")
    if not finding.strip():
        raise Refused(_("Tulis temuannya."), field="finding")
    row.state, row.finding = state, finding.strip()
    row.decided_by, row.decided_at = actor.name, timezone.now()
    row.save(update_fields=["state", "finding", "decided_by", "decided_at"])
    audit.record(
        "elections.discrepancy_decide", row.box.station.election, actor,
        station=row.box.station.number, subject=row.what, state=state, finding=finding.strip()[:250],
    )  # fmt: skip
