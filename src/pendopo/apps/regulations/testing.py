"""Documents for tests, made through the services."""

from __future__ import annotations

from datetime import date
from typing import Any

from pendopo.apps.regulations import services
from pendopo.apps.regulations.models import Regulation, State
from pendopo.apps.regulations.services import RegulationFacts
from pendopo.kernel.actor import Actor
from pendopo.kernel.files.testing import a_pdf, an_upload
from pendopo.kernel.units.models import Unit

SYSTEM = Actor.system("uji")


def make_regulation(
    unit: Unit | None = None,
    *,
    kind: str = "perbup",
    number: str = "12",
    year: int = 2024,
    title: str = "Arsitektur Sistem Pemerintahan Berbasis Elektronik",
    state: str = State.PROMULGATED,
    with_file: bool = False,
    **facts: Any,
) -> Regulation:
    """A document in force since 2 March of its year unless other facts are given; the regency's own by default."""
    owner = unit or Unit.objects.get(path="")
    if state != State.DRAFT:
        facts.setdefault("enacted_on", date(year, 3, 1))
    if state == State.PROMULGATED:
        facts.setdefault("promulgated_on", date(year, 3, 2))
    given = RegulationFacts(
        kind=kind, number=number if state != State.DRAFT else "", year=year, title=title, owner_unit=owner, state=state,
        **facts,
    )  # fmt: skip
    row = services.add(SYSTEM, given)
    if with_file:
        services.attach(SYSTEM, row, an_upload(f"{kind}-{number}.pdf", a_pdf(text=f"{kind} {number} {year}")))
    return row
