"""After the count: blind counts of slips, differences, objections, ties, audits of slips, the determination."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pendopo.apps.elections import audit_words_outcome, desk_outcome, outcome_papers
from pendopo.apps.elections.models import (
    Determination,
    Discrepancy,
    DiscrepancyState,
    ElectionState,
    Hamlet,
    HandCount,
    Pilkades,
)
from pendopo.apps.elections.policy import REQUIRE_HANDCOUNT, WAIT_OBJECTIONS
from pendopo.apps.elections.queries import determination as readiness
from pendopo.apps.elections.queries import handcounts as count_queries
from pendopo.apps.elections.queries import recap
from pendopo.apps.elections.queries.results import load, village
from pendopo.apps.elections.rules import ties
from pendopo.apps.elections.rules.handcount import PROTOCOL, Slips
from pendopo.apps.elections.services import archives, discrepancies, handcounts
from pendopo.apps.elections.services import determination as determining
from pendopo.apps.elections.services.determination import Decree
from pendopo.apps.elections.services.turnout import TURNOUT
from pendopo.apps.elections.tests.outcomes import Counted, acting, back_date, count_slips, make_counted, make_counter
from pendopo.kernel import indicators, settings_store
from pendopo.kernel.actor import Actor
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.clock import today
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.testing import SYSTEM, Cast, make_unit
from pendopo.kernel.units.models import Unit, UnitKind

pytestmark = pytest.mark.django_db
assert "elections.determine" in audit_words_outcome.ACTIONS


@pytest.fixture
def two(place: Unit) -> tuple[Actor, Actor]:
    return acting(make_counter(place, "hitung1")), acting(make_counter(place, "hitung2"))


@pytest.fixture
def manager(cast: Cast) -> Actor:
    return acting(make_counter(cast.kominfo, "dpmd", "pengelola_pilkades"))


def decree(**more: object) -> Decree:
    return replace(Decree("01/Panpil/2026", today()), **more)  # type: ignore[arg-type]


def test_it_works_from_announced_stations_to_the_report(
    made: Counted, two: tuple[Actor, Actor], manager: Actor
) -> None:  # fmt: skip
    result = village(made.election)
    assert result.total.votes == {0: 1, 1: 4, 2: 3}
    assert (result.leaders, result.margin, result.is_complete) == ([1], 1, True)
    assert (result.registered, result.total.attended) == (9, 8)
    with pytest.raises(Refused, match="Slip belum"):
        determining.determine(manager, made.election, decree=decree())
    count_slips(made, *two)
    found = determining.determine(manager, made.election, decree=decree())
    assert (found.winner.name, found.votes, found.tie_rule) == ("Ahmad", 4, "")
    assert Pilkades.objects.get().state == ElectionState.DETERMINED
    assert outcome_papers.determination_pdf(found).startswith(b"%PDF")
    assert outcome_papers.recap_pdf(village(made.election)).startswith(b"%PDF")
    with pytest.raises(Refused, match="Nyatakan suara dihitung"):
        determining.determine(manager, made.election, decree=decree())


def test_the_recapitulation_reads_with_a_constant_number_of_statements(cast: Cast, made: Counted) -> None:
    with CaptureQueriesContext(
        connection,
    ) as once:
        load([made.election])
    other = make_unit(cast.dishub, "64.01.02.2001", "Desa Lain", UnitKind.VILLAGE)
    second = make_counted(other, [[1], [2], [1]], publish=False)
    archives.publish(SYSTEM, second.archive(2))
    with CaptureQueriesContext(connection) as twice:
        found = load([made.election, second.election])
    assert len(twice) == len(once) <= 9
    assert [(one.counted, one.is_complete) for one in found] == [(2, True), (1, False)]
    rows = recap.rows(cast.actor("bupati"))
    assert {(row.village, row.count, row.leader) for row in rows} == {
        ("Desa Maju", "2/2", "Ahmad"), ("Desa Lain", "1/3", "Siti"),
    }  # fmt: skip
    total = recap.wave_sum(rows)
    assert (total.villages, total.complete, total.stations, total.counted) == (2, 1, 5, 3)
    assert total.turnout == pytest.approx(100 * 8 / 9)


def test_a_station_taken_back_leaves_the_sum_and_the_turnout(made: Counted) -> None:
    path = made.election.unit.path
    assert _turnout(path) == (8, 9)
    assert _turnout("") == (8, 9)
    archives.withdraw(SYSTEM, made.archive(2), reason="salah kotak")
    result = village(made.election)
    assert (result.counted, result.total.votes) == (1, {0: 1, 1: 2, 2: 1})
    assert _turnout(path) == (4, 5)


def _turnout(path: str) -> tuple[int, int]:
    from pendopo.kernel.indicators.models import IndicatorPoint

    row = IndicatorPoint.objects.get(key=TURNOUT, unit_path=path)
    return row.num, row.den


def test_counts_are_blind_until_both_are_in(made: Counted, two: tuple[Actor, Actor]) -> None:
    first, second = two
    after = handcounts.enter(first, made.box(), slips=Slips((7131, 7132, 7133), 71, 72))
    assert (after.is_agreed, after.slips, after.entered) == (False, None, [first.name])
    assert "713" not in _trail()
    assert count_queries.rounds_of(made.box()) == []
    with pytest.raises(Refused, match="orang lain"):
        handcounts.enter(first, made.box(), slips=Slips((1, 2, 1)))
    same_person = replace(second, account_id=99_999, person_id=first.person_id)
    with pytest.raises(Refused, match="orang lain"):
        handcounts.enter(same_person, made.box(), slips=Slips((1, 2, 1)))
    differs = handcounts.enter(second, made.box(), slips=Slips((1, 2, 1)))
    assert (differs.is_agreed, differs.round, differs.entered, differs.differed) == (False, 2, [], 1)
    assert "713" not in _trail()
    assert not Discrepancy.objects.exists()
    handcounts.enter(second, made.box(), slips=Slips((1, 2, 1)))
    third = handcounts.enter(first, made.box(), slips=Slips((1, 2, 1)))
    assert third.is_agreed
    with pytest.raises(Refused, match="hasil sama"):
        handcounts.enter(first, made.box(), slips=Slips((1, 2, 1)))


def _trail() -> str:
    rows = AuditEntry.objects.filter(action__startswith="elections.handcount")
    return json.dumps(list(rows.values_list("change", flat=True)))


def test_what_a_count_refuses(made: Counted, two: tuple[Actor, Actor], cast: Cast) -> None:
    first, _second = two
    for figures in ((1, 2), (-1, 2, 1), (1, 2, 100_001)):
        with pytest.raises(Refused):
            handcounts.enter(first, made.box(), slips=Slips(figures))
    for stranger in (cast.actor("sari"), cast.actor("bupati"), SYSTEM):
        with pytest.raises(NotAllowed):
            handcounts.enter(stranger, made.box(), slips=Slips((1, 2, 1)))
    elsewhere = make_unit(cast.dishub, "64.01.02.2001", "Desa Lain", UnitKind.VILLAGE)
    with pytest.raises(NotAllowed):
        handcounts.enter(acting(make_counter(elsewhere, "lain")), made.box(), slips=Slips((1, 2, 1)))
    Pilkades.objects.update(state=ElectionState.READY)
    with pytest.raises(Refused, match="sesudah pemungutan"):
        handcounts.enter(first, made.box(), slips=Slips((1, 2, 1)))
    assert not HandCount.objects.exists()


def test_a_difference_is_checked_in_order_and_explained(
    made: Counted, two: tuple[Actor, Actor], manager: Actor
) -> None:  # fmt: skip
    count_slips(made, *two, tps1=[1, 2, 0])
    found = {one.kind: one for one in Discrepancy.objects.all()}
    assert set(found) == {"pilihan", "slip"}
    assert found["pilihan"].figures["rows"] == [["2. Siti", 0, 1]]
    assert count_queries.unsettled(made.election) == ["TPS 1"]
    for one in found.values():
        with pytest.raises(Refused, match="semua langkah"):
            discrepancies.decide(manager, one, state=DiscrepancyState.EXPLAINED, finding="hilang")
        with pytest.raises(Refused, match="berurutan"):
            discrepancies.check(manager, one, key="ulang", note="x")
        for key, _label, _text in PROTOCOL:
            discrepancies.check(manager, one, key=key, note=f"diperiksa {key}")
        with pytest.raises(Refused, match="temuan"):
            discrepancies.decide(manager, one, state=DiscrepancyState.EXPLAINED, finding=" ")
        discrepancies.decide(manager, one, state=DiscrepancyState.UNRESOLVED, finding="belum ditemukan")
    assert count_queries.unsettled(made.election) == ["TPS 1"]
    for one in found.values():
        discrepancies.decide(manager, one, state=DiscrepancyState.EXPLAINED, finding="slip terselip di meja")
    assert count_queries.unsettled(made.election) == []
    with pytest.raises(NotAllowed):
        discrepancies.check(two[0], found["slip"], key="salinan", note="x")
    count = count_queries.count_of(made.box())
    archive = made.archive()
    entered = count_queries.rounds_of(made.box())
    assert outcome_papers.handcount_pdf(count, entered, archive.counts, archive.closing).startswith(b"%PDF")


def test_slips_counted_before_the_announcement_are_compared_with_it(place: Unit, two: tuple[Actor, Actor]) -> None:
    made = make_counted(place, [[1, 2, 2]], publish=False)
    count_slips(made, *two, tps1=[0, 2, 1])
    assert not Discrepancy.objects.exists()
    archives.publish(SYSTEM, made.archive())
    assert Discrepancy.objects.get().figures["rows"] == [["1. Ahmad", 2, 1], ["2. Siti", 1, 2]]


def test_agreed_slips_are_counted_anew_with_a_reason(made: Counted, two: tuple[Actor, Actor], manager: Actor) -> None:
    count_slips(made, *two, tps1=[1, 2, 0])
    with pytest.raises(Refused, match="alasan"):
        handcounts.set_aside(manager, made.box(), reason="")
    handcounts.set_aside(manager, made.box(), reason="satu ikat slip terlewat")
    assert not Discrepancy.objects.exists()
    now = count_queries.count_of(made.box())
    assert (now.round, now.is_agreed) == (2, False)
    for actor in two:
        handcounts.enter(actor, made.box(), slips=Slips((1, 2, 1)))
    assert count_queries.unsettled(made.election) == []


def test_a_tie_is_decided_by_the_rule_and_its_sheet_is_kept(
    place: Unit, two: tuple[Actor, Actor], manager: Actor
) -> None:  # fmt: skip
    made = make_counted(place, [[1, 1, 2, 0], [2, 2, 1]])
    result = village(made.election)
    assert result.is_tied
    sheet = readiness.sheet(result)
    assert (sheet.rule, sheet.winner) == (ties.LARGEST_STATION, 1)
    count_slips(made, *two)
    with pytest.raises(Refused, match="tidak dapat diganti"):
        determining.determine(manager, made.election, decree=decree(winner=2))
    found = determining.determine(manager, made.election, decree=decree())
    assert (found.winner.number, found.tie_rule) == (1, ties.LARGEST_STATION)
    assert "Pasal 42" in found.basis
    assert found.sheet["steps"][0]["rows"] == [["TPS 1", 5, 2, 1]]
    assert outcome_papers.determination_pdf(found).startswith(b"%PDF")


def test_a_rule_of_the_election_needs_its_basis(place: Unit, two: tuple[Actor, Actor], manager: Actor) -> None:
    made = make_counted(place, [[1, 1, 2], [2, 2, 1]])
    with pytest.raises(Refused, match="dasar"):
        determining.set_tie_rule(manager, made.election, rule=ties.NO_RULE, basis=" ")
    with pytest.raises(Refused, match="tidak dikenal"):
        determining.set_tie_rule(manager, made.election, rule="undian", basis="x")
    with pytest.raises(NotAllowed):
        determining.set_tie_rule(two[0], made.election, rule=ties.NO_RULE, basis="Perbup 1/2026")
    determining.set_tie_rule(manager, made.election, rule=ties.NO_RULE, basis="Perbup 1/2026")
    count_slips(made, *two)
    with pytest.raises(Refused, match="Suara tetap sama"):
        determining.determine(manager, made.election, decree=decree())
    with pytest.raises(Refused, match="dasar"):
        determining.determine(manager, made.election, decree=decree(winner=2))
    found = determining.determine(manager, made.election, decree=decree(winner=2, basis="Keputusan bersama BPD 7/2026"))
    assert (found.winner.number, found.basis) == (2, "Keputusan bersama BPD 7/2026")


def test_one_station_goes_by_residence(place: Unit) -> None:
    made = make_counted(place, [[1, 2]])
    assert readiness.sheet(village(made.election)).winner is None
    hamlets = [Hamlet.objects.create(election=made.election, name=name) for name in ("Krajan", "Sumber")]
    for number, hamlet in enumerate(hamlets, 1):
        made.election.candidates.filter(number=number).update(hamlet=hamlet)
    for voter in made.election.voters.all()[:3]:
        voter.hamlet = hamlets[1]
        voter.save(update_fields=["hamlet"])
    sheet = readiness.sheet(village(made.election))
    assert (sheet.rule, sheet.winner) == (ties.RESIDENCE, 2)


def test_what_a_determination_refuses(made: Counted, two: tuple[Actor, Actor], manager: Actor, cast: Cast) -> None:
    count_slips(made, *two)
    for stranger in (*two, cast.actor("bupati")):
        with pytest.raises(NotAllowed):
            determining.determine(stranger, made.election, decree=decree())
    for wrong, words in ((decree(number=" "), "nomor"), (decree(on=today() + timedelta(1)), "Tanggal")):
        with pytest.raises(Refused, match=words):
            determining.determine(manager, made.election, decree=wrong)
    back_date(made.election, -9)
    with pytest.raises(Refused, match="Keberatan dapat diajukan"):
        determining.determine(manager, made.election, decree=decree())
    settings_store.set_value(SYSTEM, WAIT_OBJECTIONS, False, valid_from=today() - timedelta(30), basis="Perbup")
    archives.withdraw(SYSTEM, made.archive(2), reason="salah kotak")
    with pytest.raises(Refused, match="TPS 2"):
        determining.determine(manager, made.election, decree=decree())
    archives.publish(SYSTEM, made.archive(2))
    determining.determine(manager, made.election, decree=decree())


def test_the_hand_count_can_be_left_to_local_law(made: Counted, manager: Actor) -> None:
    settings_store.set_value(
        SYSTEM, REQUIRE_HANDCOUNT, False, valid_from=today() - timedelta(30), basis="Perbup 3/2026"
    )
    assert determining.determine(manager, made.election, decree=decree()).votes == 4


def test_a_determination_is_withdrawn_and_made_again(made: Counted, two: tuple[Actor, Actor], manager: Actor) -> None:
    count_slips(made, *two)
    first = determining.determine(manager, made.election, decree=decree())
    with pytest.raises(Refused, match="ditutup"):
        discrepancies.check(manager, _any_discrepancy(made), key="salinan", note="x")
    with pytest.raises(Refused, match="alasan"):
        determining.withdraw(manager, first, reason=" ")
    determining.withdraw(manager, first, reason="putusan pengadilan")
    assert Pilkades.objects.get().state == ElectionState.COUNTED
    with pytest.raises(Refused, match="sudah dicabut"):
        determining.withdraw(manager, first, reason="lagi")
    first.refresh_from_db()
    assert outcome_papers.determination_data(first)["withdrawn"].startswith("DICABUT")
    made.election.refresh_from_db()
    Discrepancy.objects.all().delete()
    assert determining.determine(manager, made.election, decree=decree(number="02")).decree_number == "02"
    assert Determination.objects.filter(withdrawn_at=None).count() == 1


def _any_discrepancy(made: Counted) -> Discrepancy:
    return Discrepancy.objects.create(box=made.box(), kind="slip", what="uji", size=1)


def test_the_desk_says_what_waits(made: Counted, two: tuple[Actor, Actor], manager: Actor) -> None:
    assert len(desk_outcome.slips_to_count(two[0])) == 1
    assert len(desk_outcome.to_determine(manager)) == 1
    assert desk_outcome.to_determine(two[0]) == []
    count_slips(made, *two, tps1=[1, 2, 0])
    assert desk_outcome.slips_to_count(two[0]) == []
    assert len(desk_outcome.differences(manager)) == 2


def test_a_turnout_indicator_is_known() -> None:
    assert indicators.get(TURNOUT).kind == "ratio"
