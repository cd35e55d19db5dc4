from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from pendopo.apps.maturity import desk, menu, search
from pendopo.apps.maturity.models import Entry
from pendopo.apps.maturity.services import reminders
from pendopo.apps.maturity.tasks import remind_offices
from pendopo.apps.maturity.testing import (
    answer_all,
    make_assessment,
    submit,
)
from pendopo.apps.maturity.tests.people import Team, team
from pendopo.kernel.alerts.models import Alert
from pendopo.kernel.clock import today
from pendopo.kernel.topics import label_of, topics

pytestmark = pytest.mark.django_db
As = Callable[[str], Client]


@pytest.fixture
def people(tmp_path: Any, settings: Any) -> Team:
    settings.MEDIA_ROOT = tmp_path
    return team()


def test_it_works_the_desk_says_what_waits(people: Team) -> None:
    year = make_assessment(people.cast.kominfo, due=today() + timedelta(days=2))
    ratna, pj = people.actor("ratna"), people.actor("pj")
    (item,) = desk.answers_owed(ratna)
    assert "47 indikator" in str(item.title) and item.severity == "watch" and item.due == year.answers_due
    assert menu.waiting_count(ratna) == 47 and desk.answers_to_check(pj) == []
    answer_all(year, 1)
    assert desk.answers_owed(ratna) == []
    assert len(desk.years_to_submit(people.actor("koordinator"))) == 1
    submit(year)
    (judge,) = desk.years_to_judge(people.actor("asesor"))
    assert "47 indikator belum dinilai" in str(judge.detail)
    assert desk.years_to_judge(ratna) == [] and desk.years_to_submit(people.actor("koordinator")) == []


def test_an_office_is_reminded_before_and_after_its_deadline(people: Team) -> None:
    day = today() + timedelta(days=10)
    year = make_assessment(people.cast.kominfo, due=day)
    assert reminders.remind(today()) == 0
    for left, severity in ((7, "info"), (3, "watch"), (0, "bad"), (-2, "bad")):
        assert reminders.remind(day - timedelta(days=left)) == 1
        alert = Alert.objects.get()
        assert (alert.severity, alert.unit_path) == (severity, people.cast.kominfo.path)
    assert "lewat 2 hari" in alert.detail
    answer_all(year, 1, only={"1"})
    Entry.objects.exclude(code="1").update(state="accepted")
    reminders.remind(day)
    assert Alert.objects.get().state == "closed"
    assert remind_offices() == 0


def test_search_and_topics_know_the_indicators(people: Team) -> None:
    make_assessment(people.cast.kominfo)
    hits = search.find_indicators(people.actor("ratna"), "kepegawaian")
    assert len(hits) == 1 and "Kepegawaian" in hits[0].label
    assert search.find_indicators(people.actor("wayan"), "kepegawaian") == []
    assert search.find_indicators(people.actor("sari"), "kepegawaian") == []
    assert [hit.label for hit in search.find_years(people.actor("ratna"), "2025")] == ["Penilaian 2025"]
    keys = {topic.key for topic in topics()}
    assert {"spbe-59-2020:47", "spbe-5-2018:35", "pemdi-8-2026:20"} <= keys
    assert "Kepegawaian" in label_of("spbe-59-2020:36") or "Kepegawaian" in label_of("spbe-59-2020:35")
