"""What of the action plan waits on a desk, and the card for those who lead the evaluation; `desk.py` imports it."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from pendopo.apps.maturity.queries import actions
from pendopo.apps.maturity.queries import card as cards
from pendopo.apps.maturity.queries.card import Card
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.desk import DeskCard, DeskItem, desk_card, desk_provider

SOON = timedelta(days=14)
MOST = 5


@desk_provider
def plan(actor: Actor) -> list[DeskItem]:
    """Actions of the own office that are late or soon due. One statement."""
    if not actor.can("maturity.act"):
        return []
    on = today()
    return [
        DeskItem(
            one.title,
            _("rencana aksi SPBE, kemajuan %(percent)s%%") % {"percent": one.percent},
            reverse("maturity:action", args=[one.pk]),
            _("Laporkan"),
            one.due,
            "bad" if one.due < on else "watch",
        )
        for one in actions.due_soon(actor, on + SOON)[:MOST]
    ]


@desk_card
def maturity(actor: Actor) -> DeskCard | None:
    """Index, predicate, gap, trend and what to do next, for who acts for the whole regency."""
    if actor.unit_path or not actor.can("maturity.view"):
        return None
    found = cards.card()
    if found is None:
        return None
    label, url = _next(actor, found)
    return DeskCard("maturity/_card.html", {"one": found, "next_label": label, "next_url": url}, order=45)


def _next(actor: Actor, found: Card) -> tuple[str, str]:
    """The most urgent thing for this person."""
    running = found.running
    if found.overdue:
        words = _("Lihat %(n)s rencana aksi yang lewat tenggat") % {"n": found.overdue}
        return words, f"{reverse('maturity:actions')}?keadaan=terlambat"
    if running is not None and found.done < found.total:
        words = _("Lihat %(n)s indikator yang belum dikirim") % {"n": found.total - found.done}
        return words, reverse("maturity:analysis", args=[running.pk])
    if running is not None and actor.can("maturity.plan") and found.gap is not None and found.gap < 0:
        return _("Cari jalan termurah ke target"), reverse("maturity:simulate", args=[running.pk])
    return _("Buka analisis"), reverse("maturity:insight")
