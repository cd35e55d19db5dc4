"""The demo's evaluation: closed and running, consistent with what the services ask for."""

from collections import Counter
from typing import Any

import pytest

from pendopo.apps.maturity.models import Assessment
from pendopo.apps.maturity.queries.assessments import current, result_of
from pendopo.apps.maturity.queries.submitted import standing, verifies
from pendopo.demo import maturity, maturity_plan
from pendopo.demo.government import Government
from pendopo.kernel.testing import SYSTEM, cast, make_unit


@pytest.mark.django_db
def test_it_works(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    people = cast()
    codes = sorted({*maturity_plan.OFFICES, *maturity_plan.PEMDI_OFFICES})
    units = {code: make_unit(people.regency, f"9.{at:02d}", f"Kantor {code}") for at, code in enumerate(codes)}
    maturity.make(SYSTEM, Government(units=units))
    closed, running = Assessment.objects.get(year=2025), Assessment.objects.get(year=2026)
    assert closed.state == "closed" and running.state == "self" and current() == running
    sent = standing(closed)
    assert sent is not None and verifies(sent) and sent.ba_date.year == 2025
    final, own = result_of(closed, "final"), result_of(closed, "self")
    assert final is not None and own is not None and own.index > final.index
    assert (own.predicate, final.predicate) == ("Baik", "Baik")
    states = Counter(running.entries.values_list("state", flat=True))
    assert states == {"open": 5, "accepted": 6, "sent": 3, "returned": 2, "draft": 4}
