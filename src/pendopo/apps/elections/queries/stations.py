"""Stations with what stands in them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from pendopo.apps.elections.models import Hamlet, Pilkades, Station
from pendopo.apps.elections.policy import MOST_VOTERS
from pendopo.apps.elections.queries.elections import run_by, voters_by_station
from pendopo.kernel import settings_store
from pendopo.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class StationLine:
    """A station as the lists show it. `most` is the limit of the day of voting."""

    station: Station
    hamlets: str
    voters: int
    officers: int
    witnesses: int
    with_pin: int
    most: int

    @property
    def is_over(self) -> bool:
        return self.voters > self.most


def lines(election: Pilkades) -> list[StationLine]:
    """Three queries, whatever the number of stations."""
    held = voters_by_station(election)
    most = int(settings_store.value(MOST_VOTERS, on=election.day))
    there = Q(members__left_on__isnull=True, members__isnull=False)
    rows = election.stations.prefetch_related("hamlets").annotate(
        officers=Count("members", filter=there & ~Q(members__role="saksi")),
        witnesses=Count("members", filter=there & Q(members__role="saksi")),
        with_pin=Count("members", filter=there & ~Q(members__pin_hash="")),
    )
    return [
        StationLine(
            row, ", ".join(one.name for one in row.hamlets.all()), held.get(row.pk, 0),
            row.officers, row.witnesses, row.with_pin, most,
        )
        for row in rows
    ]  # fmt: skip


def run_stations(actor: Actor) -> QuerySet[Station]:
    return Station.objects.filter(election__in=run_by(actor)).select_related("election__unit")


def run_hamlets(actor: Actor) -> QuerySet[Hamlet]:
    return Hamlet.objects.filter(election__in=run_by(actor)).select_related("election__unit")


def homeless(election: Pilkades) -> list[Hamlet]:
    """Hamlets that no station serves."""
    return list(election.hamlets.filter(stations__isnull=True))
