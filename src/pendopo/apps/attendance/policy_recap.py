"""Permissions and dated settings of schedules, absences, recap and registers."""

from django.utils.translation import gettext_lazy as _

from pendopo.kernel.live import register_topic
from pendopo.kernel.policy import register
from pendopo.kernel.settings_store import define

VIEW = "attendance.view"
ABSENCES = "attendance.absences.manage"
SCHEDULES = "attendance.schedules.manage"
ROSTERS = "attendance.rosters.manage"
RECAP = "attendance.recap.run"

register(
    permissions={
        VIEW: _("Melihat kehadiran pegawai unitnya"),
        ABSENCES: _("Mencatat cuti, sakit, izin, dan dinas"),
        SCHEDULES: _("Mengatur pola jam kerja dan penerapannya"),
        ROSTERS: _("Mengisi daftar regu"),
        RECAP: _("Menghitung ulang rekap kehadiran"),
    },
    roles={
        "admin": [VIEW, SCHEDULES, ROSTERS, RECAP],
        "pengelola_presensi": [VIEW, ABSENCES, SCHEDULES, ROSTERS, RECAP],
        "operator_opd": [VIEW, ABSENCES, ROSTERS],
        "kepala_opd": [VIEW],
        "kepala_bidang": [VIEW],
        "bupati": [VIEW],
        "sekda": [VIEW],
        "auditor": [VIEW],
    },
    whole=[SCHEDULES, RECAP],
)
register_topic("punch", VIEW)

define(
    "attendance.usual_pattern",
    kind="text",
    default="5H",
    label=_("Kode pola jam kerja bila tidak ada penerapan lain"),
    basis="Perpres 21/2023 Pasal 3",
)
define(
    "attendance.tolerance_minutes",
    kind="int",
    default=0,
    minimum=0,
    maximum=120,
    unit=_("menit"),
    label=_("Toleransi keterlambatan"),
    help=_("Terlambat sampai batas ini tidak dihitung; lewat batas ini dihitung sejak jam masuk."),
    basis="Perbup tentang hari dan jam kerja",
)
define(
    "attendance.seconds_rule",
    kind="choice",
    default="floor",
    choices={
        "floor": _("Detik diabaikan: 07.30.59 dibaca 07.30"),
        "exact": _("Detik dihitung: 07.30.01 terlambat 1 menit"),
    },
    label=_("Perlakuan detik"),
    basis="Perbup tentang hari dan jam kerja",
)
define(
    "attendance.apart_minutes",
    kind="int",
    default=5,
    minimum=0,
    maximum=120,
    unit=_("menit"),
    label=_("Jarak terdekat rekam masuk dan pulang"),
    help=_("Dua rekaman yang lebih rapat dianggap satu rekaman."),
)
define(
    "attendance.day_cut_minutes",
    kind="int",
    default=180,
    minimum=0,
    maximum=420,
    unit=_("menit setelah tengah malam"),
    label=_("Pergantian hari kerja"),
    help=_("Rekaman sebelum saat ini milik hari sebelumnya, kecuali regu menentukan lain."),
)
define(
    "attendance.window_lead_minutes",
    kind="int",
    default=240,
    minimum=30,
    maximum=480,
    unit=_("menit"),
    label=_("Rekam masuk diterima sebelum jam masuk regu"),
)
define(
    "attendance.window_tail_minutes",
    kind="int",
    default=240,
    minimum=30,
    maximum=480,
    unit=_("menit"),
    label=_("Rekam pulang diterima setelah jam pulang regu"),
)
