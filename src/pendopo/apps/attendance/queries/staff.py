"""Who is expected where: the roster of personnel, as the engine and the registers need it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from pendopo.apps.personnel import public as personnel


class Entry(Protocol):
    """A person in a unit from `since` to `until` (both included, None: open)."""

    @property
    def person_id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def nip(self) -> str: ...
    @property
    def unit_id(self) -> int: ...
    @property
    def unit_path(self) -> str: ...
    @property
    def unit_name(self) -> str: ...
    @property
    def post(self) -> str: ...
    @property
    def since(self) -> date: ...
    @property
    def until(self) -> date | None: ...


def spans(
    since: date, until: date, *, unit_path: str = "", person_ids: Sequence[int] | None = None
) -> Sequence[Entry]:
    """Every stay of a person in a unit that touches the days `since` to `until`. One query."""
    return personnel.roster_between(since, until, unit_path=unit_path, person_ids=person_ids)


def names(person_ids: Sequence[int], on: date) -> dict[int, Entry]:
    """Name and NIP of these persons by their stay nearest to a date."""
    found: dict[int, Entry] = {}
    for entry in spans(date.min, on, person_ids=person_ids):
        found[entry.person_id] = entry
    return found


def on_day(on: date, *, unit_path: str = "") -> Sequence[Entry]:
    return spans(on, on, unit_path=unit_path)
