"""Whether a document is in force on a day, from its stage, its dates and what others do to it.

A document takes force by promulgation or on the day that it names (UU 12/2011 pasal 87). It ends on its last day or on
the day when a later one that revokes it takes force. Revoking the revoking one does not revive it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

Status = Literal["rancangan", "ditarik", "belum", "berlaku", "diubah", "dicabut", "berakhir"]
STATUSES: Final[tuple[Status, ...]] = ("rancangan", "ditarik", "belum", "berlaku", "diubah", "dicabut", "berakhir")
IN_FORCE: Final = frozenset({"berlaku", "diubah"})
SOON_DAYS: Final = 90
NEAR_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Facts:
    """`revoked_from` and `amended_from` come from `effects.py`."""

    state: str
    in_force_from: date | None = None
    in_force_until: date | None = None
    revoked_from: date | None = None
    amended_from: date | None = None


def status_on(facts: Facts, day: date) -> Status:
    """The status on a day. The first that holds: not decided yet, revoked, ended, not begun, amended, in force."""
    if facts.state == "draft":
        return "rancangan"
    if facts.state == "withdrawn":
        return "ditarik"
    if facts.revoked_from is not None and facts.revoked_from <= day:
        return "dicabut"
    if facts.in_force_until is not None and facts.in_force_until < day:
        return "berakhir"
    if facts.in_force_from is None or facts.in_force_from > day:
        return "belum"
    if facts.amended_from is not None and facts.amended_from <= day:
        return "diubah"
    return "berlaku"


def in_force_on(facts: Facts, day: date) -> bool:
    return status_on(facts, day) in IN_FORCE


def ends_soon(facts: Facts, day: date, days: int = SOON_DAYS) -> bool:
    """In force, and its last day or the day before its revocation comes within `days`."""
    last = last_day(facts)
    return in_force_on(facts, day) and last is not None and last <= day + timedelta(days=days)


def last_day(facts: Facts) -> date | None:
    """The last day in force that is known, None while there is no end."""
    ends = [facts.in_force_until] if facts.in_force_until else []
    if facts.revoked_from:
        ends.append(facts.revoked_from - timedelta(days=1))
    return min(ends, default=None)
