"""An election with announced results for the tests of the public pages, made through the services."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from pendopo.apps.elections.dry_run import Ceremony, Day, ceremony, hold
from pendopo.apps.elections.models import (
    Archive,
    ArchiveState,
    ElectionState,
    Kind,
    Member,
    MemberRole,
    Pilkades,
    Station,
    Voter,
)
from pendopo.apps.elections.parcel import hash_pin, new_passphrase, open_parcel
from pendopo.apps.elections.services import archives, boxes, keys
from pendopo.apps.elections.testing import make_candidate, make_election, make_station, set_state
from pendopo.kernel.testing import SYSTEM
from pendopo.kernel.units.models import Unit

NIK = "640101"
PASSPHRASE = new_passphrase()


@cache
def the_ceremony(kind: str) -> Ceremony:
    """One of each kind serves all tests of a process."""
    return ceremony()


@cache
def the_pin() -> str:
    return hash_pin("123456")


@dataclass
class Town:
    """`archives` by kind and station number."""

    election: Pilkades
    stations: list[Station]
    archives: dict[tuple[str, int], Archive] = field(default_factory=dict)

    @property
    def page(self) -> str:
        return f"/publik/pilkades/{self.election.pk}/"


def make_town(
    unit: Unit, *, stations: int = 2, voters: int = 4, state: str = ElectionState.VOTING, **more: object
) -> Town:
    election = make_election(unit, state=ElectionState.REGISTRATION, **more)
    places = [make_station(election, number=n, place=f"Balai {n}") for n in range(1, stations + 1)]
    for number, name in ((1, "Ahmad"), (2, "Siti")):
        make_candidate(election, name=name, number=number, vision=f"Desa {name} maju")
    for place in places:
        Member.objects.create(
            election=election, role=MemberRole.KPPS_HEAD, name="Pak Petugas", station=place, pin_hash=the_pin()
        )
        for number in range(1, voters + 1):
            Voter.objects.create(
                election=election, station=place, number=number, nik=f"{NIK}{place.number:02}{number:08}",
                name=f"Rahasia {place.number} {number}", sex="L", born_on=date(1990, 1, 1), search_name="rahasia",
            )  # fmt: skip
    Pilkades.objects.filter(pk=election.pk).update(roll_set_on=date(2026, 11, 20))
    election.refresh_from_db()
    set_state(election, ElectionState.ROLL_FINAL)
    for kind in Kind.values:
        keys.receive(SYSTEM, election, kind=kind, raw=the_ceremony(kind).public(kind))
    set_state(election, state)
    return Town(election, places)


def count(town: Town, number: int, votes: list[int], *, kind: str = Kind.OFFICIAL, publish: bool = True) -> Archive:
    """A station's day (places on the ballot, blank first); its archive is announced unless said otherwise."""
    kept = town.election.state
    set_state(town.election, ElectionState.ROLL_FINAL)
    station = Station.objects.select_related("election__unit").get(pk=town.stations[number - 1].pk)
    deck = boxes.make(SYSTEM, station, kind=kind)
    raw = boxes.make_parcel(SYSTEM, deck.box, passphrase=PASSPHRASE)
    set_state(town.election, kept)
    bundle = hold(open_parcel(raw, PASSPHRASE), deck.cards, the_ceremony(str(kind)).keys, Day(votes))
    taken, _job = archives.receive(SYSTEM, town.election, raw=bundle)
    taken = Archive.objects.select_related("box__station__election__unit", "file").get(pk=taken.pk)
    if taken.state == ArchiveState.WAITING:  # where no worker runs at once
        archives.check(taken)
    assert taken.state == ArchiveState.SOUND, taken.report
    if publish:
        archives.publish(SYSTEM, taken)
        taken.refresh_from_db()
    town.archives[kind, number] = taken
    return taken
