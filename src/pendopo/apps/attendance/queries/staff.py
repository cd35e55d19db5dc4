"""Who is expected where: the roster of personnel, as the engine and the registers need it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pendopo.apps.personnel import public as personnel
from pendopo.apps.personnel.public import RosterEntry


def spans(
    since: date, until: date, *, unit_path: str = "", person_ids: Sequence[int] | None = None
) -> Sequence[RosterEntry]:
    """Every stay of a person in a unit that touches the days `since` to `until`. Three queries."""
    return personnel.roster_between(since, until, unit_path=unit_path, person_ids=person_ids)


def on_day(on: date, *, unit_path: str = "") -> Sequence[RosterEntry]:
    return spans(on, on, unit_path=unit_path)
