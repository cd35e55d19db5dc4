"""The recap engine: dirty days in, recaps, unit sums, indicators and live events out, in one transaction each batch.

A batch holds the engine's lock, so two workers never write the same day; a kill leaves the dirty rows for the next one.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from pendopo.apps.attendance.models import DayRecap, DirtyDay
from pendopo.apps.attendance.queries import staff
from pendopo.apps.attendance.queries.compute import (
    MOMENTS,
    Change,
    Computed,
    RecapRow,
    compute,
    date_range,
    digest,
    digests,
    formers,
)
from pendopo.apps.attendance.services import announce, sums
from pendopo.kernel.bulk import load, upsert
from pendopo.kernel.clock import regency_zone

BATCH: Final = 1000
PEOPLE_A_CHUNK: Final = 250
LONGEST_SPAN: Final = timedelta(days=31)
LOCK: Final = 0x7265_6361_70
FIELDS: Final = (*RecapRow._fields, "digest", "computed_at")
_MOMENTS: Final = tuple(RecapRow._fields.index(name) for name in MOMENTS)
UPDATED: Final = tuple(field for field in FIELDS if field not in ("person_id", "work_date"))


@dataclass(frozen=True)
class Outcome:
    """What a batch did; `changed` pairs the recap before with the one after (None: there is none)."""

    computed: int
    changed: list[Change]
    places: set[tuple[date, str]]


NOTHING = Outcome(0, [], set())


def recompute_dirty(limit: int = BATCH, *, now: datetime | None = None) -> int:
    """Compute one batch of dirty days, newest dates first; returns how many days were taken off the list."""
    if not DirtyDay.objects.exists():
        return 0
    moment = now or timezone.now()
    with transaction.atomic():
        if not _locked(wait=False):
            return 0
        claimed = _claim(limit)
        if not claimed:
            return 0
        days: dict[int, set[date]] = defaultdict(set)
        for _pk, person_id, on in claimed:
            days[person_id].add(on)
        outcome = _write(compute(days, now=moment, today=local_day(moment)), moment)
        announce.indicators(outcome.places, moment)
        announce.punches(outcome.changed, moment)
        DirtyDay.objects.filter(pk__in=[pk for pk, _, _ in claimed]).delete()
    return len(claimed)


def recompute_range(
    since: date, until: date, *, unit_path: str = "", now: datetime | None = None
) -> Iterator[tuple[int, int]]:
    """Compute every day of everyone under a unit; yields (people done, people in all) after each chunk of people."""
    moment = now or timezone.now()
    until = min(until, local_day(moment))
    units = {entry.person_id: entry.unit_path for entry in staff.spans(since, until, unit_path=unit_path)}
    people = sorted(units, key=lambda person_id: (units[person_id], person_id))
    dates = date_range(since, until)
    places: set[tuple[date, str]] = set()
    for start in range(0, len(people), PEOPLE_A_CHUNK):
        chunk = people[start : start + PEOPLE_A_CHUNK]
        with transaction.atomic():
            _locked(wait=True)
            _forget(chunk, since, until)
            with _uncollected():
                outcome = _write(compute(dict.fromkeys(chunk, dates), now=moment, today=until), moment)
        places |= outcome.places
        yield start + len(chunk), len(people)
    for part in _by_date(places, days=8):
        with transaction.atomic():
            _locked(wait=True)
            announce.indicators(part, moment)


def recompute_all(since: date, until: date, *, unit_path: str = "", now: datetime | None = None) -> int:
    """As `recompute_range`, to the end; returns how many people."""
    steps = list(recompute_range(since, until, unit_path=unit_path, now=now))
    return steps[-1][0] if steps else 0


def local_day(moment: datetime) -> date:
    """The date in the regency's zone."""
    return moment.astimezone(regency_zone()).date()


def _locked(*, wait: bool) -> bool:
    """One batch at a time. SQLite's write transaction is that already."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _claim(limit: int) -> list[tuple[int, int, date]]:
    """Rows of the list, newest dates first and not more than a month apart; those an open upload holds are left."""
    rows = DirtyDay.objects.order_by("-work_date", "marked_at")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    found = list(rows.values_list("pk", "person_id", "work_date")[:limit])
    return [row for row in found if row[2] > found[0][2] - LONGEST_SPAN]


def _forget(people: list[int], since: date, until: date) -> None:
    """The days of a chunk need no other computing: before its punches are read, they go off the list."""
    rows = DirtyDay.objects.filter(person_id__in=people, work_date__range=(since, until)).order_by()
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    ids = list(rows.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        DirtyDay.objects.filter(pk__in=ids[start : start + BATCH]).delete()


def _write(computed: Computed, now: datetime) -> Outcome:
    """Store the rows that differ, drop those of days without employment, move the unit sums by the difference."""
    if not computed.asked:
        return NOTHING
    known = digests(computed.asked)
    fresh = {key: digest(row) for key, row in computed.rows.items()}
    differing = sorted(key for key in computed.asked if known.get(key) != fresh.get(key))
    before = formers({key for key in differing if key in known})
    changed = [(before.get(key), computed.rows.get(key)) for key in differing]
    for person_id, on in differing:
        if (person_id, on) not in computed.rows:
            DayRecap.objects.filter(person_id=person_id, work_date=on).delete()
    written = {key: _written(computed.rows[key], fresh[key], now) for key in differing if key in computed.rows}
    load(DayRecap, FIELDS, (row for key, row in written.items() if key not in known))
    if before:
        again = (row for key, row in written.items() if key in known)
        upsert(DayRecap, FIELDS, again, unique=("person_id", "work_date"), update=UPDATED)
    places = sums.move(changed)
    return Outcome(len(computed.asked), changed, places)


def _written(row: RecapRow, fingerprint: int, now: object) -> list[Any]:
    values: list[Any] = [*row, fingerprint, now]
    for place in _MOMENTS:
        if values[place] is not None:
            values[place] = _moment(values[place])
    return values


def _moment(epoch: int) -> object:
    """As the database takes it: for SQLite the text that Django would write."""
    found = datetime.fromtimestamp(epoch, UTC)
    return str(found)[:-6] if connection.vendor == "sqlite" else found


@contextmanager
def _uncollected() -> Iterator[None]:
    """Millions of short-lived tuples without cycles: the collector would find nothing and take a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _by_date(places: Iterable[tuple[date, str]], *, days: int) -> Iterator[list[tuple[date, str]]]:
    """In groups of a few dates, so that no transaction is long."""
    found: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for on, path in places:
        found[on.toordinal() // days].append((on, path))
    for group in sorted(found):
        yield found[group]
