"""What was submitted, read back from the frozen content; and what external stages and findings say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pendopo.apps.maturity.models import Assessment, AssessmentState, Entry, Finding, Score, Stage, Submission
from pendopo.apps.maturity.queries.assessments import EXTERNAL_VIEW, instrument_of, stages_seen
from pendopo.apps.maturity.queries.evidence import frozen_uses
from pendopo.apps.maturity.rules import flow
from pendopo.apps.maturity.rules.canonical import digest
from pendopo.kernel.actor import Actor


def standing(assessment: Assessment) -> Submission | None:
    """The submission that was not reopened."""
    return assessment.submissions.filter(reopened_at__isnull=True).select_related("ba_file", "consent_file").first()


def verifies(submission: Submission) -> bool:
    """Whether the frozen content still has its digest."""
    return digest(submission.content) == submission.sha256


def frozen_entries(submission: Submission | None) -> dict[str, dict[str, Any]]:
    """The frozen entries by code."""
    return {str(one["code"]): one for one in submission.content.get("entries", [])} if submission else {}


def content_of(assessment: Assessment) -> dict[str, Any]:
    """The content of a submission as it would be now; a draft of the documents is made of it too."""
    instrument = instrument_of(assessment)
    uses = frozen_uses(assessment)
    scores = {score.entry_id: score for score in Score.objects.filter(entry__assessment=assessment, stage=Stage.SELF)}
    result = assessment.results.get(Stage.SELF, {})
    return {
        "instrument": instrument.key,
        "digest": instrument.digest,
        "year": assessment.year,
        "kind": assessment.kind,
        "entries": [
            _content_of_entry(entry, scores.get(entry.pk), uses.get(entry.pk, []))
            for entry in assessment.entries.select_related("unit").order_by("position")
        ],
        "score": {"index": result.get("index", ""), "predicate": result.get("predicate", "")},
    }


def _content_of_entry(entry: Entry, score: Score | None, uses: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "code": entry.code,
        "unit": entry.unit.name if entry.unit else "",
        "level": score.level if score else None,
        "fact": score.fact if score else "",
        "analysis": score.analysis if score else "",
        "by": score.by_name if score else "",
        "at": score.at.isoformat() if score else "",
        "uses": uses,
    }


@dataclass(frozen=True, slots=True)
class Row:
    """One entry with its level in each stage; `differs` names the stages that changed the level before them."""

    code: str
    name: str
    aspect: str
    levels: Mapping[str, int | None]
    differs: frozenset[str] = field(default_factory=frozenset)

    def cells(self, stages: tuple[str, ...]) -> list[tuple[int | None, bool]]:
        return [(self.levels.get(stage), stage in self.differs) for stage in stages]


def comparison(
    actor: Actor, assessment: Assessment, codes: set[str] | None = None
) -> tuple[tuple[str, ...], list[Row]]:
    """The stages that the actor may see and the levels of each entry in them (of `codes` only). One statement."""
    stages = stages_seen(actor, assessment)
    instrument = instrument_of(assessment)
    found: dict[str, dict[str, int | None]] = {}
    rows = Score.objects.filter(entry__assessment=assessment, stage__in=stages)
    for code, stage, level in rows.values_list("entry__code", "stage", "level"):
        found.setdefault(code, {})[stage] = level
    lines = []
    for code, entry in instrument.entries.items():
        if codes is not None and code not in codes:
            continue
        levels = {stage: found.get(code, {}).get(stage) for stage in stages}
        name = instrument.texts(code, assessment.year).name
        lines.append(Row(code, name, entry.aspect.name, levels, _differing(stages, levels)))
    return stages, lines


def findings(actor: Actor, assessment: Assessment) -> list[Finding]:
    """Strengths, weaknesses, recommendations: for the offices when the evaluation is closed."""
    external = any(actor.can(permission) for permission in EXTERNAL_VIEW)
    if not external and assessment.state != AssessmentState.CLOSED:
        return []
    return list(assessment.findings.filter(withdrawn_at__isnull=True))


def _differing(stages: tuple[str, ...], levels: Mapping[str, int | None]) -> frozenset[str]:
    found, last = set(), None
    for stage in (one for one in flow.ORDER if one in stages):
        level = levels[stage]
        if level is None:
            continue
        if last is not None and level != last:
            found.add(stage)
        last = level
    return frozenset(found)
