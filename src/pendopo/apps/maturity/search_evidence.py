"""Evidence for Ctrl K; `search.py` imports it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pendopo.apps.maturity.models import EvidenceKind
from pendopo.apps.maturity.queries import evidence_scope
from pendopo.apps.maturity.queries.evidence_panel import ICONS
from pendopo.kernel.actor import Actor
from pendopo.kernel.search import Hit, search_provider

MOST = 6


@search_provider(_("Bukti SPBE"))
def evidence(actor: Actor, text: str) -> list[Hit]:
    """Evidence by words of its title. One statement."""
    if not actor.can("maturity.view"):
        return []
    rows = evidence_scope.items(actor).select_related("unit")
    for word in text.split():
        rows = rows.filter(title__icontains=word)
    return [
        Hit(
            item.title,
            f"{item.get_kind_display()} · {item.unit.short_name}",
            reverse("maturity:evidence_item", args=[item.pk]),
            ICONS[EvidenceKind(item.kind)],
        )
        for item in rows[:MOST]
    ]
