"""How many people were trained this year, for every unit on the way up."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from pendopo.apps.learning.models import Participant, ParticipantState
from pendopo.apps.personnel.public import roster
from pendopo.kernel.clock import now
from pendopo.kernel.indicators import Point, put_many
from pendopo.kernel.scope import ancestors

TRAINED = "learning.trained"


def put_trained(day: date) -> int:
    """Today's figure: people at work who were present in a training of this year, of all who work there."""
    seats = Participant.objects.filter(
        state=ParticipantState.ACCEPTED,
        presences__session__starts_at__year=day.year,
        presences__session__starts_at__date__lte=day,
    )
    trained = set(seats.values_list("person", flat=True))
    num: dict[str, int] = defaultdict(int)
    den: dict[str, int] = defaultdict(int)
    for row in roster(day):
        for path in ancestors(row.unit_path):
            den[path] += 1
            num[path] += row.person_id in trained
    at = now()
    return put_many([Point(TRAINED, path, day, num[path], total, at) for path, total in den.items()])
