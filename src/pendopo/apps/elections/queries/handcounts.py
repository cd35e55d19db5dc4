"""How far the hand count of each station is. Nothing of a round that is not finished leaves this module."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from pendopo.apps.elections.models import Box, Discrepancy, DiscrepancyState, HandCount, Kind, Pilkades
from pendopo.apps.elections.rules.handcount import Slips, agree
from pendopo.apps.elections.rules.recap import choices_of
from pendopo.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Count:
    """`round` is the one that is open (or agreed); `entered` who is in it. `slips` only when two agreed."""

    box: Box
    round: int = 1
    entered: list[str] = field(default_factory=list)
    accounts: frozenset[int] = frozenset()
    persons: frozenset[int] = frozenset()
    differed: int = 0
    slips: Slips | None = None
    discrepancies: list[Discrepancy] = field(default_factory=list)

    @property
    def is_agreed(self) -> bool:
        return self.slips is not None

    @property
    def has_open(self) -> bool:
        return any(one.state == DiscrepancyState.OPEN for one in self.discrepancies)

    @property
    def is_settled(self) -> bool:
        """Counted, and whatever differed was explained."""
        return self.is_agreed and all(one.state == DiscrepancyState.EXPLAINED for one in self.discrepancies)

    def is_by(self, actor: Actor) -> bool:
        """Whether this person already counted in the open round."""
        return actor.account_id in self.accounts or (actor.person_id is not None and actor.person_id in self.persons)


def slips_of(row: HandCount) -> Slips:
    return Slips(tuple(row.counts), row.copies, row.unclear)


def count_of(box: Box) -> Count:
    return _count(box, list(box.handcounts.all()), list(box.discrepancies.all()))


def counts(election: Pilkades) -> list[Count]:
    """Every official station that has a box, by its number. Three statements."""
    boxes = list(
        Box.objects.filter(station__election=election, kind=Kind.OFFICIAL, dropped_at=None)
        .select_related("station").defer("credentials").order_by("station__number")
    )  # fmt: skip
    entered: dict[int, list[HandCount]] = defaultdict(list)
    for row in HandCount.objects.filter(box__in=boxes):
        entered[row.box_id].append(row)
    found: dict[int, list[Discrepancy]] = defaultdict(list)
    for one in Discrepancy.objects.filter(box__in=boxes):
        found[one.box_id].append(one)
    return [_count(box, entered[box.pk], found[box.pk]) for box in boxes]


def _count(box: Box, entered: list[HandCount], found: list[Discrepancy]) -> Count:
    rounds: dict[int, list[HandCount]] = defaultdict(list)
    for row in entered:
        rounds[row.round].append(row)
    if not rounds:
        return Count(box, discrepancies=found)
    last = max(rounds)
    rows = sorted(rounds[last], key=lambda row: row.place)
    full = len(rows) == 2
    aside = any(row.set_aside_because for row in rows)
    agreed = full and not aside and agree(slips_of(rows[0]), slips_of(rows[1]))
    differed = sum(len(of) == 2 and not agree(slips_of(of[0]), slips_of(of[1])) for of in rounds.values())
    if (full and not agreed) or aside:
        return Count(box, last + 1, differed=differed, discrepancies=found)
    return Count(
        box, last, [row.account_name for row in rows], frozenset(row.account_id for row in rows),
        frozenset(row.person_id for row in rows if row.person_id is not None), differed,
        slips_of(rows[0]) if agreed else None, found,
    )  # fmt: skip


def rounds_of(box: Box) -> list[HandCount]:
    """All that was entered, for the protocol; empty until two agreed."""
    return list(box.handcounts.order_by("round", "place")) if count_of(box).is_agreed else []


def unsettled(election: Pilkades) -> list[str]:
    """Stations whose slips are not counted yet or whose difference was not explained."""
    return [str(one.box.station) for one in counts(election) if not one.is_settled]


def labels(box: Box) -> list[str]:
    """Words for each place of the ballot, in its order."""
    blank, answers = choices_of(box.election_text)
    return [*([_("Suara kosong")] if blank else []), *(f"{number}. {name}" for number, name in answers)]


def reading_order(box: Box) -> list[int]:
    """Places of the ballot as people read them: the candidates, the empty vote last."""
    blank, answers = choices_of(box.election_text)
    return [*range(1, len(answers) + 1), 0] if blank else list(range(len(answers)))
