"""Deciding on evidence: the list that waits, one piece beside what the level asks for, accept or reject."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.maturity.models import EvidenceUse
from pendopo.apps.maturity.queries import evidence_lists, evidence_record, evidence_scope
from pendopo.apps.maturity.services import evidence as services
from pendopo.apps.maturity.tables_evidence import CHECKING
from pendopo.apps.maturity.views.evidence_shared import crumbs
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import actor_of, page, whole_numbers
from pendopo.ui.form_pages import act_and_return
from pendopo.ui.registers import chosen_ids, respond, return_to


@page("maturity.validate")
@require_GET
def checking(request: HttpRequest) -> HttpResponseBase:
    """What waits for a decision, oldest first."""
    return respond(
        request,
        CHECKING,
        evidence_lists.waiting(actor_of(request)),
        subtitle=_("Yang memutuskan bukan yang mengajukan. Pilih beberapa untuk diterima sekaligus."),
        crumbs=crumbs((_("Pemeriksaan"), "")),
    )


@page("maturity.validate")
@require_POST
def accept_many(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    chosen = whole_numbers(chosen_ids(request))
    done, reasons = services.accept_many(actor, evidence_lists.waiting(actor).filter(pk__in=chosen))
    if done:
        messages.success(request, _("%(n)s bukti diterima.") % {"n": done})
    for reason in reasons:
        messages.warning(request, reason)
    if not chosen:
        messages.info(request, _("Pilih dulu bukti yang diterima."))
    return redirect(return_to(request, reverse("maturity:evidence_checking")))


@page("maturity.view")
@require_GET
def use(request: HttpRequest, use_id: int) -> HttpResponseBase:
    """One piece of evidence beside the criteria of the level that it is to prove."""
    actor, found = actor_of(request), _found(request, use_id)
    shown = evidence_record.use_page(actor, found)
    context = {
        "title": shown.line.name,
        "crumbs": crumbs((_("Pemeriksaan"), reverse("maturity:evidence_checking")), (shown.line.name, ""))
        if actor.can("maturity.validate")
        else crumbs((shown.line.name, "")),
        "shown": shown,
        "use": found,
    }
    return render(request, "maturity/evidence_use.html", context)


@page("maturity.validate")
@require_POST
def accept(request: HttpRequest, use_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), _found(request, use_id)
    return act_and_return(
        request, lambda: services.accept(actor, found), done=_("Bukti diterima."),
        back=return_to(request, _next(request, found)),
    )  # fmt: skip


@page("maturity.validate")
@require_POST
def reject(request: HttpRequest, use_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), _found(request, use_id)
    try:
        services.reject(actor, found, request.POST.get("reason", ""))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("maturity:evidence_use", use_id=use_id)
    messages.success(request, _("Bukti ditolak; alasannya terbaca oleh yang mengajukan."))
    return redirect(return_to(request, _next(request, found)))


@page("maturity.answer")
@require_POST
def take_back(request: HttpRequest, use_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), _found(request, use_id)
    back = reverse("maturity:evidence_item", args=[found.version.item_id])
    return act_and_return(
        request, lambda: services.take_back(actor, found), done=_("Bukti ditarik dari tingkat ini."),
        back=return_to(request, back),
    )  # fmt: skip


@page("maturity.answer")
@require_POST
def replace(request: HttpRequest, use_id: int) -> HttpResponseBase:
    """Move a use to the newest version."""
    actor, found = actor_of(request), _found(request, use_id)
    back = reverse("maturity:evidence_item", args=[found.version.item_id])
    done = _("Pemakaian dipindahkan ke versi terbaru dan diajukan kembali.")
    return act_and_return(
        request, lambda: services.move_to_newest(actor, found), done=done, back=return_to(request, back),
    )  # fmt: skip


def _found(request: HttpRequest, use_id: int) -> EvidenceUse:
    return get_object_or_404(evidence_scope.uses(actor_of(request)), pk=use_id)


def _next(request: HttpRequest, found: EvidenceUse) -> str:
    """The next piece that waits, else the list."""
    following = evidence_lists.waiting(actor_of(request)).exclude(pk=found.pk).first()
    if following is not None and request.POST.get("lanjut"):
        return reverse("maturity:evidence_use", args=[following.pk])
    return reverse("maturity:evidence_checking")
