"""Who may hold two tasks in one election."""

from __future__ import annotations

from typing import Final

from pendopo.apps.elections.models.election import MemberRole

RUNS: Final = frozenset(
    {MemberRole.COMMITTEE_HEAD, MemberRole.COMMITTEE, MemberRole.KPPS_HEAD, MemberRole.KPPS, MemberRole.TECHNICIAN}
)
WATCHES: Final = frozenset({MemberRole.WITNESS, MemberRole.BPD, MemberRole.SUPERVISOR})
COMMITTEE: Final = frozenset({MemberRole.COMMITTEE_HEAD, MemberRole.COMMITTEE})
STATION: Final = frozenset({MemberRole.KPPS_HEAD, MemberRole.KPPS})
WITH_PIN: Final = frozenset({MemberRole.KPPS_HEAD, MemberRole.KPPS, MemberRole.TECHNICIAN, MemberRole.WITNESS})
ONCE: Final = frozenset({MemberRole.COMMITTEE_HEAD})
"""Of which an election has one; a station has one KPPS_HEAD."""


def may_be_both(one: str, other: str) -> bool:
    """Who runs the election does not watch it, and who is KPPS is KPPS in one place only."""
    if one == other:
        return one == MemberRole.TECHNICIAN
    pair = {MemberRole(one), MemberRole(other)}
    if pair & RUNS and pair & WATCHES:
        return False
    if pair <= COMMITTEE or pair <= STATION:
        return False
    return not (pair <= WATCHES)
