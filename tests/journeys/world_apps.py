"""What the journeys find in regulations, learning, maturity and elections; part of `world`.

Years of the evaluation: 2024 is closed, in 2025 everything waits at Kominfo, in 2023 all is submitted and waits for the
assessor, in 2022 one answer with its evidence waits for the checker and nothing else is missing.

The village of Telake has voted: counted, determined, with objections.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

ROLES = {
    "koordinator": ("Kori Andayani", "koordinator_spbe"),
    "pj": ("Puji Jatmiko", "pj_spbe"),
    "asesor": ("Asri Soraya", "asesor_eksternal"),
    "resti": ("Resti Ardani", "responden_spbe"),
    "dpmd": ("Dwi Purnama", "pengelola_pilkades"),
}
SPBE, SHORT = "spbe-59-2020", "pemdi-8-2026"
ASKED, WAITS = "7", "2"
"""The indicator of 2025 that is due first; the one of 2022 that waits for the checker."""
TOPIC = f"{SPBE}:25"


def people(world: Any) -> None:
    from pendopo.kernel.testing import make_person

    for username, (name, role) in ROLES.items():
        make_person(name, role, world.kominfo if username == "resti" else world.regency, username=username)


def write(world: Any) -> dict[str, Any]:
    """Everything, through the services; returns the numbers that stand in addresses."""
    from pendopo.kernel.units.models import Unit

    kominfo = Unit.objects.get(pk=world.kominfo.pk)
    found = {**_documents(kominfo), **_training(kominfo, world.sari), **_visit(kominfo), **_years(kominfo)}
    return found | {"elections": _voted(world.regency)}


def _voted(regency: Any) -> dict[str, dict[str, Any]]:
    """What stands in the addresses of an election, by the kinds of the isolation table."""
    from pendopo.apps.elections import testing
    from pendopo.kernel.units.models import Unit
    from tests.architecture import objects_elections

    district = testing.make_district(
        Unit.objects.get(pk=regency.pk), code="7.02", name="Kecamatan Long Ikis", district="64.01.05"
    )
    made = objects_elections.of_village(testing.make_village(district, name="Desa Telake"), "Telake")
    return {kind: {key: _plain(value) for key, value in kwargs.items()} for kind, kwargs in made.items()}


def _plain(value: Any) -> str | int:
    return value if isinstance(value, int) else str(value)


def _documents(kominfo: Any) -> dict[str, Any]:
    from pendopo.apps.regulations.models import State
    from pendopo.apps.regulations.testing import make_regulation

    draft = make_regulation(kominfo, state=State.DRAFT, year=2026, title="Manajemen Risiko SPBE")
    return {"regulation": make_regulation(with_file=True).pk, "draft": draft.pk}


def _training(kominfo: Any, sitter: Any) -> dict[str, Any]:
    from pendopo.apps.learning import testing
    from pendopo.apps.learning.services import trainings
    from pendopo.kernel.clock import now

    training = testing.make_training(kominfo, sessions=0, quota=5)
    session = testing.make_session(training, starts=now() - timedelta(hours=1))
    testing.fill_bank(training)
    testing.open_training(training, kominfo)
    (participant,) = testing.seat(training, [sitter.pk], kominfo)
    trainings.move(testing.SYSTEM, training, "mulai")
    exam = testing.make_exam(training)
    found = {"training": training.pk, "training_session": session.pk, "participant": participant.pk, "exam": exam.pk}
    return found | {"invitation": training.invitations.get().pk}


def _visit(kominfo: Any) -> dict[str, Any]:
    from pendopo.apps.learning import testing

    visit = testing.make_visit(kominfo, until="laporkan", topics=[TOPIC])
    return {"visit": visit.pk, "adoption": testing.make_adoption(visit, topic_key=TOPIC).pk}


def _years(kominfo: Any) -> dict[str, Any]:
    from pendopo.apps.maturity import testing
    from pendopo.apps.maturity.services import answers, assessments, insight
    from pendopo.kernel.clock import today

    closed = testing.make_closed(kominfo, 1, year=2024)
    running = testing.make_assessment(kominfo, year=2025)
    assessments.set_due(testing.SYSTEM, running, [ASKED], due=today() + timedelta(days=3))
    sent = testing.make_assessment(kominfo, year=2023, instrument=SHORT)
    testing.answer_all(sent, lambda code: 2 if code == "1" else 1)
    testing.submit(sent)
    nearly = testing.make_assessment(kominfo, year=2022, instrument=SHORT)
    waits = testing.entry_of(nearly, WAITS)
    testing.answer_all(nearly, 1, only=set(nearly.entries.exclude(code=WAITS).values_list("code", flat=True)))
    _handed_in(waits)
    answers.save(
        testing.SYSTEM, waits, level=2, version=0, fact="Perbup 12/2024 pasal 4.", analysis="Sudah ditetapkan."
    )
    answers.send(testing.SYSTEM, waits)
    found = _insight(kominfo, closed, running)
    insight.refresh()
    return found | {"closed": closed.pk, "running": running.pk, "sent": sent.pk, "nearly": nearly.pk}


def _handed_in(entry: Any) -> None:
    """Evidence for levels 1 and 2, not decided on."""
    from pendopo.apps.maturity.services import evidence
    from pendopo.apps.maturity.testing import SYSTEM
    from pendopo.kernel.files.testing import a_pdf, an_upload

    content = evidence.Content(upload=an_upload("peta.pdf", a_pdf(text="peta")))
    item = evidence.register(SYSTEM, title="Peta rencana", kind="file", unit=entry.unit, content=content)
    evidence.propose(SYSTEM, item.versions.get(), entry, levels=[1, 2])


def _insight(kominfo: Any, closed: Any, running: Any) -> dict[str, Any]:
    """A recorded result, a kept scenario, an action and a government to compare with."""
    from datetime import date
    from decimal import Decimal
    from fractions import Fraction

    from pendopo.apps.maturity.models import Action, EvidenceUse, Peer, PublishedResult
    from pendopo.apps.maturity.queries.simulation import Question
    from pendopo.apps.maturity.services import history, simulation
    from pendopo.apps.maturity.testing import SYSTEM

    past = history.PastFacts(year=2021, instrument=SPBE, index=Decimal("2.10"), source="LHE 2021")
    action = Action.objects.create(
        assessment=running, title="Susun peta proses bisnis", unit=kominfo, due=date(2025, 12, 31), created_by="Uji"
    )
    peer = Peer.objects.create(key="kabupaten:sleman", name="Kabupaten Sleman", kind="kabupaten")
    PublishedResult.objects.create(peer=peer, year=2024, instrument=SPBE, index=360, imported_by="Uji")
    use = EvidenceUse.objects.select_related("version").latest("pk")
    return {
        "past": history.record(SYSTEM, facts=past).pk,
        "scenario": simulation.keep(SYSTEM, closed, name="Menuju Baik", question=Question(Fraction(13, 5))).pk,
        "action": action.pk,
        "peer": peer.pk,
        "evidence_use": use.pk,
        "evidence_version": use.version_id,
        "evidence_item": use.version.item_id,
    }
