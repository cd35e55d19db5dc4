"""Who organises, nominates and decides. Everybody sees the own trainings and those open to all."""

from django.utils.translation import gettext_lazy as _

from pendopo.kernel.policy import add_role, register
from pendopo.kernel.settings_store import define

add_role("pengelola_bimtek", _("Pengelola bimtek dan studi tiru"))
register(
    permissions={
        "learning.view": _("Melihat bimtek dan studi tiru unitnya"),
        "learning.manage": _("Menyelenggarakan bimtek"),
        "learning.nominate": _("Mengusulkan peserta bimtek"),
        "learning.visit": _("Mengelola studi tiru dan adopsinya"),
        "learning.visit_approve": _("Menyetujui studi tiru"),
    },
    roles={
        "admin": [
            "learning.view", "learning.manage", "learning.nominate", "learning.visit", "learning.visit_approve",
        ],
        "pengelola_presensi": [
            "learning.view", "learning.manage", "learning.nominate", "learning.visit", "learning.visit_approve",
        ],
        "pengelola_bimtek": [
            "learning.view", "learning.manage", "learning.nominate", "learning.visit", "learning.visit_approve",
        ],
        "operator_opd": ["learning.view", "learning.nominate", "learning.visit"],
        "kepala_opd": ["learning.view", "learning.nominate", "learning.visit", "learning.visit_approve"],
        "kepala_bidang": ["learning.view"],
        "sekda": ["learning.view", "learning.visit_approve"],
        "bupati": ["learning.view"],
        "auditor": ["learning.view"],
    },
)  # fmt: skip

LEAST_PRESENCE = "learning.least_presence"
LEAST_POST = "learning.least_post"
SCAN_BEFORE = "learning.scan_before"
SCAN_AFTER = "learning.scan_after"
TOKEN_SECONDS = "learning.token_seconds"  # noqa: S105 - the name of a setting

define(
    LEAST_PRESENCE, kind="int", default=80, minimum=0, maximum=100, unit="%",
    label=_("Kehadiran paling sedikit untuk sertifikat"),
    help=_("Bagian sesi yang diikuti; berlaku menurut tanggal selesai bimtek."),
    basis="Ketentuan penyelenggara; isi dengan dasar setempat",
)  # fmt: skip
define(
    LEAST_POST, kind="int", default=60, minimum=0, maximum=100,
    label=_("Nilai tes akhir paling rendah untuk sertifikat"),
    help=_("Dari 100; tidak berlaku bagi bimtek tanpa tes akhir."),
    basis="Ketentuan penyelenggara; isi dengan dasar setempat",
)  # fmt: skip
define(
    SCAN_BEFORE, kind="int", default=30, minimum=0, maximum=240, unit=_("menit"),
    label=_("Pemindaian hadir dibuka sebelum sesi"), help=_("Kode QR sesi diterima sejak sekian menit sebelumnya."),
)  # fmt: skip
define(
    SCAN_AFTER, kind="int", default=15, minimum=0, maximum=240, unit=_("menit"),
    label=_("Pemindaian hadir ditutup sesudah sesi"), help=_("Kode QR sesi diterima sampai sekian menit sesudahnya."),
)  # fmt: skip
define(
    TOKEN_SECONDS, kind="int", default=20, minimum=10, maximum=60, unit=_("detik"),
    label=_("Lama satu kode QR"),
    help=_("Kode diganti tiap sekian detik dan diterima paling lama tiga kali itu."),
)  # fmt: skip
