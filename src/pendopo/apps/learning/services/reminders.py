"""What is late is told once to the unit, and taken back when it is settled."""

from __future__ import annotations

from collections import Counter

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pendopo.apps.learning.models import Adoption, FollowUp, FollowUpState
from pendopo.apps.learning.queries.visits import OPEN_ADOPTIONS
from pendopo.kernel.alerts import clear, raise_alert
from pendopo.kernel.alerts.models import Alert
from pendopo.kernel.clock import today
from pendopo.ui import formats

ADOPTION, FOLLOW_UP = "learning.adoption", "learning.follow_up"


def remind() -> int:
    """Raise and clear; returns how many causes there are today. Running twice changes nothing."""
    day = today()
    causes: set[tuple[str, str]] = set()
    rows = Adoption.objects.filter(state__in=OPEN_ADOPTIONS, due__lt=day).select_related("owner", "visit__owner")
    for row in rows:
        causes.add((ADOPTION, str(row.pk)))
        raise_alert(
            ADOPTION, str(row.pk), (row.owner or row.visit.owner).path, severity="watch",
            title=_("Adopsi dari %(place)s lewat tenggat") % {"place": row.visit.government},
            detail=_("%(what)s, tenggat %(due)s")
            % {"what": row.practice[:160], "due": formats.long_date(row.due)},
            url=reverse("learning:adoption", args=[row.pk]),
        )  # fmt: skip
    late = FollowUp.objects.filter(state=FollowUpState.PLANNED, due__lt=day)
    for path, number in Counter(late.values_list("participant__unit__path", flat=True)).items():
        causes.add((FOLLOW_UP, path))
        words = ngettext(
            "%(n)s rencana tindak lanjut bimtek lewat tenggat",
            "%(n)s rencana tindak lanjut bimtek lewat tenggat",
            number,
        )
        raise_alert(
            FOLLOW_UP, path, path, severity="watch", title=words % {"n": number},
            url=reverse("learning:follow_ups") + "?lewat=ya",
        )  # fmt: skip
    for kind, key in Alert.objects.unfinished().filter(kind__in=(ADOPTION, FOLLOW_UP)).values_list("kind", "key"):
        if (kind, key) not in causes:
            clear(kind, key)
    return len(causes)
