"""Addresses and objects of insight (analysis, history, simulation, action plan), for isolation.py and objects.py."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pendopo.apps.maturity.models import Action, Assessment
from pendopo.apps.maturity.queries.simulation import Question
from pendopo.apps.maturity.services import assessments, history, simulation
from pendopo.apps.maturity.services.history import PastFacts
from pendopo.kernel.testing import SYSTEM
from pendopo.kernel.units.models import Unit
from tests.architecture.kinds import Route, act, form, read

YEAR = 2021
WHOLE = "bupati auditor admin koordinator_spbe"
"""Simulations show every indicator: only for those who act for the whole regency."""

ROUTES: dict[str, Route] = {
    "maturity:insight": read(ok="302"),
    "maturity:analysis": read("insight_assessment", shared=True),
    "maturity:history": read(),
    "maturity:past_add": form(),
    "maturity:past_import": form(),
    "maturity:past_template": read(),
    "maturity:past_edit": form("past", shared=True),
    "maturity:past_withdraw": form("past", shared=True),
    "maturity:simulation": read(ok="302"),
    "maturity:simulate": read("insight_assessment", shared=True, sees=WHOLE),
    "maturity:simulation_try": read("insight_assessment", shared=True, sees=WHOLE),
    "maturity:simulation_certificate": read("insight_assessment", shared=True, sees=WHOLE),
    "maturity:simulation_efforts": form("insight_assessment", shared=True),
    "maturity:simulation_efforts_reset": act("insight_assessment", shared=True),
    "maturity:scenario_keep": act("insight_assessment", shared=True),
    "maturity:scenarios": read("insight_assessment", shared=True, sees=WHOLE),
    "maturity:scenario": read("scenario", shared=True, sees=WHOLE),
    "maturity:scenario_certificate": read("scenario", shared=True, sees=WHOLE),
    "maturity:scenario_remove": act("scenario", shared=True),
    "maturity:scenario_actions": form("scenario", shared=True),
    "maturity:actions": read(ok="302"),
    "maturity:plan": read("insight_assessment", shared=True),
    "maturity:action_add": form("insight_assessment", shared=True),
    "maturity:action": read("action"),
    "maturity:action_edit": form("action"),
    "maturity:action_report": act("action"),
    "maturity:action_move": act("action_step"),
}
PUBLIC: dict[str, Route] = {"maturity_public:index": read()}


def objects(unit: Unit, name: str) -> dict[str, dict[str, Any]]:
    """An action of the unit, named so that a leak is seen."""
    action = Action.objects.create(
        assessment=_assessment(), title=f"{name} susun peta proses bisnis", unit=unit, due=date(2021, 12, 31),
        created_by=name,
    )  # fmt: skip
    return {"action": {"action_id": action.pk}, "action_step": {"action_id": action.pk, "step": "mulai"}}


def shared() -> dict[str, dict[str, Any]]:
    assessment = _assessment()
    past = history.record(
        SYSTEM, facts=PastFacts(year=2022, instrument="spbe-59-2020", index=Decimal("2.10"), source="LHE 2022")
    )
    scenario = simulation.keep(SYSTEM, assessment, name="Uji", question=Question(Fraction(13, 5)))
    return {
        "insight_assessment": {"assessment_id": assessment.pk},
        "past": {"past_id": past.pk},
        "scenario": {"scenario_id": scenario.pk},
    }


def _assessment() -> Assessment:
    found = Assessment.objects.filter(year=YEAR, instrument="spbe-59-2020").first()
    day = date(YEAR, 6, 30)
    return found or assessments.open_assessment(
        SYSTEM, year=YEAR, instrument="spbe-59-2020", kind="evaluasi", answers_due=day, submit_due=day
    )
