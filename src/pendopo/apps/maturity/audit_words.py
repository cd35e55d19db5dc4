"""Words of the evaluation in the audit trail, a list a slice."""

from pendopo.apps.maturity import (
    audit_words_assessment,
    audit_words_benchmark,
    audit_words_evidence,
    audit_words_insight,
)

__all__ = ["audit_words_assessment", "audit_words_benchmark", "audit_words_evidence", "audit_words_insight"]
