from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pendopo.apps.personnel import public
from pendopo.kernel.actor import Actor
from pendopo.kernel.search import Hit, search_provider


@search_provider(_("Pegawai"))
def find_people(actor: Actor, text: str) -> list[Hit]:
    """Employees by name or NIP; the address holds the row's number, never the NIP."""
    return [
        Hit(
            found.name,
            f"{found.post}, {found.unit_name}".strip(", "),
            reverse("personnel:record", args=[found.person_id]),
            "user",
        )
        for found in public.find(actor, text, limit=6)
    ]
