"""Turnout of the elections of one day, for the regent's room: the village and every unit above it."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.utils import timezone

from pendopo.apps.elections.models import Archive, Kind
from pendopo.kernel.indicators import Point, put_many

TURNOUT = "elections.turnout"
LEVEL = 4


def put(day: date, village_path: str) -> int:
    """Voters of the roll who came, by registered ones, over the stations that were announced. One statement to read."""
    announced = Archive.objects.filter(
        box__kind=Kind.OFFICIAL, published_at__isnull=False, box__station__election__day=day
    )
    came: Counter[str] = Counter()
    registered: Counter[str] = Counter()
    for path, told in announced.values_list("box__station__election__unit__path", "closing"):
        for end in range(0, len(path) + 1, LEVEL):
            came[path[:end]] += int(told.get("attended", 0))
            registered[path[:end]] += int(told.get("registered", 0))
    at = timezone.now()
    above = [village_path[:end] for end in range(0, len(village_path) + 1, LEVEL)]
    return put_many([Point(TURNOUT, path, day, came[path], registered[path], at) for path in above])
