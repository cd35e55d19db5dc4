"""Screens of the registers: the day, the month, one person, and why a day is what it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.attendance.exports_recap import month_pdf
from pendopo.apps.attendance.models import DayRecap
from pendopo.apps.attendance.policy_recap import ABSENCES, RECAP, VIEW
from pendopo.apps.attendance.queries import registers
from pendopo.apps.attendance.queries.compute import date_range
from pendopo.apps.attendance.queries.months import month_of, person_months
from pendopo.apps.attendance.queries.why import why
from pendopo.apps.attendance.rules.plan import clock
from pendopo.apps.attendance.rules.summary import FIELDS
from pendopo.apps.attendance.rules.verdict import State
from pendopo.apps.attendance.services.months import month_ends, recompute_month
from pendopo.apps.attendance.tables_recap import DAY, PERSON, month_table
from pendopo.apps.attendance.words_recap import LETTERS, state_word
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import Request, page, signed_in
from pendopo.kernel.scope import LEVEL_DIGITS
from pendopo.ui import formats
from pendopo.ui.registers import make, respond

FIRST_DAY = date(2015, 1, 1)


def day_from(request: Request, *names: str) -> date:
    """The date of the address, today without a sound one; never after today."""
    for name in names:
        try:
            found = date.fromisoformat(request.GET.get(name, ""))
        except ValueError:
            continue
        if FIRST_DAY <= found <= today():
            return found
    return today()


def month_from(request: Request) -> date:
    """First day of the month of the address, this month without a sound one."""
    try:
        first, _last = month_ends(request.GET.get("bulan", ""))
    except ValueError:
        first = today().replace(day=1)
    return first if FIRST_DAY <= first <= today() else today().replace(day=1)


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Kehadiran"), reverse("attendance:hari")), *more]


@require_GET
@page(VIEW)
def day(request: Request) -> HttpResponseBase:
    """Everyone on one day. Also takes the address of a figure: ?unit=&dari=&sampai=."""
    actor = request.actor
    on = day_from(request, "tanggal", "sampai")
    unit = registers.unit_at(actor, request.GET.get("unit", ""))
    kept = {"unit": request.GET["unit"]} if request.GET.get("unit") else {}
    plan = registers.unit_plan(unit, on) if unit else None
    context: dict[str, Any] = {
        "on": on,
        "unit": unit,
        "plan": plan,
        "plan_hours": f"{clock(plan.start)}–{clock(plan.end)}" if plan and plan.works else "",
        "before": "?" + urlencode({"tanggal": str(on - timedelta(days=1)), **kept}),
        "after": "?" + urlencode({"tanggal": str(on + timedelta(days=1)), **kept}) if on < today() else "",
        "month_url": f"{reverse('attendance:bulan')}?{urlencode({'bulan': f'{on:%Y-%m}', **kept})}",
        "can_enter": actor.can(ABSENCES),
    }
    return respond(
        request,
        DAY,
        registers.day_rows(actor, on),
        title=formats.long_date(on, weekday=True),
        subtitle=unit.name if unit else "",
        crumbs=trail((_("Harian"), "")),
        template="attendance/day.html",
        context=context,
        keep=("tanggal",),
    )


@require_GET
@page(VIEW)
def month(request: Request) -> HttpResponseBase:
    """The grid of a month for one office; for the whole regency first its offices."""
    actor, first = request.actor, month_from(request)
    last = month_ends(f"{first:%Y-%m}")[1]
    unit = registers.unit_at(actor, request.GET.get("unit", ""))
    crumbs = trail((_("Bulanan"), ""))
    context: dict[str, Any] = {
        "first": first,
        "unit": unit,
        "before": f"{first - timedelta(days=1):%Y-%m}",
        "after": f"{last + timedelta(days=1):%Y-%m}" if last < today() else "",
        "unit_path": unit.path if unit else "",
        "can_recompute": actor.can(RECAP),
        "letters": LETTERS.items(),
    }
    title = formats.month_name(first)
    if unit is not None and len(unit.path) < LEVEL_DIGITS:
        context |= {"title": title, "crumbs": crumbs, "subtitle": unit.name}
        context["units"] = [_unit_line(row) for row in registers.month_of_units(actor, unit.path, first, last)]
        return render(request, "attendance/month_units.html", context)
    rows = DayRecap.objects.visible_to(actor).under(unit.path if unit else actor.unit_path)
    table, lines = month_table(first), person_months(rows, first, last)
    if request.GET.get("unduh") == "pdf":
        return month_pdf(
            make(request, table, lines, scope=unit.name if unit else "", title=title), date_range(first, last)
        )
    return respond(
        request,
        table,
        lines,
        title=title,
        subtitle=unit.name if unit else "",
        crumbs=crumbs,
        template="attendance/month.html",
        context=context,
        keep=("bulan",),
    )


def _unit_line(row: dict[str, Any]) -> dict[str, Any]:
    sums = {name: row[f"n_{name}"] for name in FIELDS}
    heads = sums["expected"] - sums["leave"]
    share = (sums["present"] + sums["duty"]) * 100 / heads if heads else None
    return {"unit": row["unit"], "share": share, "heads": heads, **sums}


@require_GET
@signed_in
def mine(request: Request) -> HttpResponseBase:
    """The own month of whoever is signed in."""
    person_id = request.actor.person_id
    if person_id is None or registers.employee(request.actor, person_id) is None:
        return render(
            request,
            "attendance/none.html",
            {"title": _("Kehadiran saya"), "crumbs": [(_("Kehadiran saya"), "")]},
            status=404,
        )
    return redirect("attendance:pegawai", person_id=person_id)


@require_GET
@signed_in
def person(request: Request, person_id: int) -> HttpResponseBase:
    """One person's month: every day opens to its reasons."""
    actor = request.actor
    employee = registers.employee(actor, person_id)
    if employee is None:
        raise Http404
    first = month_from(request)
    last = month_ends(f"{first:%Y-%m}")[1]
    rows = registers.person_rows(actor, person_id, first, last)
    totals, _bands = month_of(rows, first, last)
    context = {
        "employee": employee,
        "first": first,
        "before": f"{first - timedelta(days=1):%Y-%m}",
        "after": f"{last + timedelta(days=1):%Y-%m}" if last < today() else "",
        "totals": totals,
        "present": totals.days(State.PRESENT),
        "absent": totals.days(State.ABSENT),
        "away": totals.days(State.LEAVE, State.SICK, State.PERMIT, State.DUTY),
        "codes": sorted(totals.codes.items()),
        "can_enter": actor.can(ABSENCES) and actor.covers(employee.unit_path),
        "is_own": actor.person_id == person_id,
    }
    crumbs = trail((employee.name, "")) if actor.can(VIEW) else [(_("Kehadiran saya"), "")]
    return respond(
        request,
        PERSON,
        rows,
        title=employee.name,
        subtitle=_("%(unit)s · %(month)s") % {"unit": employee.unit_name, "month": formats.month_name(first)},
        crumbs=crumbs,
        template="attendance/person.html",
        context=context,
        keep=("bulan",),
    )


@require_GET
@signed_in
def reasons(request: Request, person_id: int, on: str) -> HttpResponse:
    """Why one day of one person is what it is, down to the raw records."""
    try:
        wanted = date.fromisoformat(on)
    except ValueError:
        raise Http404 from None
    row = get_object_or_404(registers.recaps(request.actor), person_id=person_id, work_date=wanted)
    month_url = f"{reverse('attendance:pegawai', args=[person_id])}?bulan={wanted:%Y-%m}"
    name = row.person.pegawai.full_name
    neighbours = registers.person_rows(
        request.actor, person_id, wanted - timedelta(days=1), wanted + timedelta(days=1)
    ).values_list("work_date", flat=True)
    context = {
        "title": formats.long_date(wanted, weekday=True),
        "crumbs": [*(trail() if request.actor.can(VIEW) else []), (name, month_url), (formats.short_date(wanted), "")],
        "row": row,
        "name": name,
        "word": state_word(row),
        "why": why(row),
        "zone": row.unit.zone,
        "before": wanted - timedelta(days=1) if wanted - timedelta(days=1) in neighbours else None,
        "after": wanted + timedelta(days=1) if wanted + timedelta(days=1) in neighbours else None,
        "can_enter": request.actor.can(ABSENCES) and request.actor.covers(row.unit_path),
    }
    return render(request, "attendance/why.html", context)


@require_POST
@page(RECAP)
def recompute(request: Request) -> HttpResponseBase:
    """Compute a month of a unit again, as a task."""
    try:
        job = recompute_month(
            request.actor, request.POST.get("bulan", ""), unit_path=request.POST.get("unit", request.actor.unit_path)
        )
    except Refused as refusal:
        context = {"title": _("Tidak dapat dihitung ulang"), "message": refusal.message, "crumbs": trail()}
        return render(request, "attendance/none.html", context, status=422)
    return redirect(job.get_absolute_url())
