"""Decrees that the house knows, for forms that ask for one and pages that name one. Apps contribute; others ask.

@decree_source
def find(text: str) -> list[DecreeHit]: ...        # newest first; empty text: the newest

@decree_lookup
    def known(numbers: Sequence[str]) -> dict[str, DecreeHit]: ...     # written anyhow: "Perda No. 3 Tahun 2016"
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

log = logging.getLogger(__name__)
MOST = 200


@dataclass(frozen=True, slots=True)
class DecreeHit:
    """A decree in force or past: its number as people write it ("Perbup 12/2024"), its day, title and page."""

    number: str
    date: date | None
    title: str
    url: str


Source = Callable[[str], list[DecreeHit]]
Lookup = Callable[[Sequence[str]], dict[str, DecreeHit]]
_sources: dict[str, Source] = {}
_lookups: dict[str, Lookup] = {}
_Row = TypeVar("_Row", bound=Any)


def decree_source(function: Source) -> Source:
    _sources[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def decree_lookup(function: Lookup) -> Lookup:
    _lookups[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def find(text: str = "", *, limit: int = MOST) -> list[DecreeHit]:
    """Known decrees that match the text; a source that fails is logged and left out."""
    found: list[DecreeHit] = []
    for name, source in _sources.items():
        try:
            found += source(text)
        except Exception:
            log.exception("decree source failed", extra={"provider": name})
    return found[:limit]


def linked(rows: Sequence[_Row]) -> list[_Row]:
    """Frozen dataclasses with `decree` (a number) and `decree_url`, the address filled in where it is known."""
    hits = known([row.decree for row in rows])
    return [replace(row, decree_url=hits[row.decree].url) if row.decree in hits else row for row in rows]


def known(numbers: Sequence[str]) -> dict[str, DecreeHit]:
    """Which of these numbers name a known decree, by the text as given."""
    found: dict[str, DecreeHit] = {}
    for name, lookup in _lookups.items():
        try:
            found |= lookup([number for number in numbers if number and number not in found])
        except Exception:
            log.exception("decree lookup failed", extra={"provider": name})
    return found
