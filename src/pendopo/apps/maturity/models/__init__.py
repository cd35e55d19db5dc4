"""Tables of the evaluation."""

from pendopo.apps.maturity.models.assessment import (
    Assessment,
    AssessmentState,
    Entry,
    EntryState,
    EvaluationKind,
    Finding,
    FindingKind,
    Score,
    ScoreVersion,
    Stage,
    Submission,
)
from pendopo.apps.maturity.models.benchmark import (
    BenchmarkImport,
    BenchmarkImportState,
    Peer,
    PeerClass,
    PublishedResult,
)
from pendopo.apps.maturity.models.evidence import EvidenceItem, EvidenceKind, EvidenceUse, EvidenceVersion, UseState
from pendopo.apps.maturity.models.insight import Action, ActionNote, ActionState, Effort, PastResult, Scenario
from pendopo.apps.maturity.models.instruments import InstrumentConfirmation, InstrumentFile

__all__ = [
    "Action",
    "ActionNote",
    "ActionState",
    "Assessment",
    "AssessmentState",
    "BenchmarkImport",
    "BenchmarkImportState",
    "Effort",
    "Entry",
    "EntryState",
    "EvaluationKind",
    "EvidenceItem",
    "EvidenceKind",
    "EvidenceUse",
    "EvidenceVersion",
    "Finding",
    "FindingKind",
    "InstrumentConfirmation",
    "InstrumentFile",
    "PastResult",
    "Peer",
    "PeerClass",
    "PublishedResult",
    "Scenario",
    "Score",
    "ScoreVersion",
    "Stage",
    "Submission",
    "UseState",
]
