"""What documents are made of: the frozen submission, or a draft of the same shape while there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Case, IntegerField, Value, When

from pendopo.apps.maturity.models import Assessment, AssessmentState, Finding, Score, Stage, Submission
from pendopo.apps.maturity.queries import seen
from pendopo.apps.maturity.queries.assessments import instrument_of, result_from, stages_seen
from pendopo.apps.maturity.queries.instruments import predicate_input
from pendopo.apps.maturity.queries.submitted import content_of, findings, standing
from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.apps.maturity.rules.scoring import BadLevels, Missing, Result, score
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.people.models import AssignmentKind, RoleAssignment

COORDINATORS: Final = ("koordinator_spbe", "sekda")


@dataclass(frozen=True, slots=True)
class Signer:
    name: str
    post: str


@dataclass(frozen=True)
class Said:
    """What one stage says of one entry."""

    level: int | None
    fact: str = ""
    analysis: str = ""
    justification: str = ""


@dataclass(frozen=True)
class Source:
    """`content` has the shape of Submission.content; `submission` is None in a draft. `words` by stage and code."""

    assessment: Assessment
    instrument: Instrument
    content: Mapping[str, Any]
    submission: Submission | None
    stages: tuple[str, ...] = ()
    words: Mapping[str, Mapping[str, Said]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def is_closed(self) -> bool:
        return self.assessment.state == AssessmentState.CLOSED

    @property
    def entries(self) -> dict[str, Mapping[str, Any]]:
        """By code, in the official order."""
        return {str(one["code"]): one for one in self.content["entries"]}

    @property
    def result(self) -> Result | None:
        """The self-assessment, computed from the content itself; None while levels are missing."""
        return self._scored("refuse")

    @property
    def partial(self) -> Result | None:
        """As `result`, with what is missing counted as 0; None when nothing is filled in."""
        return self._scored("zero") if any(one["level"] is not None for one in self.entries.values()) else None

    def _scored(self, missing: Missing) -> Result | None:
        levels = {code: one["level"] for code, one in self.entries.items() if one["level"] is not None}
        rule = predicate_input(self.assessment.year, self.instrument)
        try:
            return score(self.instrument, self.assessment.year, levels, predicate_input=rule, missing=missing)
        except BadLevels:
            return None

    def result_of(self, stage: str) -> Result | None:
        if stage == Stage.SELF:
            return self.result
        kept = self.assessment.results.get(stage)
        return result_from(kept) if kept else None


def source_of(actor: Actor, assessment: Assessment, *, whole: bool = True) -> Source:
    """The content with what the actor may read of later stages; `whole=False` leaves out entries of other offices."""
    instrument = instrument_of(assessment)
    submission = standing(assessment)
    content = dict(submission.content) if submission else content_of(assessment)
    if not whole:
        allowed = set(seen.entries(actor).filter(assessment=assessment).values_list("code", flat=True))
        content["entries"] = [one for one in content["entries"] if one["code"] in allowed]
    stages = tuple(stage for stage in stages_seen(actor, assessment) if stage != Stage.SELF)
    return Source(
        assessment, instrument, content, submission, (Stage.SELF, *stages), _words(assessment, stages),
        tuple(findings(actor, assessment)),
    )  # fmt: skip


def _words(assessment: Assessment, stages: tuple[str, ...]) -> dict[str, dict[str, Said]]:
    found: dict[str, dict[str, Said]] = {stage: {} for stage in stages}
    rows = Score.objects.filter(entry__assessment=assessment, stage__in=stages)
    for one in rows.select_related("entry").only("entry__code", "stage", "level", "fact", "analysis", "justification"):
        found[one.stage][one.entry.code] = Said(one.level, one.fact, one.analysis, one.justification)
    return found


def signer_of(submission: Submission | None) -> Signer:
    """Who submitted, in the post of that day; before, whoever holds the post of coordinator now."""
    if submission is not None:
        return Signer(submission.by_name, submission.by_post or "Koordinator SPBE")
    order = Case(
        *(When(role=role, then=Value(place)) for place, role in enumerate(COORDINATORS)), output_field=IntegerField()
    )
    rows = RoleAssignment.objects.current(today()).filter(role__in=COORDINATORS, unit__path="")
    held = rows.select_related("person", "post").order_by(order, "-starts_on", "pk").first()
    if held is None:
        return Signer("", "Koordinator SPBE")
    title = held.post.title if held.post else "Koordinator SPBE"
    post = title if held.kind == AssignmentKind.DEFINITIVE else f"{held.get_kind_display()} {title}"
    return Signer(held.person.name, post)


def made_at(source: Source) -> datetime | None:
    """The moment that a final document carries: of the submission, or of the end; None for a draft: now."""
    return source.submission.at if source.submission else None
