"""What follows when a station's result is announced or taken back: slips are compared, screens and figures told."""

from __future__ import annotations

from pendopo.apps.elections.events import ResultPublished
from pendopo.apps.elections.models import Box, Kind, Pilkades
from pendopo.apps.elections.services import handcounts, turnout
from pendopo.kernel import live
from pendopo.kernel.actor import Actor
from pendopo.kernel.events import subscribe


@subscribe(ResultPublished)
def result_published(event: ResultPublished) -> None:
    election = Pilkades.objects.select_related("unit").get(pk=event.election_id)
    if event.kind == Kind.OFFICIAL:
        boxes = Box.objects.filter(station=event.station_id, kind=Kind.OFFICIAL, dropped_at=None)
        handcounts.compare_all(Actor.system("pendopo"), boxes.select_related("station__election__unit"))
        turnout.put(election.day, election.unit.path)
    live.publish("election", election.unit.path, {"election": election.pk, "station": event.station_id})
