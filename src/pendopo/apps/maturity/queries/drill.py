"""The rows behind the figures of the evaluation in the regent's room."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import Action, Entry, EntryState
from pendopo.apps.maturity.queries import actions, assessments
from pendopo.apps.maturity.queries.insight import DONE
from pendopo.apps.maturity.queries.shown import brief
from pendopo.apps.maturity.rules import loading
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.indicators import Cell, Row, RowSet
from pendopo.ui import formats

TONES = {EntryState.RETURNED: "bad", EntryState.SENT: "info", EntryState.ACCEPTED: "ok"}


def entries(actor: Actor, path: str, *, since: date, until: date, limit: int) -> RowSet | None:
    """Entries of a unit that are not sent yet first. Three statements."""
    assessment = assessments.current(actor)
    if assessment is None:
        return None
    found = Entry.objects.visible_to(actor).under(path).filter(assessment=assessment).select_related("unit")
    rows = sorted(found, key=lambda one: (one.state in DONE, one.position))
    instrument = loading.get(assessment.instrument)
    return RowSet(
        columns=(_("Keadaan"),),
        rows=tuple(
            Row(
                title=f"{one.code}. {brief(instrument.indicator_of(one.code).name)}",
                detail=one.unit.short_name if one.unit else "",
                url=reverse("maturity:entry", args=[assessment.pk, one.code]),
                cells=(Cell(text=str(EntryState(one.state).label), tone=TONES.get(EntryState(one.state), "mute")),),
            )
            for one in rows[:limit]
        ),
        total=len(rows),
        url=reverse("maturity:analysis", args=[assessment.pk]),
    )


def overdue(actor: Actor, path: str, *, since: date, until: date, limit: int) -> RowSet | None:
    """Late actions of a unit, the longest late first. One statement."""
    found = Action.objects.visible_to(actor).under(path).filter(actions.late(today())).select_related("unit")
    rows = list(found.order_by("due", "pk"))
    return RowSet(
        columns=(_("Tenggat"), _("Kemajuan")),
        rows=tuple(
            Row(
                title=one.title,
                detail=one.unit.short_name,
                url=reverse("maturity:action", args=[one.pk]),
                cells=(Cell(text=formats.short_date(one.due), tone="bad"), Cell(text=f"{one.percent}%", number=True)),
            )
            for one in rows[:limit]
        ),
        total=len(rows),
    )
