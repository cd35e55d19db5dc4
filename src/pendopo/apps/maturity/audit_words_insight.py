"""Words of history, simulation and action plan in the audit trail."""

from django.utils.translation import gettext_lazy as _

from pendopo.kernel.audit.words import register

register(
    actions={
        "maturity.plan_action": _("Menambah rencana aksi"),
        "maturity.change_action": _("Mengubah rencana aksi"),
        "maturity.plan_scenario": _("Menjadikan skenario rencana aksi"),
        "maturity.report_action": _("Melaporkan kemajuan rencana aksi"),
        "maturity.action_mulai": _("Memulai rencana aksi"),
        "maturity.action_selesai": _("Menyatakan rencana aksi selesai"),
        "maturity.action_hentikan": _("Menghentikan rencana aksi"),
        "maturity.action_buka": _("Membuka kembali rencana aksi"),
        "maturity.set_efforts": _("Mengubah bobot upaya"),
        "maturity.reset_efforts": _("Mengembalikan bobot upaya awal"),
        "maturity.keep_scenario": _("Menyimpan skenario"),
        "maturity.remove_scenario": _("Menghapus skenario"),
        "maturity.record_result": _("Mencatat hasil tahun lalu"),
        "maturity.change_result": _("Mengubah hasil tahun lalu"),
        "maturity.withdraw_result": _("Menarik hasil tahun lalu"),
        "maturity.import_results": _("Mengimpor hasil tahun lalu"),
    },
    subjects={
        "maturity.action": _("Rencana aksi"),
        "maturity.scenario": _("Skenario"),
        "maturity.effort": _("Bobot upaya"),
        "maturity.pastresult": _("Hasil tahun lalu"),
    },
    fields={
        "percent": _("kemajuan"),
        "points": _("poin"),
        "output": _("keluaran"),
        "level_from": _("dari tingkat"),
        "level_to": _("ke tingkat"),
        "effort": _("upaya"),
        "target": _("target"),
        "steps": _("langkah"),
        "codes": _("indikator"),
    },
)
