"""Daily: how elections keep their schedule."""

from __future__ import annotations

from pendopo.apps.elections.services import progress
from pendopo.kernel.clock import today
from pendopo.kernel.schedule import daily


@daily("elections.schedule", at="00:35")
def look_at_schedules() -> None:
    progress.tell_late(today())
    progress.put_on_time(today())
