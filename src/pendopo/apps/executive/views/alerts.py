"""Alerts: the register, one alert with its history, and what can be done with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pendopo.apps.executive.forms import SNOOZES, AssignForm, NoteForm, snooze_until
from pendopo.apps.executive.tables import ALERTS
from pendopo.kernel import alerts
from pendopo.kernel.alerts.models import Alert, State
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.http import Request, page, signed_in
from pendopo.kernel.units.models import Unit
from pendopo.ui.registers import respond


@page("alerts.view")
def register(request: Request) -> HttpResponseBase:
    rows = Alert.objects.visible_to(request.actor).select_related("assignee")
    return respond(request, ALERTS, rows, crumbs=[(_("Ruang Bupati"), reverse("executive:room"))])


@signed_in
def alert(request: Request, pk: int) -> HttpResponseBase:
    """Opened by those who see the unit's alerts and by the one it was given to."""
    return _record(request, _find(request, pk))


def _find(request: Request, pk: int) -> Alert:
    rows = Alert.objects.visible_to(request.actor).select_related("assignee", "assigned_by")
    return get_object_or_404(rows, pk=pk)


def _record(request: Request, found: Alert, forms: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    actor, shown = request.actor, forms or {}
    manages = actor.can("alerts.manage") and actor.covers(found.unit_path) and found.state != State.CLOSED
    answers = found.assignee_id == actor.person_id and found.state == State.ASSIGNED and actor.person_id is not None
    unit = Unit.objects.filter(path=found.unit_path).first()
    context = {
        "alert": found,
        "unit": unit,
        "unit_url": _unit_url(request, found) if unit else "",
        "entries": [_entry(one) for one in found.entries.all()],
        "manages": manages,
        "answers": answers,
        "assign_form": shown.get("assign") or (AssignForm(actor=actor, alert=found) if manages else None),
        "close_form": shown.get("close") or NoteForm(prefix="tutup"),
        "answer_form": shown.get("answer") or NoteForm(prefix="jawab"),
        "snoozes": SNOOZES.items(),
        "crumbs": [(_("Ruang Bupati"), reverse("executive:room")), (_("Perlu perhatian"), reverse("executive:alerts"))]
        if actor.can("alerts.view")
        else [(_("Meja saya"), "/")],
    }
    return render(request, "executive/alert.html", context, status=status)


def _unit_url(request: Request, found: Alert) -> str:
    if not request.actor.can("executive.view") or not request.actor.covers(found.unit_path):
        return ""
    return reverse("executive:unit", args=[found.unit_path]) if found.unit_path else reverse("executive:room")


def _entry(one: Any) -> dict[str, Any]:
    who = ", ".join(part for part in (one.actor_name, one.actor_post) if part)
    return {
        "at": one.at,
        "title": one.label,
        "who": who,
        "detail": one.note,
        "tone": "bad" if one.move == "worse" else "",
    }


@require_POST
@page("alerts.manage")
def acknowledge(request: Request, pk: int) -> HttpResponseBase:
    found = _managed(request, pk)
    return _done(request, found, lambda: alerts.acknowledge(request.actor, found), _("Peringatan diakui."))


@require_POST
@page("alerts.manage")
def snooze(request: Request, pk: int) -> HttpResponseBase:
    found, choice = _managed(request, pk), request.POST.get("sampai", "")
    if choice not in SNOOZES:
        raise Http404
    until = snooze_until(choice)
    return _done(
        request,
        found,
        lambda: alerts.snooze(request.actor, found, until=until),
        _("Peringatan ditunda dan akan kembali sendiri."),
    )


@require_POST
@page("alerts.manage")
def assign(request: Request, pk: int) -> HttpResponseBase:
    found = _managed(request, pk)
    form = AssignForm(request.POST, actor=request.actor, alert=found)
    if not form.is_valid():
        return _record(request, found, {"assign": form}, status=422)
    try:
        alerts.assign(
            request.actor, found, to=form.person, instruction=form.cleaned_data["instruction"], due_at=form.due_at
        )
    except Refused as refusal:
        form.add_error("due_on" if refusal.field == "due_at" else refusal.field, refusal.message)
        return _record(request, found, {"assign": form}, status=422)
    messages.success(request, _("Disposisi terkirim ke %(name)s.") % {"name": form.person.name})
    return redirect(_back(request, found))


@require_POST
@page("alerts.manage")
def close(request: Request, pk: int) -> HttpResponseBase:
    found = _managed(request, pk)
    form = NoteForm(request.POST, prefix="tutup")
    if not form.is_valid():
        return _record(request, found, {"close": form}, status=422)
    note = form.cleaned_data["note"]
    return _done(request, found, lambda: alerts.close(request.actor, found, note=note), _("Peringatan diselesaikan."))


@require_POST
@signed_in
def answer(request: Request, pk: int) -> HttpResponseBase:
    found = _find(request, pk)
    form = NoteForm(request.POST, prefix="jawab")
    if not form.is_valid():
        return _record(request, found, {"answer": form}, status=422)
    note = form.cleaned_data["note"]
    return _done(request, found, lambda: alerts.answer(request.actor, found, note=note), _("Jawaban terkirim."))


def _managed(request: Request, pk: int) -> Alert:
    return _find(request, pk)


def _done(request: Request, found: Alert, act: Any, said: str) -> HttpResponseBase:
    """Make the move and go back; a refusal is said on the record."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, refusal.message)
    except NotAllowed:
        raise Http404 from None
    else:
        messages.success(request, said)
    return redirect(_back(request, found))


def _back(request: Request, found: Alert) -> str:
    wanted = request.POST.get("kembali", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/"):
        return wanted
    return reverse("executive:alert", args=[found.pk])
