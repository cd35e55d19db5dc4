"""What of evidence waits on a desk; `desk.py` imports it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import UseState
from pendopo.apps.maturity.queries import evidence_lists, evidence_scope
from pendopo.apps.maturity.rules.letters import official_name
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.desk import DeskItem, desk_provider
from pendopo.kernel.scope import under

MOST = 8


@desk_provider
def evidence(actor: Actor) -> list[DeskItem]:
    """Rejected and ending evidence for offices, what waits for those who check. At most three statements."""
    found: list[DeskItem] = []
    if actor.can("maturity.validate"):
        n = evidence_lists.waiting(actor).count()
        if n:
            found.append(
                DeskItem(
                    _("%(n)s bukti menunggu pemeriksaan") % {"n": n},
                    _("evaluasi SPBE"),
                    reverse("maturity:evidence_checking"),
                    _("Periksa"),
                    severity="watch",
                )
            )
    if actor.can("maturity.answer"):
        found += _rejected(actor) + _ending(actor)
    return found


def _rejected(actor: Actor) -> list[DeskItem]:
    rows = evidence_scope.uses(actor).filter(
        under(actor.unit_path, "entry__unit__path"),
        state=UseState.REJECTED,
        entry__assessment__state__in=evidence_scope.WORKING,
    )
    return [
        DeskItem(
            _("Bukti ditolak: %(name)s") % {"name": official_name(use.entry.code, use.letter, use.version.item.title)},
            use.reason,
            reverse("maturity:evidence_use", args=[use.pk]),
            _("Perbaiki"),
            severity="bad",
        )
        for use in rows.order_by("-decided_at", "-pk")[:MOST]
    ]


def _ending(actor: Actor) -> list[DeskItem]:
    day = today()
    rows = evidence_lists.expiring(day).filter(under(actor.unit_path, "unit__path"))
    return [
        DeskItem(
            _("Bukti berakhir: %(title)s") % {"title": item.title},
            _("sudah tidak dihitung") if item.valid_until and item.valid_until < day else _("siapkan penggantinya"),
            reverse("maturity:evidence_item", args=[item.pk]),
            _("Perbarui"),
            due=item.valid_until,
            severity="bad" if item.valid_until and item.valid_until <= day else "watch",
        )
        for item in rows[:MOST]
    ]
