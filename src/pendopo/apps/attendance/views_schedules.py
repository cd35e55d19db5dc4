"""Screens of schedules: patterns with their dated hours, who has which, and deduction bands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pendopo.apps.attendance.forms_recap import (
    WEEKDAYS,
    AssignForm,
    BandsForm,
    CopyForm,
    EndForm,
    HoursForm,
    PatternForm,
    as_time,
)
from pendopo.apps.attendance.models import DeductionBand, PatternAssignment, SchedulePattern
from pendopo.apps.attendance.policy_recap import SCHEDULES
from pendopo.apps.attendance.queries import registers
from pendopo.apps.attendance.queries.bands import all_bands
from pendopo.apps.attendance.rules.bands import in_force
from pendopo.apps.attendance.rules.law import PERPRES_RAMADAN_WEEK, PERPRES_WEEK
from pendopo.apps.attendance.rules.plan import RAMADAN, Plan, clock
from pendopo.apps.attendance.services import bands, schedules
from pendopo.apps.attendance.views_registers import trail
from pendopo.kernel.clock import today
from pendopo.kernel.http import Request, page
from pendopo.ui.form_pages import FormPage, form_methods, form_page
from pendopo.ui.registers import Crumbs

DAY_NAMES = tuple(label for _number, label in WEEKDAYS)


def here(*more: tuple[str, str]) -> Crumbs:
    return trail((_("Jadwal"), reverse("attendance:schedules")), *more)


def page_of(pattern: SchedulePattern) -> str:
    return reverse("attendance:pattern", args=[pattern.pk])


def week_words(plans: list[Plan]) -> list[str]:
    return [f"{clock(plan.start)}–{clock(plan.end)}" if plan.works else "" for plan in plans]


def hours_words(total: int) -> str:
    return _("%(hours)s jam %(minutes)s menit") % {"hours": total // 60, "minutes": total % 60}


@require_GET
@page(SCHEDULES)
def overview(request: Request) -> HttpResponse:
    """All patterns with this week's hours, and who has which."""
    weeks, ramadan = registers.pattern_weeks(today()), registers.pattern_weeks(today(), RAMADAN)
    lines = []
    for pattern in registers.patterns():
        plans = weeks.get(pattern.pk, [])
        total = sum(plan.net for plan in plans)
        lines.append(
            {
                "pattern": pattern,
                "days": list(zip(DAY_NAMES, week_words(plans), strict=False)) if pattern.kind == "week" else [],
                "total": hours_words(total) if total else "",
                "ramadan": hours_words(sum(plan.net for plan in ramadan.get(pattern.pk, []))),
                "differs": bool(total) and total != PERPRES_WEEK,
            }
        )
    current = [row for row in registers.assignments() if row.ends_on is None or row.ends_on >= today()]
    context = {
        "title": _("Jadwal kerja"),
        "subtitle": _("Setiap perubahan punya tanggal mulai dan dasar hukum; hari sebelumnya tidak berubah"),
        "crumbs": trail((_("Jadwal"), "")),
        "lines": lines,
        "day_names": DAY_NAMES,
        "assignments": current,
        "groups": [
            (_("Unit"), True, [row for row in current if row.unit_id]),
            (_("Pegawai"), False, [row for row in current if not row.unit_id]),
        ],
        "bands": in_force(all_bands(), today()),
        "today": today(),
    }
    return render(request, "attendance/schedules.html", context)


@require_GET
@page(SCHEDULES)
def pattern(request: Request, pattern_id: int) -> HttpResponse:
    """One pattern: hours in force, every dated row, and who has it."""
    found = get_object_or_404(SchedulePattern, pk=pattern_id)
    weeks = []
    for season, heading, law in (("", _("Hari biasa"), PERPRES_WEEK), (RAMADAN, _("Ramadan"), PERPRES_RAMADAN_WEEK)):
        plans = registers.pattern_weeks(today(), season).get(found.pk, [])
        total = sum(plan.net for plan in plans)
        weeks.append(
            {
                "heading": heading,
                "season": season,
                "days": [
                    (name, plan, text) for name, plan, text in zip(DAY_NAMES, plans, week_words(plans), strict=False)
                ],
                "total": hours_words(total),
                "differs": total != law,
                "law": hours_words(law),
            }
        )
    context = {
        "title": found.name,
        "subtitle": found.basis,
        "crumbs": here((found.code, "")),
        "pattern": found,
        "weeks": weeks if found.kind == "week" else [],
        "history": _history(found),
        "assignments": registers.assignments(found),
        "copy_form": CopyForm(),
    }
    return render(request, "attendance/pattern.html", context)


def _history(found: SchedulePattern) -> list[dict[str, Any]]:
    """The dated changes, newest first: from when, which season, by what."""
    seen: dict[tuple[Any, str, str], list[str]] = {}
    for row in found.days.order_by("-valid_from", "season", "weekday"):
        hours = "" if row.start is None or row.end is None else f"{clock(row.start)}–{clock(row.end)}"
        words = f"{DAY_NAMES[row.weekday - 1]} {hours or _('libur')}"
        seen.setdefault((row.valid_from, row.season, row.basis), []).append(words)
    return [{"since": key[0], "season": key[1], "basis": key[2], "words": words} for key, words in seen.items()]


@form_methods
@page(SCHEDULES)
def new_pattern(request: Request) -> HttpResponseBase:

    def act(checked: PatternForm) -> str:
        data = checked.cleaned_data
        made = schedules.add_pattern(
            request.actor, code=data["code"], name=data["name"], basis=data["basis_text"], kind=data["kind"]
        )
        return page_of(made)

    words = FormPage(_("Pola baru"), _("Buat pola"), "", reverse("attendance:schedules"), here())
    return form_page(request, PatternForm(request.POST or None), act, words)


@form_methods
@page(SCHEDULES)
def copy(request: Request, pattern_id: int) -> HttpResponseBase:
    found = get_object_or_404(SchedulePattern, pk=pattern_id)
    form = CopyForm(request.POST or None, initial={"name": _("Salinan %(name)s") % {"name": found.name}})

    def act(checked: CopyForm) -> str:
        data = checked.cleaned_data
        made = schedules.copy_pattern(
            request.actor, found, code=data["code"], name=data["name"], basis=data["basis_text"]
        )
        return page_of(made)

    back = page_of(found)
    return form_page(request, form, act, FormPage(_("Salin pola"), _("Salin"), "", back, here((found.code, back))))


@form_methods
@page(SCHEDULES)
def change(request: Request, pattern_id: int) -> HttpResponseBase:
    """New hours from a day on; the week in force stands in the form."""
    found = get_object_or_404(SchedulePattern, pk=pattern_id)
    season = RAMADAN if request.GET.get("masa") == RAMADAN else ""
    form = HoursForm(request.POST or None, initial=_week_initial(found, season))

    def act(checked: HoursForm) -> None:
        data = checked.cleaned_data
        count = schedules.change_hours(
            request.actor, found, valid_from=data["valid_from"], basis=data["basis"], week=checked.week(),
            season=data["season"],
        )  # fmt: skip
        messages.success(request, _("Jam kerja tersimpan. %(n)s hari dihitung ulang.") % {"n": count})

    back = page_of(found)
    title = _("Ubah jam kerja %(name)s") % {"name": found.name}
    words = FormPage(title, _("Simpan jam kerja"), "", back, here((found.code, back)))
    return form_page(request, form, act, words, template="attendance/hours.html")


def _week_initial(found: SchedulePattern, season: str) -> dict[str, Any]:
    initial: dict[str, Any] = {"season": season, "valid_from": today()}
    for number, plan in enumerate(registers.pattern_weeks(today(), season).get(found.pk, []), 1):
        if plan.works:
            initial |= {f"start_{number}": as_time(plan.start), f"end_{number}": as_time(plan.end)}
            initial[f"rest_{number}"] = plan.rest
    return initial


@form_methods
@page(SCHEDULES)
def assign(request: Request) -> HttpResponseBase:
    form = AssignForm(
        request.POST or None,
        actor=request.actor,
        initial={"starts_on": today(), "pattern": request.GET.get("pola", "")},
    )

    def act(checked: AssignForm) -> None:
        data = checked.cleaned_data
        schedules.assign_pattern(
            request.actor, data["pattern"], unit=data["unit"], starts_on=data["starts_on"], ends_on=data["ends_on"],
            basis=data["basis_text"],
        )  # fmt: skip

    words = FormPage(
        _("Terapkan pola pada unit"), _("Terapkan"), _("Penerapan tersimpan. Hari yang tersentuh dihitung ulang."),
        reverse("attendance:schedules"), here(),
    )  # fmt: skip
    return form_page(request, form, act, words)


@form_methods
@page(SCHEDULES)
def end(request: Request, assignment_id: int) -> HttpResponseBase:
    found = get_object_or_404(PatternAssignment.objects.select_related("pattern", "unit"), pk=assignment_id)

    def act(checked: EndForm) -> None:
        schedules.end_assignment(request.actor, found, on=checked.cleaned_data["on"])

    words = FormPage(
        _("Akhiri penerapan %(pattern)s") % {"pattern": found.pattern.name}, _("Akhiri"),
        _("Penerapan diakhiri. Hari yang tersentuh dihitung ulang."), reverse("attendance:schedules"), here(),
    )  # fmt: skip
    return form_page(request, EndForm(request.POST or None, initial={"on": today()}), act, words)


@form_methods
@page(SCHEDULES)
def new_bands(request: Request) -> HttpResponseBase:
    """A new set of deduction bands; the set in force stands in the form."""
    rows = in_force(all_bands(), today()) or tuple(all_bands())
    codes = [(row.kind.value, row.code) for row in rows]
    initial: dict[str, Any] = {"valid_from": today()}
    for row in rows:
        key = f"{row.kind.value}_{row.code}"
        initial |= {f"low_{key}": row.low, f"high_{key}": row.high, f"percent_{key}": row.percent}
    form = BandsForm(request.POST or None, codes=codes, initial=initial)

    def act(checked: BandsForm) -> None:
        data = checked.cleaned_data
        wanted = [
            (kind, code, *(data[f"{name}_{kind}_{code}"] for name in ("low", "high", "percent")))
            for kind, code in codes
        ]
        bands.set_bands(request.actor, wanted, valid_from=data["valid_from"], basis=data["basis"])

    words = FormPage(
        _("Pita potongan baru"), _("Simpan pita"), _("Pita potongan tersimpan."), reverse("attendance:schedules"),
        here(),
    )  # fmt: skip
    history = DeductionBand.objects.values_list("valid_from", "basis").distinct().order_by("-valid_from")
    return form_page(request, form, act, words, template="attendance/bands.html", context={"history": history})
