"""Sums per unit and day: moved by the difference of each recap, equal to a rebuild at any time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from pendopo.apps.attendance.models import DayRecap, UnitDay
from pendopo.apps.attendance.queries.compute import Change, Former, RecapRow
from pendopo.apps.attendance.rules.plan import unit_levels
from pendopo.apps.attendance.rules.summary import FIELDS, ZERO, Sums, added, contribution, less
from pendopo.kernel.bulk import upsert

Place = tuple[date, str]
COLUMNS = ("work_date", "unit_path", *FIELDS)


def move(changed: Iterable[Change]) -> set[Place]:
    """Apply the difference between the recaps before and after; returns the units and days whose sums moved."""
    leaves: dict[Place, Sums] = defaultdict(lambda: ZERO)
    for old, new in changed:
        if old is not None:
            place = (old.work_date, old.unit_path)
            leaves[place] = less(leaves[place], _of(old))
        if new is not None:
            place = (new.work_date, new.unit_path)
            leaves[place] = added(leaves[place], _of(new))
    moved = {place: row for place, row in _upwards(leaves).items() if row != ZERO}
    _apply(moved)
    return set(moved)


def rebuild(since: date, until: date) -> int:
    """Count all days anew from the recaps; returns how many unit days were wrong (none, unless someone edited rows)."""
    fresh = counted(since, until)
    kept = read(since, until)
    wrong = {place for place in fresh.keys() | kept.keys() if fresh.get(place) != kept.get(place)}
    _store({place: fresh[place] for place in wrong if place in fresh})
    _drop(place for place in wrong if place not in fresh)
    return len(wrong)


def counted(since: date, until: date) -> dict[Place, Sums]:
    """The sums as the recaps make them."""
    leaves: dict[Place, Sums] = defaultdict(lambda: ZERO)
    rows = DayRecap.objects.filter(work_date__range=(since, until)).order_by()
    columns = ("work_date", "unit_path", "state", "late", "early", "no_in", "no_out")
    for on, path, state, late, early, no_in, no_out in rows.values_list(*columns).iterator(chunk_size=5000):
        leaves[(on, path)] = added(leaves[(on, path)], contribution(state, late, early, no_in, no_out))
    return _upwards(leaves)


def read(since: date, until: date) -> dict[Place, Sums]:
    """The sums as they are kept."""
    rows = UnitDay.objects.filter(work_date__range=(since, until)).order_by()
    return {(row[0], row[1]): tuple(row[2:]) for row in rows.values_list(*COLUMNS)}


def _of(row: Former | RecapRow) -> Sums:
    return contribution(row.state, row.late, row.early, row.no_in, row.no_out)


def _upwards(leaves: dict[Place, Sums]) -> dict[Place, Sums]:
    """Each unit with everything under it."""
    found: dict[Place, Sums] = defaultdict(lambda: ZERO)
    for (on, path), row in leaves.items():
        for level in unit_levels(path):
            found[(on, level)] = added(found[(on, level)], row)
    return dict(found)


def _apply(moved: dict[Place, Sums]) -> None:
    if not moved:
        return
    dates = [on for on, _ in moved]
    rows = UnitDay.objects.filter(work_date__range=(min(dates), max(dates))).order_by()
    paths = {path for _, path in moved}
    if len(paths) <= 300:
        rows = rows.filter(unit_path__in=paths)
    kept: dict[Place, Sums] = {(row[0], row[1]): tuple(row[2:]) for row in rows.values_list(*COLUMNS)}
    after = {place: added(kept.get(place, ZERO), difference) for place, difference in moved.items()}
    _store({place: row for place, row in after.items() if row != ZERO})
    _drop(place for place, row in after.items() if row == ZERO)


def _store(rows: dict[Place, Sums]) -> None:
    ordered = ((on, path, *row) for (on, path), row in sorted(rows.items()))
    upsert(UnitDay, COLUMNS, ordered, unique=("work_date", "unit_path"), update=FIELDS)


def _drop(places: Iterable[Place]) -> None:
    by_date: dict[date, list[str]] = defaultdict(list)
    for on, path in places:
        by_date[on].append(path)
    for on, paths in by_date.items():
        UnitDay.objects.filter(work_date=on, unit_path__in=paths).delete()
