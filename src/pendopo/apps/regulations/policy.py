"""Who reads, drafts and keeps the register. What was decided every employee may read; drafts are of their unit."""

from django.utils.translation import gettext_lazy as _

from pendopo.kernel.policy import add_role, register
from pendopo.kernel.settings_store import define

add_role("pengelola_hukum", _("Pengelola produk hukum (Bagian Hukum)"))

register(
    permissions={
        "regulations.view": _("Membaca produk hukum"),
        "regulations.drafts": _("Membaca rancangan produk hukum unitnya"),
        "regulations.propose": _("Menyusun rancangan produk hukum untuk unitnya"),
        "regulations.manage": _("Mengelola produk hukum"),
    },
    roles={
        "pegawai": ["regulations.view"],
        "admin": ["regulations.drafts", "regulations.propose", "regulations.manage"],
        "pengelola_hukum": ["regulations.drafts", "regulations.propose", "regulations.manage"],
        "operator_opd": ["regulations.drafts", "regulations.propose"],
        "kepala_opd": ["regulations.drafts"],
        "kepala_bidang": ["regulations.drafts"],
        "bupati": ["regulations.drafts"],
        "sekda": ["regulations.drafts"],
        "auditor": ["regulations.drafts"],
    },
    whole=["regulations.manage"],
)

ADDRESS = "regulations.public_address"
define(
    ADDRESS,
    kind="text",
    default="",
    label=_("Alamat publik JDIH"),
    help=_("Misalnya https://jdih.paserkab.go.id. Kosong: alamat yang dipakai pengunjung. Dipakai di umpan JDIHN."),
    basis="Permenkumham 8/2019",
)
