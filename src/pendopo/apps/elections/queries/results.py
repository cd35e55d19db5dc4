"""Results of stations and villages from announced archives. The statements do not grow with villages or stations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.db.models import Count, Prefetch, Q, prefetch_related_objects

from pendopo.apps.elections import closing
from pendopo.apps.elections.models import (
    Archive,
    Box,
    Candidate,
    Determination,
    Kind,
    Pilkades,
    Roll,
    Station,
    VoterState,
)
from pendopo.apps.elections.rules.recap import (
    BLANK,
    Figures,
    add,
    choices_of,
    leaders,
    margin,
    share,
    votes_of,
)

COUNTED = ("pemungutan", "penghitungan", "ditetapkan", "diarsipkan")
"""States of an election in which official results may be there."""


@dataclass(frozen=True, slots=True)
class StationResult:
    """A station with its announced archive; `men` and `women` are registered voters as the roll was set."""

    station: Station
    box: Box | None
    archive: Archive | None
    figures: Figures
    men: int | None = None
    women: int | None = None

    @property
    def is_counted(self) -> bool:
        return self.figures.is_counted


@dataclass(frozen=True, slots=True)
class VillageResult:
    """A village: its stations, the names on the ballot, the sums of what was announced."""

    election: Pilkades
    stations: list[StationResult]
    names: dict[int, str]
    total: Figures
    registered: int
    blank_allowed: bool
    determination: Determination | None = None

    @property
    def counted(self) -> int:
        return sum(one.is_counted for one in self.stations)

    @property
    def is_complete(self) -> bool:
        return bool(self.stations) and self.counted == len(self.stations)

    @property
    def is_begun(self) -> bool:
        return self.counted > 0

    @property
    def leaders(self) -> list[int]:
        return leaders(self.total.votes or {}, self.names)

    @property
    def is_tied(self) -> bool:
        return self.is_complete and len(self.leaders) > 1

    @property
    def margin(self) -> int | None:
        return margin({number: (self.total.votes or {}).get(number, 0) for number in self.names})

    @property
    def turnout(self) -> Fraction | None:
        """Voters of the roll who came, in counted stations."""
        return self.total.turnout

    def votes(self, number: int) -> int:
        return (self.total.votes or {}).get(number, 0)

    def share(self, number: int) -> Fraction | None:
        """Of the votes for candidates."""
        return share(self.votes(number), self.total.valid)

    @property
    def lines(self) -> list[tuple[int, str, int, float | None]]:
        """Number, name, votes, per cent of valid votes; the empty vote has no share."""
        found = []
        for number, name in self.names.items():
            part = self.share(number)
            found.append((number, name, self.votes(number), None if part is None else float(part * 100)))
        return found

    @property
    def published_on(self) -> date | None:
        """The day on which the last station was announced, on the clock of the village; None while one is missing."""
        moments = [one.archive.published_at for one in self.stations if one.archive and one.archive.published_at]
        if not self.is_complete or not moments:
            return None
        last: datetime = max(moments)
        return last.astimezone(ZoneInfo(self.election.zone)).date()


def village(election: Pilkades, kind: str = Kind.OFFICIAL) -> VillageResult:
    return load([election], kind)[0]


def load(elections: Sequence[Pilkades], kind: str = Kind.OFFICIAL) -> list[VillageResult]:
    """The results of these elections in their order. Eight statements."""
    if not elections:
        return []
    announced = Archive.objects.filter(published_at__isnull=False).defer("report", "chronicle")
    boxes = (
        Box.objects.filter(kind=kind, dropped_at=None)
        .defer("credentials")
        .prefetch_related(Prefetch("archives", announced, to_attr="announced"))
    )
    listed = Count("voters", filter=Q(voters__state=VoterState.LISTED))
    stations = Station.objects.annotate(listed=listed).prefetch_related(
        "hamlets", Prefetch("boxes", boxes, to_attr="in_use")
    )
    in_force = Determination.objects.filter(withdrawn_at=None).select_related("winner")
    numbered = Candidate.objects.filter(number__isnull=False).order_by("number")
    fresh = list(elections)
    for one in fresh:
        _forget(one)
    prefetch_related_objects(
        fresh,
        Prefetch("stations", stations, to_attr="result_stations"),
        Prefetch("candidates", numbered, to_attr="result_candidates"),
        Prefetch("determinations", in_force, to_attr="result_determinations"),
    )
    rolls = {roll.election_id: roll for roll in Roll.objects.filter(election__in=fresh).only("election_id", "counts")}
    return [_village(one, rolls.get(one.pk)) for one in fresh]


def _forget(election: Pilkades) -> None:
    """What an earlier look left on the same object would be shown again."""
    for name in ("result_stations", "result_candidates", "result_determinations"):
        election.__dict__.pop(name, None)


def _village(election: Pilkades, roll: Roll | None) -> VillageResult:
    stations: list[Station] = getattr(election, "result_stations")  # noqa: B009
    sexes = {int(row[0]): (int(row[1]), int(row[2])) for row in (roll.counts if roll else [])}
    found = [_station(station, sexes.get(station.number)) for station in stations]
    names: dict[int, str] = {}
    blank = election.blank == "boleh"
    for one in found:
        if one.box is not None:
            blank, answers = choices_of(one.box.election_text)
            names.update(answers)
    if not names:
        candidates: Iterable[Candidate] = getattr(election, "result_candidates")  # noqa: B009
        names = {one.number: one.ballot_name for one in candidates if one.number is not None}
    determined: list[Determination] = getattr(election, "result_determinations")  # noqa: B009
    return VillageResult(
        election, found, dict(sorted(names.items())), add(one.figures for one in found),
        sum(one.figures.registered for one in found), blank, determined[0] if determined else None,
    )  # fmt: skip


def _station(station: Station, sexes: tuple[int, int] | None) -> StationResult:
    box: Box | None = next(iter(getattr(station, "in_use")), None)  # noqa: B009
    archive: Archive | None = next(iter(getattr(box, "announced", [])), None)
    hamlets = tuple(hamlet.name for hamlet in station.hamlets.all())
    men, women = sexes or (None, None)
    if box is None or archive is None:
        listed = int(getattr(station, "listed"))  # noqa: B009
        return StationResult(station, box, archive, Figures(station.number, listed, hamlets=hamlets), men, women)
    told = closing.Closing(**archive.closing)
    figures = Figures(
        station.number, told.registered, told.attended, told.extra, votes_of(box.election_text, archive.counts),
        hamlets, tuple(told.disagreements()),
    )  # fmt: skip
    return StationResult(station, box, archive, figures, men, women)


def choices(result: VillageResult) -> list[tuple[int, str]]:
    """Number and name of every choice in the order of the ballot, the empty vote last."""
    from django.utils.translation import gettext as _

    return [*result.names.items(), *([(BLANK, _("Suara kosong"))] if result.blank_allowed else [])]
