"""Work of the worker: reminders of the evaluation, once a day; the other slices have files of their own."""

from __future__ import annotations

from pendopo.apps.maturity import tasks_benchmark, tasks_evidence, tasks_insight
from pendopo.apps.maturity.services.reminders import remind
from pendopo.kernel.clock import today
from pendopo.kernel.schedule import daily

__all__ = ["tasks_benchmark", "tasks_evidence", "tasks_insight"]


@daily("maturity.remind", at="06:30")
def remind_offices() -> int:
    """Offices whose answers are due within the reminder, or overdue."""
    return remind(today())
