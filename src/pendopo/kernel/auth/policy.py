"""The choice of a government about sign-in, as a dated setting."""

from django.utils.translation import gettext_lazy as _

from pendopo.kernel.auth.queries import SECOND_FACTOR_SETTING
from pendopo.kernel.settings_store import define

define(
    SECOND_FACTOR_SETTING,
    kind="choice",
    default="",
    choices={
        "": _("Tidak ada; setiap orang boleh memilih"),
        "admin": _("Administrator sistem"),
        "admin,pengelola_presensi,auditor": _("Administrator, pengelola presensi, dan auditor"),
        "admin,pengelola_presensi,auditor,bupati,sekda,kepala_opd": _("Semua pimpinan, pengelola, dan auditor"),
    },
    label=_("Peran yang wajib memakai verifikasi dua langkah"),
    help=_("Diminta mulai sesi masuk berikutnya. Peran lain tetap boleh mengaktifkannya sendiri."),
    basis="Peraturan BSSN 4/2021",
)
