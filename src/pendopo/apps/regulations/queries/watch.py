"""What needs somebody: documents that end or are to be reviewed, drafts that wait."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F, Q, QuerySet

from pendopo.apps.regulations.models import DECIDED, Regulation, State
from pendopo.apps.regulations.queries.register import with_status
from pendopo.apps.regulations.rules.status import SOON_DAYS
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today

NEAREST = (F("in_force_until").asc(nulls_last=True), F("review_on").asc(nulls_last=True), "pk")


def ending(before: date) -> QuerySet[Regulation]:
    """In force, with a last day or a review day at or before a day, the nearest first."""
    rows = with_status(Regulation.objects.filter(state__in=DECIDED)).filter(status_now__in=["berlaku", "diubah"])
    due = Q(in_force_until__lte=before) | Q(review_on__lte=before)
    return rows.filter(due).select_related("owner_unit").order_by(*NEAREST)


def ending_for(actor: Actor) -> list[Regulation]:
    """Those of the actor's unit that end or are reviewed within the notice."""
    if not actor.can("regulations.propose"):
        return []
    rows = ending(today() + timedelta(days=SOON_DAYS))
    return [row for row in rows[:200] if actor.covers(row.owner_unit.path)][:10]


def drafts_for(actor: Actor) -> list[Regulation]:
    """Drafts that wait for the legal division, the oldest first."""
    if not actor.can("regulations.manage"):
        return []
    rows = Regulation.objects.filter(state=State.DRAFT).select_related("owner_unit")
    return list(rows.order_by("created_at")[:10])


def unpromulgated_for(actor: Actor) -> list[Regulation]:
    """Signed, of a kind that is promulgated, and not promulgated yet: not in force."""
    if not actor.can("regulations.manage"):
        return []
    return list(Regulation.objects.filter(state=State.ENACTED, in_force_from__isnull=True).order_by("enacted_on")[:10])
