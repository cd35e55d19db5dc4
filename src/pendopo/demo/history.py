"""Writes devices, PINs, schedules, absences and the punches of the past through the services of attendance."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from pendopo.apps.attendance.models import Absence, Device, DeviceGroup, Punch, SchedulePattern, Shift, Upload
from pendopo.apps.attendance.models.fields import wall_text
from pendopo.apps.attendance.protocol import attlog
from pendopo.apps.attendance.protocol.clock import to_utc
from pendopo.apps.attendance.protocol.lines import read_info, read_journal
from pendopo.apps.attendance.services import intake, talk
from pendopo.apps.attendance.services.devices import group_of, register_device
from pendopo.apps.attendance.services.engine import recompute_range
from pendopo.apps.attendance.services.gatekeeper import Caller, find
from pendopo.apps.attendance.services.intake_sql import Post
from pendopo.apps.attendance.services.pins import ignore_pin, match_pins
from pendopo.apps.attendance.services.schedules import add_shift, assign_pattern, set_roster
from pendopo.demo import wire
from pendopo.demo.days import STRANGERS, Press, absences, pin_of, stamped
from pendopo.demo.feed import presses_between
from pendopo.demo.government import OPENED_ON, Government
from pendopo.demo.machine import SILENCE
from pendopo.demo.offices import REGENCY_CODE, ZONE, devices, offices
from pendopo.demo.people import people
from pendopo.demo.shifts import ShiftPlan, all_shifts, shift_on
from pendopo.demo.workdays import LOCAL_HOLIDAY_BASIS, LOCAL_HOLIDAY_NAME, local_holiday
from pendopo.kernel import audit, bulk
from pendopo.kernel.actor import Actor
from pendopo.kernel.calendar.services import add_holiday, load_year

PERBUP = "Perbup Paser (contoh) 3/2025 tentang hari dan jam kerja"
PUNCH_FIELDS = (
    "device", "zone", "received_at", "upload", "pin", "local_time", "state", "verify", "work_code", "utc_time",
    "person", "flags", "standing", "raw",
)  # fmt: skip
ABSENCE_FIELDS = (
    "person", "unit_path", "kind", "detail", "since", "until", "portion", "document", "state", "reason", "entered_by",
    "entered_at",
)  # fmt: skip
UPLOAD_FIELDS = ("id", "device", "table", "stamp", "received_at", "address", "size", "rows", "added", "bad")
ROSTER_AHEAD = timedelta(days=45)
ROWS_A_LOAD = 20_000
TECHNICIAN = 4
SECOND = timedelta(seconds=1)
KINDS = {
    "annual": ("cuti", "Cuti tahunan"),
    "sick": ("sakit", "Cuti sakit"),
    "maternity": ("cuti", "Cuti melahirkan"),
    "important": ("cuti", "Cuti alasan penting"),
    "duty": ("dinas", "Perjalanan dinas"),
}


@dataclass(frozen=True, slots=True)
class Span:
    """The history: local times, the start at midnight; `heard` is when the units called last."""

    since: datetime
    until: datetime
    heard: datetime

    @classmethod
    def ending(cls, now: datetime, *, days: int) -> "Span":
        """The whole days before and the part of this one up to 47 minutes before `now` (aware)."""
        until = (now - SILENCE).replace(tzinfo=None, microsecond=0)
        return cls(datetime.combine(until.date() - timedelta(days=days), datetime.min.time()), until, now)

    @property
    def first(self) -> date:
        return self.since.date()

    @property
    def last(self) -> date:
        return self.until.date()


def set_up(actor: Actor, size: str, government: Government, span: Span) -> dict[int, Device]:
    """Calendar, devices with their PINs, working hours, rosters and absences; returns the devices by their place."""
    for year in range(span.first.year, (span.last + ROSTER_AHEAD).year + 1):
        load_year(actor, year)
    add_holiday(actor, on=local_holiday(span.last), name=LOCAL_HOLIDAY_NAME, basis=LOCAL_HOLIDAY_BASIS)
    units = _devices(actor, size, government)
    _schedules(actor, size, government)
    _rosters(actor, size, government, span)
    _absences(actor, size, government, span)
    return units


def load_punches(size: str, government: Government, units: dict[int, Device], span: Span) -> int:
    """The presses of the past with the columns that the intake writes; returns how many.

    No day is marked to be computed again: `compute` goes over the whole span afterwards.
    """
    presses = presses_between(size, span.since, span.until, local=local_holiday(span.last), eve=False)
    writer = _Writer(size, government, units)
    newest: dict[int, Press] = {}
    count = 0
    for batch in _batches(presses, ROWS_A_LOAD):
        rows = [row for press in _all_but_newest(batch, newest) if (row := writer.row(press)) is not None]
        bulk.load(Upload, UPLOAD_FIELDS, writer.uploads())
        count += bulk.load(Punch, PUNCH_FIELDS, rows)
    for press in newest.values():
        count += _send(size, press)
    _call(size, span)
    return count


def compute(span: Span, *, now: datetime, say: Callable[[str], None]) -> None:
    """Every recap, unit sum and figure of the span, as when the schedule computes them."""
    shown = 0
    for done, total in recompute_range(span.first, span.last, now=now):
        if done * 10 // max(total, 1) > shown:
            shown = done * 10 // total
            if total > 1000:
                say(f"rekap {done} dari {total} pegawai")


class _Writer:
    """Makes rows of presses; keeps one upload a device and day, and lets nothing through twice."""

    def __init__(self, size: str, government: Government, units: dict[int, Device]) -> None:
        self.size, self.government, self.units = size, government, units
        self.zone = ZoneInfo(ZONE)
        self._seen: set[tuple[int, str, str, int]] = set()
        self._uploads: dict[tuple[int, date], int] = {}
        self._fresh: dict[int, list[Any]] = {}

    def row(self, press: Press) -> tuple[Any, ...] | None:
        """The columns of PUNCH_FIELDS, or None for a press that is known."""
        device, plan = self.units[press.device], devices()[press.device]
        at = stamped(press)
        pin, local = pin_of(self.size, press), wall_text(at)
        key = (device.pk, pin, local, press.state)
        if key in self._seen:
            return None
        self._seen.add(key)
        arrived = (press.at + 2 * SECOND).replace(tzinfo=self.zone)
        raw = wire.attlog_line(wire.Row(pin, at, press.state, press.verify), wire.DIALECTS[plan.firmware])
        person = self.government.persons[press.person] if press.person >= 0 else None
        if press.person == -1 - TECHNICIAN:
            person = None
        upload = self._upload(device, press.at.date(), arrived, len(raw) + 1)
        utc = to_utc(at, self.zone).replace(tzinfo=UTC)
        work_code = "0" if plan.firmware not in ("aspx", "lower", "nul") else ""
        return (
            device.pk, device.zone, arrived, upload, pin, local, press.state, press.verify, work_code, utc, person, 0,
            0,
            raw.rstrip(),
        )  # fmt: skip

    def uploads(self) -> list[tuple[Any, ...]]:
        """The uploads that rows were made for since the last call."""
        rows = [tuple(row) for row in self._fresh.values()]
        self._fresh.clear()
        self._uploads.clear()
        return rows

    def _upload(self, device: Device, on: date, arrived: datetime, size: int) -> int:
        number = self._uploads.get((device.pk, on))
        if number is None:
            number = self._uploads[device.pk, on] = intake.upload_id(arrived)
            self._fresh[number] = [number, device.pk, "ATTLOG", "9999", arrived, "", 0, 0, 0, 0]
        row = self._fresh[number]
        row[6] += size
        row[7] += 1
        row[8] += 1
        return number


def _all_but_newest(batch: Iterable[Press], newest: dict[int, Press]) -> Iterator[Press]:
    """Holds back the last press of each unit: that one comes in by the door and sets the unit's stamp and clock."""
    for press in batch:
        held = newest.get(press.device)
        newest[press.device] = press
        if held is not None:
            yield held


def _batches(presses: Iterable[Press], rows: int) -> Iterator[list[Press]]:
    source = iter(presses)
    while batch := list(islice(source, rows)):
        yield batch


def _devices(actor: Actor, size: str, government: Government) -> dict[int, Device]:
    groups: dict[str, DeviceGroup] = {}
    units: dict[int, Device] = {}
    for plan in devices():
        office = government.units[plan.office]
        group = groups.setdefault(plan.group, group_of(office))
        units[plan.index] = register_device(actor, sn=plan.sn, unit=office, zone=ZONE, name=plan.name, group=group)
    owners: dict[str, dict[str, int]] = {}
    for person in people(size):
        owners.setdefault(person.group, {})[person.pin] = government.persons[person.index]
    for code, pins in owners.items():
        match_pins(actor, groups[code], pins)
    technician = STRANGERS[TECHNICIAN]
    ignore_pin(
        actor,
        groups[devices()[technician.device].group],
        pin=technician.pin,
        reason="PIN teknisi saat pemasangan mesin",
    )
    return units


def _schedules(actor: Actor, size: str, government: Government) -> None:
    patterns = {pattern.code: pattern for pattern in SchedulePattern.objects.all()}
    assign_pattern(actor, patterns["5H"], starts_on=OPENED_ON, basis=PERBUP, unit=government.units[REGENCY_CODE])
    for office in offices():
        codes = [office.code] if office.six_day else []
        codes += [division.code for division in office.divisions if division.kind == "health_center"]
        for code in codes:
            assign_pattern(actor, patterns["6H"], starts_on=OPENED_ON, basis=PERBUP, unit=government.units[code])
    for person in people(size):
        if person.scheme:
            who = government.persons[person.index]
            assign_pattern(actor, patterns["REGU"], starts_on=OPENED_ON, basis=PERBUP, person_id=who)


def _rosters(actor: Actor, size: str, government: Government, span: Span) -> None:
    """A month at a time, from the first day of the history to six weeks ahead."""
    shifts = {shift.code: _add_shift(actor, shift).pk for shift in all_shifts()}
    day, last = span.first, span.last + ROSTER_AHEAD
    rotating = [person for person in people(size) if person.scheme]
    while day <= last:
        dates = [day + timedelta(days=offset) for offset in range(30) if day + timedelta(days=offset) <= last]
        rows: list[tuple[int, date, int | None]] = []
        for person in rotating:
            for on in dates:
                shift = shift_on(person.scheme, person.team, on)
                if shift is not None:
                    rows.append((government.persons[person.index], on, shifts[shift.code]))
        set_roster(actor, rows)
        day += timedelta(days=30)


def _add_shift(actor: Actor, plan: ShiftPlan) -> Shift:
    start = plan.start.hour * 60 + plan.start.minute
    end = plan.end.hour * 60 + plan.end.minute
    return add_shift(
        actor, code=plan.code, name=plan.name, start=start, end=end if end > start else end + 1440, rest=0, basis=PERBUP
    )


def _absences(actor: Actor, size: str, government: Government, span: Span) -> None:
    """Leave and duty that touch the span or the two weeks after it; one that overlaps an earlier one is left out."""
    taken: dict[int, date] = {}
    rows = []
    plans = absences(size, span.first, span.last + timedelta(days=14))
    for plan in sorted(plans, key=lambda plan: (plan.person, plan.since)):
        if plan.since <= taken.get(plan.person, date.min):
            continue
        taken[plan.person] = plan.until
        kind, detail = KINDS[plan.kind]
        person = people(size)[plan.person]
        rows.append(
            (
                government.persons[plan.person], government.units[person.unit_code].path, kind, detail, plan.since,
                plan.until, "full", plan.letter, "active", "", actor.name, span.heard,
            )
        )  # fmt: skip
    bulk.load(Absence, ABSENCE_FIELDS, rows)
    audit.record("attendance.enter_absences", "attendance.absence", actor, count=len(rows))


def _send(size: str, press: Press) -> int:
    """One press as the unit's own post; returns 1."""
    plan = devices()[press.device]
    row = wire.Row(pin_of(size, press), stamped(press), press.state, press.verify)
    body = wire.attlog_body([row], wire.DIALECTS[plan.firmware])
    reading = attlog.read(body)
    arrived = (press.at + 2 * SECOND).replace(tzinfo=ZoneInfo(ZONE))
    post = Post(table="ATTLOG", stamp="9999", address="", size=len(body), arrived=arrived)
    return intake.take_punches(_caller(plan.sn, intake.pins_in(reading)), post, reading)


def _call(size: str, span: Span) -> None:
    """Each unit's names, counters and last call: 19 were heard at the end of the history, one 47 minutes before."""
    for plan in devices():
        dialect = wire.DIALECTS[plan.firmware]
        at = span.heard - SILENCE if plan.silent else span.heard
        mine = [person for person in people(size) if person.group == plan.group]
        lines = [wire.user_line(person.pin, person.name) for person in mine]
        lines += [wire.user_line(stranger.pin, "TAMU") for stranger in STRANGERS if stranger.device == plan.index]
        body = wire.operlog_body(lines, dialect)
        post = Post(table="OPERLOG", stamp="9999", address="", size=len(body), arrived=at)
        caller = _caller(plan.sn)
        talk.take_journal(caller, post, read_journal(body))
        facts = read_info(unquote(wire.info(dialect, users=len(mine), logs=4000, address=f"10.64.1.{20 + plan.index}")))
        talk.seen(caller, address=f"10.64.1.{20 + plan.index}", at=at, push_version=dialect.pushver, facts=facts)


def _caller(sn: str, pins: Iterable[str] = ()) -> Caller:
    caller = find(sn, list(pins))
    if caller is None:
        raise LookupError(sn)
    return caller
