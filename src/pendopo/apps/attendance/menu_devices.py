"""Entries of the side bar: units, punches, PINs."""

from django.utils.translation import gettext_lazy as _

from pendopo.apps.attendance.queries.devices import waiting_devices
from pendopo.kernel.actor import Actor
from pendopo.kernel.menu import MenuEntry, register


def waiting(actor: Actor) -> int:
    return waiting_devices().count() if actor.can("attendance.devices.manage") else 0


register(
    MenuEntry(
        "kantor",
        _("Mesin presensi"),
        "attendance:devices",
        "device",
        permission="attendance.devices.view",
        order=14,
        badge=waiting,
    )
)
