from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pendopo.apps.attendance.models import DirtyDay
from pendopo.apps.attendance.services.dirty import mark
from pendopo.apps.attendance.services.engine import recompute_dirty
from pendopo.apps.attendance.subscribers import MOST_DAYS_BACK, many_placed
from pendopo.apps.personnel.events import EmployeePlaced, EmployeesPlaced
from pendopo.apps.personnel.testing import employ
from pendopo.kernel.clock import today
from pendopo.kernel.testing import cast

pytestmark = pytest.mark.django_db


def test_it_works() -> None:
    people = employ(cast())
    mark([(people["wayan"].pk, today() - timedelta(days=100))])
    while recompute_dirty():
        pass
    DirtyDay.objects.all().delete()
    placements = (
        EmployeePlaced(people["sari"].pk, today() - timedelta(days=3)),
        EmployeePlaced(people["budi"].pk, date(2020, 1, 1)),
        EmployeePlaced(people["wayan"].pk, today() + timedelta(days=5)),
    )

    with CaptureQueriesContext(connection) as seen:
        many_placed(EmployeesPlaced(placements))

    days = {name: DirtyDay.objects.filter(person_id=people[name].pk).count() for name in ("sari", "budi", "wayan")}
    assert days == {"sari": 4, "budi": MOST_DAYS_BACK.days + 1, "wayan": 0}
    assert len(seen) == 3


def test_a_first_import_makes_no_absent_days_of_the_past() -> None:
    people = employ(cast())
    DirtyDay.objects.all().delete()
    many_placed(EmployeesPlaced((EmployeePlaced(people["budi"].pk, date(2020, 1, 1)),)))
    assert list(DirtyDay.objects.values_list("work_date", flat=True)) == [today()]
