"""Events inside the house: handlers run in the same transaction; slow or outside work becomes a task."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

_E = TypeVar("_E")
_handlers: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(kind: type[_E]) -> Callable[[Callable[[_E], None]], Callable[[_E], None]]:
    """Register a handler for one class of event (a frozen dataclass)."""

    def register(handler: Callable[[_E], None]) -> Callable[[_E], None]:
        _handlers[kind].append(handler)
        return handler

    return register


def publish(event: object) -> None:
    """Run every handler of the event's class, in the caller's transaction; an error undoes the change as well."""
    for handler in _handlers[type(event)]:
        handler(event)
