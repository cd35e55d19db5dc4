"""Entries of the side bar."""

from django.utils.translation import gettext_lazy as _

from pendopo.kernel.menu import MenuEntry, register

register(
    MenuEntry("sistem", _("Akun dan penugasan"), "administration:accounts", "users", "people.manage", order=10),
    MenuEntry("sistem", _("Unit kerja"), "administration:units", "building", "units.view", order=20),
    MenuEntry("sistem", _("Kalender kerja"), "administration:calendar", "calendar", "calendar.manage", order=30),
    MenuEntry("sistem", _("Nilai bertanggal"), "administration:settings", "settings", "settings.manage", order=40),
    MenuEntry("sistem", _("Jejak audit"), "administration:audit", "shield", "audit.view", order=50),
    MenuEntry("sistem", _("Kode wilayah"), "administration:regions", "map", "units.view", order=60),
)
