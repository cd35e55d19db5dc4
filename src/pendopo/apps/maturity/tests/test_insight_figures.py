from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from pendopo.apps.maturity import tasks_insight
from pendopo.apps.maturity.models import Entry, EntryState
from pendopo.apps.maturity.queries import drill
from pendopo.apps.maturity.queries.history import results
from pendopo.apps.maturity.services import history
from pendopo.apps.maturity.services.insight import COMPLETE, INDEX, OVERDUE, as_figure, refresh
from pendopo.apps.maturity.testing import make_assessment
from pendopo.apps.maturity.tests.insight_world import fill, make_action, past, world
from pendopo.kernel import indicators
from pendopo.kernel.clock import today
from pendopo.kernel.indicators.models import IndicatorPoint
from pendopo.kernel.testing import SYSTEM

pytestmark = pytest.mark.django_db


def shown(key: str, path: str = "") -> str:
    one = indicators.get(key)
    return indicators.figures([one], [path], today(), today())[key, path].text


def test_it_works_the_room_shows_the_index_with_two_decimals() -> None:
    world(lambda code: 3 if int(code) <= 10 else 2)

    refresh()

    point = IndicatorPoint.objects.get(key=INDEX, unit_path="")
    assert Fraction(point.num, point.den) == Fraction(213, 100)
    assert shown(INDEX) == "2,13"
    figure = indicators.figures([indicators.get(INDEX)], [""], today(), today())[INDEX, ""]
    assert (figure.code, figure.target_text, figure.of) == ("bad", "2,60", None)


def test_an_incomplete_assessment_leaves_the_last_complete_index() -> None:
    place = world({"1": 5})
    history.record(SYSTEM, facts=past(year=2024, index=Decimal("2.62")))
    assert shown(INDEX) == "2,62"

    fill(place.assessment, {str(n): 4 for n in range(2, 48)})
    refresh()
    assert shown(INDEX) == "4,01"


def test_pegi_is_not_the_index_of_the_room() -> None:
    history.record(SYSTEM, facts=past(year=2014, instrument="pegi", index=Decimal("2.10")))

    assert not IndicatorPoint.objects.filter(key=INDEX).exists()


def test_all_instruments_share_a_denominator_so_that_days_weigh_the_same() -> None:
    place = world(2)
    fill(make_assessment(place.team.cast.kominfo, year=2020, instrument="spbe-5-2018"), lambda code: len(code) % 6)
    fill(make_assessment(place.team.cast.kominfo, year=2026, instrument="pemdi-8-2026"), 3)

    assert {as_figure(one)[1] for one in results()} == {6000}


def test_completeness_is_put_for_every_unit_on_the_way_up() -> None:
    place = world(2)
    Entry.objects.filter(assessment=place.assessment, code__in=["46", "47"]).update(state=EntryState.SENT)

    tasks_insight.figures()

    paths = set(IndicatorPoint.objects.filter(key=COMPLETE).values_list("unit_path", flat=True))
    assert paths == {"", place.team.cast.kominfo.path, place.team.cast.dishub.path}
    assert shown(COMPLETE, place.team.cast.dishub.path) == "67"
    assert shown(COMPLETE) == "4"


def test_the_same_figures_twice_write_nothing(django_assert_max_num_queries: Any) -> None:
    place = world(2)
    make_action(place, place.team.cast.kominfo)
    refresh()

    with django_assert_max_num_queries(12):
        assert refresh() == 0


def test_an_office_that_lost_its_entries_has_no_figure_any_more() -> None:
    place = world(2)
    refresh()
    Entry.objects.filter(assessment=place.assessment).update(unit=place.team.cast.kominfo)

    refresh()

    assert shown(COMPLETE, place.team.cast.dishub.path) == "–"


def test_the_three_are_figures_of_the_year_and_not_of_the_league() -> None:
    for key in (INDEX, COMPLETE, OVERDUE):
        one = indicators.get(key)
        assert one.yearly
        assert not one.headline
        assert one.league is None
        assert one.drill_url("", today(), today()).startswith("/evaluasi/")


def test_rows_behind_a_figure_are_those_of_the_unit() -> None:
    place = world(2)
    make_action(place, place.team.cast.dishub, due=today() - timedelta(days=1), title="Terlambat sekali")
    span = {"since": today(), "until": today(), "limit": 60}

    found = drill.entries(place.actor("wayan"), place.team.cast.dishub.path, **span)
    assert found is not None
    assert found.total == 3
    late = drill.overdue(place.actor("bupati"), "", **span)
    assert late is not None
    assert [row.title for row in late.rows] == ["Terlambat sekali"]
    hidden = drill.overdue(place.actor("ratna"), "", **span)
    assert hidden is not None
    assert hidden.total == 0


def test_the_room_and_the_wall_show_the_index() -> None:
    place = world(3)
    refresh()

    room = place.client("bupati").get("/ruang-bupati/").content.decode()
    wall = place.client("bupati").get("/ruang-bupati/dinding").content.decode()

    for page in (room, wall):
        assert "Indeks SPBE" in page
        assert "3,00" in page
    assert "Capaian tahun ini" in wall
    assert place.client("bupati").get("/ruang-bupati/angka/maturity.index/").status_code == 200
    assert place.client("ratna").get("/ruang-bupati/").status_code == 200
