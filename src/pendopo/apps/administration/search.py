"""Ctrl K finds units, and accounts for those who manage them."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pendopo.kernel.actor import Actor
from pendopo.kernel.auth.queries import search_accounts
from pendopo.kernel.search import Hit, search_provider
from pendopo.kernel.units.models import Unit


@search_provider(_("Unit kerja"))
def find_units(actor: Actor, text: str) -> list[Hit]:
    rows = Unit.objects.visible_to(actor).filter(closed_on__isnull=True).select_related("parent")
    for word in text.split():
        rows = rows.filter(Q(name__icontains=word) | Q(short_name__icontains=word) | Q(code__startswith=word))
    return [
        Hit(
            unit.name,
            unit.parent.name if unit.parent else unit.code,
            reverse("administration:unit", args=[unit.pk]),
            "building",
        )
        for unit in rows[:6]
    ]


@search_provider(_("Akun"))
def find_accounts(actor: Actor, text: str) -> list[Hit]:
    rows = search_accounts(actor, text)[:6]
    return [Hit(a.name, a.username, reverse("administration:account", args=[a.pk]), "user") for a in rows]
