"""What others may hear of the evaluation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AssessmentStarted:
    """The offices may fill in now."""

    assessment_id: int
    year: int


@dataclass(frozen=True, slots=True)
class AssessmentSubmitted:
    """The self-assessment was frozen; `number` counts the submissions of the year."""

    assessment_id: int
    year: int
    number: int


@dataclass(frozen=True, slots=True)
class AssessmentReopened:
    """The offices may change their answers again; `number` is the submission that ended."""

    assessment_id: int
    year: int
    number: int


@dataclass(frozen=True, slots=True)
class AssessmentClosed:
    """The results are final; `index` is the exact fraction as text."""

    assessment_id: int
    year: int
    index: str
    predicate: str


@dataclass(frozen=True, slots=True)
class ScoreChanged:
    """A stage says something else of an entry."""

    assessment_id: int
    entry_id: int
    code: str
    stage: str
    level: int | None
