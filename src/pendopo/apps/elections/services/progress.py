"""Whether elections keep their schedule: the figure of the room and the alerts of late stages."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from pendopo.apps.elections.models import ElectionState, Pilkades, Stage
from pendopo.apps.elections.services.elections import LATE
from pendopo.kernel.alerts import clear, raise_alert
from pendopo.kernel.alerts.models import Alert
from pendopo.kernel.clock import now
from pendopo.kernel.indicators import Point, put_many
from pendopo.kernel.scope import ancestors
from pendopo.ui import formats

ON_TIME = "elections.on_time"
ENDED = (ElectionState.DETERMINED, ElectionState.ARCHIVED, ElectionState.CANCELLED)
BAD_AFTER = 7
"""Days after which a late stage is no longer only to be watched."""


def put_on_time(day: date) -> int:
    """Today's figure: elections under way without a stage that is over and not done, of all under way."""
    late = Stage.objects.filter(election=OuterRef("pk"), done_on__isnull=True, ends_on__lt=day)
    rows = Pilkades.objects.exclude(state__in=ENDED).annotate(late=Exists(late))
    num: dict[str, int] = defaultdict(int)
    den: dict[str, int] = defaultdict(int)
    for path, is_late in rows.values_list("unit__path", "late"):
        for above in ancestors(path):
            den[above] += 1
            num[above] += not is_late
    at = now()
    return put_many([Point(ON_TIME, path, day, num[path], total, at) for path, total in den.items()])


def tell_late(day: date) -> int:
    """An alert for each stage that is over and not done; those whose cause is gone are cleared. How many are late."""
    rows = Stage.objects.exclude(election__state__in=(ElectionState.ARCHIVED, ElectionState.CANCELLED))
    late = rows.filter(done_on__isnull=True, ends_on__lt=day).select_related("election__unit")
    told = set()
    for stage in late:
        over = (day - stage.ends_on).days
        raise_alert(
            LATE, str(stage.pk), stage.election.unit.path, severity="bad" if over > BAD_AFTER else "watch",
            title=_("Tahapan pilkades terlambat: %(stage)s, %(village)s")
            % {"stage": stage.name, "village": stage.election.unit.name},
            detail=_("Seharusnya selesai %(day)s.") % {"day": formats.long_date(stage.ends_on)},
            url=reverse("elections:stages", args=[stage.election_id]),
        )  # fmt: skip
        told.add(str(stage.pk))
    for key in Alert.objects.unfinished().filter(kind=LATE, resolved_at__isnull=True).values_list("key", flat=True):
        if key not in told:
            clear(LATE, key)
    return len(told)
