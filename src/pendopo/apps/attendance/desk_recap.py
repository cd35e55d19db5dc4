"""On Meja saya: the own day and month, and for who watches an office its day in figures."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from pendopo.apps.attendance.models import DayRecap, RecapState, UnitDay
from pendopo.apps.attendance.policy_recap import VIEW
from pendopo.apps.attendance.queries import registers
from pendopo.apps.attendance.rules.plan import clock
from pendopo.apps.attendance.words_recap import state_word
from pendopo.kernel.actor import NOWHERE, Actor
from pendopo.kernel.clock import today
from pendopo.kernel.desk import DeskCard, desk_card

LOOK_BACK = timedelta(days=7)
DUE = (RecapState.PRESENT, RecapState.ABSENT, RecapState.LEAVE, RecapState.SICK, RecapState.PERMIT, RecapState.DUTY)
ASKED_ABOUT = 3


@desk_card
def own_day(actor: Actor) -> DeskCard | None:
    """Today, this month so far, and the last days that call for a look; one statement."""
    if actor.person_id is None:
        return None
    on = today()
    since = min(on.replace(day=1), on - LOOK_BACK)
    rows = list(registers.person_rows(actor, actor.person_id, since, on).order_by("-work_date"))
    if not rows:
        return None
    context = {
        "on": on,
        "day": _day(rows[0]) if rows[0].work_date == on else None,
        "month": _month([row for row in rows if row.work_date.month == on.month]),
        "asked": [_line(row) for row in rows if _asks(row) and row.work_date < on][:ASKED_ABOUT],
    }
    return DeskCard("attendance/_desk_own.html", context, order=10)


@desk_card
def office_day(actor: Actor) -> DeskCard | None:
    """How the actor's office stands today, each figure a link to its people; one statement."""
    if actor.unit_path == NOWHERE or not actor.can(VIEW):
        return None
    on = today()
    row = UnitDay.objects.visible_to(actor).filter(unit_path=actor.unit_path, work_date=on).first()
    if row is None or not row.staff:
        return None
    figures = [
        (_("Hadir"), row.present, "hadir", ""),
        (_("Terlambat"), row.late, "terlambat", "watch"),
        (_("Belum hadir"), row.pending, "belum", ""),
        (_("Tanpa keterangan"), row.absent, "alpa", "bad"),
        (_("Cuti & dinas"), row.leave + row.duty, "cuti-dinas", ""),
    ]
    context = {
        "on": on,
        "expected": row.expected,
        "figures": [
            {"label": label, "value": value, "url": _register(on, chip), "tone": tone if value else ""}
            for label, value, chip, tone in figures
        ],
    }
    return DeskCard("attendance/_desk_office.html", context, order=20, main=True)


def _day(row: DayRecap) -> dict[str, Any]:
    zone = ZoneInfo(row.unit.zone)
    hours = ""
    if row.plan_start is not None and row.plan_end is not None:
        hours = f"{clock(row.plan_start)}–{clock(row.plan_end)}"
    return {
        "word": state_word(row),
        "hours": hours,
        "label": row.plan_label,
        "came": row.first_in.astimezone(zone) if row.first_in else None,
        "went": row.last_out.astimezone(zone) if row.last_out else None,
        "url": _why(row),
    }


def _month(rows: list[DayRecap]) -> dict[str, int]:
    return {
        "present": sum(row.state == RecapState.PRESENT for row in rows),
        "due": sum(row.state in DUE for row in rows),
        "late": sum(row.late for row in rows),
        "absent": sum(row.state == RecapState.ABSENT for row in rows),
    }


def _asks(row: DayRecap) -> bool:
    return row.state == RecapState.ABSENT or bool(row.late or row.early or row.no_in or row.no_out)


def _line(row: DayRecap) -> dict[str, Any]:
    return {"on": row.work_date, "word": state_word(row), "url": _why(row)}


def _why(row: DayRecap) -> str:
    return reverse("attendance:mengapa", args=[row.person_id, row.work_date.isoformat()])


def _register(on: date, chip: str) -> str:
    return f"{reverse('attendance:hari')}?{urlencode({'tanggal': on.isoformat(), 'rekap': chip})}"
