from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from pendopo.apps.regulations.models import Regulation
from pendopo.apps.regulations.queries import watch
from pendopo.apps.regulations.rules.status import NEAR_DAYS
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.desk import DeskItem, desk_provider


@desk_provider
def ending_documents(actor: Actor) -> list[DeskItem]:
    """Documents of the unit that end or are to be reviewed within 90 days; red within 30."""
    near = today() + timedelta(days=NEAR_DAYS)
    items = []
    for row in watch.ending_for(actor):
        due = min(day for day in (row.in_force_until, row.review_on) if day is not None)
        words = _("%(name)s berakhir") if due == row.in_force_until else _("%(name)s perlu ditinjau kembali")
        tone = "bad" if due <= near else "watch"
        items.append(DeskItem(words % {"name": row}, row.title, _url(row), _("Tinjau"), due=due, severity=tone))
    return items


@desk_provider
def waiting_documents(actor: Actor) -> list[DeskItem]:
    """Drafts and signed documents that wait for the legal division."""
    drafts = [
        DeskItem(_("Rancangan %(name)s") % {"name": row.kind_name}, row.title, _url(row), _("Periksa"))
        for row in watch.drafts_for(actor)
    ]
    signed = [
        DeskItem(
            _("%(name)s belum diundangkan") % {"name": row}, row.title, _url(row), _("Undangkan"), severity="watch"
        )
        for row in watch.unpromulgated_for(actor)
    ]
    return drafts + signed


def _url(row: Regulation) -> str:
    return reverse("regulations:record", args=[row.pk])
