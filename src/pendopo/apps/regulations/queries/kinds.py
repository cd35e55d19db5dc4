"""The kinds in use: built in, reworded or added by the regency."""

from __future__ import annotations

from datetime import date

from pendopo.apps.regulations.kinds import BUILT_IN, Kind
from pendopo.apps.regulations.models import RegulationKind


def kinds(on: date | None = None) -> dict[str, Kind]:
    """By code, in order of rank; `on` leaves out what is not in use on that day. One query."""
    found = {kind.code: kind for kind in BUILT_IN}
    for row in RegulationKind.objects.all():
        before = found.get(row.code)
        unused = on is not None and (
            (row.used_from is not None and row.used_from > on) or (row.used_until is not None and row.used_until < on)
        )
        if unused:
            found.pop(row.code, None)
            continue
        words = before.words if before else ()
        found[row.code] = Kind(row.code, row.name, row.short, row.rank, row.is_own, row.is_promulgated, words)
    return dict(sorted(found.items(), key=lambda item: (item[1].rank, item[0])))


def kind_pairs(on: date | None = None) -> list[tuple[str, str]]:
    return [(kind.code, kind.name) for kind in kinds(on).values()]
