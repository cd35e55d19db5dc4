"""The register of trainings, the page of one, and its programme."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.learning.forms import ReasonForm, SessionForm, TrainingForm
from pendopo.apps.learning.models import Participant, ParticipantState, Training, TrainingState
from pendopo.apps.learning.queries import exams as exam_queries
from pendopo.apps.learning.queries import trainings as queries
from pendopo.apps.learning.queries.trail import trail
from pendopo.apps.learning.rules.moves import NEED_REASON, TRAINING
from pendopo.apps.learning.services import trainings as services
from pendopo.apps.learning.tables import TRAININGS, participant_state, training_state
from pendopo.apps.learning.views.common import (
    managed_session,
    managed_training,
    page_of,
    tabs,
    training_crumbs,
    training_form,
    visible_training,
)
from pendopo.apps.learning.words import days
from pendopo.kernel import workflow
from pendopo.kernel.http import actor_of, page, signed_in
from pendopo.kernel.topics import label_of
from pendopo.ui.form_pages import FormPage, act_and_return, form_methods, form_page
from pendopo.ui.registers import respond


@signed_in
@require_GET
def home(request: HttpRequest) -> HttpResponseBase:
    return redirect("learning:trainings")


@signed_in
@require_GET
def trainings(request: HttpRequest) -> HttpResponseBase:
    """Everybody sees the own trainings and the open ones; organisers and offices see theirs."""
    actor = actor_of(request)
    return respond(
        request, TRAININGS, queries.with_counts(queries.trainings(actor)),
        template="learning/trainings.html",
        context={"tabs": tabs("trainings"), "may_add": actor.can("learning.manage")},
    )  # fmt: skip


@page("learning.manage")
@form_methods
def training_add(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    form = TrainingForm(request.POST or None, actor=actor)

    def act(checked: TrainingForm) -> str:
        made = services.create(actor, facts=checked.facts(), topic_keys=checked.cleaned_data["topics"])
        return page_of(made)

    words = FormPage(
        _("Bimtek baru"), _("Simpan rancangan"),
        _("Rancangan tersimpan. Tambahkan sesi dan undang perangkat daerah, lalu buka pendaftaran."),
        reverse("learning:trainings"), training_crumbs(), draft="bimtek-baru",
    )  # fmt: skip
    return form_page(request, form, act, words)


@page("learning.manage")
@form_methods
def training_edit(request: HttpRequest, training_id: int) -> HttpResponseBase:
    actor, training = actor_of(request), managed_training(request, training_id)
    form = TrainingForm(request.POST or None, actor=actor, training=training)

    def act(checked: TrainingForm) -> None:
        services.edit(actor, training, facts=checked.facts(), topic_keys=checked.cleaned_data["topics"])

    words = training_form(
        training, _("Ubah bimtek"), _("Simpan perubahan"), _("Perubahan tersimpan."), draft=f"bimtek-{training.pk}",
    )  # fmt: skip
    return form_page(request, form, act, words)


@page("learning.manage")
@require_POST
def training_move(request: HttpRequest, training_id: int, name: str) -> HttpResponseBase:
    actor, training = actor_of(request), managed_training(request, training_id)
    if name not in TRAINING:
        raise Http404
    reason = request.POST.get("reason", "")
    return act_and_return(
        request, lambda: services.move(actor, training, name, reason=reason),
        done=_("Bimtek sekarang: %(state)s.") % {"state": _target_words(name)}, back=page_of(training),
    )  # fmt: skip


@signed_in
@require_GET
def training(request: HttpRequest, training_id: int) -> HttpResponseBase:
    """One training: what, when, who, and what this person can do next."""
    actor, found = actor_of(request), visible_training(request, training_id)
    manages = queries.manages(actor, found)
    moves = workflow.available(actor, found, tuple(TRAINING.values())) if manages else []
    seat = queries.own(actor, found)
    sessions = list(found.sessions.all())
    context: dict[str, Any] = {
        "title": found.title,
        "crumbs": training_crumbs(),
        "training": found,
        "state": training_state(found),
        "when": days(found.starts_on, found.ends_on),
        "topics": [label_of(row.key) for row in found.topics.all()],
        "sessions": sessions,
        "manages": manages,
        "moves": [move for move in moves if move.name not in NEED_REASON],
        "reason_moves": [move for move in moves if move.name in NEED_REASON],
        "reason_form": ReasonForm(),
        "offices": queries.offices(actor, found, all_of_them=manages or actor.unit_path == ""),
        "taken": queries.taken(found),
        "asking": found.participants.filter(state=ParticipantState.NOMINATED).count() if manages else 0,
        "waiting": found.participants.filter(state=ParticipantState.WAITING).count(),
        "exams": [(exam, exam_queries.is_open(exam)) for exam in found.exams.all()],
        "questions": found.questions.count() if manages else 0,
        "live": queries.live_session(found, timezone.now())
        if manages and found.state == TrainingState.RUNNING
        else None,
        "trail": trail(found) if manages else [],
        "may_register": _may_register(found, seat) and actor.person_id is not None,
        **_own_part(found, seat),
    }
    return render(request, "learning/training.html", context)


def _may_register(found: Training, seat: Participant | None) -> bool:
    gone = seat is None or seat.state in (ParticipantState.WITHDRAWN,)
    return found.open_registration and found.state == TrainingState.OPEN and gone


def _own_part(found: Training, seat: Participant | None) -> dict[str, Any]:
    """What the person's own card shows."""
    if seat is None:
        return {"seat": None}
    attempts = list(seat.tries.select_related("exam").filter(submitted_at__isnull=False))
    present = set(seat.presences.values_list("session", flat=True))
    return {
        "seat": seat,
        "seat_state": participant_state(seat),
        "is_in": seat.state == ParticipantState.ACCEPTED,
        "may_leave": seat.state in (ParticipantState.NOMINATED, ParticipantState.ACCEPTED, ParticipantState.WAITING)
        and found.state in (TrainingState.OPEN, TrainingState.RUNNING)
        and not present,
        "present": present,
        "attempts": attempts,
        "follow_ups": list(seat.follow_ups.all()),
        "certificate": seat.certificates.filter(revoked_at__isnull=True).first(),
        "may_follow_up": seat.state == ParticipantState.ACCEPTED
        and found.state in (TrainingState.RUNNING, TrainingState.DONE),
    }


@page("learning.manage")
@form_methods
def session_add(request: HttpRequest, training_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), managed_training(request, training_id)
    form = SessionForm(request.POST or None, training=found)

    def act(checked: SessionForm) -> None:
        services.add_session(actor, found, facts=checked.facts())

    words = training_form(found, _("Sesi baru"), _("Simpan sesi"), _("Sesi ditambahkan."), draft="sesi-baru")
    return form_page(request, form, act, words)


@page("learning.manage")
@form_methods
def session_edit(request: HttpRequest, session_id: int) -> HttpResponseBase:
    actor, session = actor_of(request), managed_session(request, session_id)
    form = SessionForm(request.POST or None, training=session.training, session=session)

    def act(checked: SessionForm) -> None:
        services.edit_session(actor, session, facts=checked.facts())

    words = training_form(session.training, _("Ubah sesi"), _("Simpan sesi"), _("Sesi diubah."))
    return form_page(request, form, act, words)


@page("learning.manage")
@require_POST
def session_remove(request: HttpRequest, session_id: int) -> HttpResponseBase:
    actor, session = actor_of(request), managed_session(request, session_id)
    return act_and_return(
        request,
        lambda: services.remove_session(actor, session),
        done=_("Sesi dihapus."),
        back=page_of(session.training),
    )


def _target_words(name: str) -> str:
    return str(TrainingState(TRAINING[name].target).label).lower()
