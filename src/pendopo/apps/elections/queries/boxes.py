"""Keys, cards, parcels and archives of an election: what is there and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext as _

from pendopo.apps.elections.closing import Closing
from pendopo.apps.elections.models import Archive, ArchiveState, Box, KeySet, Kind, Pilkades, Station, VoterState
from pendopo.apps.elections.rules.boxes import fingerprint


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station with its box in use and the newest archive of it."""

    station: Station
    voters: int
    box: Box | None
    archive: Archive | None

    @property
    def fingerprint(self) -> str:
        """Of the key of the last parcel; the zero report of the station shows the same."""
        return fingerprint(self.box.signing_public) if self.box and self.box.parcel_sha256 else ""


def rows(election: Pilkades, kind: str) -> list[StationRow]:
    """Four statements, however many stations."""
    archives = Prefetch("archives", Archive.objects.order_by("-published_at", "-id"))
    boxes = Prefetch(
        "boxes", Box.objects.filter(kind=kind, dropped_at=None).prefetch_related(archives), to_attr="in_use"
    )
    listed = Count("voters", filter=Q(voters__state=VoterState.LISTED))
    found = []
    for station in election.stations.annotate(listed=listed).prefetch_related(boxes):
        box: Box | None = next(iter(station.in_use), None)  # type: ignore[attr-defined]
        archive = _best(list(box.archives.all())) if box else None
        found.append(StationRow(station, station.listed, box, archive))
    return found


def _best(archives: list[Archive]) -> Archive | None:
    """The announced one, else a sound one, else the newest."""
    ranked = sorted(
        archives, key=lambda one: (one.published_at is None, one.state != ArchiveState.SOUND, -one.pk)
    )  # fmt: skip
    return ranked[0] if ranked else None


def keyset(election: Pilkades, kind: str) -> KeySet | None:
    return KeySet.objects.filter(election=election, kind=kind, dropped_at=None).first()


def signing_keys(election: Pilkades) -> dict[str, str]:
    """The public signing key of each station's parcel, by uuid."""
    found = Box.objects.filter(station__election=election, dropped_at=None).exclude(signing_public="")
    return dict(found.values_list("uuid", "signing_public"))


def dropped_keysets(election: Pilkades) -> list[KeySet]:
    return list(KeySet.objects.filter(election=election, dropped_at__isnull=False))


def missing(election: Pilkades) -> list[str]:
    """What stands between the election and "siap": sentences, empty when nothing does."""
    found = []
    if keyset(election, Kind.OFFICIAL) is None:
        found.append(_("Kunci resmi belum diunggah: adakan upacara kunci dulu."))
    official, trial = rows(election, Kind.OFFICIAL), rows(election, Kind.TRIAL)
    without = [row.station.number for row in official if row.box is None]
    if without:
        found.append(_("Kartu belum dibuat untuk TPS %(numbers)s.") % {"numbers": _listed(without)})
    bare = [row.station.number for row in official if row.box is not None and not row.box.parcel_sha256]
    if bare:
        found.append(_("Paket belum dibuat untuk TPS %(numbers)s.") % {"numbers": _listed(bare)})
    if not any(row.archive is not None and row.archive.published_at for row in trial):
        found.append(_("Belum ada hasil uji coba yang diumumkan."))
    return found


def uncounted(election: Pilkades) -> list[str]:
    """Stations whose official result was not announced yet."""
    open_ones = [
        row.station.number
        for row in rows(election, Kind.OFFICIAL)
        if row.archive is None or row.archive.published_at is None
    ]
    return [_("Hasil belum diumumkan untuk TPS %(numbers)s.") % {"numbers": _listed(open_ones)}] if open_ones else []


def _listed(numbers: list[int]) -> str:
    return ", ".join(str(number) for number in numbers)


def told(archive: Archive) -> dict[str, Any]:
    """The signed closing report and what does not agree in it."""
    closing = Closing(**archive.closing)
    return {"closing": closing, "disagreements": closing.disagreements()}
