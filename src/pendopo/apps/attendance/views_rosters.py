"""Screens of teams: their hours, and the roster of a month by sheet."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pendopo.apps.attendance.forms_recap import RosterForm, ShiftForm
from pendopo.apps.attendance.models import Shift
from pendopo.apps.attendance.policy_recap import ROSTERS, SCHEDULES
from pendopo.apps.attendance.queries import registers
from pendopo.apps.attendance.queries.compute import date_range
from pendopo.apps.attendance.rules.plan import clock
from pendopo.apps.attendance.services import schedules
from pendopo.apps.attendance.services.months import month_ends
from pendopo.apps.attendance.services.roster_sheet import RosterResult, upload_roster
from pendopo.apps.attendance.views_registers import trail
from pendopo.apps.attendance.views_schedules import here
from pendopo.apps.personnel.public import RosterEntry
from pendopo.kernel import audit
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import Request, page
from pendopo.kernel.sheets import xlsx_response
from pendopo.ui import formats
from pendopo.ui.form_pages import FormPage, act_and_return, form_methods, form_page, refuse


def roster_month(request: Request) -> date:
    """The month of the address, also one to come; this month without a sound one."""
    try:
        return month_ends(request.GET.get("bulan", ""))[0]
    except ValueError:
        return today().replace(day=1)


@form_methods
@page(ROSTERS)
def roster(request: Request) -> HttpResponseBase:
    """The roster of a unit and month, and taking it from a sheet."""
    first = roster_month(request)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    unit = registers.unit_at(request.actor, request.GET.get("unit", ""))
    form = RosterForm(request.POST or None, request.FILES or None, initial={"month": f"{first:%Y-%m}"})
    result: RosterResult | None = None
    if request.method == "POST" and form.is_valid():
        result = _taken(request, form)
        if result is not None and not result.problems:
            shown = {"n": result.changed, "p": result.people}
            messages.success(request, _("Daftar regu tersimpan: %(n)s hari berubah untuk %(p)s pegawai.") % shown)
            return redirect(f"{reverse('attendance:roster')}?bulan={form.cleaned_data['month']}")
    entries, codes = registers.roster_grid(request.actor, unit.path if unit else "x", first, last)
    dates = date_range(first, last)
    rostered = {person_id for person_id, _on in codes}
    if request.GET.get("unduh") == "xlsx":
        audit.record("register.exported", "daftar-regu", request.actor, format="xlsx", month=f"{first:%Y-%m}")
        return _sheet(entries, codes, dates)
    context = {
        "title": _("Daftar regu %(month)s") % {"month": formats.month_name(first)},
        "subtitle": unit.name if unit else "",
        "crumbs": trail((_("Daftar regu"), "")),
        "form": form,
        "result": result,
        "dates": dates,
        "lines": [
            {"entry": entry, "codes": [codes.get((entry.person_id, on), "") for on in dates]}
            for entry in entries
            if entry.person_id in rostered
        ],
        "staff": len(entries),
        "shifts": [(row, clock(row.start), clock(row.end)) for row in registers.shifts()],
        "units": registers.unit_choices(request.actor),
        "unit_path": unit.path if unit else "",
        "first": first,
        "before": f"{date.fromordinal(first.toordinal() - 1):%Y-%m}",
        "after": f"{date.fromordinal(last.toordinal() + 1):%Y-%m}",
        "can_manage": request.actor.can(SCHEDULES),
    }
    bad = bool(form.errors) or bool(result and result.problems)
    return render(request, "attendance/roster.html", context, status=422 if bad else 200)


def _taken(request: Request, form: RosterForm) -> RosterResult | None:
    file = form.cleaned_data["file"]
    try:
        month = month_ends(form.cleaned_data["month"])[0]
    except ValueError:
        form.add_error("month", _("Bulan tidak terbaca. Tulis seperti 2026-11."))
        return None
    try:
        return upload_roster(request.actor, file, name=file.name, month=month)
    except Refused as refusal:
        refuse(form, refusal)
        return None


def _sheet(entries: Sequence[RosterEntry], codes: dict[tuple[int, date], str], dates: list[date]) -> HttpResponseBase:
    """The same sheet that can be uploaded again."""
    rows = [[entry.nip, entry.name, *(codes.get((entry.person_id, on), "") for on in dates)] for entry in entries]
    return xlsx_response(f"daftar-regu-{dates[0]:%Y-%m}.xlsx", ["NIP", "Nama", *(str(on.day) for on in dates)], rows)


@form_methods
@page(SCHEDULES)
def new_shift(request: Request) -> HttpResponseBase:

    def act(checked: ShiftForm) -> None:
        data = checked.cleaned_data
        start, end = checked.hours()
        made = schedules.add_shift(
            request.actor, code=data["code"], name=data["name"], start=start, end=end, rest=data["rest"],
            basis=data["basis_text"],
        )  # fmt: skip
        messages.success(request, _("Regu %(name)s siap dipakai.") % {"name": made.name})

    words = FormPage(_("Regu baru"), _("Buat regu"), "", reverse("attendance:roster"), here())
    return form_page(request, ShiftForm(request.POST or None), act, words)


@require_POST
@page(SCHEDULES)
def close_shift(request: Request, shift_id: int) -> HttpResponseBase:
    shift = get_object_or_404(Shift, pk=shift_id)
    return act_and_return(
        request, lambda: schedules.close_shift(request.actor, shift),
        done=_("Regu tidak lagi ditawarkan; daftar yang sudah ada tetap."), back=reverse("attendance:roster"),
    )  # fmt: skip
