"""Meja saya: the own day, and the office's day for who may see it."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client

from pendopo.apps.attendance import desk_recap
from pendopo.apps.attendance.testing_recap import mark_days, punch, punch_device, settle
from pendopo.apps.personnel.testing import employ
from pendopo.kernel.actor import ANONYMOUS, Actor
from pendopo.kernel.testing import Cast


@pytest.fixture
def world(cast: Cast):
    with time_machine.travel("2026-11-12T02:00:00+00:00", tick=True):
        employ(cast)
        punch_device(cast.kominfo)
        punch(cast.sari, "2026-11-11 07:44:09")
        punch(cast.sari, "2026-11-12 07:21:40")
        for person in (cast.budi, cast.ratna, cast.wayan):
            mark_days(person, date(2026, 11, 12), 1)
        settle("2026-11-12 10:00")
        yield cast


def test_it_works(world: Cast, client: Client) -> None:
    client.force_login(world.sari.account)
    page = BeautifulSoup(client.get("/").content, "html.parser")
    own = page.select_one('section[aria-labelledby="meja-hadir"]')
    assert own is not None
    assert "07.21" in own.text
    assert "hadir" in own.text
    asked = own.select("ul.list a")
    assert [a["href"] for a in asked] == [f"/kehadiran/pegawai/{world.sari.pk}/2026-11-11/"]
    assert "terlambat 14 mnt" in own.text
    assert page.select_one('section[aria-labelledby="meja-kantor"]') is None


def test_a_head_sees_the_office_with_links_to_its_people(world: Cast, client: Client) -> None:
    client.force_login(world.ratna.account)
    page = BeautifulSoup(client.get("/").content, "html.parser")
    office = page.select_one('section[aria-labelledby="meja-kantor"]')
    assert office is not None
    first = office.select("li")[0]
    assert first.get_text(" ", strip=True) == "Hadir 1"
    link = first.a
    assert link is not None
    people = BeautifulSoup(client.get(str(link["href"])).content, "html.parser")
    assert [a.text for a in people.select("#hasil tbody a.row")] == ["Sari Wulandari"]


def test_each_card_costs_one_statement(world: Cast, django_assert_num_queries) -> None:
    actor = world.actor("ratna")
    with django_assert_num_queries(1):
        desk_recap.own_day(actor)
    with django_assert_num_queries(1):
        assert desk_recap.office_day(actor) is not None


def test_nobody_in_particular_and_other_offices_get_nothing(world: Cast) -> None:
    assert desk_recap.own_day(ANONYMOUS) is None
    assert desk_recap.office_day(ANONYMOUS) is None
    assert desk_recap.own_day(Actor.system("uji")) is None
    assert desk_recap.office_day(world.actor("sari")) is None
    wayan = desk_recap.office_day(world.actor("wayan"))
    assert wayan is not None
    assert wayan.context["figures"][0]["value"] == 0
