"""Permissions and settings of the device half."""

from django.utils.translation import gettext_lazy as _

from pendopo.kernel.policy import register
from pendopo.kernel.settings_store import define

register(
    permissions={
        "attendance.devices.view": _("Melihat mesin presensi dan ketukannya"),
        "attendance.devices.manage": _("Mendaftarkan dan memerintah mesin presensi"),
        "attendance.devices.wipe": _("Menyetujui penghapusan isi mesin presensi"),
        "attendance.pins.manage": _("Mencocokkan PIN mesin dengan pegawai"),
        "attendance.punches.judge": _("Menerima atau menolak ketukan berjam mustahil"),
    },
    roles={
        "admin": ["attendance.devices.view", "attendance.devices.manage", "attendance.devices.wipe"],
        "pengelola_presensi": [
            "attendance.devices.view",
            "attendance.devices.manage",
            "attendance.devices.wipe",
            "attendance.pins.manage",
            "attendance.punches.judge",
        ],
        "operator_opd": ["attendance.devices.view", "attendance.pins.manage"],
        "kepala_opd": ["attendance.devices.view"],
        "auditor": ["attendance.devices.view"],
    },
)

define(
    "attendance.device_silent_minutes",
    kind="int",
    default=30,
    minimum=2,
    maximum=10_080,
    unit=_("menit"),
    label=_("Mesin dianggap senyap setelah"),
    help=_("Dihitung pada jam kerja sejak mesin terakhir menghubungi server."),
)
define(
    "attendance.device_hours_from",
    kind="int",
    default=6,
    minimum=0,
    maximum=23,
    label=_("Mesin diawasi mulai pukul"),
    help=_("Jam setempat mesin. Di luar jam ini mesin yang mati tidak menimbulkan peringatan."),
)
define(
    "attendance.device_hours_until",
    kind="int",
    default=17,
    minimum=1,
    maximum=24,
    label=_("Mesin diawasi sampai pukul"),
)
define(
    "attendance.clock_ahead_seconds",
    kind="int",
    default=600,
    minimum=0,
    maximum=86_400,
    unit=_("detik"),
    label=_("Jam mesin mustahil bila mendahului server lebih dari"),
    help=_("Ketukan demikian ditahan: disimpan apa adanya, tidak dihitung sebelum seseorang menerimanya."),
)
define(
    "attendance.clock_old_days",
    kind="int",
    default=400,
    minimum=7,
    maximum=3_650,
    unit=_("hari"),
    label=_("Jam mesin mustahil bila tertinggal lebih dari"),
    help=_("Ketukan demikian ditahan. Mesin yang baru disambungkan mengirim seluruh isinya, juga yang lama."),
)
define(
    "attendance.late_upload_seconds",
    kind="int",
    default=900,
    minimum=60,
    maximum=604_800,
    unit=_("detik"),
    label=_("Ketukan ditandai terlambat terkirim setelah"),
)
define(
    "attendance.device_rate",
    kind="int",
    default=100,
    minimum=1,
    maximum=10_000,
    unit=_("permintaan per detik"),
    label=_("Batas permintaan satu mesin"),
    help=_(
        "Permintaan di atasnya dijawab 429; mesin mengulanginya sendiri. Sepuluh kali lipat boleh datang sekaligus."
    ),
)
define(
    "attendance.device_address",
    kind="text",
    default="",
    label=_("Alamat server yang diisi di mesin"),
    help=_("Nama atau alamat IP, lalu titik dua dan port, misalnya 10.64.1.5:8081. Kosong: alamat ini, port 8081."),
)
