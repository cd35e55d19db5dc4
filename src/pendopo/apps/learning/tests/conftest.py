from collections.abc import Iterator

import pytest
import time_machine

from pendopo.apps.learning.services import trainings
from pendopo.apps.learning.testing import SYSTEM, fake_topics, fill_bank, make_training, open_training, seat
from pendopo.apps.personnel.testing import employ
from pendopo.kernel.testing import Cast, cast

NOON = "2026-03-02T04:00:00+00:00"  # 12.00 WITA


@pytest.fixture(autouse=True)
def topics() -> Iterator[None]:
    with fake_topics():
        yield


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as machine:
        yield machine


@pytest.fixture
def world(db: None, clock) -> Cast:
    made = cast()
    employ(made)
    return made


@pytest.fixture
def running(world: Cast):
    """Sari, Budi and Ratna are in; the questions are there."""
    training = make_training(world.kominfo, quota=3)
    fill_bank(training)
    open_training(training, world.kominfo)
    seat(training, [world.sari.pk, world.budi.pk, world.ratna.pk], world.kominfo)
    trainings.move(SYSTEM, training, "mulai")
    return training
