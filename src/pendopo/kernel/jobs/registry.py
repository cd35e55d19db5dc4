"""The kinds of jobs there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

JobFunction = Callable[..., dict[str, Any] | None]
KINDS: dict[str, JobFunction] = {}


def job(kind: str) -> Callable[[JobFunction], JobFunction]:
    """Registers `run(progress, **args)` as the work of a kind; an app does it in its `tasks.py`."""

    def register(function: JobFunction) -> JobFunction:
        KINDS[kind] = function
        return function

    return register
