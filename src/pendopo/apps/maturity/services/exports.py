"""Lists that leave the house leave a line in the trail."""

from __future__ import annotations

from pendopo.apps.maturity.models import Assessment
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor


def note_export(actor: Actor, assessment: Assessment) -> None:
    actor.require("maturity.view")
    audit.record("maturity.export", assessment, actor, year=assessment.year, instrument=assessment.instrument)
