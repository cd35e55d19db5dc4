"""The register of employees and the page of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.personnel import queries, services
from pendopo.apps.personnel.models import Pegawai, ServiceState
from pendopo.apps.personnel.queries import record as record_queries
from pendopo.apps.personnel.rules.ranks import TABLE
from pendopo.apps.personnel.tables import EMPLOYEES, status_of
from pendopo.kernel.clock import today
from pendopo.kernel.http import actor_of, page, signed_in
from pendopo.ui.form_pages import act_and_return
from pendopo.ui.registers import Crumbs, respond


def crumbs(*more: tuple[str, str]) -> Crumbs:
    return [(_("Kepegawaian"), reverse("personnel:register")), *more]


def page_of(pegawai: Pegawai) -> str:
    return reverse("personnel:record", args=[pegawai.pk])


def visible(request: HttpRequest, person_id: int) -> Pegawai:
    """The employee, or 404 when there is none whom the actor may see."""
    return get_object_or_404(queries.employees(actor_of(request)), pk=person_id)


@page("personnel.view")
@require_GET
def register(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    if request.GET.get("unduh"):
        services.note_export(actor, kind=request.GET["unduh"][:10])
    context = {"can_manage": actor.can("personnel.manage"), "can_import": actor.can("personnel.import")}
    return respond(
        request,
        EMPLOYEES,
        queries.with_office(queries.employees(actor)),
        subtitle=queries.scope_name(actor),
        template="personnel/register.html",
        context=context,
    )


@signed_in
@require_GET
def mine(request: HttpRequest) -> HttpResponseBase:
    """The own record of whoever is signed in."""
    own = actor_of(request).person_id
    if own is not None and Pegawai.objects.filter(pk=own).exists():
        return redirect("personnel:record", person_id=own)
    return render(request, "personnel/none.html", {"title": _("Data saya")})


@signed_in
@require_GET
def record(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """One employee: staff open their own, others those of their unit."""
    return _record(request, visible(request, person_id))


@page("personnel.nik")
@never_cache
@require_POST
def nik(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """The record with the NIK in full, this once; the reading is recorded."""
    pegawai = visible(request, person_id)
    return _record(request, pegawai, nik=services.read_nik(actor_of(request), pegawai))


@page("personnel.manage")
@require_POST
def reinstate(request: HttpRequest, person_id: int) -> HttpResponseBase:
    pegawai = visible(request, person_id)
    reason = request.POST.get("reason", "")
    return act_and_return(
        request, lambda: services.reinstate(actor_of(request), pegawai, reason=reason),
        done=_("Akhir masa kerja dibatalkan. Presensinya dihitung kembali."), back=page_of(pegawai),
    )  # fmt: skip


def _record(request: HttpRequest, pegawai: Pegawai, nik: str = "") -> HttpResponse:
    actor = actor_of(request)
    known = TABLE.get(pegawai.golongan)
    manages = actor.can("personnel.manage") and actor.covers(pegawai.unit.path)
    context: dict[str, Any] = {
        "title": pegawai.full_name,
        "crumbs": crumbs() if actor.can("personnel.view") else [],
        "pegawai": pegawai,
        "golongan": known.label if known else "",
        "state": status_of(pegawai),
        "office": queries.office_name(pegawai.unit),
        "steps": record_queries.steps(pegawai, today()),
        "trail": record_queries.trail(actor, pegawai) if manages else [],
        "nik": nik,
        "opens_nik": actor.can("personnel.nik"),
        "has_nik": bool(actor.can("personnel.nik") and pegawai.nik),
        "manages": manages,
        "next": _next_step(pegawai) if manages else "",
    }
    return render(request, "personnel/record.html", context)


def _next_step(pegawai: Pegawai) -> str:
    """What is missing is asked for first; an employee who has everything is moved most often."""
    if pegawai.status != ServiceState.ACTIVE:
        return "reinstate"
    if not pegawai.golongan and pegawai.kind == "pns":
        return "promote"
    return "place" if pegawai.post else "appoint"
