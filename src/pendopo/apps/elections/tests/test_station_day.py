"""A whole day of a station, from the parcel to the signed bundle."""

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pendopo.apps.elections import closing
from pendopo.apps.elections.crypto.ballots import tracker
from pendopo.apps.elections.crypto.election import read_election
from pendopo.apps.elections.crypto.recording import count, open_tally
from pendopo.apps.elections.crypto.tally import make_partial, read_result
from pendopo.apps.elections.crypto.trustees import read_trustees
from pendopo.apps.elections.crypto.verify import verify
from pendopo.apps.elections.parcel import Parcel, seal
from pendopo.apps.elections.station import casting, checkin, chronicle, phases, place, rules
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.errors import StationRefused, StorageFailed
from pendopo.apps.elections.station.testing import CHAIR, PASSPHRASE, SEED, TWO, ballot_of, make_parcel
from pendopo.apps.elections.station.testing import public_of as public


@pytest.fixture(scope="module")
def made() -> tuple[Parcel, list[str], list[int]]:
    return make_parcel(voters=8, candidates=3, blank=True)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    found = tmp_path / "stik"
    found.mkdir()
    return found


@pytest.fixture
def station(made: tuple[Parcel, list[str], list[int]], tmp_path: Path, stick: Path) -> Iterator[Station]:
    found = place.prepare(tmp_path / "tps", seal(made[0], PASSPHRASE), PASSPHRASE)
    place.attach_journal(found, stick)
    yield found
    place.close(found)


def vote(station: Station, card: str, choice: int, booth: int = 1) -> bytes:
    parcel = station.parcel
    lease = casting.claim(station, booth, public(parcel, card))
    raw = ballot_of(parcel, card, choice)
    assert casting.store(station, booth, lease, raw) == tracker(raw)
    assert casting.confirm(station, booth, lease) == tracker(raw)
    return raw


def test_it_works_from_the_zero_report_to_the_result(
    station: Station, made: tuple[Parcel, list[str], list[int]], stick: Path
) -> None:
    parcel, deck, secrets = made
    assert phases.zero_report(station).empty
    phases.open_voting(station, TWO, ["Saksi A"])
    choices = [1, 2, 2, 0, 3]
    ballots = []
    for number, (card, choice) in enumerate(zip(deck, choices, strict=False), 1):
        checkin.mark(station, number, officer=CHAIR, means="undangan")
        ballots.append(vote(station, card, choice))
    casting.void(station, public(parcel, deck[6]), TWO)
    figures = phases.close_voting(station, officers=TWO, witnesses=["Saksi A"], unused_cards=len(deck) - 6)
    assert figures.disagreements() == []
    assert (figures.cards_spent, figures.cards_void, figures.attended) == (5, 1, 5)
    bundle = phases.seal_box(station)
    report, entries, archive, uuid = closing.unpack(bundle.read_bytes())
    told = closing.read(report, closing.public_key(SEED))
    assert told.archive_sha256 == hashlib.sha256(archive).hexdigest()
    assert b"segel" in entries
    assert told.chronicle_head.encode() in entries
    assert (stick / bundle.name).read_bytes() == bundle.read_bytes()
    outcome = verify(phases.archive_path(station), jobs=1, unfinished=True)
    assert outcome.failure is None
    assert outcome.ballots == 5
    assert outcome.last_event
    election = read_election(parcel.election.encode())
    total, _counted, weight = count(election, ballots)
    partials = {owner: make_partial(election, total.pairs, secret) for owner, secret in enumerate(secrets, 1)}
    trustees = read_trustees(parcel.trustees.encode(), election.group)
    assert read_result(open_tally(election, trustees, total, partials, weight), election) == [[1, 1, 2, 1]]
    with zipfile.ZipFile(bundle) as parts:
        assert parts.namelist()[-1] == f"{uuid}.bel"
    assert phases.seal_box(station) == bundle  # again: the same
    assert casting.counts(station).spent == 5
    assert {card.state for card in station.cards} == {rules.CLEARED}
    for raw in ballots:
        for path in (station.store.path, *stick.glob("*.pendopo")):
            assert raw[200:400] not in path.read_bytes()
    assert chronicle.check(chronicle.entries(station), closing.public_key(SEED)) == ""


def test_nothing_goes_before_its_turn(station: Station, made: tuple[Parcel, list[str], list[int]]) -> None:
    for action in (
        lambda: casting.claim(station, 1, public(made[0], made[1][0])),
        lambda: phases.close_voting(station, officers=TWO, unused_cards=0),
        lambda: phases.seal_box(station),
        lambda: phases.final(station),
    ):
        with pytest.raises(StationRefused):
            action()
    assert station.phase == "prepared"


def sealed_after_a_revote(station: Station, made: tuple[Parcel, list[str], list[int]]) -> None:
    parcel, deck, _secrets = made
    phases.open_voting(station, TWO)
    lease = casting.claim(station, 1, public(parcel, deck[0]))
    casting.store(station, 1, lease, ballot_of(parcel, deck[0], 1))
    casting.resolve(station, casting.pending(station)[0].id, "revote", TWO)
    vote(station, deck[0], 1)
    vote(station, deck[1], 2)
    phases.close_voting(station, officers=TWO, unused_cards=len(deck) - 2)


def test_after_the_seal_no_card_shows_that_it_was_voted_with_twice(
    station: Station, made: tuple[Parcel, list[str], list[int]]
) -> None:
    sealed_after_a_revote(station, made)
    phases.seal_box(station)
    cards = [station.geometry.card(number) for number in range(station.geometry.cards)]
    assert len({(station.cells[one].version, station.cells[one].payload) for one in cards}) == 1
    assert station.journal is not None
    found, bad = station.journal.read()
    assert not bad
    assert {found[one].version for one in cards} == {station.cells[cards[0]].version}
    version = station.cells[cards[0]].version
    phases.seal_box(station)
    assert station.cells[cards[0]].version == version


def test_no_ballot_is_wiped_before_the_bundle_is_on_the_stick(
    station: Station, made: tuple[Parcel, list[str], list[int]], stick: Path
) -> None:
    sealed_after_a_revote(station, made)
    name = phases.bundle_path(station).name
    (stick / f"{name}.baru").mkdir()  # the stick takes the journal and not the bundle
    with pytest.raises(StorageFailed, match="stik"):
        phases.seal_box(station)
    assert station.phase == "closed"
    assert sum(card.state == rules.SPENT for card in station.cards) == 2
    (stick / f"{name}.baru").rmdir()
    raw = phases.seal_box(station).read_bytes()
    assert (stick / name).read_bytes() == raw
