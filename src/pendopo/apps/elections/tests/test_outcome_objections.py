"""Objections and audits of slips: filed, answered, drawn, refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from pendopo.apps.elections import desk_outcome, outcome_papers, tasks_outcome
from pendopo.apps.elections.models import ElectionState, ObjectionState, Pilkades, RiskState
from pendopo.apps.elections.queries import determination as readiness
from pendopo.apps.elections.queries import risk as risk_queries
from pendopo.apps.elections.queries.results import village
from pendopo.apps.elections.services import archives, risk_audits
from pendopo.apps.elections.services import objections as objecting
from pendopo.apps.elections.services.objections import Filing
from pendopo.apps.elections.tests.outcomes import Counted, acting, make_counted, make_counter
from pendopo.kernel.actor import Actor
from pendopo.kernel.alerts.models import Alert
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.clock import today
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.testing import SYSTEM, Cast
from pendopo.kernel.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(cast: Cast) -> Actor:
    return acting(make_counter(cast.kominfo, "dpmd", "pengelola_pilkades"))


def a_filing(**more: object) -> Filing:
    plain = Filing("Rahmat Rahasia", "Calon nomor 2", "Selisih hadir", "Uraian lengkap.", today() - timedelta(8))
    return replace(plain, **more)  # type: ignore[arg-type]


def test_an_objection_is_filed_examined_and_answered(made: Counted, manager: Actor) -> None:
    one = objecting.file(manager, made.election, filing=a_filing())
    assert (one.state, one.is_late) == (ObjectionState.FILED, False)
    assert one.answer_by == one.filed_on + timedelta(30)
    assert any(
        "Keberatan" in str(check.label) and not check.is_met for check in readiness.readiness(village(made.election))
    )
    objecting.examine(manager, one)
    with pytest.raises(Refused, match="jawaban"):
        objecting.answer(manager, one, accepted=False, text=" ")
    objecting.answer(manager, one, accepted=False, text="Tidak terbukti.")
    with pytest.raises(Refused):
        objecting.answer(manager, one, accepted=True, text="Berubah.")
    assert outcome_papers.answer_pdf(one).startswith(b"%PDF")
    trail = json.dumps(list(AuditEntry.objects.values_list("change", flat=True)))
    assert "Rahmat" not in trail


def test_a_late_objection_is_kept_and_refused_with_its_reason(made: Counted, manager: Actor, cast: Cast) -> None:
    late = a_filing(filed_on=today())
    with pytest.raises(Refused, match="Batas pengajuan"):
        objecting.file(manager, made.election, filing=late)
    one = objecting.file(manager, made.election, filing=replace(late, refusal="Lewat tiga hari."))
    assert (one.state, one.is_late, one.answer) == (ObjectionState.REFUSED, True, "Lewat tiga hari.")
    with pytest.raises(Refused, match="masa depan"):
        objecting.file(manager, made.election, filing=a_filing(filed_on=today() + timedelta(1)))
    with pytest.raises(NotAllowed):
        objecting.file(cast.actor("bupati"), made.election, filing=a_filing())
    again = objecting.file(manager, made.election, filing=a_filing())
    with pytest.raises(Refused, match="pencabutan"):
        objecting.withdraw(manager, again, reason="")
    objecting.withdraw(manager, again, reason="surat 3/2026")
    assert again.state == ObjectionState.WITHDRAWN


def test_answers_that_are_owed_are_told(made: Counted, manager: Actor) -> None:
    one = objecting.file(manager, made.election, filing=a_filing())
    objecting.tell_due(one.answer_by - timedelta(20))
    assert not Alert.objects.filter(kind=objecting.ALERT).exists()
    tasks_outcome.tell_due(one.answer_by - timedelta(2))
    assert Alert.objects.get(kind=objecting.ALERT).severity == "watch"
    objecting.tell_due(one.answer_by + timedelta(1))
    assert Alert.objects.get(kind=objecting.ALERT).severity == "bad"
    assert [item.due for item in desk_outcome.answers_owed(manager)] == [one.answer_by]
    objecting.answer(manager, one, accepted=True, text="Benar.")
    assert Alert.objects.get(kind=objecting.ALERT).state == "closed"
    assert desk_outcome.answers_owed(manager) == []


SEED = "1234 5678 9012 3456 7890"


def test_an_audit_of_slips_ends_when_the_risk_is_small_enough(place: Unit, manager: Actor) -> None:
    made = make_counted(place, [[1, 1, 1, 2], [1, 1, 1]], voters=6)
    found = risk_audits.start(manager, made.election, risk_limit=Decimal(10), seed=SEED)
    assert found.manifest == [[1, 4], [2, 3]] or found.manifest == [(1, 4), (2, 3)]
    with pytest.raises(Refused, match="Masih ada"):
        risk_audits.start(manager, made.election, risk_limit=Decimal(10), seed=SEED)
    with pytest.raises(Refused, match="tertulis"):
        risk_audits.draw(manager, found, number=1, choice=7)
    with pytest.raises(Refused, match="sudah dimasukkan"):
        risk_audits.draw(manager, found, number=2, choice=1)
    steps = 0
    while found.state == RiskState.RUNNING:
        steps += 1
        found = risk_audits.draw(manager, found, number=steps, choice=1)
    progress = risk_queries.progress(found)
    assert (found.state, steps) == (RiskState.ENOUGH, 5)  # (12/7)^5 = 14.8 > 10 > (12/7)^4
    assert float(progress.pairs[0].p) == pytest.approx((7 / 12) ** 5)
    with pytest.raises(Refused, match="selesai"):
        risk_audits.draw(manager, found, number=6, choice=1)


def test_what_an_audit_of_slips_refuses(made: Counted, manager: Actor, place: Unit) -> None:
    counter = acting(make_counter(place, "hitung1"))
    for seed in ("12345", "x" * 20, "٣" * 20):
        with pytest.raises(Refused, match="Benih"):
            risk_audits.start(manager, made.election, risk_limit=Decimal(5), seed=seed)
    for limit in (Decimal(0), Decimal(21)):
        with pytest.raises(Refused, match="persen"):
            risk_audits.start(manager, made.election, risk_limit=limit, seed=SEED)
    with pytest.raises(NotAllowed):
        risk_audits.start(counter, made.election, risk_limit=Decimal(5), seed=SEED)
    found = risk_audits.start(manager, made.election, risk_limit=Decimal(5), seed=SEED)
    risk_audits.give_up(manager, found)
    with pytest.raises(Refused, match="selesai"):
        risk_audits.give_up(manager, found)
    archives.withdraw(SYSTEM, made.archive(2), reason="salah kotak")
    with pytest.raises(Refused, match="diumumkan"):
        risk_audits.start(manager, made.election, risk_limit=Decimal(5), seed=SEED)


@pytest.mark.parametrize(
    "state", [ElectionState.READY, ElectionState.DETERMINED, ElectionState.ARCHIVED, ElectionState.CANCELLED]
)
def test_no_slip_is_drawn_before_the_vote_or_after_the_determination(made: Counted, manager: Actor, state: str) -> None:
    found = risk_audits.start(manager, made.election, risk_limit=Decimal(5), seed=SEED)
    Pilkades.objects.filter(pk=made.election.pk).update(state=state)  # while the page of the audit is open
    with pytest.raises(Refused, match="sebelum penetapan"):
        risk_audits.draw(manager, found, number=1, choice=1)
    with pytest.raises(Refused, match="sebelum penetapan"):
        risk_audits.give_up(manager, found)
    found.refresh_from_db()
    assert (found.draws, found.state) == ([], RiskState.RUNNING)
