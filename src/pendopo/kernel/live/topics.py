"""The topics there are, each with the permission its events need (None: everyone who is signed in)."""

from __future__ import annotations

TOPICS: dict[str, str | None] = {}


def register_topic(name: str, permission: str | None) -> None:
    """Declares a topic; an app calls it in its `policy.py`. Nobody hears a topic that was not declared."""
    TOPICS[name] = permission
