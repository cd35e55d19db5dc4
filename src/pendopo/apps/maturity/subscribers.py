"""What the evaluation does when it changes state: its figures in the regent's room follow at once.

Single answers come by the hundred; the task of `tasks_insight.py` looks after them every minute.
"""

from __future__ import annotations

from pendopo.apps.maturity.events import AssessmentClosed, AssessmentReopened, AssessmentStarted, AssessmentSubmitted
from pendopo.apps.maturity.services.insight import COMPLETE, INDEX, refresh
from pendopo.kernel.events import subscribe


@subscribe(AssessmentStarted)
def started(event: AssessmentStarted) -> None:
    refresh((COMPLETE,))


@subscribe(AssessmentSubmitted)
def submitted(event: AssessmentSubmitted) -> None:
    refresh((INDEX, COMPLETE))


@subscribe(AssessmentReopened)
def reopened(event: AssessmentReopened) -> None:
    refresh((INDEX, COMPLETE))


@subscribe(AssessmentClosed)
def closed(event: AssessmentClosed) -> None:
    refresh((INDEX, COMPLETE))
