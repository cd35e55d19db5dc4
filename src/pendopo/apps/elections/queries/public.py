"""What anybody may know of the elections. Nothing here reads a voter; no figure of an archive before `published_at`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from pendopo.apps.elections.models import (
    Archive,
    ArchiveState,
    Box,
    Candidate,
    CandidateState,
    Determination,
    KeySet,
    Kind,
    Pilkades,
    Stage,
    Station,
    Tracker,
    VoterState,
)
from pendopo.apps.elections.queries.handcounts import count_of
from pendopo.apps.elections.rules.public_figures import Figures, Hand, Tally, choices_of, figures_of, hand_state, summed

MOST_FOUND = 5


def published() -> QuerySet[Pilkades]:
    """Elections that anybody may see, with their village and kecamatan."""
    return Pilkades.objects.published().select_related("unit__parent")


def announced() -> QuerySet[Archive]:
    """Archives of a station in use that were announced, in elections that anybody may see."""
    return Archive.objects.filter(
        published_at__lte=timezone.now(),
        state=ArchiveState.SOUND,
        box__dropped_at__isnull=True,
        box__station__election__in=Pilkades.objects.published(),
    )


def listed() -> QuerySet[Pilkades]:
    """`published`, with `tps` and `told` (stations whose official result is announced)."""
    stations = Station.objects.filter(election=OuterRef("pk")).order_by().values("election")
    results = (
        announced()
        .filter(box__kind=Kind.OFFICIAL, box__station__election=OuterRef("pk"))
        .order_by()
        .values("box__station__election")
    )
    count = Count("pk")
    return published().annotate(
        tps=Coalesce(Subquery(stations.annotate(n=count).values("n")), 0),
        told=Coalesce(Subquery(results.annotate(n=count).values("n")), 0),
    )


def search(rows: QuerySet[Pilkades], text: str) -> QuerySet[Pilkades]:
    """By words of the village's or the kecamatan's name, all of which must be there."""
    for word in text.split()[:6]:
        rows = rows.filter(Q(unit__name__icontains=word) | Q(unit__parent__name__icontains=word))
    return rows


def waves() -> list[str]:
    rows = Pilkades.objects.published().exclude(wave="").order_by("wave")
    return list(rows.values_list("wave", flat=True).distinct())


def find(election_id: int) -> Pilkades | None:
    return published().filter(pk=election_id).first()


@dataclass(frozen=True, slots=True)
class StationResult:
    """One station as the public sees it; without `archive` nothing of its result is known yet."""

    station: Station
    voters: int
    archive: Archive | None = None
    uuid: str = ""
    tally: Tally | None = None
    figures: Figures | None = None
    hand: Hand | None = None
    differences: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Results:
    """All stations of an election and what the announced ones sum up to."""

    kind: str
    stations: list[StationResult]
    total: Tally
    figures: Figures

    @property
    def told(self) -> int:
        return sum(one.archive is not None for one in self.stations)

    @property
    def is_whole(self) -> bool:
        return bool(self.stations) and self.told == len(self.stations)

    @property
    def newest(self) -> datetime | None:
        return max((one.archive.published_at for one in self.stations if one.archive), default=None)  # type: ignore[type-var]


def stations_of(election: Pilkades) -> list[Station]:
    """With the number of voters, never who; one statement and one for the hamlets."""
    listed_ones = Count("voters", filter=Q(voters__state=VoterState.LISTED))
    return list(election.stations.annotate(listed=listed_ones).prefetch_related("hamlets"))


def standing(election: Pilkades) -> list[Candidate]:
    rows = election.candidates.filter(state=CandidateState.ACCEPTED).select_related("photo", "hamlet")
    return list(rows.order_by(F("number").asc(nulls_last=True), "name"))


def results(
    election: Pilkades, kind: str, stations: Sequence[Station], candidates: Sequence[tuple[int, str]]
) -> Results:
    """Three statements, however many stations: archives, hand counts, differences."""
    rows = (
        announced()
        .filter(box__kind=kind, box__station__election=election)
        .select_related("box")
        .defer("report", "chronicle", "box__credentials")
        .prefetch_related("box__handcounts", "box__discrepancies")
    )
    found = {row.box.station_id: row for row in rows}
    told = [_told(station, found.get(station.pk)) for station in stations]
    total = summed([one.tally for one in told if one.tally], candidates)
    figures = Figures.of([one.figures for one in told if one.figures])
    return Results(kind, told, total, figures)


def _told(station: Station, archive: Archive | None) -> StationResult:
    voters: int = station.listed  # type: ignore[attr-defined]
    if archive is None:
        return StationResult(station, voters)
    box = archive.box
    tally = Tally.of(choices_of(box.election_text), archive.counts)
    slips = count_of(box)
    hand = hand_state(
        begun=bool(slips.entered) or slips.round > 1, agreed=slips.slips.counts if slips.slips else None,
        unclear=slips.slips.unclear if slips.slips else 0, counts=archive.counts,
    )  # fmt: skip
    return StationResult(
        station, voters, archive, box.uuid, tally, figures_of(archive.closing, archive.ballots),
        hand, list(box.discrepancies.all()),
    )  # fmt: skip


def archive_of(uuid: str) -> Archive | None:
    """The announced archive of a station, by the code of its election; None also when there is one not announced."""
    rows = announced().select_related("file", "box__keyset", "box__station__election__unit__parent")
    return rows.filter(box__uuid=uuid).defer("box__credentials", "chronicle").first()


def same_file(sha256: str) -> Archive | None:
    """The announced archive with exactly these bytes."""
    rows = announced().select_related("box__station__election__unit")
    return rows.filter(sha256=sha256).defer("report", "chronicle", "box__credentials").first()


def keysets(election: Pilkades) -> dict[str, KeySet]:
    return {one.kind: one for one in KeySet.objects.filter(election=election, dropped_at=None)}


def determination(election: Pilkades) -> Determination | None:
    rows = Determination.objects.filter(election=election, withdrawn_at=None).select_related("winner")
    return rows.first()


def objections(election: Pilkades) -> dict[str, int]:
    """How many, by state."""
    rows = election.objections.order_by().values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}


def stages(election: Pilkades) -> list[Stage]:
    return list(election.stages.all())


def with_tracker(text: str) -> list[Tracker]:
    """Where exactly this tracker stands among the announced ones."""
    rows = Tracker.objects.filter(text=text, archive__in=announced())
    found = rows.select_related("archive__box__station__election__unit__parent")
    return list(found.defer("archive__report", "archive__chronicle", "archive__box__credentials")[:MOST_FOUND])


def trackers_of(archive: Archive) -> list[str]:
    """Sorted, so that not even the shuffled place in the archive is told."""
    return list(archive.trackers.order_by("text").values_list("text", flat=True))


def of_wave(year: int) -> list[Pilkades]:
    return list(published().filter(day__year=year).order_by("day", "unit__path", "pk"))


def wave_results(elections: Sequence[Pilkades]) -> dict[int, list[StationResult]]:
    """Official results of many elections at once, by election; four statements."""
    boxes = Prefetch("boxes", Box.objects.filter(kind=Kind.OFFICIAL, dropped_at=None).defer("credentials"))
    count = Count("voters", filter=Q(voters__state=VoterState.LISTED))
    stations = Station.objects.filter(election__in=elections).annotate(listed=count).prefetch_related(boxes)
    archives = {
        row.box_id: row
        for row in announced()
        .filter(box__kind=Kind.OFFICIAL, box__station__election__in=elections)
        .select_related("box")
        .defer("report", "chronicle", "box__credentials")
        .prefetch_related("box__handcounts", "box__discrepancies")
    }
    found: dict[int, list[StationResult]] = {one.pk: [] for one in elections}
    for station in stations.order_by("election", "number"):
        archive = next((archives[box.pk] for box in station.boxes.all() if box.pk in archives), None)
        found[station.election_id].append(_told(station, archive))
    return found
