"""Screens of leave, sickness, permits and duty: the register, entering one from paper, cancelling it with a reason."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.apps.attendance.forms_recap import AbsenceForm, PersonSearchForm, ReasonForm
from pendopo.apps.attendance.models import AbsenceState
from pendopo.apps.attendance.policy_recap import ABSENCES, VIEW
from pendopo.apps.attendance.queries import registers
from pendopo.apps.attendance.services.absences import cancel_absence, enter_absence
from pendopo.apps.attendance.tables_recap import ABSENCES as TABLE
from pendopo.apps.attendance.views_registers import trail
from pendopo.apps.personnel import public as personnel
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import Request, page, signed_in
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


@require_http_methods(["GET", "POST"])
@page(ABSENCES)
def new(request: Request) -> HttpResponse:
    """First the person, then the paper."""
    person_id = request.GET.get("pegawai", "")
    employee = registers.employee(request.actor, int(person_id)) if person_id.isdigit() else None
    if employee is None or not request.actor.covers(employee.unit_path):
        return _choose(request)
    form = AbsenceForm(request.POST or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            absence = enter_absence(request.actor, employee.person_id, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, _("Tercatat. Rekap hari itu dihitung ulang sebentar lagi."))
            return redirect("attendance:absence", absence_id=absence.pk)
    context = {
        "title": _("Catat ketidakhadiran"),
        "subtitle": f"{employee.name} · {employee.unit_name}",
        "crumbs": trail((_("Cuti & dinas"), reverse("attendance:absences")), (_("Catat"), "")),
        "form": form,
        "submit": _("Catat"),
        "cancel_url": reverse("attendance:pegawai", args=[employee.person_id]),
        "draft": f"ketidakhadiran-{employee.person_id}",
    }
    return render(request, "ui/form.html", context, status=422 if form.errors else 200)


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
    try:
        cancel_absence(request.actor, absence, reason=request.POST.get("reason", ""))
        messages.success(request, _("Dibatalkan. Rekap hari itu dihitung ulang sebentar lagi."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("attendance:absence", absence_id=absence_id)
