"""What learning, plans and documents may be tied to: apps offer topics (an indicator of an instrument, a service).

    @topic_source
    def indicators() -> list[Topic]:
        return [Topic("spbe-59-2020:36", _("36 Layanan Kepegawaian"), _("SPBE 59/2020"))]

A topic is kept as its key; `label_of` gives words also for one whose source is gone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Topic:
    """`key` is stored elsewhere and never changes; `group` heads it in a list; `url` opens it, if it has a page."""

    key: str
    label: str | Promise
    group: str | Promise = ""
    url: str = ""


_sources: dict[str, Callable[[], list[Topic]]] = {}


def topic_source(function: Callable[[], list[Topic]]) -> Callable[[], list[Topic]]:
    _sources[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def topics() -> list[Topic]:
    return [topic for source in _sources.values() for topic in source()]


def label_of(key: str) -> str:
    """The words of a topic, or the key where nobody offers it any more."""
    return next((str(topic.label) for topic in topics() if topic.key == key), key)
