"""Why a day is what it is: schedule and decree, window, every raw record, and how the minutes came about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pendopo.apps.attendance.models import (
    Absence,
    DayRecap,
    PatternAssignment,
    PatternDay,
    Punch,
    SchedulePattern,
    Shift,
    Standing,
)
from pendopo.apps.attendance.queries import staff
from pendopo.apps.attendance.queries.bands import bands_by_date
from pendopo.apps.attendance.queries.book import ONE, Book, open_book
from pendopo.apps.attendance.queries.compute import Employed, Punches, stay_on
from pendopo.apps.attendance.rules.bands import Band
from pendopo.apps.attendance.rules.month import DayFacts, bands_of
from pendopo.apps.attendance.rules.plan import Plan, clock
from pendopo.apps.attendance.rules.verdict import DayRule, Seconds, halved


@dataclass(frozen=True, slots=True)
class Record:
    """One raw record of the neighbourhood and what it was used for: in, out, between, other day, held, refused."""

    punch: Punch
    local: datetime
    use: str
    tone: str


@dataclass(frozen=True, slots=True)
class Why:
    plan: Plan
    hours: str
    basis: str
    given_by: str
    season: str
    holiday: str
    opens: datetime
    closes: datetime
    zone: str
    records: list[Record]
    steps: list[str]
    bands: tuple[Band, ...]
    absence: Absence | None
    unit_name: str


def why(row: DayRecap) -> Why | None:
    """Explain one stored recap; None when the person is no longer employed on the date. Some twenty queries."""
    on, person_id = row.work_date, row.person_id
    book = open_book(on, on, person_ids=[person_id])
    stays = staff.spans(on - ONE, on + ONE, person_ids=[person_id])
    entry = stay_on(stays, on)
    if entry is None:
        return None
    day = Employed(book, person_id, stays, Punches([], [])).day(entry, on)
    zone = book.zone(entry.unit_id)
    opens, closes = (datetime.fromtimestamp(moment, UTC).astimezone(zone) for moment in (day.opens, day.closes))
    holiday = book.calendar.holiday(on, day.unit_path)
    absence = Absence.objects.filter(pk=row.absence_id).first() if row.absence_id else None
    facts = DayFacts(on, row.state, row.late, row.early, row.no_in, row.no_out)
    return Why(
        plan=day.plan,
        hours=f"{clock(day.plan.start)}–{clock(day.plan.end)}" if day.plan.works else "",
        basis=_basis(day.plan),
        given_by=_given_by(book, person_id, day.unit_path, on),
        season=book.calendar.season(on),
        holiday=holiday.name if holiday else "",
        opens=opens,
        closes=closes,
        zone=str(zone),
        records=_records(row, opens, closes, zone),
        steps=_steps(row, day.plan, book.rules(on)[0], book.absence(person_id, on), zone),
        bands=bands_of(facts, bands_by_date([on])[on]),
        absence=absence,
        unit_name=entry.unit_name,
    )


def _basis(plan: Plan) -> str:
    if plan.row_id is not None:
        found = PatternDay.objects.filter(pk=plan.row_id).values_list("basis", flat=True).first()
    else:
        found = Shift.objects.filter(pk=plan.shift_id or 0).values_list("basis", flat=True).first()
    return found or ""


def _given_by(book: Book, person_id: int, unit_path: str, on: date) -> str:
    """Who gave this schedule: the roster, a decree for the person, for a unit, or the regency's usual one."""
    if (person_id, on) in book.rostered:
        return _("Daftar regu pada tanggal ini")
    assignment = book.assignment(person_id, unit_path, on)
    if assignment is None:
        code = book.usual(on)
        found = SchedulePattern.objects.filter(pk=code.id).first() if code else None
        return _("Pola umum pemerintah daerah (%(basis)s)") % {"basis": found.basis if found else "-"}
    row = PatternAssignment.objects.select_related("unit").get(pk=assignment.id)
    if row.unit is None:
        return _("Penerapan khusus pegawai ini (%(basis)s)") % {"basis": row.basis}
    return _("Penerapan untuk %(unit)s (%(basis)s)") % {"unit": row.unit.name, "basis": row.basis}


def _records(row: DayRecap, opens: datetime, closes: datetime, zone: ZoneInfo) -> list[Record]:
    """Records from a half day before the window to a half day after, each with its use."""
    margin = ONE / 2
    start, end = (opens - margin).replace(tzinfo=None), (closes + margin).replace(tzinfo=None)
    rows = Punch.objects.filter(person_id=row.person_id, local_time__gte=start, local_time__lt=end)
    found = []
    for punch in rows.select_related("device").order_by("utc_time", "pk"):
        use, tone = _use(row, punch, opens, closes)
        found.append(Record(punch, punch.utc_time.astimezone(zone), use, tone))
    return found


def _use(row: DayRecap, punch: Punch, opens: datetime, closes: datetime) -> tuple[str, str]:
    if punch.standing == Standing.HELD:
        return _("ditahan, jam mesin mustahil"), "watch"
    if punch.standing == Standing.REJECTED:
        return _("ditolak"), "mute"
    if not opens <= punch.utc_time < closes:
        return _("milik hari lain"), "mute"
    if punch.utc_time == row.first_in:
        return _("rekam masuk"), "ok"
    if punch.utc_time == row.last_out:
        return _("rekam pulang"), "ok"
    return _("di antaranya"), "info"


def _steps(row: DayRecap, plan: Plan, rule: DayRule, absence: Any, zone: ZoneInfo) -> list[str]:
    """How the minutes came about, in sentences."""
    if not plan.works:
        return [_("Tidak ada jam kerja pada tanggal ini, jadi tidak ada menit yang dihitung.")]
    hours = halved(plan, absence.portion) if absence else plan
    steps = []
    if absence is not None:
        steps.append(_("Ada surat: rekap mengikuti surat, bukan rekaman."))
    if (hours.start, hours.end) != (plan.start, plan.end):
        shown = {"start": clock(hours.start), "end": clock(hours.end)}
        steps.append(_("Setengah hari: jam yang tersisa %(start)s sampai %(end)s.") % shown)
    if row.first_in is not None and row.state == "hadir":
        steps.append(_arrival(row, hours, rule, zone))
    if row.last_out is not None and row.state == "hadir":
        if row.due_at is not None:
            return [*steps, _("Pulang awal ditetapkan setelah jam pulang %(end)s.") % {"end": clock(hours.end)}]
        left = {"out": f"{row.last_out.astimezone(zone):%H.%M.%S}", "end": clock(hours.end), "n": str(row.early)}
        steps.append(_("Pulang %(out)s, jam pulang %(end)s: pulang awal %(n)s menit.") % left)
    if row.no_in:
        shown = {"midday": clock(hours.midday)}
        steps.append(_("Hanya ada rekaman setelah tengah jadwal %(midday)s: tanpa rekam masuk.") % shown)
    if row.no_out:
        shown = {"midday": clock(hours.midday)}
        steps.append(_("Hanya ada rekaman sebelum tengah jadwal %(midday)s: tanpa rekam pulang.") % shown)
    if row.state == "alpa":
        steps.append(_("Tidak ada rekaman dan tidak ada surat sampai jam pulang."))
    if row.state == "nanti":
        steps.append(_("Jam masuk belum tiba."))
    if row.state == "belum":
        steps.append(_("Belum ada rekaman; ditetapkan pada jam pulang."))
    return steps


def _arrival(row: DayRecap, hours: Plan, rule: DayRule, zone: ZoneInfo) -> str:
    assert row.first_in is not None
    local = row.first_in.astimezone(zone)
    shown = {
        "in": f"{local:%H.%M.%S}",
        "start": clock(hours.start),
        "tolerance": rule.tolerance,
        "n": row.late,
        "rule": _("detik diabaikan") if rule.seconds is Seconds.FLOOR else _("detik dihitung"),
    }
    return (
        _("Masuk %(in)s, jam masuk %(start)s, toleransi %(tolerance)s menit, %(rule)s: terlambat %(n)s menit.") % shown
    )
