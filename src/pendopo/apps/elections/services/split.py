"""Voters to stations: a proposal, taken over when it is still the one that was looked at; single voters by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from pendopo.apps.elections.models import Pilkades, Station, Voter, VoterState
from pendopo.apps.elections.queries import roll as queries
from pendopo.apps.elections.rules.split import Split, needed, propose
from pendopo.apps.elections.services.elections import require_runner
from pendopo.apps.elections.services.roll import VOTERS, held, require_in_work
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Share:
    """Voters of one hamlet in one station."""

    hamlet: str
    voters: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """`split` is None when the stations are too few; `needed` says how many it takes."""

    split: Split | None
    needed: int
    limit: int
    stations: Sequence[Station]
    shares: dict[int, list[Share]]
    moving: int

    def total(self, number: int) -> int:
        return sum(one.voters for one in self.shares.get(number, []))


def proposal(actor: Actor, election: Pilkades) -> Proposal:
    """What the split would be now; nothing is stored."""
    require_runner(actor, election, VOTERS)
    people, limit = queries.heads(election), queries.most_voters(election)
    stations = list(Station.objects.filter(election=election).order_by("number"))
    numbers = [one.number for one in stations]
    made = propose(people, numbers, limit, wishes=queries.wishes(election)) if numbers and people else None
    shares: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    moving = 0
    if made is not None:
        now = dict(queries.listed(election).order_by().values_list("pk", "station__number"))
        for one in people:
            shares[made.places[one.id]][one.hamlet] += 1
            moving += now.get(one.id) != made.places[one.id]
    listed = {number: [Share(*pair) for pair in sorted(told.items())] for number, told in shares.items()}
    return Proposal(made, needed(people, limit), limit, stations, listed, moving)


@transaction.atomic
def accept(actor: Actor, election: Pilkades, *, digest: str) -> int:
    """Store the proposal that was looked at. Returns how many voters changed their station."""
    require_runner(actor, election, VOTERS)
    held(election)
    require_in_work(election)
    found = proposal(actor, election)
    if found.split is None:
        raise Refused(_("TPS belum cukup: perlu %(n)s. Tambah TPS dahulu.") % {"n": found.needed})
    if found.split.digest != digest:
        raise Refused(_("Daftar pemilih atau TPS berubah sejak pratinjau. Periksa pembagian yang baru, lalu simpan."))
    at = {one.number: one.pk for one in found.stations}
    members: dict[int, list[int]] = defaultdict(list)
    for voter, number in found.split.places.items():
        members[number].append(voter)
    for number, ids in sorted(members.items()):
        for start in range(0, len(ids), CHUNK):
            Voter.objects.filter(pk__in=ids[start : start + CHUNK]).update(station=at[number])
    audit.record("elections.roll_split", election, actor, voters=len(found.split.places), moved=found.moving)
    return found.moving


@transaction.atomic
def move_voter(actor: Actor, voter: Voter, *, station: Station) -> None:
    """One voter to another station of the same election. Raises Refused when it is full."""
    election = voter.election
    require_runner(actor, election, VOTERS)
    held(election)
    require_in_work(election)
    if station.election_id != election.pk or voter.state != VoterState.LISTED:
        raise Refused(_("Pilih TPS dari pemilihan yang sama."), field="station")
    limit = queries.most_voters(election)
    if queries.listed(election).filter(station=station).exclude(pk=voter.pk).count() >= limit:
        raise Refused(
            _("TPS %(number)s sudah penuh: %(limit)s pemilih.") % {"number": station.number, "limit": limit},
            field="station",
        )
    Voter.objects.filter(pk=voter.pk).update(station=station)
    audit.record("elections.voter_move", election, actor, voter=voter.pk, station=station.number)
