"""What waits for those who prepare an election: late stages, stages under way, candidates, the next step."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from pendopo.apps.elections import desk_outcome
from pendopo.apps.elections.models import Candidate, CandidateState, ElectionState
from pendopo.apps.elections.queries import elections as queries
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.desk import DeskItem, desk_provider

__all__ = ["desk_outcome"]
MOST = 10
SOON = 7


@desk_provider
def late(actor: Actor) -> list[DeskItem]:
    return [
        DeskItem(
            _("Selesaikan tahapan: %(stage)s") % {"stage": row.name}, row.election.unit.name,
            reverse("elections:stages", args=[row.election_id]), _("Buka tahapan"), due=row.ends_on, severity="bad",
        )
        for row in queries.late_stages(actor)[:MOST]
    ]  # fmt: skip


@desk_provider
def ending_soon(actor: Actor) -> list[DeskItem]:
    """Stages that end within a week."""
    rows = [row for row in queries.running_stages(actor)[:MOST] if (row.ends_on - today()).days <= SOON]
    return [
        DeskItem(
            _("Tahapan berjalan: %(stage)s") % {"stage": row.name}, row.election.unit.name,
            reverse("elections:stages", args=[row.election_id]), _("Buka tahapan"), due=row.ends_on, severity="watch",
        )
        for row in rows
    ]  # fmt: skip


@desk_provider
def to_verify(actor: Actor) -> list[DeskItem]:
    running = queries.run_by(actor).filter(state=ElectionState.REGISTRATION)
    rows = Candidate.objects.filter(election__in=running, state=CandidateState.REGISTERED)
    return [
        DeskItem(
            _("Teliti berkas calon %(name)s") % {"name": row.name}, row.election.unit.name,
            reverse("elections:candidate", args=[row.pk]), _("Teliti"), severity="watch",
        )
        for row in rows.select_related("election__unit").order_by("registered_on", "pk")[:MOST]
    ]  # fmt: skip


@desk_provider
def voting_today(actor: Actor) -> list[DeskItem]:
    """The day has come and voting is not declared."""
    rows = queries.run_by(actor).filter(day=today(), state=ElectionState.READY)
    return [
        DeskItem(
            _("Mulai pemungutan suara %(village)s") % {"village": row.unit.name}, "",
            reverse("elections:election", args=[row.pk]), _("Buka"), due=row.day, severity="watch",
        )
        for row in rows[:MOST]
    ]  # fmt: skip
