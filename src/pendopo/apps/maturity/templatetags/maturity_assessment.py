"""`{% load maturity_assessment %}`: the tabs of the evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

register = template.Library()
LOOK = ("maturity.view",)
ALL = ("maturity.view", "maturity.assess", "maturity.review")


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    current: bool


@register.simple_tag(takes_context=True)
def maturity_tabs(context: Context) -> list[Tab]:
    """The tabs that the actor may open; the one the page names (`tab`) or the longest matching address is current."""
    request: Any = context["request"]
    offered = [
        (_("Penilaian"), "maturity:home", ALL),
        (_("Pekerjaan kantor"), "maturity:work", LOOK),
        (_("Bukti"), "maturity:evidence", LOOK),
        (_("Analisis"), "maturity:insight", LOOK),
        (_("Simulasi"), "maturity:simulation", () if request.actor.unit_path else LOOK),
        (_("Rencana aksi"), "maturity:actions", LOOK),
        (_("Tolok ukur"), "maturity:benchmark", LOOK),
        (_("Riwayat"), "maturity:history", LOOK),
        (_("Instrumen"), "maturity:instruments", LOOK),
    ]
    found = []
    for label, name, permissions in offered:
        if any(request.actor.can(permission) for permission in permissions):
            try:
                found.append((label, reverse(name)))
            except NoReverseMatch:
                continue
    held = [url for _label, url in found if request.path.startswith(url)]
    current = max(held, key=len, default="")
    if context.get("tab"):
        current = next((url for _label, url in found if url == reverse(f"maturity:{context['tab']}")), current)
    return [Tab(label, url, url == current) for label, url in found]
