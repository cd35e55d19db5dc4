"""Alerts on the screen: taken up, put off, given away, answered, closed; and those that come from the figures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from pendopo.apps.executive import desk, testing
from pendopo.apps.executive.services import watch
from pendopo.kernel import alerts, settings_store
from pendopo.kernel.alerts.models import Alert
from pendopo.kernel.clock import today
from pendopo.kernel.testing import SYSTEM, Cast
from pendopo.kernel.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert(people: Cast) -> Alert:
    return alerts.raise_alert(
        "uji.senyap", "7", people.kominfo.path, severity="bad", title="Mesin Kominfo senyap", url="/kehadiran/"
    )


def act(client: Any, alert: Alert, name: str, **data: str) -> Any:
    return client.post(reverse(f"executive:alert_{name}", args=[alert.pk]), data)


def test_it_works(people: Cast, alert: Alert, sign_in: Any) -> None:
    bupati, ratna = sign_in("bupati"), sign_in("ratna")
    assert "Mesin Kominfo senyap" in bupati.get("/ruang-bupati/").content.decode()
    page = bupati.get(reverse("executive:alert", args=[alert.pk])).content.decode()
    assert page.index("Ratna Dewi") < page.index("Wayan Sudana")
    due = (today() + timedelta(days=2)).isoformat()
    answer = act(bupati, alert, "assign", to=str(people.ratna.pk), instruction="Periksa hari ini", due_on=due)
    assert answer.status_code == 302
    assert [item.title for item in desk.waiting(people.actor("ratna"))] == ["Mesin Kominfo senyap"]
    assert act(ratna, alert, "answer", **{"jawab-note": "Kabel diganti"}).status_code == 302
    assert [item.action for item in desk.waiting(people.actor("bupati"))] == ["Baca"]
    act(bupati, alert, "close", **{"tutup-note": "Terima kasih"})
    alert.refresh_from_db()
    assert alert.state == "closed" and desk.waiting(people.actor("bupati")) == []


def test_acknowledge_and_snooze_go_back_to_the_room(alert: Alert, sign_in: Any) -> None:
    bupati = sign_in("bupati")
    assert act(bupati, alert, "acknowledge", kembali="/ruang-bupati/")["Location"] == "/ruang-bupati/"
    assert act(bupati, alert, "snooze", sampai="besok", kembali="https://jahat.example/")["Location"].startswith(
        "/ruang"
    )
    alert.refresh_from_db()
    assert alert.state == "acknowledged" and alert.snoozed_until and alert.snoozed_until > timezone.now()
    assert "Mesin Kominfo senyap" not in bupati.get("/ruang-bupati/").content.decode()
    assert act(bupati, alert, "snooze", sampai="selamanya").status_code == 404


def test_what_is_missing_is_said_and_what_was_typed_is_kept(people: Cast, alert: Alert, sign_in: Any) -> None:
    bupati = sign_in("bupati")
    answer = act(bupati, alert, "assign", to=str(people.ratna.pk), instruction="Periksa kabel", due_on="2020-01-01")
    assert answer.status_code == 422 and "Periksa kabel" in answer.content.decode()
    assert "Tenggat sudah lewat" in answer.content.decode()
    assert act(bupati, alert, "close", **{"tutup-note": ""}).status_code == 422
    assert act(bupati, alert, "assign", to="999999", instruction="x", due_on="2030-01-01").status_code == 422
    alert.refresh_from_db()
    assert alert.state == "open"


def test_twice_is_refused_in_words(alert: Alert, sign_in: Any) -> None:
    bupati = sign_in("bupati")
    act(bupati, alert, "acknowledge")
    again = bupati.post(reverse("executive:alert_acknowledge", args=[alert.pk]), follow=True)
    assert "sudah berubah" in again.content.decode()


@pytest.mark.parametrize(
    ("who", "seen", "act_status"), [("wayan", 404, 404), ("sari", 404, 403), ("auditor", 200, 403)]
)
def test_others_neither_see_nor_act(alert: Alert, sign_in: Any, who: str, seen: int, act_status: int) -> None:
    client = sign_in(who)
    assert client.get(reverse("executive:alert", args=[alert.pk])).status_code == seen
    assert act(client, alert, "acknowledge").status_code == act_status
    assert client.get(reverse("executive:alert_acknowledge", args=[alert.pk])).status_code == 405


def test_the_register_lists_what_is_visible(alert: Alert, sign_in: Any) -> None:
    url = reverse("executive:alerts")
    assert "Mesin Kominfo senyap" in sign_in("ratna").get(url).content.decode()
    assert "Mesin Kominfo senyap" not in sign_in("wayan").get(url).content.decode()
    assert sign_in("sari").get(url).status_code == 403


def test_an_office_that_falls_raises_one_alert_and_recovery_clears_it(people: Cast) -> None:
    units = list(Unit.objects.all())
    testing.put_days(units, 20, weak=people.dishub.path)
    assert watch.watch_falling() == 1 and watch.watch_falling() == 1
    alert = Alert.objects.get(kind=watch.FALLING)
    assert alert.unit_path == people.dishub.path and "turun" in alert.title and alert.severity == "bad"
    testing.put_days(units, 20)
    assert watch.watch_falling() == 0
    alert.refresh_from_db()
    assert alert.state == "closed"


def test_the_rule_for_falling_is_a_dated_setting(people: Cast) -> None:
    testing.put_days(list(Unit.objects.all()), 20, weak=people.dishub.path)
    settings_store.set_value(SYSTEM, "executive.fall_points", 50, valid_from=today(), basis="uji")
    assert watch.watch_falling() == 0
    settings_store.forget()


def test_data_that_stay_away_raise_an_alert_until_they_come(people: Cast) -> None:
    units = list(Unit.objects.all())
    assert watch.watch_stale() == 0
    testing.put_day(units, today(), data_at=timezone.now() - timedelta(days=1))
    assert watch.watch_stale() == 4
    assert Alert.objects.unfinished().filter(kind=watch.STALE, unit_path="").count() == 4
    testing.put_day(units, today())
    assert watch.watch_stale() == 0 and not Alert.objects.unfinished().exists()
