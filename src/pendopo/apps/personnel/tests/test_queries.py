from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pendopo.apps.personnel import public, queries, services
from pendopo.apps.personnel.testing import SK, SYSTEM, employ, make_employee
from pendopo.kernel.testing import DECREE, Cast, cast
from pendopo.kernel.units import services as units

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 12)


@pytest.fixture
def people() -> Cast:
    return cast()


def test_it_works(people: Cast) -> None:
    employ(people)

    found = public.roster(DAY)

    assert [entry.name for entry in found] == ["Budi Santoso", "Ratna Dewi", "Sari Wulandari", "Wayan Sudana"]
    assert (found[2].unit_path, found[2].unit_name, found[2].starts_on, found[2].ends_on) == (
        people.aplikasi.path,
        "Bidang Aplikasi",
        date(2020, 1, 1),
        None,
    )


def test_the_roster_of_a_unit_holds_those_below_it(people: Cast) -> None:
    employ(people)

    assert len(public.roster(DAY, people.kominfo.path)) == 3
    assert len(public.roster(DAY, people.aplikasi.path)) == 2
    assert public.roster(date(2019, 12, 31)) == []


def test_a_move_divides_the_days_between_two_units(people: Cast) -> None:
    sari = employ(people)["sari"]
    services.place(SYSTEM, sari, unit=people.dishub, tmt=date(2026, 11, 10), sk=SK)

    entries = [e for e in public.roster_between(date(2026, 11, 1), date(2026, 11, 30)) if e.person_id == sari.pk]

    assert [(e.unit_id, e.starts_on, e.ends_on) for e in entries] == [
        (people.aplikasi.pk, date(2020, 1, 1), date(2026, 11, 9)),
        (people.dishub.pk, date(2026, 11, 10), None),
    ]
    assert public.roster_between(DAY, DAY, person_ids=[sari.pk, -1]) == entries[1:]
    assert public.roster_between(DAY, DAY, person_ids=[]) == []
    assert [e.unit_id for e in public.roster(date(2026, 11, 9)) if e.person_id == sari.pk] == [people.aplikasi.pk]
    assert [e.person_id for e in public.roster(DAY, people.dishub.path)] == [sari.pk, people.wayan.pk]


def test_one_who_left_is_on_the_roster_until_the_day_before(people: Cast) -> None:
    row = make_employee(people.dishub)
    services.end(SYSTEM, row, kind="retired", on=date(2026, 11, 1), sk=SK)

    assert public.roster(date(2026, 10, 31))
    assert public.roster(date(2026, 11, 1)) == []
    assert public.roster_between(date(2026, 10, 1), date(2026, 11, 30))[0].ends_on == date(2026, 10, 31)


def test_last_years_roster_stands_in_last_years_tree(people: Cast) -> None:
    make_employee(people.aplikasi)
    before = people.aplikasi.path
    units.move_unit(SYSTEM, people.aplikasi, parent=people.dishub, on=date(2026, 1, 1), decree=DECREE)

    assert [e.unit_path for e in public.roster(date(2025, 6, 1), people.kominfo.path)] == [before]
    assert public.roster(DAY, people.kominfo.path) == []
    assert len(public.roster(DAY, people.dishub.path)) == 1


def test_a_roster_costs_the_same_for_one_and_for_many(people: Cast) -> None:
    make_employee(people.aplikasi, number=1)
    with CaptureQueriesContext(
        connection,
    ) as few:
        public.roster(DAY)
    for number in range(2, 8):
        make_employee(people.aplikasi, number=number)
    with CaptureQueriesContext(connection) as many:
        assert len(public.roster(DAY)) == 7

    assert len(few) == len(many) <= 3


def test_people_are_found_by_words_of_the_name_and_by_nip(people: Cast) -> None:
    sari = employ(people)["sari"]
    actor = people.actor("bkpsdm")

    assert [e.person_id for e in public.find(actor, "wulan sari")] == [sari.pk]
    assert [e.person_id for e in public.find(actor, "19920314 2015")] == [sari.pk]
    assert public.find(actor, "s") == []
    assert public.find(actor, "tidak ada") == []
    found = public.employee(sari.pk)
    assert found is not None
    assert found.unit_name == "Bidang Aplikasi"
    assert public.employee(people.bupati.pk) is None


@pytest.mark.parametrize(
    ("name", "seen"), [("sari", 1), ("budi", 2), ("opi", 3), ("wayan", 1), ("bkpsdm", 4), ("bupati", 4)]
)
def test_everyone_sees_the_own_part(people: Cast, name: str, seen: int) -> None:
    employ(people)
    actor = people.actor(name)

    assert queries.employees(actor).count() == seen
    assert len(public.find(actor, "a")) == 0
    assert len(public.find(actor, "an")) <= seen


def test_offices_of_a_filter_are_the_actors_own(people: Cast) -> None:
    assert len(queries.offices_seen(people.actor("bkpsdm"))) == 3
    assert [name for _path, name in queries.offices_seen(people.actor("opi"))] == ["Diskominfo"]
