"""What attendance proves of itself, on the cast's world."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from pendopo.apps.attendance import evidence
from pendopo.apps.attendance.models import Absence, Punch
from pendopo.apps.attendance.services.dirty import mark
from pendopo.apps.attendance.testing import make_device
from pendopo.apps.attendance.testing_recap import punch, punch_device, settle
from pendopo.apps.personnel.testing import employ
from pendopo.kernel.testing import Cast, cast

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 11)


@pytest.fixture
def people() -> Cast:
    made = cast()
    employ(made)
    return made


def a_worked_day(people: Cast) -> None:
    """Sari comes, the three others do not; the day is over."""
    punch_device(people.kominfo)
    for name in ("sari", "budi", "ratna", "wayan"):
        mark([(getattr(people, name).pk, DAY)])
    punch(people.sari, "2026-11-11 07:21:40")
    punch(people.sari, "2026-11-11 16:31:00", state=1)
    settle("2026-11-11 20:00:00")


def values(found: Any) -> list[str]:
    return [figure.value for figure in found.figures]


def test_it_works_from_punches_to_claims(people: Cast) -> None:
    assert evidence.presence(DAY) is None
    a_worked_day(people)
    found = evidence.presence(DAY)
    assert found is not None
    assert found.levels == {1}
    assert values(found) == ["4", "25,0%", "1", "2", "0"]
    Absence.objects.create(
        person=people.budi, unit_path=people.aplikasi.path, kind="cuti", since=DAY, until=DAY, document="851/1",
        entered_by="Uji",
    )  # fmt: skip
    found = evidence.presence(DAY)
    assert found is not None and found.levels == {1, 2, 3} and values(found)[-1] == "1"


def test_cancelled_and_old_letters_prove_nothing(people: Cast) -> None:
    a_worked_day(people)
    shared = {
        "person": people.budi,
        "unit_path": people.aplikasi.path,
        "kind": "cuti",
        "document": "1",
        "entered_by": "U",
    }
    Absence.objects.create(since=DAY, until=DAY, state="cancelled", **shared)
    long_ago = DAY - timedelta(days=400)
    Absence.objects.create(since=long_ago, until=long_ago, **shared)
    found = evidence.presence(DAY)
    assert found is not None and found.levels == {1}


def test_days_out_of_the_span_do_not_count(people: Cast) -> None:
    a_worked_day(people)
    assert evidence.presence(DAY + timedelta(days=evidence.DAYS)) is None
    assert evidence.presence(DAY + timedelta(days=evidence.DAYS - 1)) is not None


def test_no_person_is_named(people: Cast) -> None:
    a_worked_day(people)
    found = evidence.presence(DAY)
    assert found is not None
    text = str(found)
    assert not any(name in text for name in ("Sari", "Budi", "Ratna", "Wayan", "19920314"))


def test_only_the_first_level_where_criteria_are_not_known(people: Cast) -> None:
    assert evidence.first_level(DAY) is None
    a_worked_day(people)
    found = evidence.first_level(DAY)
    assert found is not None and found.levels == {1}


def test_devices_are_counted_without_names(people: Cast) -> None:
    on = date(2030, 1, 1)
    assert evidence.devices(on) is None
    make_device(people.kominfo, sn="CJ7Q200001", name="Mesin Lobi")
    make_device(people.dishub, sn="CJ7Q200002")
    found = evidence.devices(on)
    assert found is not None and found.levels == {1}
    assert values(found) == ["2", "2", "0", "2"]
    assert evidence.devices(date(2000, 1, 1)) is None


def test_statements_stay_few(people: Cast, django_assert_max_num_queries: Any) -> None:
    a_worked_day(people)
    assert Punch.objects.count() == 2
    with django_assert_max_num_queries(4):
        evidence.presence(DAY)
    with django_assert_max_num_queries(2):
        evidence.devices(DAY)
