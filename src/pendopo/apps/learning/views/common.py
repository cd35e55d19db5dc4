"""What the screens of learning share: crumbs, the words of a form, and the objects that an actor may open."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.apps.learning.models import Participant, Session, StudyVisit, Training
from pendopo.apps.learning.queries import trainings as training_queries
from pendopo.apps.learning.queries import visits as visit_queries
from pendopo.kernel.http import actor_of
from pendopo.ui.form_pages import FormPage
from pendopo.ui.registers import Crumbs

REGISTERS = (
    ("trainings", gettext_lazy("Bimtek")),
    ("participants", gettext_lazy("Peserta")),
    ("follow_ups", gettext_lazy("Tindak lanjut")),
    ("visits", gettext_lazy("Studi tiru")),
    ("adoptions", gettext_lazy("Adopsi")),
)


def training_crumbs(*more: tuple[str, str]) -> Crumbs:
    return [(_("Bimtek"), reverse("learning:trainings")), *more]


def visit_crumbs(*more: tuple[str, str]) -> Crumbs:
    return [(_("Studi tiru"), reverse("learning:visits")), *more]


def in_training(training: Training, *more: tuple[str, str]) -> Crumbs:
    return training_crumbs((training.title, page_of(training)), *more)


def in_visit(visit: StudyVisit, *more: tuple[str, str]) -> Crumbs:
    return visit_crumbs((visit.title, page_of_visit(visit)), *more)


def training_form(
    training: Training, title: str, submit: str, done: str, sentence: str = "", draft: str = ""
) -> FormPage:
    """What stands around a form that is opened from the page of a training and goes back there."""
    return FormPage(title, submit, done, page_of(training), in_training(training), sentence=sentence, draft=draft)


def visit_form(visit: StudyVisit, title: str, submit: str, done: str, sentence: str = "", draft: str = "") -> FormPage:
    """The same of a study visit."""
    return FormPage(title, submit, done, page_of_visit(visit), in_visit(visit), sentence=sentence, draft=draft)


def tabs(current: str) -> list[dict[str, Any]]:
    """The registers of the app."""
    return [
        {"label": label, "url": reverse(f"learning:{name}"), "current": name == current} for name, label in REGISTERS
    ]


def visible_training(request: HttpRequest, training_id: int) -> Training:
    return get_object_or_404(training_queries.trainings(actor_of(request)), pk=training_id)


def managed_training(request: HttpRequest, training_id: int) -> Training:
    return get_object_or_404(training_queries.managed(actor_of(request)), pk=training_id)


def managed_session(request: HttpRequest, session_id: int) -> Session:
    mine = training_queries.managed(actor_of(request))
    return get_object_or_404(Session.objects.select_related("training__organiser"), pk=session_id, training__in=mine)


def visible_participant(request: HttpRequest, participant_id: int) -> Participant:
    return get_object_or_404(training_queries.participants(actor_of(request)), pk=participant_id)


def managed_visit(request: HttpRequest, visit_id: int) -> StudyVisit:
    return get_object_or_404(visit_queries.managed(actor_of(request)), pk=visit_id)


def page_of(training: Training) -> str:
    return reverse("learning:training", args=[training.pk])


def page_of_visit(visit: StudyVisit) -> str:
    return reverse("learning:visit", args=[visit.pk])
