"""What can be said of an address in the isolation table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Does = Literal["read", "form", "act", "device", "stream"]


@dataclass(frozen=True)
class Route:
    does: Does
    of: str = ""
    sees: frozenset[str] | None = None
    shared: bool = False
    ok: frozenset[int] = frozenset({200})


def _route(does: Does, of: str, sees: str, shared: bool, ok: str) -> Route:
    seen = frozenset(sees.split()) if sees else None
    return Route(does, of, seen, shared, frozenset(int(code) for code in ok.split()))


def read(of: str = "", *, sees: str = "", shared: bool = False, ok: str = "200") -> Route:
    return _route("read", of, sees, shared, ok)


def form(of: str = "", *, sees: str = "", shared: bool = False, ok: str = "200") -> Route:
    return _route("form", of, sees, shared, ok)


def act(of: str = "", *, sees: str = "", shared: bool = False) -> Route:
    return _route("act", of, sees, shared, "200")


def stream() -> Route:
    """The live stream: asynchronous, its scope is tested on its own."""
    return _route("stream", "", "", True, "200")


def device(of: str = "") -> Route:
    return _route("device", of, "", True, "200")
