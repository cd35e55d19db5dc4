from __future__ import annotations

from pendopo.kernel.clock import today
from pendopo.kernel.files.sweep import check_digests, remove_orphans
from pendopo.kernel.schedule import daily


@daily("files.remove_orphans", at="02:10")
def sweep() -> None:
    remove_orphans()


@daily("files.check_digests", at="02:40")
def check() -> None:
    check_digests(today())
