"""What happened just now, contributed by apps (punches, letters, reports): the room's "Baru saja"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pendopo.kernel.actor import Actor


@dataclass(frozen=True, kw_only=True)
class FeedItem:
    """One happening; `time` is the local time as shown ("07.31.08"), `tone` is ok, watch, bad, info or ''."""

    at: datetime
    time: str
    title: str
    detail: str = ""
    tone: str = ""
    url: str = ""


Provider = Callable[[Actor, str, int], list[FeedItem]]
_providers: dict[str, Provider] = {}


def feed_provider(provider: Provider) -> Provider:
    """Register `recent(actor, unit_path, limit) -> list[FeedItem]`, newest first, only what the actor may see.

    Live changes come as events of the topic "punch" with data {"time", "title", "detail", "tone", "url"}.
    """
    _providers[f"{provider.__module__}.{provider.__qualname__}"] = provider
    return provider


def feed(actor: Actor, unit_path: str, *, limit: int = 8) -> list[FeedItem]:
    """The newest happenings under a unit over all apps."""
    found = [item for provider in list(_providers.values()) for item in provider(actor, unit_path, limit)]
    return sorted(found, key=lambda item: item.at, reverse=True)[:limit]
