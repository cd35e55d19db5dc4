"""Screens of leave, sickness, permits and duty: the register, entering one from paper, cancelling it with a reason."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.attendance.forms_recap import AbsenceForm, PersonSearchForm, ReasonForm
from pendopo.apps.attendance.models import AbsenceState
from pendopo.apps.attendance.policy_recap import ABSENCES, VIEW
from pendopo.apps.attendance.queries import registers
from pendopo.apps.attendance.services.absences import cancel_absence, enter_absence
from pendopo.apps.attendance.tables_recap import ABSENCES as TABLE
from pendopo.apps.attendance.views_registers import trail
from pendopo.apps.personnel import public as personnel
from pendopo.kernel.clock import today
from pendopo.kernel.http import Request, page, signed_in, whole_number
from pendopo.ui.form_pages import FormPage, act_and_return, form_methods, form_page
from pendopo.ui.registers import respond


@require_GET
@page(VIEW)
def register(request: Request) -> HttpResponseBase:
    return respond(
        request,
        TABLE,
        registers.absences(request.actor),
        subtitle=_("Menurut surat; hari yang tersentuh dihitung ulang"),
        crumbs=trail((_("Cuti & dinas"), "")),
        template="attendance/absences.html",
        context={"can_enter": request.actor.can(ABSENCES)},
    )


@form_methods
@page(ABSENCES)
def new(request: Request) -> HttpResponseBase:
    """First the person, then the paper."""
    employee = registers.employee(request.actor, whole_number(request.GET.get("pegawai", "")))
    if employee is None or not request.actor.covers(employee.unit_path):
        return _choose(request)
    form = AbsenceForm(request.POST or None, initial=_initial(request))

    def act(checked: AbsenceForm) -> str:
        absence = enter_absence(request.actor, employee.person_id, **checked.cleaned_data)
        return reverse("attendance:absence", args=[absence.pk])

    words = FormPage(
        _("Catat ketidakhadiran"), _("Catat"), _("Tercatat. Rekap hari itu dihitung ulang sebentar lagi."),
        reverse("attendance:pegawai", args=[employee.person_id]),
        trail((_("Cuti & dinas"), reverse("attendance:absences"))),
        subtitle=f"{employee.name} · {employee.unit_name}", draft=f"ketidakhadiran-{employee.person_id}",
    )  # fmt: skip
    return form_page(request, form, act, words)


def _initial(request: Request) -> dict[str, object]:
    try:
        on = date.fromisoformat(request.GET.get("tanggal", ""))
    except ValueError:
        on = today()
    return {"since": on, "until": on, "portion": "full"}


def _choose(request: Request) -> HttpResponse:
    text = request.GET.get("cari", "")
    context = {
        "title": _("Catat ketidakhadiran"),
        "subtitle": _("Pilih pegawainya"),
        "crumbs": trail((_("Cuti & dinas"), reverse("attendance:absences")), (_("Catat"), "")),
        "form": PersonSearchForm({"cari": text} if text else None),
        "text": text,
        "hits": personnel.find(request.actor, text) if text else [],
    }
    return render(request, "attendance/absence_person.html", context)


@require_GET
@signed_in
def record(request: Request, absence_id: int) -> HttpResponse:
    """One absence, to whoever may see it; the own ones too."""
    absence = get_object_or_404(registers.absences(request.actor), pk=absence_id)
    may = request.actor.can(ABSENCES) and request.actor.covers(absence.unit_path)
    context = {
        "title": absence.detail or absence.get_kind_display(),
        "crumbs": trail((_("Cuti & dinas"), reverse("attendance:absences")), (absence.document, "")),
        "absence": absence,
        "name": absence.person.pegawai.full_name,
        "is_active": absence.state == AbsenceState.ACTIVE,
        "can_cancel": may and absence.state == AbsenceState.ACTIVE,
        "form": ReasonForm(),
    }
    return render(request, "attendance/absence.html", context)


@require_POST
@page(ABSENCES)
def cancel(request: Request, absence_id: int) -> HttpResponseBase:
    absence = get_object_or_404(registers.absences(request.actor), pk=absence_id)
    return act_and_return(
        request, lambda: cancel_absence(request.actor, absence, reason=request.POST.get("reason", "")),
        done=_("Dibatalkan. Rekap hari itu dihitung ulang sebentar lagi."),
        back=reverse("attendance:absence", args=[absence.pk]),
    )  # fmt: skip
