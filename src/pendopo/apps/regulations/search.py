from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pendopo.apps.regulations import queries
from pendopo.apps.regulations.models import DECIDED, Regulation
from pendopo.kernel import decrees
from pendopo.kernel.actor import Actor
from pendopo.kernel.decrees import DecreeHit
from pendopo.kernel.search import PER_GROUP, Hit, search_provider


@search_provider(_("Produk hukum"))
def find_regulations(actor: Actor, text: str) -> list[Hit]:
    """Documents by number, title or subject, the newest first."""
    rows = queries.search(queries.register(actor), text).order_by("-year", "-pk")[:PER_GROUP]
    return [Hit(str(row), row.title, reverse("regulations:record", args=[row.pk]), "scale") for row in rows]


@decrees.decree_source
def decided(text: str) -> list[DecreeHit]:
    """What a form that asks for a decree may offer."""
    rows = Regulation.objects.filter(state__in=DECIDED).only(
        "number", "year", "kind_short", "title", "enacted_on", "number_key"
    )
    found = queries.search(rows, text) if text.strip() else rows
    return [_hit(row) for row in found.order_by("-enacted_on", "-pk")[: decrees.MOST]]


@decrees.decree_lookup
def known(numbers: Sequence[str]) -> dict[str, DecreeHit]:
    return {text: _hit(row) for text, row in queries.by_reference(numbers).items()}


def _hit(row: Regulation) -> DecreeHit:
    return DecreeHit(str(row), row.enacted_on, row.title, reverse("regulations:record", args=[row.pk]))
