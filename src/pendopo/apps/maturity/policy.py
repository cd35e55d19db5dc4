"""Who does what in the evaluation (PermenPANRB 59/2020: Tim Asesor Internal, Responden, Tim Asesor Eksternal)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pendopo.apps.maturity import policy_settings
from pendopo.kernel.policy import add_role, register

__all__ = ["policy_settings"]
from pendopo.kernel.settings_store import define

add_role("koordinator_spbe", _("Koordinator SPBE"))
add_role("pj_spbe", _("Penanggung jawab penilaian SPBE"))
add_role("entri_spbe", _("Pelaksana entri data SPBE"))
add_role("responden_spbe", _("Responden SPBE"))
add_role("asesor_internal", _("Asesor internal SPBE"))
add_role("asesor_eksternal", _("Asesor eksternal SPBE"))
add_role("reviu_spbe", _("Tim reviu SPBE"))

COORDINATION = ["maturity.view", "maturity.assign", "maturity.submit", "maturity.reopen", "maturity.plan"]

register(
    permissions={
        "maturity.view": _("Melihat evaluasi SPBE"),
        "maturity.answer": _("Mengisi penilaian mandiri kantornya"),
        "maturity.assign": _("Menyiapkan penilaian dan membagi indikator"),
        "maturity.validate": _("Memeriksa isian dan bukti"),
        "maturity.submit": _("Menyampaikan penilaian mandiri"),
        "maturity.reopen": _("Membuka kembali penilaian yang sudah disampaikan"),
        "maturity.assess": _("Menilai sebagai asesor eksternal"),
        "maturity.review": _("Mereviu hasil akhir"),
        "maturity.plan": _("Menyusun simulasi, target, dan rencana aksi"),
        "maturity.act": _("Melaporkan kemajuan rencana aksi kantornya"),
        "maturity.results": _("Mencatat hasil tahun lalu dan hasil instansi lain"),
        "maturity.confirm": _("Menyatakan instrumen sesuai naskah resmi"),
    },
    roles={
        "admin": [*COORDINATION, "maturity.results", "maturity.confirm"],
        "koordinator_spbe": [*COORDINATION, "maturity.results", "maturity.confirm"],
        "sekda": COORDINATION,
        "pj_spbe": ["maturity.view", "maturity.validate", "maturity.plan", "maturity.confirm"],
        "entri_spbe": ["maturity.view", "maturity.answer", "maturity.assign", "maturity.results"],
        "responden_spbe": ["maturity.view", "maturity.answer", "maturity.act"],
        "asesor_internal": ["maturity.view", "maturity.validate"],
        "asesor_eksternal": ["maturity.assess"],
        "reviu_spbe": ["maturity.review"],
        "bupati": ["maturity.view"],
        "kepala_opd": ["maturity.view", "maturity.answer", "maturity.act"],
        "operator_opd": ["maturity.view", "maturity.answer", "maturity.act"],
        "auditor": ["maturity.view"],
    },
    whole=[
        "maturity.assign",
        "maturity.validate",
        "maturity.submit",
        "maturity.reopen",
        "maturity.assess",
        "maturity.review",
        "maturity.plan",
        "maturity.results",
        "maturity.confirm",
    ],
)

define(
    "maturity.remind_days",
    kind="int",
    default=7,
    minimum=1,
    maximum=30,
    label=_("Pengingat isian evaluasi SPBE"),
    help=_("Berapa hari sebelum batas isian sebuah kantor mulai diingatkan."),
    unit=_("hari"),
)
