"""Scheduled upkeep of the live buffer."""

from __future__ import annotations

from pendopo.kernel.schedule import every


@every("kernel.live.prune", seconds=300)
def prune_live() -> None:
    from pendopo.kernel.live.prune import prune

    prune()
