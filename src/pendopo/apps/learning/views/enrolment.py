"""Inviting offices, nominating employees, giving seats."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.learning.forms import InviteForm, ReasonForm
from pendopo.apps.learning.models import HOLDING, Invitation
from pendopo.apps.learning.queries import trainings as queries
from pendopo.apps.learning.services import enrolment
from pendopo.apps.learning.tables import PARTICIPANTS
from pendopo.apps.learning.views.common import (
    in_training,
    managed_training,
    page_of,
    tabs,
    training_form,
    visible_participant,
    visible_training,
)
from pendopo.apps.personnel.public import roster
from pendopo.kernel.clock import today
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.http import actor_of, page, signed_in, whole_numbers
from pendopo.kernel.scope import under
from pendopo.kernel.tables import Bulk
from pendopo.ui.form_pages import act_and_return, form_methods, form_page
from pendopo.ui.registers import chosen_ids, respond, return_to

MOST_SHOWN = 300


@signed_in
@require_GET
def participants(request: HttpRequest) -> HttpResponseBase:
    """All participants whom the actor may see; a person sees the own trainings."""
    actor = actor_of(request)
    return respond(
        request, PARTICIPANTS, queries.participants(actor),
        template="learning/register.html", context={"tabs": tabs("participants")},
    )  # fmt: skip


@page("learning.manage")
@require_GET
def training_people(request: HttpRequest, training_id: int) -> HttpResponseBase:
    """Everybody in one training, to be accepted one by one or many at once."""
    actor, training = actor_of(request), managed_training(request, training_id)
    table = replace(
        PARTICIPANTS,
        columns=tuple(column for column in PARTICIPANTS.columns if column.key not in ("training", "starts")),
        saved_as="peserta-satu-bimtek",
        row_url=lambda row: reverse("learning:participant", args=[row.pk]),
        bulk=(Bulk("terima", gettext_lazy("Terima"), "learning:participants_accept", permission="learning.manage"),),
    )
    rows = queries.participants(actor).filter(training=training)
    subtitle = _("%(taken)s dari %(quota)s kursi terisi") % {"taken": queries.taken(training), "quota": training.quota}
    return respond(
        request, table, rows, title=_("Peserta"), subtitle=subtitle, crumbs=in_training(training, (_("Peserta"), ""))
    )


@signed_in
@require_GET
def participant(request: HttpRequest, participant_id: int) -> HttpResponseBase:
    """One participant with the decisions that the actor may take."""
    actor, found = actor_of(request), visible_participant(request, participant_id)
    manages = queries.manages(actor, found.training)
    context = {
        "title": found.name,
        "crumbs": in_training(found.training, (found.name, "")),
        "participant": found,
        "training": found.training,
        "manages": manages,
        "speaks": actor.can("learning.nominate") and actor.covers(found.unit.path),
        "holds": found.state in HOLDING,
        "presences": list(found.presences.select_related("session")),
        "sessions": found.training.sessions.count(),
        "reason_form": ReasonForm(),
    }
    return render(request, "learning/participant.html", context)


@page("learning.manage")
@require_POST
def participants_accept(request: HttpRequest) -> HttpResponseBase:
    """Seats for many at once, in the order of their nomination; each is accepted or refused on its own."""
    actor = actor_of(request)
    wanted = whole_numbers(chosen_ids(request))
    rows = queries.participants(actor).filter(pk__in=wanted, training__in=queries.managed(actor))
    taken = 0
    refused: list[str] = []
    for row in rows.order_by("nominated_at", "pk"):
        try:
            enrolment.accept(actor, row)
            taken += 1
        except Refused as refusal:
            refused.append(refusal.message)
    if taken:
        messages.success(request, _("%(n)s usulan dijawab.") % {"n": taken})
    for words in refused[:3]:
        messages.error(request, words)
    return redirect(return_to(request, reverse("learning:participants")))


@page("learning.manage")
@require_POST
def participant_accept(request: HttpRequest, participant_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), visible_participant(request, participant_id)
    return act_and_return(
        request, lambda: enrolment.accept(actor, found), done=_("Usulan dijawab."), back=_people_of(found.training_id)
    )


@page("learning.manage")
@require_POST
def participant_decline(request: HttpRequest, participant_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), visible_participant(request, participant_id)
    reason = request.POST.get("reason", "")
    return act_and_return(
        request, lambda: enrolment.decline(actor, found, reason=reason),
        done=_("Peserta ditolak. Cadangan terlama naik bila ada."), back=_people_of(found.training_id),
    )  # fmt: skip


@signed_in
@require_POST
def participant_withdraw(request: HttpRequest, participant_id: int) -> HttpResponseBase:
    """The person leaves, or the own office takes the person back."""
    actor, found = actor_of(request), visible_participant(request, participant_id)
    reason = request.POST.get("reason", "")
    try:
        return act_and_return(
            request, lambda: enrolment.withdraw(actor, found, reason=reason),
            done=_("Pengunduran diri dicatat."), back=page_of(found.training),
        )  # fmt: skip
    except NotAllowed:
        messages.error(request, _("Hanya orangnya sendiri atau kantornya yang dapat menarik usulan."))
        return redirect(page_of(found.training))


@signed_in
@require_POST
def register_self(request: HttpRequest, training_id: int) -> HttpResponseBase:
    actor, training = actor_of(request), visible_training(request, training_id)
    return act_and_return(
        request, lambda: enrolment.register_self(actor, training),
        done=_("Pendaftaran Anda tercatat. Keadaannya tampil di bagian Tempat Anda."), back=page_of(training),
    )  # fmt: skip


@page("learning.manage")
@form_methods
def invite(request: HttpRequest, training_id: int) -> HttpResponseBase:
    actor, training = actor_of(request), managed_training(request, training_id)
    form = InviteForm(request.POST or None, offices=queries.offices_open())

    def act(checked: InviteForm) -> None:
        enrolment.invite(actor, training, unit=checked.cleaned_data["unit"], quota=checked.cleaned_data["quota"])

    words = training_form(
        training, _("Undang perangkat daerah"), _("Undang"), _("Perangkat daerah diundang."),
        _("Operator dan kepala kantor itu melihatnya di Meja saya. Undang lagi untuk mengubah kuotanya."),
    )  # fmt: skip
    return form_page(request, form, act, words)


@page("learning.manage")
@require_POST
def uninvite(request: HttpRequest, invitation_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    mine = queries.managed(actor)
    rows = Invitation.objects.select_related("training__organiser", "unit")
    found = get_object_or_404(rows, pk=invitation_id, training__in=mine)
    return act_and_return(
        request, lambda: enrolment.uninvite(actor, found), done=_("Undangan dicabut."), back=page_of(found.training)
    )


@page("learning.nominate")
@form_methods
def nominate(request: HttpRequest, invitation_id: int) -> HttpResponseBase:
    """The people of the invited office with boxes to tick; what was ticked stays when it is refused."""
    actor = actor_of(request)
    rows = Invitation.objects.filter(under(actor.unit_path, "unit__path"), training__in=queries.trainings(actor))
    found = get_object_or_404(rows.select_related("training__organiser", "unit"), pk=invitation_id)
    chosen = set(whole_numbers(request.POST.getlist("people")))
    error, status = "", 200
    if request.method == "POST":
        try:
            made = enrolment.nominate(actor, found, sorted(chosen))
        except Refused as refusal:
            error, status = refusal.message, 422
        else:
            messages.success(request, _("%(n)s pegawai diusulkan.") % {"n": len(made)})
            return redirect(page_of(found.training))
    text = request.GET.get("cari", "").strip()[:80]
    known = {row.person_id: row for row in found.training.participants.all()}
    held = found.participants.filter(state__in=HOLDING).count()
    people = [
        {"row": row, "seat": known.get(row.person_id), "chosen": row.person_id in chosen,
         "is_in": row.person_id in known and known[row.person_id].state in HOLDING}
        for row in roster(today(), found.unit.path)
        if all(word in row.name.casefold() for word in text.casefold().split()) or row.person_id in chosen
    ]  # fmt: skip
    context = {
        "title": _("Usulkan peserta"),
        "crumbs": in_training(found.training, (_("Usulkan peserta"), "")),
        "invitation": found, "training": found.training, "people": people[:MOST_SHOWN], "total": len(people),
        "left": max(0, found.quota - held), "text": text, "error": error,
    }  # fmt: skip
    return render(request, "learning/nominate.html", context, status=status)


def _people_of(training_id: int) -> str:
    return reverse("learning:training_people", args=[training_id])
