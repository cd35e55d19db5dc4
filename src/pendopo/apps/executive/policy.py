"""Permissions of the regent's room, the live topic of its figures, and the rule for falling offices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pendopo.kernel import live, policy, settings_store

policy.register(
    permissions={
        "executive.view": _("Melihat Ruang Bupati untuk unit sendiri dan di bawahnya"),
        "executive.wall": _("Membuka mode dinding dan mengelola layar dinding"),
        "executive.map": _("Mengimpor peta batas kecamatan"),
    },
    roles={
        "bupati": ["executive.view", "executive.wall"],
        "sekda": ["executive.view", "executive.wall"],
        "kepala_opd": ["executive.view"],
        "kepala_bidang": ["executive.view"],
        "auditor": ["executive.view"],
        "admin": ["executive.wall", "executive.map"],
    },
    whole=["executive.map"],
)
live.register_topic("indicator", "executive.view")

settings_store.define(
    "executive.fall_points",
    kind="decimal",
    default="3",
    label=_("Peringatan: angka kantor turun"),
    help=_("Selisih rata-rata 7 hari terakhir dengan 7 hari sebelumnya yang memunculkan peringatan."),
    basis="Ditetapkan kepala daerah",
    unit=_("poin"),
    minimum=0,
)
settings_store.define(
    "executive.fall_points_bad",
    kind="decimal",
    default="6",
    label=_("Peringatan: angka kantor turun tajam"),
    help=_("Selisih yang menjadikan peringatan perlu tindakan."),
    basis="Ditetapkan kepala daerah",
    unit=_("poin"),
    minimum=0,
)
settings_store.define(
    "executive.fall_least",
    kind="int",
    default=5,
    label=_("Peringatan: kejadian paling sedikit"),
    help=_("Penurunan pada kantor kecil baru diperingatkan kalau setara sekian kejadian (orang-hari) dalam 7 hari."),
    basis="Ditetapkan kepala daerah",
    unit=_("kejadian"),
    minimum=0,
)
