"""Work of the worker after the count."""

from __future__ import annotations

from pendopo.apps.elections.services.objections import tell_due
from pendopo.kernel.clock import today
from pendopo.kernel.schedule import daily


@daily("elections.objections", at="00:40")
def look_at_objections() -> None:
    tell_due(today())
