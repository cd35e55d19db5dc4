"""A village that is ready for its cards, for tests of what comes after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from pendopo.apps.elections.dry_run import Ceremony, Day, hold
from pendopo.apps.elections.models import (
    Archive,
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
from pendopo.apps.elections.services import archives, boxes
from pendopo.kernel.testing import SYSTEM
from pendopo.kernel.units.models import Unit

PASSPHRASE = new_passphrase()


@dataclass
class Village:
    election: Pilkades
    station: Station
    ceremonies: dict[str, Ceremony]

    @property
    def ceremony(self) -> Ceremony:
        return self.ceremonies[Kind.OFFICIAL]


def the_election(unit: Unit, *, voters: int = 4, day: date = date(2026, 12, 1)) -> Pilkades:
    election = Pilkades.objects.create(
        unit=unit, title=f"Pilkades {unit.name}", day=day, opens_at=time(7), closes_at=time(13),
        state=ElectionState.ROLL_FINAL, roll_set_on=date(2026, 11, 20),
    )  # fmt: skip
    station = Station.objects.create(election=election, number=1, place="Balai desa")
    for number, name in enumerate(("Ahmad", "Siti"), 1):
        Candidate.objects.create(
            election=election, name=name, ballot_name=name, born_on=date(1980, 1, 1), number=number,
            state=CandidateState.ACCEPTED,
        )  # fmt: skip
    Member.objects.create(
        election=election, role=MemberRole.KPPS_HEAD, name="Pak Ketua", station=station, pin_hash=hash_pin("123456")
    )
    for number in range(1, voters + 1):
        Voter.objects.create(
            election=election, station=station, number=number, nik=f"640101{number:010}", name=f"Pemilih {number}",
            sex="L", born_on=date(1990, 1, 1), search_name=f"pemilih {number}",
        )  # fmt: skip
    return election


def counted(village: Village, votes: list[int], *, kind: str = Kind.OFFICIAL) -> tuple[Archive, bytes]:
    deck = boxes.make(SYSTEM, village.station, kind=kind)
    raw = boxes.make_parcel(SYSTEM, deck.box, passphrase=PASSPHRASE)
    bundle = hold(open_parcel(raw, PASSPHRASE), deck.cards, village.ceremonies[kind].keys, Day(votes))
    taken, _job = archives.receive(SYSTEM, village.election, raw=bundle)
    taken.refresh_from_db()
    return taken, bundle
