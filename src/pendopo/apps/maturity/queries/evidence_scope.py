"""Whose evidence a person may see: of the own office, used in entries of the own office, or frozen in a submission.

External assessors and reviewers (without maturity.view) see exactly what was submitted.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from pendopo.apps.maturity.models import (
    AssessmentState,
    EvidenceItem,
    EvidenceUse,
    EvidenceVersion,
    Submission,
    UseState,
)
from pendopo.kernel.actor import Actor
from pendopo.kernel.scope import under

VIEW = "maturity.view"
ONLY_SUBMITTED = ("maturity.assess", "maturity.review")
WORKING = (AssessmentState.SETUP, AssessmentState.SELF)
"""While the evidence of an assessment may still change."""
UNDER_ASSESSMENT = (
    AssessmentState.DOCUMENT,
    AssessmentState.INTERVIEW,
    AssessmentState.VISIT,
    AssessmentState.REVIEW,
)


def sees_only_submitted(actor: Actor) -> bool:
    return not actor.can(VIEW) and any(actor.can(permission) for permission in ONLY_SUBMITTED)


def frozen_uses_of(submissions: Iterable[Submission]) -> list[dict[str, Any]]:
    """The lines of evidence in the content of submissions."""
    return [
        use
        for submission in submissions
        for entry in submission.content.get("entries", [])
        for use in entry.get("uses", [])
    ]


def submitted_version_ids(item_id: int | None = None) -> set[int]:
    """Versions in submissions that stand, of one item or of all."""
    standing = Submission.objects.filter(reopened_at__isnull=True)
    return {
        int(use["version"])
        for use in frozen_uses_of(standing.only("content"))
        if item_id is None or int(use.get("item", 0)) == item_id
    }


def items(actor: Actor) -> QuerySet[EvidenceItem]:
    """Evidence that the actor may open."""
    if actor.can(VIEW):
        found = EvidenceItem.objects.all()
        if actor.unit_path == "":
            return found
        used = EvidenceUse.objects.filter(under(actor.unit_path, "entry__unit__path"), version__item=OuterRef("pk"))
        return found.filter(under(actor.unit_path, "unit__path") | Q(Exists(used.exclude(state=UseState.WITHDRAWN))))
    if sees_only_submitted(actor):
        return EvidenceItem.objects.filter(versions__in=submitted_version_ids()).distinct()
    return EvidenceItem.objects.none()


def own_items(actor: Actor) -> QuerySet[EvidenceItem]:
    """Evidence that the actor's office owns: what it may change or use."""
    return EvidenceItem.objects.visible_to(actor)


def versions(actor: Actor) -> QuerySet[EvidenceVersion]:
    """Versions that the actor may open: every version of the own office's items, else those used in own entries."""
    found = EvidenceVersion.objects.select_related("item", "item__unit", "file")
    if actor.can(VIEW):
        if actor.unit_path == "":
            return found
        used = EvidenceUse.objects.filter(under(actor.unit_path, "entry__unit__path"), version=OuterRef("pk"))
        return found.filter(
            under(actor.unit_path, "item__unit__path") | Q(Exists(used.exclude(state=UseState.WITHDRAWN)))
        )
    if sees_only_submitted(actor):
        return found.filter(pk__in=submitted_version_ids())
    return found.none()


def uses(actor: Actor) -> QuerySet[EvidenceUse]:
    """Uses in entries of the own office, or of evidence of the own office."""
    found = EvidenceUse.objects.select_related(
        "entry", "entry__assessment", "entry__unit", "version", "version__item", "version__item__unit"
    )
    if not actor.can(VIEW):
        return found.none()
    return found.filter(
        under(actor.unit_path, "entry__unit__path") | under(actor.unit_path, "version__item__unit__path")
    )


def covers_entry(actor: Actor, unit_path: str | None) -> bool:
    """Whether an entry belongs to the actor's office; an entry without an office is the whole government's."""
    return actor.covers(unit_path) if unit_path is not None else actor.unit_path == ""
