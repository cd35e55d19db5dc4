"""From punches, plans, calendar and absences to recap rows. Reads only; tuples, not objects."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from pendopo.apps.attendance.models import DayRecap
from pendopo.apps.attendance.models.devices import Punch
from pendopo.apps.attendance.queries import staff
from pendopo.apps.attendance.queries.book import ONE, Book, open_book
from pendopo.apps.attendance.rules.plan import DAY
from pendopo.apps.attendance.rules.verdict import judge

EARLY_START = 6 * 60


class RecapRow(NamedTuple):
    """The columns of DayRecap that the engine writes, `computed_at` left out."""

    person_id: int
    work_date: date
    unit_id: int
    unit_path: str
    state: str
    first_in: datetime | None
    last_out: datetime | None
    late: int
    early: int
    no_in: bool
    no_out: bool
    worked: int
    plan_start: int | None
    plan_end: int | None
    plan_label: str
    pattern_day_id: int | None
    shift_id: int | None
    absence_id: int | None
    device_id: int | None
    punches: int
    due_at: datetime | None


Days = Mapping[int, Collection[date]]
Key = tuple[int, date]


class Punches(NamedTuple):
    """Of one person in order of time: epoch seconds and the devices."""

    moments: list[int]
    devices: list[int | None]


NO_PUNCHES = Punches([], [])


@dataclass(frozen=True)
class Computed:
    """`rows` by person and date; a day asked for without a row is a day on which the person was not employed."""

    asked: set[Key]
    rows: dict[Key, RecapRow]
    names: dict[int, str]


def compute(days: Days, *, now: datetime, today: date) -> Computed:
    """Recaps of these days up to today, with the eve or the morrow where a shift crosses midnight."""
    wanted = [on for dates in days.values() for on in dates if on <= today]
    if not wanted:
        return Computed(set(), {}, {})
    since, until = min(wanted) - ONE, min(max(wanted) + ONE, today)
    people = list(days)
    book = open_book(since, until, person_ids=people)
    stays: dict[int, list[staff.Entry]] = defaultdict(list)
    for entry in staff.spans(since - ONE, until + ONE, person_ids=people):
        stays[entry.person_id].append(entry)
    asked: set[Key] = set()
    for person_id, dates in days.items():
        for on in dates:
            if on <= today:
                asked.update(_with_neighbours(book, stays.get(person_id, []), person_id, on, today))
    punches = load_punches(people, since, until)
    epoch = int(now.timestamp())
    rows = {}
    for key in asked:
        person_id, on = key
        row = _row(book, stays.get(person_id, []), punches.get(person_id, NO_PUNCHES), person_id, on, epoch)
        if row is not None:
            rows[key] = row
    return Computed(asked, rows, {person: entries[-1].name for person, entries in stays.items()})


def load_punches(person_ids: Sequence[int], since: date, until: date) -> dict[int, Punches]:
    """Counted punches that can belong to the days `since` to `until`. One query."""
    rows = (
        Punch.objects.counted()
        .filter(
            person_id__in=person_ids,
            local_time__gte=datetime.combine(since - ONE, datetime.min.time()),
            local_time__lt=datetime.combine(until + ONE * 2, datetime.min.time()),
        )
        .order_by()
        .values_list("person_id", "utc_time", "device_id")
    )
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for person_id, moment, device_id in rows.iterator(chunk_size=5000):
        found[person_id].append((int(moment.timestamp()), device_id or 0))
    result = {}
    for person_id, pairs in found.items():
        pairs.sort()
        result[person_id] = Punches([moment for moment, _ in pairs], [device or None for _, device in pairs])
    return result


def stored(asked: Collection[Key]) -> dict[Key, RecapRow]:
    """What the recap says now about these days. One query."""
    if not asked:
        return {}
    dates = [on for _, on in asked]
    rows = DayRecap.objects.filter(
        person_id__in={person for person, _ in asked}, work_date__range=(min(dates), max(dates))
    ).order_by()
    found = {(row[0], row[1]): RecapRow(*row) for row in rows.values_list(*RecapRow._fields).iterator(chunk_size=5000)}
    return {key: row for key, row in found.items() if key in asked}


def _with_neighbours(book: Book, stays: Sequence[staff.Entry], person_id: int, on: date, today: date) -> list[Key]:
    found = [(person_id, on)]
    entry = stay_on(stays, on)
    if entry is None:
        return found
    if book.plan(person_id, entry.unit_path, on - ONE).end > DAY:
        found.append((person_id, on - ONE))
    tomorrow = book.plan(person_id, entry.unit_path, on + ONE)
    if on < today and tomorrow.works and tomorrow.start < EARLY_START:
        found.append((person_id, on + ONE))
    return found


def stay_on(stays: Sequence[staff.Entry], on: date) -> staff.Entry | None:
    """The stay that covers a date; of several the one that began last."""
    for entry in reversed(stays):
        if entry.since <= on and (entry.until is None or on <= entry.until):
            return entry
    return None


def neighbour_paths(stays: Sequence[staff.Entry], entry: staff.Entry, on: date) -> tuple[str, str, str]:
    """Unit paths on the eve, the date and the day after; where there is no stay, that of the date."""
    if entry.since < on and (entry.until is None or on < entry.until):
        return (entry.unit_path, entry.unit_path, entry.unit_path)
    eve, tomorrow = stay_on(stays, on - ONE) or entry, stay_on(stays, on + ONE) or entry
    return (eve.unit_path, entry.unit_path, tomorrow.unit_path)


def _row(
    book: Book, stays: Sequence[staff.Entry], punches: Punches, person_id: int, on: date, epoch: int
) -> RecapRow | None:
    entry = stay_on(stays, on)
    if entry is None:
        return None
    zone = book.zone(entry.unit_id)
    plan = book.plan(person_id, entry.unit_path, on)
    opens, closes = book.window(person_id, neighbour_paths(stays, entry, on), zone, on)
    low, high = bisect_left(punches.moments, opens), bisect_left(punches.moments, closes)
    verdict = judge(
        plan,
        punches.moments[low:high],
        midnight=book.midnight(zone, on),
        closes=closes,
        now=epoch,
        rule=book.rules(on)[0],
        absence=book.absence(person_id, on),
    )
    return RecapRow(
        person_id=person_id,
        work_date=on,
        unit_id=entry.unit_id,
        unit_path=entry.unit_path,
        state=verdict.state.value,
        first_in=_moment(verdict.first),
        last_out=_moment(verdict.last),
        late=verdict.late,
        early=verdict.early,
        no_in=verdict.no_in,
        no_out=verdict.no_out,
        worked=verdict.worked,
        plan_start=plan.start if plan.works else None,
        plan_end=plan.end if plan.works else None,
        plan_label=plan.label[:120],
        pattern_day_id=plan.row_id,
        shift_id=plan.shift_id,
        absence_id=verdict.absence_id,
        device_id=punches.devices[low] if high > low else None,
        punches=high - low,
        due_at=_moment(verdict.due),
    )


def _moment(epoch: int | None) -> datetime | None:
    return None if epoch is None else datetime.fromtimestamp(epoch, UTC)


def date_range(since: date, until: date) -> list[date]:
    return [since + timedelta(days=n) for n in range((until - since).days + 1)]
