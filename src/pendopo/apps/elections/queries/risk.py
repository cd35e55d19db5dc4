"""An audit of slips as far as it has come: the next place, the risk of each pair."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from pendopo.apps.elections.models import Pilkades, RiskAudit
from pendopo.apps.elections.queries.results import VillageResult
from pendopo.apps.elections.rules.risk import Pair, expected_sample, measure, places


@dataclass(frozen=True, slots=True)
class Draw:
    """`number` counts from 1. `choice`: the number of the candidate, 0 blank, -1 unclear, None still to be read."""

    number: int
    station: int
    slip: int
    choice: int | None


@dataclass(frozen=True, slots=True)
class Progress:
    audit: RiskAudit
    votes: dict[int, int]
    slips: int
    pairs: list[Pair]
    draws: list[Draw]
    next: Draw
    expected: int | None
    limit: Fraction

    @property
    def is_enough(self) -> bool:
        return all(pair.is_confirmed(self.limit) for pair in self.pairs)


def audits(election: Pilkades) -> list[RiskAudit]:
    return list(election.risk_audits.order_by("-pk"))


def limit_of(audit: RiskAudit) -> Fraction:
    return Fraction(audit.risk_limit) / 100


def manifest_of(result: VillageResult) -> list[tuple[int, int]]:
    """Station and how many slips should lie in its box: ballots of the announced archive."""
    return [(one.station.number, one.figures.ballots) for one in result.stations]


def progress(audit: RiskAudit) -> Progress:
    votes = {int(number): int(count) for number, count in audit.votes.items()}
    manifest = [(int(station), int(slips)) for station, slips in audit.manifest]
    done = [int(choice) for _station, _slip, choice in audit.draws]
    drawn = list(islice(places(audit.seed, manifest), len(done) + 1))
    found = [
        Draw(number, station, slip, done[number - 1] if number <= len(done) else None)
        for number, (station, slip) in enumerate(drawn, 1)
    ]
    slips = sum(count for _station, count in manifest)
    limit = limit_of(audit)
    return Progress(
        audit, votes, slips, measure(votes, done), found[:-1], found[-1], expected_sample(votes, slips, limit), limit
    )
