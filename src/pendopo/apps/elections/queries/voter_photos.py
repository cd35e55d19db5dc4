"""Photos of voters: how many of each station's voters have one, what a ZIP held, and what a parcel takes along."""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from pendopo.apps.elections.models import PhotoImport, Pilkades, Station, VoterPhoto, VoterState
from pendopo.apps.elections.rules.photos import WORDS
from pendopo.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class StationPhotos:
    number: int
    place: str
    voters: int
    photos: int

    @property
    def without(self) -> int:
        return self.voters - self.photos


def imports(actor: Actor, election: Pilkades | None = None) -> QuerySet[PhotoImport]:
    """Newest first, without the photos."""
    rows = PhotoImport.objects.visible_to(actor).select_related("election__unit").defer("content")
    return rows.filter(election=election) if election else rows


def stored(election: Pilkades) -> int:
    return VoterPhoto.objects.filter(voter__election=election).count()


def by_station(election: Pilkades) -> list[StationPhotos]:
    on = Q(voters__state=VoterState.LISTED)
    rows = Station.objects.filter(election=election).annotate(
        listed=Count("voters", filter=on), seen=Count("voters__photo", filter=on)
    )
    return [StationPhotos(row.number, row.place, row.listed, row.seen) for row in rows.order_by("number")]


def of_station(station: Station) -> dict[int, str]:
    """Photos as Base64 by voter."""
    rows = VoterPhoto.objects.filter(voter__station=station, voter__state=VoterState.LISTED)
    return {pk: base64.b64encode(content).decode() for pk, content in rows.values_list("voter", "content")}


def findings(found: PhotoImport) -> list[dict[str, Any]]:
    """What was left out, in the order of the ZIP, in words."""
    return [one | {"text": WORDS[one["code"]]} for one in found.findings]


def by_sentence(found: PhotoImport) -> list[tuple[str, int]]:
    """How often each finding comes."""
    return [(str(WORDS[code]), n) for code, n in Counter(one["code"] for one in found.findings).most_common()]
