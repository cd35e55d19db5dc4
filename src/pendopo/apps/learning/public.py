"""What upper apps may ask of learning: what was adopted from visits, who was trained. Frozen dataclasses only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.urls import reverse

from pendopo.apps.learning.models import (
    Adoption,
    AdoptionState,
    Certificate,
    Participant,
    ParticipantState,
)
from pendopo.apps.learning.queries import trainings as queries
from pendopo.apps.learning.queries.exams import results
from pendopo.apps.learning.rules.score import mean
from pendopo.kernel.scope import LEVEL_DIGITS


@dataclass(frozen=True, slots=True)
class AdoptionView:
    """`state` is rencana, berjalan, selesai or batal; `url` opens it for those who may see it."""

    visit_title: str
    government: str
    topic: str
    practice: str
    unit_path: str
    unit_name: str
    due: date | None
    state: str
    level_from: int | None
    level_to: int | None
    url: str


@dataclass(frozen=True, slots=True)
class YearSummary:
    """Of trainings that ended in a year. Shares in percent; `average_gain` in points of 100."""

    year: int
    trainings: int
    trained_people: int
    certificates: int
    offices: int
    all_offices: int
    average_gain: Fraction | None

    @property
    def share_of_offices(self) -> Fraction | None:
        return Fraction(self.offices * 100, self.all_offices) if self.all_offices else None


def adoptions(topic_keys: Collection[str] | None = None) -> list[AdoptionView]:
    """Adoptions on these topics (None: on all), those that are due first. The caller has checked who may see them."""
    rows = Adoption.objects.select_related("visit__owner", "owner").exclude(state=AdoptionState.DROPPED)
    if topic_keys is not None:
        rows = rows.filter(topic_key__in=list(topic_keys))
    return [
        AdoptionView(
            row.visit.title, row.visit.government, row.topic_key, row.practice,
            row.owner.path if row.owner else row.visit.owner.path, row.owner.name if row.owner else "",
            row.due, row.state, row.level_from, row.level_to, reverse("learning:adoption", args=[row.pk]),
        )
        for row in rows
    ]  # fmt: skip


def summary(year: int) -> YearSummary:
    """Figures of a year for the whole government: people who were there in at least one session count as trained."""
    done = queries.of_year(year)
    seats = Participant.objects.filter(training__in=done, state=ParticipantState.ACCEPTED, presences__isnull=False)
    people = set(seats.values_list("person", flat=True))
    paths = {path[:LEVEL_DIGITS] for path in seats.values_list("unit__path", flat=True) if path}
    gains = [row.gain for training in done for row in results(training).rows]
    open_paths = set(queries.offices_open().values_list("path", flat=True))
    return YearSummary(
        year=year,
        trainings=done.count(),
        trained_people=len(people),
        certificates=Certificate.objects.filter(participant__training__in=done, revoked_at__isnull=True).count(),
        offices=len(paths & open_paths),
        all_offices=len(open_paths),
        average_gain=mean(gains),
    )
