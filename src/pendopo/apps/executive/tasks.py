"""The room's scheduled work."""

from __future__ import annotations

from pendopo.apps.executive.services import watch
from pendopo.kernel.schedule import every


@every("executive.watch", seconds=300)
def watch_figures() -> None:
    watch.watch_falling()
    watch.watch_stale()
