"""A village whose stations were really counted, for tests of what comes after."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta

from pendopo.apps.elections.dry_run import Ceremony, Day, ceremony, hold
from pendopo.apps.elections.models import (
    Archive,
    Box,
    Candidate,
    CandidateState,
    ElectionState,
    Kind,
    Member,
    MemberRole,
    Pilkades,
    Station,
    Voter,
)
from pendopo.apps.elections.parcel import hash_pin, new_passphrase, open_parcel
from pendopo.apps.elections.rules.handcount import Slips
from pendopo.apps.elections.services import archives, boxes, handcounts, keys
from pendopo.apps.elections.testing import set_state
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.people.models import Person
from pendopo.kernel.people.queries import actor_of
from pendopo.kernel.testing import SYSTEM, make_person
from pendopo.kernel.units.models import Unit

PASSPHRASE = new_passphrase()


@dataclass
class Counted:
    election: Pilkades
    held: Ceremony = field(default_factory=ceremony)

    def box(self, number: int = 1) -> Box:
        return Box.objects.select_related("station__election__unit").get(
            station__election=self.election, station__number=number, kind=Kind.OFFICIAL
        )

    def archive(self, number: int = 1) -> Archive:
        return Archive.objects.select_related("box__station__election__unit").get(box=self.box(number))


def make_counted(unit: Unit, votes: list[list[int]], *, voters: int = 5, publish: bool = True) -> Counted:
    """One station a list; each vote is the place on the ballot (0 blank). The day of voting was ten days ago. The first
    station has `voters` voters, each further one a voter less.
    """
    election = _the_election(unit, [voters - place for place in range(len(votes))])
    made = Counted(election)
    keys.receive(SYSTEM, election, kind=Kind.OFFICIAL, raw=made.held.public())
    for station, cast in zip(election.stations.order_by("number"), votes, strict=True):
        deck = boxes.make(SYSTEM, station, kind=Kind.OFFICIAL)
        raw = boxes.make_parcel(SYSTEM, deck.box, passphrase=PASSPHRASE)
        bundle = hold(open_parcel(raw, PASSPHRASE), deck.cards, made.held.keys, Day(cast))
        archives.receive(SYSTEM, election, raw=bundle)
    set_state(election, ElectionState.COUNTED)
    if publish:
        for number in range(1, len(votes) + 1):
            archives.publish(SYSTEM, made.archive(number))
        back_date(election)
    return made


def _the_election(unit: Unit, sizes: list[int]) -> Pilkades:
    election = Pilkades.objects.create(
        unit=unit, title=f"Pilkades {unit.name}", day=today() - timedelta(10), opens_at=time(7), closes_at=time(13),
        state=ElectionState.ROLL_FINAL, roll_set_on=today() - timedelta(40),
    )  # fmt: skip
    for number, name in enumerate(("Ahmad", "Siti"), 1):
        Candidate.objects.create(
            election=election, name=name, ballot_name=name, born_on=date(1980, 1, 1), number=number,
            state=CandidateState.ACCEPTED,
        )  # fmt: skip
    for number, size in enumerate(sizes, 1):
        station = Station.objects.create(election=election, number=number, place=f"SDN {number}")
        Member.objects.create(
            election=election, role=MemberRole.KPPS_HEAD, name=f"Ketua {number}", station=station,
            pin_hash=hash_pin("123456"),
        )  # fmt: skip
        Voter.objects.bulk_create(
            Voter(
                election=election, station=station, number=n, nik=f"6401{number:02}{n:010}", name=f"Pemilih {n}",
                sex="P", born_on=date(1990, 1, 1), search_name=f"pemilih {n}",
            )
            for n in range(1, size + 1)
        )  # fmt: skip
    return election


def back_date(election: Pilkades, days: int = 9) -> None:
    """The results were announced some days ago: the time for objections is over."""
    for one in Archive.objects.filter(box__station__election=election, published_at__isnull=False):
        Archive.objects.filter(pk=one.pk).update(published_at=(one.published_at or one.received_at) - timedelta(days))


def make_counter(unit: Unit, username: str, role: str = "penghitung_pilkades") -> Person:
    return make_person(f"Penghitung {username}", role, unit, username=username)


def acting(person: Person) -> Actor:
    assert person.account_id is not None
    return actor_of(person.account_id)


def count_slips(made: Counted, first: Actor, second: Actor, **other: list[int]) -> None:
    """Both count what the archives say; `tps1=[...]` gives other figures for a station."""
    for station in made.election.stations.all():
        figures = other.get(f"tps{station.number}") or made.archive(station.number).counts
        for actor in (first, second):
            handcounts.enter(actor, made.box(station.number), slips=Slips(tuple(figures)))
