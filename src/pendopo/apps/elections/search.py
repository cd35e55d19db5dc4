from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pendopo.apps.elections.queries.candidates import candidates
from pendopo.apps.elections.queries.elections import elections
from pendopo.kernel.actor import Actor
from pendopo.kernel.search import Hit, search_provider


@search_provider(_("Pilkades"))
def find_elections(actor: Actor, text: str) -> list[Hit]:
    rows = elections(actor).filter(Q(unit__name__icontains=text) | Q(title__icontains=text)).order_by("-day")[:6]
    return [
        Hit(row.title, row.get_state_display(), reverse("elections:election", args=[row.pk]), "vote") for row in rows
    ]


@search_provider(_("Calon kepala desa"))
def find_candidates(actor: Actor, text: str) -> list[Hit]:
    rows = candidates(actor).filter(Q(name__icontains=text) | Q(ballot_name__icontains=text)).order_by("name")[:6]
    return [
        Hit(row.name, row.election.unit.name, reverse("elections:candidate", args=[row.pk]), "user") for row in rows
    ]
