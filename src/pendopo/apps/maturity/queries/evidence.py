"""What the evidence of entries proves: levels, gaps, completeness, and what a submission freezes."""

from __future__ import annotations

from datetime import date
from typing import Any

from pendopo.apps.maturity.models import Assessment, EvidenceUse, UseState
from pendopo.apps.maturity.queries.evidence_panel import Panel, panel
from pendopo.apps.maturity.queries.evidence_proofs import Proof, gap_words, proofs, reachable_levels
from pendopo.kernel.clock import today

__all__ = [
    "Panel",
    "Proof",
    "completeness",
    "frozen_uses",
    "gap_words",
    "panel",
    "proofs",
    "reachable_levels",
]


def completeness(assessment: Assessment) -> dict[int, tuple[int, int]]:
    """For each entry: how many levels are proven, of how many. Three statements."""
    ids = list(assessment.entries.values_list("pk", flat=True))
    return {pk: (proof.count, proof.level_max) for pk, proof in proofs(ids).items()}


def frozen_uses(assessment: Assessment, on: date | None = None) -> dict[int, list[dict[str, Any]]]:
    """The accepted evidence of each entry as a submission keeps it; expired evidence is left out. One statement."""
    day = on or today()
    found: dict[int, list[dict[str, Any]]] = {}
    uses = EvidenceUse.objects.filter(entry__assessment=assessment, state=UseState.ACCEPTED)
    for use in uses.select_related("version__item").order_by("entry_id", "level", "letter", "pk"):
        item = use.version.item
        if item.valid_until is not None and item.valid_until < day:
            continue
        found.setdefault(use.entry_id, []).append(
            {
                "use": use.pk,
                "version": use.version_id,
                "item": item.pk,
                "title": item.title,
                "kind": item.kind,
                "level": use.level,
                "letter": use.letter,
                "pages": use.pages,
                "sha256": use.version.sha256,
                "draft": use.version.is_draft,
            }
        )
    return found
