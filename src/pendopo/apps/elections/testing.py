"""Elections for tests, made through the services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from pendopo.apps.elections.models import (
    Candidate,
    CandidateState,
    ElectionState,
    Member,
    MemberRole,
    Pilkades,
    Station,
)
from pendopo.apps.elections.services import candidates, elections, members, stations
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.files.testing import a_pdf, a_png, an_upload
from pendopo.kernel.people.models import Person
from pendopo.kernel.testing import make_person, make_unit
from pendopo.kernel.units.models import Unit, UnitKind

SYSTEM = Actor.system("uji")
AHEAD = 60
"""Days until the voting of a test's election."""


def make_district(
    regency: Unit, *, code: str = "7.01", name: str = "Kecamatan Kuaro", district: str = "64.01.06"
) -> Unit:
    return make_unit(regency, code, name, UnitKind.DISTRICT, district_code=district)


def make_village(parent_unit: Unit, *, name: str = "Desa Sandeley", code: str = "") -> Unit:
    """A village under a kecamatan; the regency itself as parent gets a kecamatan in between."""
    district = parent_unit
    if parent_unit.kind != UnitKind.DISTRICT:
        found = Unit.objects.filter(parent=parent_unit, kind=UnitKind.DISTRICT).first()
        district = found or make_district(parent_unit)
    number = Unit.objects.filter(parent=district).count() + 1
    place = district.district_code or "64.01.06"
    return make_unit(district, code or f"{place}.{2000 + number}", name, UnitKind.VILLAGE)


def election_facts(**more: Any) -> elections.Facts:
    known: dict[str, Any] = {"day": today() + timedelta(AHEAD), "opens_at": time(7), "closes_at": time(13)}
    return elections.Facts(
        **{"wave": "Gelombang I", "decree_number": "188/1/2026", "decree_date": today(), **known, **more}
    )


def make_election(unit: Unit, *, actor: Actor = SYSTEM, state: str = ElectionState.PREPARING, **more: Any) -> Pilkades:
    """An election of a village (any other unit gets one), brought to `state` without asking guards."""
    village = unit if unit.kind == UnitKind.VILLAGE else make_village(unit)
    election = elections.create(actor, villages=[village], facts=election_facts(**more))[0]
    if state != ElectionState.PREPARING:
        set_state(election, state)
    return election


def set_state(election: Pilkades, state: str) -> None:
    """Straight into the row, past guards: for tests of what comes later."""
    Pilkades.objects.filter(pk=election.pk).update(state=state)
    election.state = state


def make_station(election: Pilkades, *, number: int | None = None, place: str = "SDN 001", **more: Any) -> Station:
    """`hamlets` may be names; they are made where they are not there yet. Works in any state."""
    names: Sequence[Any] = more.pop("hamlets", ())
    with _open(election):
        if names and isinstance(names[0], str):
            stations.add_hamlets(SYSTEM, election, names)
            names = list(election.hamlets.filter(name__in=names))
        return stations.add_station(SYSTEM, election, number=number, place=place, hamlets=names, **more)


def make_candidate(
    election: Pilkades, *, name: str = "", number: int | None = None, photo: bool = True, accepted: bool = True,
    **more: Any,
) -> Candidate:  # fmt: skip
    """A candidate who may be voted for (or only registered). A number is given straight, without the lot."""
    place = election.candidates.count() + 1
    said = name or f"Calon {['Satu', 'Dua', 'Tiga', 'Empat', 'Lima', 'Enam', 'Tujuh', 'Delapan'][(place - 1) % 8]}"
    facts = {"name": said, "ballot_name": said.upper(), "born_on": date(1980, 1, place % 27 + 1), **more}
    with _open(election):
        made = candidates.register(
            SYSTEM, election, facts=candidates.CandidateFacts(**facts),
            photo=an_upload("foto.png", a_png(width=3, height=4)) if photo else None,
            upload=an_upload("syarat.pdf", a_pdf(text=said)),
        )  # fmt: skip
    if accepted:
        made.state, made.number = CandidateState.ACCEPTED, number
        made.save(update_fields=["state", "number"])
    return made


def make_member(
    election: Pilkades, *, role: str = MemberRole.COMMITTEE, name: str = "", pin: bool = False, **more: Any
) -> Member:
    """`pin=True` gives the member a PIN, kept as `member.pin` for the test."""
    said = name or f"Petugas {election.members.count() + 1}"
    made = members.add(SYSTEM, election, facts=members.MemberFacts(role=role, name=said, **more))
    if pin:
        slip = members.issue_pins(SYSTEM, [made])[0]
        made.pin = slip.pin  # type: ignore[attr-defined]
    return made


def make_committee(unit: Unit, *, username: str = "panitia", role: str = "panitia_pilkades") -> Person:
    """A person with an account who holds the committee's role at the village."""
    return make_person("Panitia Uji", role, unit, username=username)


class _open:
    """Lets a maker work in an election that is fixed already."""

    def __init__(self, election: Pilkades) -> None:
        self.election, self.kept = election, election.state

    def __enter__(self) -> None:
        set_state(self.election, ElectionState.REGISTRATION)

    def __exit__(self, *_problem: object) -> None:
        set_state(self.election, self.kept)
