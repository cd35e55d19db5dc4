"""Trainings and participants as the actor may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from pendopo.apps.learning.models import (
    HOLDING,
    Invitation,
    Participant,
    ParticipantState,
    Presence,
    Session,
    Training,
    TrainingState,
)
from pendopo.apps.learning.rules.seats import seats_left
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.scope import LEVEL_DIGITS, ancestors, under
from pendopo.kernel.units.models import Unit

NOBODY = -1


def person_of(actor: Actor) -> int:
    """The actor's person, or a number that nobody has."""
    return actor.person_id if actor.person_id is not None else NOBODY


def trainings(actor: Actor) -> QuerySet[Training]:
    """Those of the own unit, those it is invited to, the own ones, and those open to everybody."""
    mine = Participant.objects.filter(training=OuterRef("pk"), person=person_of(actor))
    seen = Q(Exists(mine), ~Q(state=TrainingState.DRAFT))
    if actor.person_id is not None:
        seen |= Q(open_registration=True, state=TrainingState.OPEN)
    if actor.can("learning.view"):
        seen |= under(actor.unit_path, "organiser__path")
        asked = under(actor.unit_path, "unit__path")
        if actor.unit_path.isdigit():
            asked |= Q(unit__path__in=ancestors(actor.unit_path)[1:])
        invited = Invitation.objects.filter(asked, training=OuterRef("pk"))
        seen |= Q(Exists(invited), ~Q(state=TrainingState.DRAFT))
    return Training.objects.filter(seen).select_related("organiser")


def managed(actor: Actor) -> QuerySet[Training]:
    """Those that the actor organises."""
    if not actor.can("learning.manage"):
        return Training.objects.none()
    return Training.objects.under(actor.unit_path).select_related("organiser")


def manages(actor: Actor, training: Training) -> bool:
    return actor.can("learning.manage") and actor.covers(training.organiser.path)


def participants(actor: Actor) -> QuerySet[Participant]:
    """Those in the own trainings (organisers), those of the own unit (viewers), and the actor."""
    seen = Q(person=person_of(actor))
    if actor.can("learning.view"):
        seen |= under(actor.unit_path, "unit__path")
    if actor.can("learning.manage"):
        seen |= under(actor.unit_path, "training__organiser__path")
    return Participant.objects.filter(seen).select_related("training__organiser", "unit")


def own(actor: Actor, training: Training) -> Participant | None:
    """The actor's own place in a training."""
    return Participant.objects.filter(training=training, person=person_of(actor)).first()


def with_counts(rows: QuerySet[Training]) -> QuerySet[Training]:
    """Adds `taken` and `waiting`: how many are in, how many wait."""
    return rows.annotate(
        taken=Count("participants", filter=Q(participants__state=ParticipantState.ACCEPTED), distinct=True),
        waiting=Count("participants", filter=Q(participants__state=ParticipantState.WAITING), distinct=True),
    )


def taken(training: Training) -> int:
    return training.participants.filter(state=ParticipantState.ACCEPTED).count()


def free(training: Training) -> int:
    return seats_left(training.quota, taken(training))


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """How far an invited office is; `may_nominate` says whether the actor speaks for it."""

    invitation_id: int
    unit_id: int
    name: str
    quota: int
    nominated: int
    accepted: int
    waiting: int
    may_nominate: bool


def offices(actor: Actor, training: Training, *, all_of_them: bool) -> list[OfficeRow]:
    """The invited offices, all of them for the organiser, otherwise the actor's own."""
    rows = training.invitations.select_related("unit").annotate(
        held=Count("participants", filter=Q(participants__state__in=HOLDING)),
        accepted=Count("participants", filter=Q(participants__state=ParticipantState.ACCEPTED)),
        queued=Count("participants", filter=Q(participants__state=ParticipantState.WAITING)),
    )
    speaks = actor.can("learning.nominate")
    return [
        OfficeRow(
            row.pk, row.unit_id, row.unit.name, row.quota, row.held, row.accepted, row.queued,
            speaks and actor.covers(row.unit.path),
        )
        for row in rows
        if all_of_them or actor.covers(row.unit.path) or actor.unit_path.startswith(row.unit.path)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PresenceRow:
    participant: Participant
    marks: list[Presence | None]
    attended: int
    share: Fraction


def presence(training: Training, sessions: Sequence[Session]) -> list[PresenceRow]:
    """Everybody who was accepted with a mark or None for each session. Two queries."""
    found = {
        (mark.participant_id, mark.session_id): mark for mark in Presence.objects.filter(session__training=training)
    }
    rows = []
    for person in accepted(training):
        marks = [found.get((person.pk, session.pk)) for session in sessions]
        there = sum(1 for mark in marks if mark)
        rows.append(PresenceRow(person, marks, there, Fraction(there * 100, len(marks)) if marks else Fraction(0)))
    return rows


def accepted(training: Training) -> QuerySet[Participant]:
    return training.participants.filter(state=ParticipantState.ACCEPTED).select_related("unit").order_by("name", "pk")


def attended_by(training: Training) -> dict[int, int]:
    """Sessions attended, by participant."""
    rows = Presence.objects.filter(session__training=training).values_list("participant").annotate(n=Count("pk"))
    return dict(rows.order_by())


def offices_open() -> QuerySet[Unit]:
    return Unit.objects.filter(closed_on__isnull=True, path__regex=rf"^[0-9]{{{LEVEL_DIGITS}}}$").order_by("name")


def waiting_nominations(actor: Actor) -> list[tuple[Training, int, int]]:
    """Trainings for which the actor's office may still nominate: training, quota, nominated so far."""
    if not actor.can("learning.nominate") or actor.can("learning.manage"):
        return []
    rows = (
        Invitation.objects.filter(under(actor.unit_path, "unit__path"), training__state=TrainingState.OPEN)
        .filter(Q(training__nominate_until__isnull=True) | Q(training__nominate_until__gte=today()))
        .select_related("training")
        .annotate(held=Count("participants", filter=Q(participants__state__in=HOLDING)))
    )
    return [
        (row.training, row.quota, row.held)
        for row in rows.order_by("training__nominate_until", "pk")
        if row.held < row.quota
    ]


def to_decide(actor: Actor) -> list[tuple[Training, int]]:
    """Trainings of the organiser with nominations that wait for an answer."""
    rows = (
        managed(actor)
        .filter(state=TrainingState.OPEN)
        .annotate(asking=Count("participants", filter=Q(participants__state=ParticipantState.NOMINATED)))
    )
    return [(row, row.asking) for row in rows.filter(asking__gt=0)[:20]]


def place_of(unit_id: int) -> str:
    """Where somebody works, in words: "Sekretariat, Bappedalitbang", or the office alone for who works in it."""
    unit = Unit.objects.get(pk=unit_id)
    if len(unit.path) <= LEVEL_DIGITS:
        return unit.name
    office = Unit.objects.filter(path=unit.office_path).values_list("short_name", flat=True).first()
    return f"{unit.name}, {office}" if office else unit.name


def live_session(training: Training, now: datetime) -> Session | None:
    """The session that runs now, or the next one of today."""
    return training.sessions.filter(ends_at__gte=now).first()


def of_year(year: int) -> QuerySet[Training]:
    return Training.objects.filter(state=TrainingState.DONE, ends_on__range=(date(year, 1, 1), date(year, 12, 31)))
