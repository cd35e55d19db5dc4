from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from pendopo.apps.maturity.models import Entry, EntryState, Stage
from pendopo.apps.maturity.queries import card, history, insight
from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.services import history as history_services
from pendopo.apps.maturity.testing import make_assessment
from pendopo.apps.maturity.tests.insight_world import fill, past, world
from pendopo.kernel.testing import SYSTEM

pytestmark = pytest.mark.django_db


def test_it_works_the_index_the_gaps_and_what_a_level_more_adds() -> None:
    place = world(lambda code: 3 if int(code) <= 10 else 2)

    found = insight.overview(place.assessment)

    assert found.index == Fraction(3 * 13 + 2 * 87, 100)
    assert found.index_text == "2,13"
    assert found.exact == "213/100"
    assert found.result.predicate == "Cukup"
    assert found.minimum == Fraction(13, 5)
    assert found.gaps == [("minimum", Fraction(13, 5), Fraction(213, 100) - Fraction(13, 5))]
    assert found.is_whole
    first = found.lines[0]
    assert (first.code, first.level, first.part, first.gain) == ("1", 3, Fraction(39, 1000), Fraction(13, 1000))
    assert found.rising[0].gain == Fraction(3, 100)
    assert [one.level for one in found.best] == [3] * 5
    assert {one.level for one in found.worst} == {2}


def test_contributions_sum_to_the_index() -> None:
    found = insight.overview(world(lambda code: 1 + int(code) % 5).assessment)

    assert sum(domain.share for domain in found.domains) == found.index
    assert sum(aspect.share for aspect in found.aspects) == found.index
    assert sum(line.part for line in found.lines) == found.index
    assert sum(line.whole_gain for line in found.lines) == 5 - found.index


def test_missing_levels_count_as_zero_and_are_named() -> None:
    found = insight.overview(world({str(n): 3 for n in range(1, 41)}).assessment)

    assert not found.is_whole
    assert found.filled == 40
    assert [one.code for one in found.missing] == [str(n) for n in range(41, 48)]
    assert found.index < 3


def test_an_own_target_stands_beside_that_of_the_ministry() -> None:
    place = world(2)
    place.assessment.target = Decimal("3.10")
    place.assessment.save()

    found = insight.overview(place.assessment)

    assert [(name, gap) for name, _target, gap in found.gaps] == [
        ("minimum", Fraction(-3, 5)),
        ("own", Fraction(-11, 10)),
    ]
    assert found.target == Fraction(31, 10)


def test_an_office_reads_own_lines_but_sums_of_the_whole() -> None:
    place = world(2)

    own = insight.overview(place.assessment, actor=place.actor("wayan"))
    all_of_it = insight.overview(place.assessment, actor=place.actor("koordinator"))

    assert own.index == all_of_it.index
    assert {one.code for one in own.lines} == {"45", "46", "47"}
    assert not own.sees_all
    assert len(all_of_it.lines) == 47
    assert all_of_it.sees_all


def test_entries_of_nobody_are_for_the_whole_regency_only() -> None:
    place = world(2)
    Entry.objects.filter(assessment=place.assessment, code="1").update(unit=None)

    assert "1" not in {one.code for one in insight.overview(place.assessment, actor=place.actor("ratna")).lines}
    assert "1" in {one.code for one in insight.overview(place.assessment, actor=place.actor("bupati")).lines}


def test_a_stage_under_way_stays_hidden_from_offices() -> None:
    place = world(3)
    place.assessment.state = "document"
    place.assessment.save()
    fill(place.assessment, 1, stage="document")

    for name in ("ratna", "koordinator", "bupati"):
        assert insight.overview(place.assessment, actor=place.actor(name)).stages == (Stage.SELF,)
    assert history.results()[0].index == 3
    asked = insight.overview(place.assessment, stage=Stage.DOCUMENT, actor=place.actor("koordinator"))
    assert asked.stage == Stage.SELF


def test_stages_that_ended_are_compared() -> None:
    place = world(3)
    place.assessment.state = "review"
    place.assessment.save()
    fill(place.assessment, lambda code: 2 if code == "5" else 3, stage="document")

    found = insight.overview(place.assessment, actor=place.actor("koordinator"))

    assert found.stages == (Stage.SELF, Stage.DOCUMENT)
    assert found.stage == Stage.DOCUMENT
    assert [(one.code, one.first_and_last) for one in found.differing] == [("5", (3, 2))]


def test_last_year_is_compared_only_by_the_same_instrument() -> None:
    place = world(3)
    old = make_assessment(place.team.cast.kominfo, year=2020, instrument="spbe-5-2018")
    fill(old, 4)
    assert insight.overview(place.assessment).before is None

    earlier = make_assessment(place.team.cast.kominfo, year=2023)
    fill(earlier, 2)
    found = insight.overview(place.assessment)

    assert found.before is not None
    assert (found.before.year, found.before.index, found.change) == (2023, 2, 1)
    assert found.lines[0].change == 1
    assert all(aspect.change == 1 for aspect in found.aspects)


def test_a_recorded_result_serves_as_last_year() -> None:
    place = world(3)
    domains = {"1": "2.60", "2": "2.60", "3": "2.60", "4": "2.60"}
    history_services.record(SYSTEM, facts=past(year=2024, index=Decimal("2.60"), domains=domains))

    found = insight.overview(place.assessment)

    assert found.before is not None
    assert found.before.year == 2024
    assert found.domains[0].before == Fraction(13, 5)
    assert found.aspects[0].before is None


def test_an_incomplete_year_is_no_last_year() -> None:
    place = world(3)
    fill(make_assessment(place.team.cast.kominfo, year=2024), {"1": 5})

    assert insight.overview(place.assessment).before is None


def test_completeness_goes_up_the_tree_and_counts_what_was_sent() -> None:
    place = world(2)
    rows = Entry.objects.filter(assessment=place.assessment)
    rows.filter(code__in=["1", "47"]).update(state=EntryState.SENT)
    rows.filter(code="2").update(state=EntryState.ACCEPTED)
    rows.filter(code="3").update(state=EntryState.RETURNED)

    found = insight.percent_complete(place.assessment)

    assert found[""] == (3, 47)
    assert found[place.team.cast.kominfo.path] == (2, 44)
    assert found[place.team.cast.dishub.path] == (1, 3)


@pytest.mark.parametrize("count", [5, 47])
def test_statements_do_not_grow(count: int, django_assert_max_num_queries: Any) -> None:
    place = world({str(n): 3 for n in range(1, count + 1)})
    fill(make_assessment(place.team.cast.kominfo, year=2024), 2)

    with django_assert_max_num_queries(7):
        insight.overview(place.assessment, actor=place.actor("koordinator"))


def test_the_history_breaks_where_instruments_differ() -> None:
    place = world(3)
    fill(make_assessment(place.team.cast.kominfo, year=2020, instrument="spbe-5-2018"), 2)
    fill(make_assessment(place.team.cast.kominfo, year=2023), 2)
    history_services.record(SYSTEM, facts=past(year=2014, instrument="pegi", index=Decimal("2.10")))

    found = history.history(place.actor("koordinator"))

    assert [[one.year for one in panel.results] for panel in found.panels] == [[2014], [2020], [2023, 2025]]
    assert len(found.notes) == 3
    assert "PeGI" in found.notes[0]
    assert found.notes[2].startswith("2025: ")
    newest = found.groups[0]
    assert (newest.key, len(newest.matrix), newest.matrix[0].levels, newest.matrix[0].change) == (
        "spbe-59-2020", 47, (2, 3), 1,
    )  # fmt: skip
    assert newest.parts[0].values == (2, 3)


def test_an_office_sees_levels_of_own_indicators_in_the_history() -> None:
    place = world(3)

    rows = history.history(place.actor("wayan")).groups[0].matrix

    assert [row.code for row in rows] == ["45", "46", "47"]


def test_a_closed_assessment_stands_before_a_record_and_a_record_before_an_open_one() -> None:
    place = world(3)
    history_services.record(SYSTEM, facts=past(year=2025, index=Decimal("2.80")))
    assert history.panels(history.results())[0].results[0].text == "2,80"

    place.assessment.state = "closed"
    place.assessment.save()
    fill(place.assessment, 4, stage="final")
    assert history.panels(history.results())[0].results[0].text == "4,00"


def test_the_history_costs_a_constant_number_of_statements(django_assert_max_num_queries: Any) -> None:
    place = world(3)
    for year in (2021, 2022, 2023, 2024):
        fill(make_assessment(place.team.cast.kominfo, year=year), 2)
    actor = place.actor("wayan")

    with django_assert_max_num_queries(6):
        history.history(actor)


def test_the_card_says_index_gap_trend_and_what_is_left() -> None:
    place = world(3)
    fill(make_assessment(place.team.cast.kominfo, year=2024), 2)

    found = card.card()

    assert found is not None
    assert found.latest is not None
    assert (found.latest.year, found.gap, found.change) == (2025, Fraction(2, 5), 1)
    assert found.values == [2.0, 3.0]
    assert (found.done, found.total, found.overdue) == (0, 47, 0)


def test_without_anything_there_is_no_card() -> None:
    assert card.card() is None
    assert history.latest_own() is None


def test_every_instrument_can_be_analysed() -> None:
    for key in loading.builtin():
        instrument = loading.get(key)
        place = world(1, year=instrument.first_year, instrument=key) if key == "spbe-59-2020" else None
        if place is not None:
            assert insight.overview(place.assessment).index == 1
            other = make_assessment(place.team.cast.kominfo, year=2026, instrument="pemdi-8-2026")
            fill(other, 4)
            assert insight.overview(other).result.predicate == "Memuaskan"
            older = make_assessment(place.team.cast.kominfo, year=2020, instrument="spbe-5-2018")
            fill(older, 0)
            assert insight.overview(older).index == 0
