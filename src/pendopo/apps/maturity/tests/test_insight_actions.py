from datetime import timedelta
from typing import Any

import pytest

from pendopo.apps.learning.public import AdoptionView
from pendopo.apps.maturity import desk_insight
from pendopo.apps.maturity.models import Action, ActionState
from pendopo.apps.maturity.queries import actions as queries
from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.services import actions
from pendopo.apps.maturity.tests.insight_world import facts, make_action, recommend, world
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.clock import today
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.indicators.models import IndicatorPoint

pytestmark = pytest.mark.django_db


def test_it_works_planned_reported_and_finished() -> None:
    place = world(2)
    action = make_action(place, place.team.cast.kominfo, code="1", level_from=2, level_to=3)

    actions.report(place.actor("ratna"), action, percent=40, text="Naskah dibahas")
    action.refresh_from_db()
    assert (action.state, action.percent) == (ActionState.RUNNING, 40)

    actions.report(place.actor("opi"), action, percent=100, text="Sudah ditetapkan")
    action.refresh_from_db()
    assert (action.state, action.percent) == (ActionState.DONE, 100)
    assert [note.percent for note in action.notes.all()] == [100, 40]
    assert AuditEntry.objects.filter(action="maturity.report_action").count() == 2


def test_moves_by_name_with_reasons() -> None:
    place = world(2)
    planner = place.actor("koordinator")
    action = make_action(place, place.team.cast.kominfo)

    actions.move(place.actor("ratna"), action, "mulai")
    assert action.state == ActionState.RUNNING
    for name in ("hentikan",):
        with pytest.raises(Refused) as caught:
            actions.move(planner, action, name)
        assert caught.value.field == "reason"
    actions.move(planner, action, "hentikan", reason="Dialihkan ke tahun depan")
    assert action.state == ActionState.DROPPED
    with pytest.raises(Refused):
        actions.move(planner, action, "mulai")
    with pytest.raises(Refused):
        actions.move(planner, action, "buka")
    actions.move(planner, action, "buka", reason="Anggaran ada")
    actions.move(planner, action, "selesai")
    assert (action.state, action.percent) == (ActionState.DONE, 100)
    with pytest.raises(Refused):
        actions.move(planner, action, "terbang")


def test_a_second_person_meets_a_changed_state() -> None:
    place = world(2)
    action = make_action(place, place.team.cast.kominfo)
    other = Action.objects.select_related("unit").get(pk=action.pk)
    actions.move(place.actor("koordinator"), action, "selesai")

    with pytest.raises(Refused, match="sudah berubah"):
        actions.move(place.actor("ratna"), other, "mulai")
    with pytest.raises(Refused, match="sudah ditutup"):
        actions.report(place.actor("ratna"), other, percent=10, text="x")


def test_an_office_reports_its_own_and_plans_nothing() -> None:
    place = world(2)
    action = make_action(place, place.team.cast.dishub)
    ratna = place.actor("ratna")

    with pytest.raises(NotAllowed):
        actions.report(ratna, action, percent=10, text="bukan kantor saya")
    with pytest.raises(NotAllowed):
        actions.move(ratna, action, "mulai")
    with pytest.raises(NotAllowed):
        actions.plan(ratna, place.assessment, facts=facts(place.team.cast.kominfo))
    with pytest.raises(NotAllowed):
        actions.change(ratna, action, facts=facts(place.team.cast.kominfo))
    with pytest.raises(NotAllowed):
        actions.move(place.actor("wayan"), action, "hentikan", reason="x")
    for name in ("bupati", "sari", "internal"):
        with pytest.raises(NotAllowed):
            actions.report(place.actor(name), action, percent=10, text="x")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": "  "}, "title"),
        ({"level_to": 3}, "code"),
        ({"code": "99"}, "code"),
        ({"code": "1", "level_from": 2}, "level_to"),
        ({"code": "1", "level_from": 3, "level_to": 3}, "level_to"),
        ({"code": "1", "level_to": 6}, "level_to"),
        ({"due": today().replace(year=2020, day=1)}, "due"),
    ],
)
def test_an_action_that_makes_no_sense_is_refused(more: dict[str, Any], field: str) -> None:
    place = world(2)

    with pytest.raises(Refused) as caught:
        make_action(place, place.team.cast.kominfo, **more)

    assert caught.value.field == field
    assert not Action.objects.exists()


@pytest.mark.parametrize(("percent", "text"), [(-1, "x"), (101, "x"), (50, " ")])
def test_a_report_without_sense_is_refused(percent: int, text: str) -> None:
    place = world(2)
    action = make_action(place, place.team.cast.kominfo)

    with pytest.raises(Refused):
        actions.report(place.actor("ratna"), action, percent=percent, text=text)


def test_a_recommendation_of_another_assessment_is_refused() -> None:
    place = world(2)
    from pendopo.apps.maturity.testing import make_assessment

    other = recommend(make_assessment(place.team.cast.kominfo, year=2024))

    with pytest.raises(Refused):
        make_action(place, place.team.cast.kominfo, finding=other)


def test_recommendations_of_a_year_that_is_not_closed_stay_with_the_assessors() -> None:
    place = world(2)
    finding = recommend(place.assessment)
    place.assessment.state = "review"
    place.assessment.save()

    assert queries.recommendations(place.actor("koordinator"), place.assessment) == []
    with pytest.raises(Refused) as caught:
        make_action(place, place.team.cast.kominfo, finding=finding)
    assert caught.value.field == "finding"


def test_changes_are_in_the_trail() -> None:
    place = world(2)
    action = make_action(place, place.team.cast.kominfo)
    planner = place.actor("koordinator")

    changed = actions.change(planner, action, facts=facts(place.team.cast.dishub, title="Susun Perbup Arsitektur"))

    assert changed == ["unit"]
    assert AuditEntry.objects.get(action="maturity.change_action").change == {"unit": ["Diskominfo", "Dishub"]}
    actions.move(planner, action, "selesai")
    with pytest.raises(Refused):
        actions.change(planner, action, facts=facts(place.team.cast.kominfo))


def test_progress_of_recommendations_and_of_the_plan() -> None:
    place = world(2)
    finding = recommend(place.assessment)
    recommend(place.assessment, "Latih semua OPD", "")
    office = place.team.cast.kominfo
    first = make_action(place, office, finding=finding)
    make_action(place, office, finding=finding, due=today() - timedelta(days=1))
    third = make_action(place, office)
    actions.report(place.actor("ratna"), first, percent=100, text="jadi")
    actions.move(place.actor("koordinator"), third, "hentikan", reason="x")

    rows = queries.visible(place.actor("koordinator"), place.assessment)
    plan = queries.progress_of(rows)
    assert (plan.total, plan.done, plan.planned, plan.dropped, plan.overdue, plan.percent) == (3, 1, 1, 1, 1, 50)

    one, two = queries.recommendations(place.actor("koordinator"), place.assessment)
    assert (one.progress.counted, one.progress.percent, one.tone) == (2, 50, "bad")
    assert (two.progress.counted, two.tone) == (0, "bad")
    assert queries.recommendations(place.actor("wayan"), place.assessment) == []
    assert queries.recommendations(place.actor("ratna"), place.assessment)[0].finding == finding


def test_late_actions_are_figures_of_the_office_and_of_those_above() -> None:
    place = world(2)
    action = make_action(place, place.team.cast.dishub, due=today() - timedelta(days=3))
    make_action(place, place.team.cast.kominfo)

    def figure(path: str) -> tuple[int, int]:
        point = IndicatorPoint.objects.get(key="maturity.actions_overdue", unit_path=path)
        return point.num, point.den

    assert figure("") == (1, 2)
    assert figure(place.team.cast.dishub.path) == (1, 1)
    assert figure(place.team.cast.kominfo.path) == (0, 1)

    actions.move(place.actor("wayan"), action, "selesai")
    assert figure("") == (0, 1)
    assert figure(place.team.cast.dishub.path) == (0, 0)


def test_what_is_due_waits_on_the_desk_of_the_office() -> None:
    place = world(2)
    make_action(place, place.team.cast.kominfo, title="Sudah lewat", due=today() - timedelta(days=1))
    make_action(place, place.team.cast.kominfo, title="Masih lama", due=today() + timedelta(days=90))

    assert [(item.title, item.severity) for item in desk_insight.plan(place.actor("ratna"))] == [("Sudah lewat", "bad")]
    assert desk_insight.plan(place.actor("wayan")) == []
    assert desk_insight.plan(place.actor("koordinator")) == []


def test_adoptions_of_study_visits_stand_beside_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    place = world(2)
    asked: list[list[str]] = []

    def adoptions(keys: list[str]) -> list[AdoptionView]:
        asked.append(keys)
        row = {
            "visit_title": "Studi tiru Sumedang", "government": "Kab. Sumedang", "topic": "spbe-59-2020:12",
            "practice": "Peta rencana lima tahunan", "unit_name": "Diskominfo", "due": today(), "state": "berjalan",
            "level_from": 2, "level_to": 3, "url": "/belajar/1/",
        }  # fmt: skip
        return [AdoptionView(unit_path=place.team.cast.kominfo.path, **row)]  # type: ignore[arg-type]

    monkeypatch.setattr(queries.learning, "adoptions", adoptions)
    instrument = loading.get("spbe-59-2020")

    (line,) = queries.adoptions(place.actor("koordinator"), instrument)

    assert asked[0][11] == "spbe-59-2020:12"
    assert (line.title, line.tone, line.url) == ("Peta rencana lima tahunan", "info", "/belajar/1/")
    assert "12. Peta Rencana SPBE" in line.detail
    assert "2 → 3" in line.detail
    assert queries.adoptions(place.actor("wayan"), instrument) == []
