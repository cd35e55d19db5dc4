"""Alerts: one per cause while unfinished, taken up by the right people, given away, answered, closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from pendopo.kernel import alerts
from pendopo.kernel.alerts import queries
from pendopo.kernel.alerts.models import Alert
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.live.models import LiveEvent
from pendopo.kernel.testing import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def silent(people: Cast, **more: str) -> Alert:
    words = {"severity": "watch", "title": "Mesin senyap", "detail": "47 menit", "url": "/x/", **more}
    return alerts.raise_alert("uji.silent", "7", people.kominfo.path, **words)


def test_it_works(people: Cast) -> None:
    alert = silent(people)
    bupati, budi = people.actor("bupati"), people.actor("budi")
    alerts.acknowledge(bupati, alert)
    due = timezone.now() + timedelta(days=1)
    alerts.assign(bupati, alert, to=people.budi, instruction="Periksa kabel hari ini", due_at=due)
    assert list(queries.assigned_to(budi)) == [alert]
    alerts.answer(budi, alert, note="Kabel sudah diganti")
    assert list(queries.answered_to(bupati)) == [alert] and not queries.assigned_to(budi)
    alerts.close(bupati, alert, note="Beres")
    alert.refresh_from_db()
    assert alert.state == "closed" and alert.closed_at
    assert [e.move for e in alert.entries.all()] == ["raise", "acknowledge", "assign", "answer", "close"]
    assert AuditEntry.objects.filter(action__startswith="alerts.").count() == 5
    assert LiveEvent.objects.filter(topic="alert").count() == 5


def test_the_same_cause_refreshes_one_alert(people: Cast) -> None:
    first = silent(people)
    told = LiveEvent.objects.count()
    assert silent(people).pk == first.pk
    assert LiveEvent.objects.count() == told
    silent(people, detail="60 menit")
    first.refresh_from_db()
    assert (first.times, first.detail) == (3, "60 menit") and Alert.objects.count() == 1


def test_a_closed_cause_may_rise_again_as_a_new_alert(people: Cast) -> None:
    first = silent(people)
    alerts.close(people.actor("bupati"), first, note="Beres")
    assert silent(people).pk != first.pk


def test_clear_closes_what_nobody_was_given_and_keeps_what_waits_for_an_answer(people: Cast) -> None:
    silent(people)
    assert alerts.clear("uji.silent", "7") == 1
    assert alerts.clear("uji.silent", "7") == 0
    given = silent(people)
    alerts.assign(people.actor("bupati"), given, to=people.budi, instruction="Periksa", due_at=None)
    alerts.clear("uji.silent", "7")
    given.refresh_from_db()
    assert given.state == "assigned" and given.resolved_at
    assert silent(people).resolved_at is None


def test_a_worse_cause_ends_a_postponement(people: Cast) -> None:
    alert, bupati = silent(people), people.actor("bupati")
    alerts.snooze(bupati, alert, until=timezone.now() + timedelta(hours=4))
    assert not queries.needing_attention(bupati, "")
    silent(people, severity="bad")
    assert list(queries.needing_attention(bupati, "")) == [alert]


def test_scope_heads_see_their_own_office_and_staff_only_what_they_were_given(people: Cast) -> None:
    alert = silent(people)
    assert [list(Alert.objects.visible_to(people.actor(n))) for n in ("ratna", "wayan", "sari")] == [[alert], [], []]
    alerts.assign(people.actor("ratna"), alert, to=people.sari, instruction="Periksa", due_at=None)
    assert list(Alert.objects.visible_to(people.actor("sari"))) == [alert]


def test_refusals_other_office_no_permission_wrong_state_twice(people: Cast) -> None:
    alert, ratna = silent(people), people.actor("ratna")
    for name in ("wayan", "sari", "auditor"):
        with pytest.raises(NotAllowed):
            alerts.acknowledge(people.actor(name), alert)
    alerts.acknowledge(ratna, alert)
    with pytest.raises(Refused):
        alerts.acknowledge(ratna, Alert.objects.get())
    with pytest.raises(NotAllowed):
        alerts.answer(people.actor("sari"), alert, note="Sudah")
    alerts.close(ratna, alert, note="Beres")
    with pytest.raises(Refused):
        alerts.close(people.actor("bupati"), alert, note="Beres juga")
    with pytest.raises(Refused):
        alerts.snooze(ratna, alert, until=timezone.now() + timedelta(hours=1))


def test_an_order_needs_words_and_a_deadline_to_come(people: Cast) -> None:
    alert, ratna = silent(people), people.actor("ratna")
    with pytest.raises(Refused) as told:
        alerts.assign(ratna, alert, to=people.budi, instruction="  ", due_at=None)
    assert told.value.field == "instruction"
    with pytest.raises(Refused):
        alerts.assign(ratna, alert, to=people.budi, instruction="Periksa", due_at=timezone.now() - timedelta(hours=1))
    with pytest.raises(Refused):
        alerts.close(ratna, alert, note="")
    with pytest.raises(Refused):
        alerts.snooze(ratna, alert, until=timezone.now() - timedelta(hours=1))
    alert.refresh_from_db()
    assert alert.state == "open"


def test_assignees_are_the_heads_in_reach_the_nearest_first(people: Cast) -> None:
    names = [one.person.name for one in queries.possible_assignees(people.actor("bupati"), people.dishub.path)]
    assert names[0] == "Wayan Sudana" and "Sari Wulandari" not in names and "Bupati Paser" not in names
    assert "Wayan Sudana" not in [one.person.name for one in queries.possible_assignees(people.actor("ratna"))]
