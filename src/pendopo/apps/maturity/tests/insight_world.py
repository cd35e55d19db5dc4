"""A regency with levels in a stage, made quickly through the services that write levels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.test import Client

from pendopo.apps.maturity.models import Action, Assessment, AssessmentState, Entry, Finding, FindingKind
from pendopo.apps.maturity.services import actions, scores
from pendopo.apps.maturity.services.actions import ActionFacts
from pendopo.apps.maturity.services.history import PastFacts
from pendopo.apps.maturity.services.scores import Words
from pendopo.apps.maturity.testing import make_assessment
from pendopo.apps.maturity.tests.people import Team, team
from pendopo.kernel.clock import today
from pendopo.kernel.testing import SYSTEM
from pendopo.kernel.units.models import Unit

Levels = int | Mapping[str, int] | Callable[[str], int]
YEAR = 2025


@dataclass(frozen=True)
class World:
    team: Team
    assessment: Assessment

    def actor(self, name: str) -> Any:
        return self.team.actor(name)

    def client(self, name: str) -> Client:
        client = Client()
        person = self.team.persons.get(name) or getattr(self.team.cast, name)
        client.force_login(person.account)
        return client


def fill(assessment: Assessment, levels: Levels, *, stage: str = "self") -> None:
    """Levels of a stage; codes that a mapping leaves out stay empty."""
    entries = list(assessment.entries.order_by("position"))
    with transaction.atomic():
        said = [(entry, Words(level)) for entry in entries if (level := _level(levels, entry.code)) is not None]
        scores.write_many(SYSTEM, stage, said)
        scores.recompute(assessment, stage)
    assessment.refresh_from_db()


def world(levels: Levels = 2, *, year: int = YEAR, instrument: str = "spbe-59-2020") -> World:
    """Kominfo holds every entry but the last three, which are Dishub's."""
    people = team()
    assessment = make_assessment(people.cast.kominfo, year=year, instrument=instrument)
    last = list(assessment.entries.order_by("-position").values_list("pk", flat=True)[:3])
    Entry.objects.filter(pk__in=last).update(unit=people.cast.dishub)
    fill(assessment, levels)
    return World(people, assessment)


def facts(unit: Unit, **more: Any) -> ActionFacts:
    given: dict[str, Any] = {"title": "Susun Perbup Arsitektur", "unit": unit, "due": today(), **more}
    return ActionFacts(**given)


def make_action(place: World, unit: Unit, **more: Any) -> Action:
    return actions.plan(place.actor("koordinator"), place.assessment, facts=facts(unit, **more))


def recommend(assessment: Assessment, text: str = "Tetapkan arsitektur SPBE", code: str = "1") -> Finding:
    """A recommendation as the offices get it: of a closed year."""
    assessment.state = AssessmentState.CLOSED
    assessment.save(update_fields=["state"])
    return Finding.objects.create(
        assessment=assessment, kind=FindingKind.RECOMMENDATION, code=code, text=text, by_name="Asesor"
    )


def past(**more: Any) -> PastFacts:
    given: dict[str, Any] = {
        "year": 2023, "instrument": "spbe-59-2020", "index": Decimal("2.62"), "source": "LHE SPBE 2023", **more
    }  # fmt: skip
    return PastFacts(**given)


def _level(levels: Levels, code: str) -> int | None:
    if isinstance(levels, int):
        return levels
    return levels.get(code) if isinstance(levels, Mapping) else levels(code)
