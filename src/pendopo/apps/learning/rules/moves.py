"""The ways of a training and of a visit, as moves of the kernel's workflow."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pendopo.kernel.workflow import Move

MANAGE, VISIT, APPROVE = "learning.manage", "learning.visit", "learning.visit_approve"

TRAINING = {
    move.name: move
    for move in (
        Move("buka", _("Buka pendaftaran"), ("rancangan",), "dibuka", MANAGE),
        Move("mulai", _("Mulai bimtek"), ("dibuka",), "berjalan", MANAGE),
        Move("selesai", _("Tutup bimtek"), ("berjalan",), "selesai", MANAGE),
        Move("batal", _("Batalkan bimtek"), ("rancangan", "dibuka", "berjalan"), "dibatalkan", MANAGE),
    )
}
ON_THE_WAY = ("usulan", "disetujui", "dijadwalkan")
VISITS = {
    move.name: move
    for move in (
        Move("setujui", _("Setujui"), ("usulan",), "disetujui", APPROVE),
        Move("tolak", _("Tolak dengan alasan"), ("usulan",), "ditolak", APPROVE),
        Move("jadwalkan", _("Jadwalkan"), ("disetujui",), "dijadwalkan", VISIT),
        Move("laksanakan", _("Catat dilaksanakan"), ("dijadwalkan",), "dilaksanakan", VISIT),
        Move("laporkan", _("Laporkan"), ("dilaksanakan",), "dilaporkan", VISIT),
        Move("selesai", _("Nyatakan selesai"), ("dilaporkan",), "selesai", VISIT),
        Move("batal", _("Batalkan"), ON_THE_WAY, "dibatalkan", VISIT),
    )
}
NEED_REASON = ("batal", "tolak")
