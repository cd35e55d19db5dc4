"""What the public pages may be asked for, as settings of the regency."""

from django.utils.translation import gettext_lazy as _

from pendopo.kernel.settings_store import define

CHECK_MEGABYTES = "elections.public_check_mb"
CHECK_SECONDS = "elections.public_check_seconds"

define(
    CHECK_MEGABYTES, kind="int", default=24, minimum=1, maximum=64, unit="MB",
    label=_("Arsip paling besar di halaman Periksa sendiri"),
    help=_("Arsip yang lebih besar diperiksa di rumah dengan periksa-suara.pyz. Batas kiriman server tetap berlaku."),
)  # fmt: skip
define(
    CHECK_SECONDS, kind="int", default=60, minimum=5, maximum=300, unit=_("detik"),
    label=_("Waktu paling lama untuk memeriksa satu arsip bagi umum"),
)  # fmt: skip
