"""Units in Ctrl K, by name or serial."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pendopo.apps.attendance.models import Device
from pendopo.kernel.actor import Actor
from pendopo.kernel.search import Hit, search_provider


@search_provider(_("Mesin presensi"))
def find(actor: Actor, text: str) -> list[Hit]:
    rows = Device.objects.visible_to(actor).select_related("unit")
    found = rows.filter(Q(name__icontains=text.strip()) | Q(sn__istartswith=text.strip())).order_by("name")[:5]
    return [
        Hit(d.name, f"{d.sn} · {d.unit.short_name}", reverse("attendance:device", args=[d.pk]), "device") for d in found
    ]
