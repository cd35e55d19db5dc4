"""Patterns, their dated rows, who has which, shifts and rosters. A change has a first day and a legal basis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from pendopo.apps.attendance.events import ScheduleChanged
from pendopo.apps.attendance.models import (
    PatternAssignment,
    PatternDay,
    PatternKind,
    SchedulePattern,
    Shift,
    ShiftRoster,
)
from pendopo.apps.attendance.policy_recap import ROSTERS, SCHEDULES
from pendopo.apps.attendance.queries import staff
from pendopo.apps.attendance.rules.windows import shift_refusal
from pendopo.apps.attendance.services.dirty import mark, mark_recaps
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused
from pendopo.kernel.events import publish
from pendopo.kernel.people.models import Person
from pendopo.kernel.units.models import Unit

LONGEST_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes from midnight; no start means a day off."""

    start: int | None
    end: int | None
    rest: int = 0


@transaction.atomic
def add_pattern(actor: Actor, *, code: str, name: str, basis: str, kind: str = PatternKind.WEEK) -> SchedulePattern:
    actor.require(SCHEDULES)
    _refuse_known_code(SchedulePattern, code)
    pattern = SchedulePattern.objects.create(code=code.strip(), name=name.strip(), basis=basis.strip(), kind=kind)
    audit.record("attendance.add_pattern", pattern, actor, code=pattern.code, name=pattern.name, basis=pattern.basis)
    return pattern


@transaction.atomic
def copy_pattern(actor: Actor, pattern: SchedulePattern, *, code: str, name: str, basis: str) -> SchedulePattern:
    """A new pattern with the same rows, to be changed for one unit."""
    actor.require(SCHEDULES)
    copy = add_pattern(actor, code=code, name=name, basis=basis, kind=pattern.kind)
    rows = list(pattern.days.all())
    for row in rows:
        row.pk, row.pattern = None, copy
    PatternDay.objects.bulk_create(rows)
    audit.record("attendance.copy_pattern", copy, actor, source=pattern.code)
    return copy


@transaction.atomic
def change_hours(
    actor: Actor,
    pattern: SchedulePattern,
    *,
    valid_from: date,
    basis: str,
    week: Mapping[int, Hours],
    season: str = "",
) -> int:
    """New hours of these weekdays (1 to 7) from a day on; the former rows stay for the days before it.

    Returns how many days are computed again. Raises Refused for hours that cannot be.
    """
    actor.require(SCHEDULES)
    if not basis.strip():
        raise Refused(_("Tulis dasar hukum perubahan ini."), field="basis")
    for weekday, hours in week.items():
        _refuse_hours(weekday, hours)
    PatternDay.objects.filter(pattern=pattern, season=season, valid_from=valid_from, weekday__in=week).delete()
    PatternDay.objects.bulk_create(
        PatternDay(
            pattern=pattern,
            weekday=weekday,
            season=season,
            start=hours.start,
            end=hours.end,
            rest=hours.rest if hours.start is not None else 0,
            valid_from=valid_from,
            basis=basis.strip(),
        )
        for weekday, hours in sorted(week.items())
    )
    audit.record(
        "attendance.change_hours",
        pattern,
        actor,
        valid_from=str(valid_from),
        season=season,
        basis=basis.strip(),
        week={str(day): [hours.start, hours.end, hours.rest] for day, hours in week.items()},
    )
    publish(ScheduleChanged(valid_from, ""))
    return mark_recaps(valid_from)


@transaction.atomic
def assign_pattern(
    actor: Actor,
    pattern: SchedulePattern,
    *,
    starts_on: date,
    basis: str,
    unit: Unit | None = None,
    person_id: int | None = None,
    ends_on: date | None = None,
) -> PatternAssignment:
    """Give a pattern to a unit and all under it, or to one person; the open one before it ends the day before."""
    actor.require(SCHEDULES)
    if (unit is None) == (person_id is None):
        raise Refused(_("Pilih satu unit atau satu pegawai."), field="unit")
    if ends_on is not None and ends_on < starts_on:
        raise Refused(_("Tanggal akhir mendahului tanggal mulai. Perbaiki salah satunya."), field="ends_on")
    if not basis.strip():
        raise Refused(_("Tulis dasar hukum penerapan ini."), field="basis")
    former = PatternAssignment.objects.filter(ends_on=None, starts_on__lt=starts_on)
    former = former.filter(unit=unit) if unit is not None else former.filter(person_id=person_id or 0)
    if ends_on is None:
        former.update(ends_on=starts_on - timedelta(days=1))
    assignment = PatternAssignment.objects.create(
        pattern=pattern, unit=unit, person_id=person_id, starts_on=starts_on, ends_on=ends_on, basis=basis.strip()
    )
    audit.record(
        "attendance.assign_pattern",
        assignment,
        actor,
        pattern=pattern.code,
        unit=unit.code if unit else None,
        person=person_id,
        starts_on=str(starts_on),
        ends_on=str(ends_on) if ends_on else None,
        basis=basis.strip(),
    )
    _touch(assignment)
    return assignment


@transaction.atomic
def end_assignment(actor: Actor, assignment: PatternAssignment, *, on: date) -> None:
    """The last day of an assignment. Raises Refused when somebody else changed it first."""
    actor.require(SCHEDULES)
    if on < assignment.starts_on:
        raise Refused(_("Tanggal akhir mendahului tanggal mulai. Perbaiki salah satunya."), field="on")
    same = PatternAssignment.objects.filter(pk=assignment.pk, ends_on=assignment.ends_on)
    if not same.update(ends_on=on):
        raise Refused(_("Penerapan ini baru saja diubah orang lain. Muat ulang halaman, lalu periksa kembali."))
    assignment.ends_on = on
    audit.record("attendance.end_assignment", assignment, actor, on=str(on))
    _touch(assignment)


@transaction.atomic
def add_shift(actor: Actor, *, code: str, name: str, start: int, end: int, rest: int = 0, basis: str = "") -> Shift:
    """Hours in minutes from midnight; an end above 1440 is the next day. Raises Refused for hours that cannot be."""
    actor.require(SCHEDULES)
    _refuse_known_code(Shift, code)
    messages = {
        "start": _("Jam masuk regu harus antara 00.00 dan 23.59."),
        "end": _("Jam pulang regu harus setelah jam masuk dan paling lambat pukul 14.00 hari berikutnya."),
        "long": _("Satu regu paling lama 24 jam."),
        "rest": _("Istirahat harus lebih pendek daripada jam kerja."),
    }
    word = shift_refusal(start, end, rest)
    if word:
        raise Refused(messages[word], field="end" if word == "long" else word)
    shift = Shift.objects.create(code=code.strip(), name=name.strip(), start=start, end=end, rest=rest, basis=basis)
    audit.record("attendance.add_shift", shift, actor, code=shift.code, start=start, end=end, rest=rest)
    return shift


@transaction.atomic
def close_shift(actor: Actor, shift: Shift) -> None:
    """No longer offered; days already rostered keep it."""
    actor.require(SCHEDULES)
    if not Shift.objects.filter(pk=shift.pk, is_closed=False).update(is_closed=True):
        raise Refused(_("Regu ini sudah tidak dipakai."))
    audit.record("attendance.close_shift", shift, actor, code=shift.code)


@transaction.atomic
def set_roster(actor: Actor, rows: Sequence[tuple[int, date, int | None]]) -> int:
    """Set (person, date, shift id) for own staff; no shift takes the day off the roster. Returns how many changed."""
    actor.require(ROSTERS)
    if not rows:
        return 0
    people = sorted({person_id for person_id, _on, _shift in rows})
    dates = [on for _person, on, _shift in rows]
    _refuse_others(actor, people, min(dates), max(dates))
    held = {
        (person_id, on): shift_id
        for person_id, on, shift_id in ShiftRoster.objects.filter(
            person_id__in=people, work_date__range=(min(dates), max(dates))
        ).values_list("person_id", "work_date", "shift_id")
    }
    wanted = {(person_id, on): shift_id for person_id, on, shift_id in rows}
    changed = {key: shift_id for key, shift_id in wanted.items() if held.get(key) != shift_id}
    ShiftRoster.objects.bulk_create(
        [ShiftRoster(person_id=p, work_date=on, shift_id=s) for (p, on), s in sorted(changed.items()) if s is not None],
        update_conflicts=True,
        unique_fields=["person", "work_date"],
        update_fields=["shift"],
    )
    for (person_id, on), shift_id in changed.items():
        if shift_id is None:
            ShiftRoster.objects.filter(person_id=person_id, work_date=on).delete()
    around = {(p, on + timedelta(days=n)) for p, on in changed for n in (-1, 0, 1)}
    mark(pair for pair in around if pair[1] <= today())
    if changed:
        audit.record(
            "attendance.set_roster",
            "roster",
            actor,
            people=len({p for p, _ in changed}),
            days=len(changed),
            since=str(min(dates)),
            until=str(max(dates)),
        )
    return len(changed)


def _touch(assignment: PatternAssignment) -> None:
    path = assignment.unit.path if assignment.unit else ""
    publish(ScheduleChanged(assignment.starts_on, path, assignment.person_id))
    mark_recaps(assignment.starts_on - timedelta(days=1), unit_path=path, person_id=assignment.person_id)


def _refuse_known_code(model: type[SchedulePattern] | type[Shift], code: str) -> None:
    if not code.strip():
        raise Refused(_("Tulis kode."), field="code")
    if model._default_manager.filter(code=code.strip()).exists():
        raise Refused(_("Kode ini sudah dipakai. Pilih kode lain."), field="code")


def _refuse_hours(weekday: int, hours: Hours) -> None:
    if not 1 <= weekday <= 7:
        raise Refused(_("Hari tidak dikenal."), field="week")
    if hours.start is None and hours.end is None:
        return
    if hours.start is None or hours.end is None or not 0 <= hours.start < hours.end <= LONGEST_DAY:
        raise Refused(_("Jam pulang harus setelah jam masuk pada hari yang sama."), field=f"end_{weekday}")
    if not 0 <= hours.rest < hours.end - hours.start:
        raise Refused(_("Istirahat harus lebih pendek daripada jam kerja."), field=f"rest_{weekday}")


def _refuse_others(actor: Actor, people: Sequence[int], since: date, until: date) -> None:
    own: set[int] = set()
    for start in range(0, len(people), 500):
        chunk = people[start : start + 500]
        own |= {e.person_id for e in staff.spans(since, until, unit_path=actor.unit_path, person_ids=chunk)}
    others = [person_id for person_id in people if person_id not in own]
    if others:
        names = ", ".join(Person.objects.filter(pk__in=others[:5]).values_list("name", flat=True))
        raise Refused(_("Bukan pegawai unit Anda pada masa itu: %(names)s.") % {"names": names}, field="file")
