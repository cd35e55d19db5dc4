"""The trail is sealed by the worker, so that no line stays unprotected for long."""

from __future__ import annotations

from pendopo.kernel.audit.models import AuditEntry, AuditSeal
from pendopo.kernel.audit.services import seal
from pendopo.kernel.schedule import every


@every("kernel.audit.seal", seconds=60)
def seal_new_lines() -> int:
    """Seals everything there is, batch by batch; returns how many seals. Asks first: sealing takes the write lock."""
    last = AuditSeal.objects.order_by("-last_id").values_list("last_id", flat=True).first() or 0
    if not AuditEntry.objects.filter(id__gt=last).exists():
        return 0
    count = 0
    while seal() is not None:
        count += 1
    return count
