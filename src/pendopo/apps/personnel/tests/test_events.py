from collections.abc import Iterator
from datetime import date

import pytest

from pendopo.apps.personnel import services
from pendopo.apps.personnel.events import EmployeePlaced, EmployeesPlaced
from pendopo.apps.personnel.services import Facts, Hire
from pendopo.apps.personnel.testing import SK, SYSTEM, make_employee, make_nip
from pendopo.kernel import events
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.testing import Cast, cast

pytestmark = pytest.mark.django_db
TMT = date(2024, 1, 1)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    heard: list[object] = []
    monkeypatch.setitem(events._handlers, EmployeePlaced, [heard.append])
    monkeypatch.setitem(events._handlers, EmployeesPlaced, [heard.append])
    yield heard


def hires(people: Cast, *numbers: int) -> list[Hire]:
    return [Hire(Facts(nip=make_nip(n), name=f"Pegawai {n}"), people.aplikasi, TMT, SK, "III/a") for n in numbers]


def test_it_works(told: list[object]) -> None:
    people = cast()

    made = services.hire_many(SYSTEM, hires(people, 1, 2, 3))

    assert [row.unit for row in made] == [people.aplikasi] * 3
    assert made[0].riwayat_golongan.get().is_current
    assert told == [EmployeesPlaced(tuple(EmployeePlaced(row.pk, TMT) for row in made))]
    assert AuditEntry.objects.get(action="personnel.hire_many").change["people"] == [row.pk for row in made]


def test_one_alone_is_told_alone_and_a_promotion_tells_nothing(told: list[object]) -> None:
    row = make_employee(cast().aplikasi, tmt=TMT)
    services.promote(SYSTEM, row, golongan="III/b", tmt=date(2025, 4, 1), sk=SK)

    assert told == [EmployeePlaced(row.pk, TMT)]


def test_many_are_hired_all_or_none() -> None:
    people = cast()
    services.hire_many(SYSTEM, hires(people, 1))

    with pytest.raises(Refused):
        services.hire_many(SYSTEM, hires(people, 2, 1))
    with pytest.raises(NotAllowed):
        services.hire_many(people.actor("ratna"), hires(people, 3))
    with pytest.raises(Refused):
        services.hire_many(people.actor("opi"), [Hire(Facts(nip=make_nip(4), name="X"), people.dishub, TMT, SK)])
    assert AuditEntry.objects.filter(action="personnel.hire_many").count() == 1
