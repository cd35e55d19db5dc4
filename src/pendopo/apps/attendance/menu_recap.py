"""Entries of the side bar: registers, the own days, absences, schedules."""

from django.utils.translation import gettext_lazy as _

from pendopo.apps.attendance.policy_recap import ROSTERS, SCHEDULES, VIEW
from pendopo.apps.personnel.public import is_employee
from pendopo.kernel.menu import MenuEntry, register

register(
    MenuEntry("kantor", _("Kehadiran"), "attendance:hari", "clock", permission=VIEW, order=10, tab=_("Kantor")),
    MenuEntry("utama", _("Kehadiran saya"), "attendance:saya", "calendar", order=3, tab=_("Hadir"), shown=is_employee),
    MenuEntry("kantor", _("Cuti & dinas"), "attendance:absences", "file", permission=VIEW, order=11),
    MenuEntry("kantor", _("Jadwal kerja"), "attendance:schedules", "plan", permission=SCHEDULES, order=12),
    MenuEntry("kantor", _("Daftar regu"), "attendance:roster", "users", permission=ROSTERS, order=13),
)
