"""Screens of raw punches, rows that could not be read, and punches with an impossible clock."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.attendance.forms_devices import ReasonForm
from pendopo.apps.attendance.models import Standing
from pendopo.apps.attendance.queries import punches as queries
from pendopo.apps.attendance.services import held
from pendopo.apps.attendance.tables_devices import BAD_LINES, PUNCHES
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import Request, page, whole_numbers
from pendopo.ui.registers import chosen_ids, respond, return_to


@require_GET
@page("attendance.devices.view")
def register(request: Request) -> HttpResponseBase:
    rows = queries.punches(request.actor)
    return respond(
        request,
        PUNCHES,
        rows,
        subtitle=_("Persis seperti dikirim mesin; tidak ada yang diubah atau dihapus"),
        crumbs=[(_("Kehadiran"), ""), (_("Mesin"), reverse("attendance:devices")), (_("Ketukan"), "")],
    )


@require_GET
@page("attendance.devices.view")
def bad_lines(request: Request) -> HttpResponseBase:
    return respond(
        request,
        BAD_LINES,
        queries.bad_lines(request.actor),
        subtitle=_("Disimpan sekali untuk tiap mesin, dengan sebabnya"),
        crumbs=[(_("Kehadiran"), ""), (_("Mesin"), reverse("attendance:devices")), (_("Baris rusak"), "")],
    )


@require_POST
@page("attendance.punches.judge")
def judge(request: Request) -> HttpResponse:
    """First shows the chosen punches and asks for the reason, then takes or refuses them."""
    ids = whole_numbers(chosen_ids(request))
    back = return_to(request, reverse("attendance:punches"))
    decision = request.POST.get("move", "")
    form = ReasonForm(request.POST if decision else None)
    if decision and form.is_valid():
        try:
            work = held.accept_punches if decision == "accept" else held.reject_punches
            count = work(request.actor, ids, reason=form.cleaned_data["reason"])
            messages.success(request, _("%(count)s ketukan diputuskan.") % {"count": count})
            return redirect(back)
        except Refused as refusal:
            form.add_error(None, refusal.message)
    rows = queries.punches(request.actor).filter(pk__in=ids, standing=Standing.HELD).order_by("local_time", "pk")
    context = {
        "title": _("Putuskan ketukan berjam mustahil"),
        "crumbs": [(_("Kehadiran"), ""), (_("Ketukan"), reverse("attendance:punches"))],
        "rows": rows,
        "form": form,
        "back": back,
        "chosen": len(ids),
    }
    return render(request, "attendance/device_judge.html", context, status=422 if form.errors else 200)
