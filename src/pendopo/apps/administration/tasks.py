"""The check of the audit trail as a task with progress."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from pendopo.kernel import audit
from pendopo.kernel.errors import Refused
from pendopo.kernel.jobs import Progress, job


@job("audit.verify")
def verify(progress: Progress) -> dict[str, Any]:
    """Recompute every seal; a broken trail ends as a failed task that names the first places."""
    progress.actor.require("audit.view")
    audit.seal()
    report = audit.verify()
    if not report.sound:
        places = "; ".join(report.problems[:5])
        raise Refused(
            _("Jejak audit tidak utuh: %(places)s. Hentikan perubahan data dan hubungi Inspektorat.")
            % {"places": places}
        )
    progress.total(report.rows)
    progress.step(report.rows)
    return {"segel": report.seals, "baris": report.rows, "belum disegel": report.unsealed, "hasil": _("utuh")}
