"""Entries of the side bar."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pendopo.kernel.menu import MenuEntry, register

register(
    MenuEntry("utama", _("Ruang Bupati"), "executive:room", "hall", "executive.view", order=1, tab=_("Ruang")),
    MenuEntry("sistem", _("Layar dinding"), "executive:screens", "wall", "executive.wall", order=60),
    MenuEntry("sistem", _("Peta kecamatan"), "executive:map_import", "map", "executive.map", order=61),
)
