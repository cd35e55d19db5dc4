from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pendopo.apps.learning.queries.trainings import trainings
from pendopo.apps.learning.queries.visits import visits
from pendopo.kernel.actor import Actor
from pendopo.kernel.search import Hit, search_provider


@search_provider(_("Bimtek"))
def find_trainings(actor: Actor, text: str) -> list[Hit]:
    rows = trainings(actor).filter(title__icontains=text).order_by("-starts_on")[:6]
    return [
        Hit(
            row.title,
            f"{row.organiser.short_name}, {row.get_state_display()}",
            reverse("learning:training", args=[row.pk]),
            "book",
        )
        for row in rows
    ]


@search_provider(_("Studi tiru"))
def find_visits(actor: Actor, text: str) -> list[Hit]:
    rows = (visits(actor).filter(title__icontains=text) | visits(actor).filter(government__icontains=text))[:6]
    return [
        Hit(row.title, f"{row.government}, {row.get_state_display()}", reverse("learning:visit", args=[row.pk]), "swap")
        for row in rows
    ]
