"""Offices in Ctrl K: each opens its room."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pendopo.kernel.actor import Actor
from pendopo.kernel.search import Hit, search_provider
from pendopo.kernel.units.models import Unit


@search_provider(_("Ruang kantor"))
def find(actor: Actor, text: str) -> list[Hit]:
    if not actor.can("executive.view"):
        return []
    units = Unit.objects.under(actor.unit_path).filter(closed_on__isnull=True).exclude(path="")
    found = units.filter(name__icontains=text) | units.filter(short_name__icontains=text)
    return [
        Hit(unit.name, str(_("Angka, peringkat, dan orangnya")), reverse("executive:unit", args=[unit.path]), "hall")
        for unit in found.order_by("path")[:6]
    ]
