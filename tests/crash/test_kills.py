"""kill -9 of web and worker under load. The long form is `./pendopo bench crash`."""

import os

import pytest
from bench.crash import trial

KIND = "postgresql" if os.environ.get("PENDOPO_DATABASE_URL", "").startswith("postgres") else "sqlite"


@pytest.mark.crash
@pytest.mark.own_database
def test_it_works_through_ten_kills() -> None:
    found = trial(KIND, 10, clients=4)
    assert found.lost == []
    assert found.strange == []
    assert (found.twice, found.wrong_sums, found.integrity) == (0, 0, "ok")
    assert found.acknowledged > 100
    assert found.repeated > 0
