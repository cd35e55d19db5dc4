"""What people do on a day: who comes, when, at which unit, which key is pressed. Pure, and the same for (size, day)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

from pendopo.demo.offices import devices
from pendopo.demo.people import PersonPlan, people
from pendopo.demo.shifts import shift_on
from pendopo.demo.workdays import WorkCalendar, is_rainy

WEAK_OFFICE = "SATPOLPP"
BLOCK_DAYS = 21
EPOCH = date(2020, 1, 6)
NO_KEYS = frozenset({"face10", "push3"})
IN, OUT, BREAK_OUT, BREAK_IN, OVERTIME_IN, OVERTIME_OUT, UNDEFINED = 0, 1, 2, 3, 4, 5, 255

FIVE_DAY = {
    0: ("07:30", "16:00"),
    1: ("07:30", "16:00"),
    2: ("07:30", "16:00"),
    3: ("07:30", "16:00"),
    4: ("07:30", "16:30"),
}
SIX_DAY = {
    0: ("07:30", "14:45"),
    1: ("07:30", "14:45"),
    2: ("07:30", "14:45"),
    3: ("07:30", "14:45"),
    4: ("07:30", "11:30"),
    5: ("07:30", "14:30"),
}
SIX_DAY_RAMADAN = {
    0: ("08:00", "14:15"),
    1: ("08:00", "14:15"),
    2: ("08:00", "14:15"),
    3: ("08:00", "14:15"),
    4: ("08:00", "11:30"),
    5: ("08:00", "14:30"),
}
RAMADAN = {
    0: ("08:00", "15:00"),
    1: ("08:00", "15:00"),
    2: ("08:00", "15:00"),
    3: ("08:00", "15:00"),
    4: ("08:00", "15:30"),
}


class Press(NamedTuple):
    """One press: true local time, employee (below zero: a PIN nobody knows), device, key, means of verification."""

    at: datetime
    person: int
    device: int
    state: int
    verify: int


class Stranger(NamedTuple):
    """A PIN that is enrolled on a unit but belongs to nobody in the list yet."""

    pin: str
    device: int


STRANGERS = (
    Stranger("9001", 0),
    Stranger("00777", 8),
    Stranger("A12", 9),
    Stranger("4512", 5),
    Stranger("88", 11),
    Stranger("9017", 2),
)


@dataclass(frozen=True, slots=True)
class AbsencePlan:
    """A leave or duty of an employee, first and last day included."""

    person: int
    kind: str
    since: date
    until: date
    letter: str


def hours(person: PersonPlan, day: date, calendar: WorkCalendar) -> tuple[datetime, datetime] | None:
    """Start and end of duty on the local clock, or None when the employee has the day off."""
    if person.scheme:
        shift = shift_on(person.scheme, person.team, day)
        return shift.bounds(day) if shift else None
    if calendar.is_off(day):
        return None
    if calendar.is_ramadan(day):
        table = SIX_DAY_RAMADAN if person.six_day else RAMADAN
    else:
        table = SIX_DAY if person.six_day else FIVE_DAY
    found = table.get(day.weekday())
    if found is None:
        return None
    start, end = _clock(found[0]), _clock(found[1])
    return datetime.combine(day, start), datetime.combine(day, end)


def day_presses(size: str, day: date, calendar: WorkCalendar) -> list[Press]:
    """Every press of the duty begun on `day`, in the order of time; a night shift's last one lies on the next day."""
    rng = Random(f"{size}/{day}")
    rain, away = is_rainy(day), absent_on(size, day)
    found: list[Press] = []
    for person in people(size):
        duty = hours(person, day, calendar)
        if duty is None:
            if day.weekday() == 5 and rng.random() < 0.02 and not person.scheme:
                found.extend(_overtime(rng, person, day))
        elif person.index not in away:
            found.extend(_duty(rng, person, day, duty, rain=rain, night_rounds=_walks(person, duty[0], calendar)))
    if day.weekday() < 5 and not calendar.is_off(day):
        found.extend(_strangers(rng, day))
    found.sort()
    return found


def stamped(press: Press) -> datetime:
    """The time that the unit prints: its own clock, which may be wrong."""
    skew = devices()[press.device].skew
    return press.at + timedelta(seconds=skew) if skew else press.at


def pin_of(size: str, press: Press) -> str:
    """The PIN that the unit sends for a press."""
    return people(size)[press.person].pin if press.person >= 0 else STRANGERS[-1 - press.person].pin


def absences(size: str, since: date, until: date) -> list[AbsencePlan]:
    """Leave and duty that touch the period, the same whatever the period is."""
    first, last = (since - EPOCH).days // BLOCK_DAYS - 5, (until - EPOCH).days // BLOCK_DAYS
    return [
        plan
        for block in range(first, last + 1)
        for plan in _block(size, block)
        if plan.since <= until and plan.until >= since
    ]


@cache
def absent_on(size: str, day: date) -> frozenset[int]:
    """Indexes of the employees who are on leave or duty elsewhere."""
    return frozenset(plan.person for plan in absences(size, day, day))


@cache
def _block(size: str, block: int) -> tuple[AbsencePlan, ...]:
    rng = Random(f"absen/{size}/{block}")
    start = EPOCH + timedelta(days=block * BLOCK_DAYS)
    found = []
    for person in people(size):
        chance = rng.random()
        if chance >= 0.115:
            continue
        if chance < 0.0008 and person.sex == "2" and person.birth.year > 1985:
            kind, length = "maternity", 90
        elif chance < 0.045:
            kind, length = "annual", rng.choice((1, 2, 2, 3, 5))
        elif chance < 0.065:
            kind, length = "sick", rng.choice((1, 1, 2, 3))
        elif chance < 0.07:
            kind, length = "important", rng.choice((1, 2, 3))
        else:
            kind, length = "duty", rng.choice((1, 2, 2, 3, 4))
        since = start + timedelta(days=rng.randrange(BLOCK_DAYS))
        code = "000.1.2.3" if kind == "duty" else "800.1.11.4"
        number = f"{code}/{block % 997:03d}.{person.index}/{person.office}/{since.year}"
        found.append(AbsencePlan(person.index, kind, since, since + timedelta(days=length - 1), number))
    return tuple(found)


def _duty(
    rng: Random, person: PersonPlan, day: date, duty: tuple[datetime, datetime], *, rain: bool, night_rounds: bool
) -> Iterator[Press]:
    weak = person.office == WEAK_OFFICE
    monday = day.weekday() == 0
    truant = 0.004 + 0.012 * person.carelessness + (0.03 if weak else 0.0) + (0.006 if rain else 0.0)
    if rng.random() < truant * (1.6 if monday else 1.0):
        return
    start, end = duty
    minutes = rng.gauss(-14.0, 7.5) + 0.6 * person.punctuality + (5.0 if monday else 0.0) + (6.0 if weak else 0.0)
    if rain and not person.scheme:
        minutes += rng.random() * 13.0
    arrival = start + timedelta(seconds=int(minutes * 60.0))
    if rng.random() < (0.07 if weak else 0.018):
        leaving = end - timedelta(seconds=rng.randint(240, 5400))
    else:
        leaving = end + timedelta(seconds=int(rng.expovariate(1 / 540.0)))
    forgets = 0.012 + 0.03 * person.carelessness + (0.03 if weak else 0.0)
    if rng.random() > forgets * 0.3:
        yield from _press(rng, person, arrival, IN)
    if person.scheme == "RSUD" and rng.random() < 0.35:
        pause = start + (end - start) * 0.5 + timedelta(seconds=rng.randint(-3600, 3600))
        yield from _press(rng, person, pause, BREAK_OUT)
        yield from _press(rng, person, pause + timedelta(seconds=rng.randint(900, 2400)), BREAK_IN)
    if night_rounds:
        moment = arrival + timedelta(seconds=rng.randint(600, 1500))
        while moment < min(leaving, end) - timedelta(minutes=10):
            yield Press(moment, person.index, person.device, UNDEFINED, _verify(rng, person.device))
            moment += timedelta(seconds=rng.randint(480, 900))
    if rng.random() > forgets:
        yield from _press(rng, person, leaving, OUT)


def _press(rng: Random, person: PersonPlan, at: datetime, state: int) -> Iterator[Press]:
    """One press; now and then the wrong key, the neighbouring unit, or a second press a few seconds later."""
    device = person.device
    if rng.random() < 0.12:
        device = rng.choice(_group_devices(person.group))
    key = state
    if devices()[device].firmware in NO_KEYS:
        key = UNDEFINED
    elif rng.random() < 0.04:
        key = IN if state == OUT else OUT
    verify = _verify(rng, device)
    yield Press(at, person.index, device, key, verify)
    if rng.random() < 0.05:
        yield Press(at + timedelta(seconds=rng.randint(2, 45)), person.index, device, key, verify)


def _overtime(rng: Random, person: PersonPlan, day: date) -> Iterator[Press]:
    start = datetime.combine(day, time(8, 0)) + timedelta(seconds=rng.randint(0, 5400))
    end = start + timedelta(seconds=rng.randint(9000, 16200))
    yield Press(start, person.index, person.device, OVERTIME_IN, _verify(rng, person.device))
    yield Press(end, person.index, person.device, OVERTIME_OUT, _verify(rng, person.device))


def _strangers(rng: Random, day: date) -> Iterator[Press]:
    for place, stranger in enumerate(STRANGERS):
        if rng.random() < 0.8:
            at = datetime.combine(day, time(7, 5)) + timedelta(seconds=rng.randint(0, 2400))
            yield Press(at, -1 - place, stranger.device, IN, _verify(rng, stranger.device))


def _walks(person: PersonPlan, start: datetime, calendar: WorkCalendar) -> bool:
    """Guards press at each round by night, and by day when the offices are closed."""
    return person.patrols and (start.hour >= 17 or start.weekday() >= 5 or calendar.is_off(start.date()))


def _verify(rng: Random, device: int) -> int:
    if devices()[device].firmware == "face10":
        return 15
    return 4 if rng.random() < 0.03 else 1


@cache
def _group_devices(group: str) -> tuple[int, ...]:
    return tuple(device.index for device in devices() if device.group == group)


@cache
def _clock(text: str) -> time:
    return time.fromisoformat(text)
