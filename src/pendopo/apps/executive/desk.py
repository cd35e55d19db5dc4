"""What waits for a person from the room: orders to answer, answers to read."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from pendopo.kernel.actor import Actor
from pendopo.kernel.alerts.queries import answered_to, assigned_to
from pendopo.kernel.desk import DeskItem, desk_provider


@desk_provider
def waiting(actor: Actor) -> list[DeskItem]:
    orders = [
        DeskItem(
            alert.title,
            _("Disposisi: %(text)s") % {"text": alert.instruction},
            reverse("executive:alert", args=[alert.pk]),
            _("Jawab"),
            due=alert.due_at,
            severity="bad" if alert.is_late else "watch",
        )
        for alert in assigned_to(actor).select_related("assigned_by")[:20]
    ]
    answers = [
        DeskItem(
            _("Dijawab: %(title)s") % {"title": alert.title},
            alert.assignee.name if alert.assignee else "",
            reverse("executive:alert", args=[alert.pk]),
            _("Baca"),
            severity="info",
        )
        for alert in answered_to(actor).select_related("assignee")[:20]
    ]
    return orders + answers
