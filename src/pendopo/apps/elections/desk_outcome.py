"""What waits after the count: slips to count, differences, objections, the determination."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from pendopo.apps.elections.models import Discrepancy, DiscrepancyState, ElectionState
from pendopo.apps.elections.queries import elections as queries
from pendopo.apps.elections.queries import handcounts, objections
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.desk import DeskItem, desk_provider

MOST = 10


@desk_provider
def answers_owed(actor: Actor) -> list[DeskItem]:
    """Objections that wait for an answer, the nearest limit first."""
    near = today() + timedelta(objections.NEAR)
    rows = objections.handled_by(actor).filter(state__in=objections.WAITING).order_by("answer_by", "pk")[:MOST]
    return [
        DeskItem(
            _("Jawab keberatan: %(subject)s") % {"subject": row.subject}, row.election.unit.name,
            reverse("elections:objection", args=[row.pk]), _("Jawab"), due=row.answer_by,
            severity="bad" if row.answer_by < today() else "watch" if row.answer_by <= near else "info",
        )
        for row in rows
    ]  # fmt: skip


@desk_provider
def slips_to_count(actor: Actor) -> list[DeskItem]:
    """Villages whose voting is over and whose slips this person may still count."""
    found = []
    for election in queries.run_by(actor, "elections.count").filter(state=ElectionState.COUNTED).order_by("day")[:MOST]:
        open_ones = [one for one in handcounts.counts(election) if not one.is_agreed and not one.is_by(actor)]
        if open_ones:
            words = _("Hitung slip %(village)s: %(n)s TPS") % {"village": election.unit.name, "n": len(open_ones)}
            found.append(
                DeskItem(words, "", reverse("elections:handcounts", args=[election.pk]), _("Hitung"), severity="watch")
            )
    return found


@desk_provider
def differences(actor: Actor) -> list[DeskItem]:
    mine = queries.run_by(actor, "elections.results")
    rows = Discrepancy.objects.filter(state=DiscrepancyState.OPEN, box__station__election__in=mine)
    return [
        DeskItem(
            _("Jelaskan perbedaan slip %(station)s") % {"station": row.box.station},
            f"{row.box.station.election.unit.name}: {row.what}",
            reverse("elections:discrepancy", args=[row.pk]), _("Periksa"), severity="bad",
        )
        for row in rows.select_related("box__station__election__unit").order_by("found_at")[:MOST]
    ]  # fmt: skip


@desk_provider
def to_determine(actor: Actor) -> list[DeskItem]:
    """Counted villages, for those who determine."""
    rows = queries.run_by(actor, "elections.manage").filter(state=ElectionState.COUNTED).order_by("day")
    return [
        DeskItem(
            _("Tetapkan calon terpilih %(village)s") % {"village": row.unit.name}, "",
            reverse("elections:determination", args=[row.pk]), _("Buka penetapan"), severity="info",
        )
        for row in rows[:MOST]
    ]  # fmt: skip
