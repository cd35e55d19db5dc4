from __future__ import annotations

import pytest

from pendopo.apps.elections.dry_run import ceremony
from pendopo.apps.elections.models import ElectionState, Kind, Pilkades
from pendopo.apps.elections.services import keys
from pendopo.apps.elections.testing import make_election
from pendopo.apps.elections.tests.outcomes import Counted, make_counted
from pendopo.apps.elections.tests.villages import Village, the_election
from pendopo.kernel.testing import SYSTEM, Cast, make_unit
from pendopo.kernel.testing import cast as make_cast
from pendopo.kernel.units.models import Unit, UnitKind


@pytest.fixture
def village(cast: Cast) -> Village:
    unit = make_unit(cast.kominfo, "64.01.01.2001", "Desa Maju", UnitKind.VILLAGE)
    election = the_election(unit)
    held = {kind: ceremony() for kind in Kind.values}
    for kind, one in held.items():
        keys.receive(SYSTEM, election, kind=kind, raw=one.public(kind))
    return Village(election, election.stations.get(), held)


@pytest.fixture
def world(db: None) -> Cast:
    """The cast alone, for elections that a test makes itself."""
    return make_cast()


@pytest.fixture
def election(world: Cast) -> Pilkades:
    """In registration."""
    return make_election(world.regency, state=ElectionState.REGISTRATION)


@pytest.fixture
def place(cast: Cast) -> Unit:
    """A village."""
    return make_unit(cast.kominfo, "64.01.01.2001", "Desa Maju", UnitKind.VILLAGE)


@pytest.fixture
def made(place: Unit) -> Counted:
    """Two stations that were counted: 1 got 4, 2 got 3, one vote is blank."""
    return make_counted(place, [[1, 1, 2, 0], [2, 2, 1, 1]])
