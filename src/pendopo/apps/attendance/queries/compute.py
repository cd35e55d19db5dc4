"""From punches, plans, calendar and absences to recap rows. Reads only; tuples, not objects."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple

from django.db.models import QuerySet

from pendopo.apps.attendance.models import DayRecap, Punch
from pendopo.apps.attendance.queries import staff
from pendopo.apps.attendance.queries.book import ONE, Book, Day, open_book
from pendopo.apps.attendance.queries.epoch import Epoch
from pendopo.apps.attendance.rules.verdict import judge
from pendopo.apps.personnel.public import RosterEntry


class RecapRow(NamedTuple):
    """What the engine writes into DayRecap; moments in epoch seconds."""

    person_id: int
    work_date: date
    unit_id: int
    unit_path: str
    state: str
    first_in: int | None
    last_out: int | None
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
    due_at: int | None


class Former(NamedTuple):
    """Of a recap that is about to change, what its sums and its news need."""

    person_id: int
    work_date: date
    unit_path: str
    state: str
    late: int
    early: int
    no_in: bool
    no_out: bool
    first_in: int | None
    last_out: int | None


Change = tuple[Former | None, RecapRow | None]
MOMENTS = ("first_in", "last_out", "due_at")


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


def compute(days: Days, *, now: datetime, today: date) -> Computed:
    """Recaps of these days up to today, with the eve or the morrow where a shift crosses midnight."""
    wanted = [on for dates in days.values() for on in dates if on <= today]
    if not wanted:
        return Computed(set(), {})
    since, until = min(wanted) - ONE, min(max(wanted) + ONE, today)
    people = list(days)
    book = open_book(since, until, person_ids=people)
    stays: dict[int, list[RosterEntry]] = defaultdict(list)
    for entry in staff.spans(since - ONE, until + ONE, person_ids=people):
        stays[entry.person_id].append(entry)
    punches = load_punches(people, since, until)
    epoch = int(now.timestamp())
    asked: set[Key] = set()
    rows: dict[Key, RecapRow] = {}
    for person_id, dates in days.items():
        own = Employed(book, person_id, stays.get(person_id, []), punches.get(person_id, NO_PUNCHES))
        for on in own.reached(dates, today):
            asked.add((person_id, on))
            row = own.row(on, epoch)
            if row is not None:
                rows[(person_id, on)] = row
    return Computed(asked, rows)


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
        .values_list("person_id", Epoch("utc_time"), "device_id")
    )
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for person_id, moment, device_id in rows.iterator(chunk_size=5000):
        found[person_id].append((moment, device_id))
    result = {}
    for person_id, pairs in found.items():
        pairs.sort()
        result[person_id] = Punches([moment for moment, _ in pairs], [device for _, device in pairs])
    return result


def digests(asked: Collection[Key]) -> dict[Key, int]:
    """Fingerprints of the recaps that these days have now. One query."""
    rows = _recaps(asked).values_list("person_id", "work_date", "digest").iterator(chunk_size=5000)
    return {(person_id, on): digest for person_id, on, digest in rows if (person_id, on) in asked}


def formers(asked: Collection[Key]) -> dict[Key, Former]:
    """What the recaps of these days say before they change. One query."""
    if not asked:
        return {}
    columns = [Epoch(name) if name in MOMENTS else name for name in Former._fields]
    rows = _recaps(asked).values_list(*columns).iterator(chunk_size=5000)
    return {(row[0], row[1]): Former(*row) for row in rows if (row[0], row[1]) in asked}


def _recaps(asked: Collection[Key]) -> QuerySet[DayRecap]:
    dates = [on for _, on in asked]
    people = {person for person, _ in asked}
    return DayRecap.objects.filter(person_id__in=people, work_date__range=(min(dates), max(dates))).order_by()


def digest(row: RecapRow) -> int:
    """64 bits that differ when anything in the row does."""
    return int.from_bytes(blake2b(repr(row[2:]).encode(), digest_size=8).digest(), "big", signed=True)


def stay_on(stays: Sequence[RosterEntry], on: date) -> RosterEntry | None:
    """The stay that covers a date; of several the one that began last."""
    for entry in reversed(stays):
        if entry.starts_on <= on and (entry.ends_on is None or on <= entry.ends_on):
            return entry
    return None


@dataclass(frozen=True, slots=True)
class Employed:
    """One person with all that decides the person's days."""

    book: Book
    person_id: int
    stays: Sequence[RosterEntry]
    punches: Punches

    def reached(self, dates: Collection[date], today: date) -> set[date]:
        """These dates up to today, and the neighbours that may own their punches."""
        found = set()
        for on in dates:
            if on > today:
                continue
            found.add(on)
            entry = stay_on(self.stays, on)
            if entry is None:
                continue
            before, after = self.day(entry, on).reaches
            if before:
                found.add(on - ONE)
            if after and on < today:
                found.add(on + ONE)
        return found

    def day(self, entry: RosterEntry, on: date) -> Day:
        eve = tomorrow = entry
        if entry.starts_on >= on:
            eve = stay_on(self.stays, on - ONE) or entry
        if entry.ends_on is not None and entry.ends_on <= on:
            tomorrow = stay_on(self.stays, on + ONE) or entry
        return self.book.day(self.person_id, (eve.unit_id, entry.unit_id, tomorrow.unit_id), on)

    def row(self, on: date, now: int) -> RecapRow | None:
        """The recap of a date; None when not employed on it. `now` in epoch seconds."""
        entry = stay_on(self.stays, on)
        if entry is None:
            return None
        day = self.day(entry, on)
        moments = self.punches.moments
        low, high = bisect_left(moments, day.opens), bisect_left(moments, day.closes)
        plan = day.plan
        verdict = judge(
            plan,
            moments[low:high],
            midnight=day.midnight,
            closes=day.closes,
            now=now,
            rule=self.book.rules(on)[0],
            absence=self.book.absence(self.person_id, on),
        )
        works = plan.works
        return RecapRow(
            self.person_id,
            on,
            entry.unit_id,
            day.unit_path,
            verdict.state.value,
            verdict.first,
            verdict.last,
            verdict.late,
            verdict.early,
            verdict.no_in,
            verdict.no_out,
            verdict.worked,
            plan.start if works else None,
            plan.end if works else None,
            plan.label[:120],
            plan.row_id,
            plan.shift_id,
            verdict.absence_id,
            self.punches.devices[low] if high > low else None,
            high - low,
            verdict.due,
        )


def date_range(since: date, until: date) -> list[date]:
    return [since + timedelta(days=n) for n in range((until - since).days + 1)]
