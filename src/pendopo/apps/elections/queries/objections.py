"""Objections as the actor may see them; names and texts are for `elections.objections` only (views ask)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet

from pendopo.apps.elections.models import Objection, ObjectionState, Pilkades
from pendopo.apps.elections.policy import ANSWER_DAYS, OBJECTION_DAYS
from pendopo.apps.elections.queries.results import VillageResult
from pendopo.kernel import settings_store
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today

PERMISSION = "elections.objections"
WAITING = (ObjectionState.FILED, ObjectionState.EXAMINED)
NEAR = 7
"""Days before the limit of an answer from which it is said loudly."""


def objections(actor: Actor) -> QuerySet[Objection]:
    return Objection.objects.visible_to(actor).select_related("election__unit__parent", "station", "file")


def sees_names(actor: Actor, election: Pilkades) -> bool:
    return actor.can(PERMISSION) and actor.covers(election.unit.path)


def handled_by(actor: Actor) -> QuerySet[Objection]:
    """Those that the actor answers."""
    if not actor.can(PERMISSION):
        return Objection.objects.none()
    return Objection.objects.under(actor.unit_path).select_related("election__unit", "station", "file")


def waiting(election: Pilkades) -> QuerySet[Objection]:
    return election.objections.filter(state__in=WAITING)


def due(day: date | None = None) -> QuerySet[Objection]:
    """Unanswered ones whose limit is near or over, in the whole regency: for the task that tells of them."""
    until = (day or today()) + timedelta(NEAR)
    rows = Objection.objects.filter(state__in=WAITING, answer_by__lte=until)
    return rows.select_related("election__unit").order_by("answer_by", "pk")


def last_day_to_file(result: VillageResult) -> date | None:
    """Counted from the day the last station was announced; None before that."""
    published = result.published_on
    if published is None:
        return None
    return published + timedelta(int(settings_store.value(OBJECTION_DAYS, on=result.election.day)))


def answer_limit(election: Pilkades, filed_on: date) -> date:
    """UU 6/2014 Pasal 37: days of the dated setting after filing."""
    return filed_on + timedelta(int(settings_store.value(ANSWER_DAYS, on=election.day)))
