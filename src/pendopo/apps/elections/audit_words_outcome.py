"""Words of hand counts, objections, audits of slips and determinations in the audit trail."""

from django.utils.translation import gettext_lazy as _

from pendopo.kernel.audit.words import register

ACTIONS = {
    "elections.handcount_enter": _("Memasukkan hitungan slip"),
    "elections.handcount_differ": _("Dua hitungan slip berbeda"),
    "elections.handcount_agree": _("Dua hitungan slip sama"),
    "elections.handcount_set_aside": _("Mengesampingkan hitungan slip"),
    "elections.discrepancy_open": _("Menemukan perbedaan slip"),
    "elections.discrepancy_gone": _("Perbedaan slip tidak ada lagi"),
    "elections.discrepancy_check": _("Memeriksa perbedaan slip"),
    "elections.discrepancy_decide": _("Memutus perbedaan slip"),
    "elections.objection_file": _("Mencatat keberatan"),
    "elections.objection_examine": _("Mulai memeriksa keberatan"),
    "elections.objection_answer": _("Menjawab keberatan"),
    "elections.objection_withdraw": _("Mencatat pencabutan keberatan"),
    "elections.risk_start": _("Memulai audit slip"),
    "elections.risk_draw": _("Memasukkan slip undian"),
    "elections.risk_full": _("Melanjutkan audit ke hitung semua slip"),
    "elections.tie_rule": _("Mengganti aturan suara sama"),
    "elections.determine": _("Mencatat penetapan calon terpilih"),
    "elections.determination_withdraw": _("Mencabut penetapan calon terpilih"),
}
register(
    actions=ACTIONS,
    fields={
        "after_results": _("sesudah hasil diumumkan"), "choice": _("pilihan"), "counts": _("hitungan"),
        "copies": _("salinan"), "draws": _("undian"), "finding": _("temuan"), "late": _("lewat batas"),
        "limit": _("batas risiko"), "objection": _("keberatan"), "round": _("putaran"), "rule": _("aturan"),
        "seed": _("benih"), "difference": _("selisih"), "slip": _("slip"), "station": _("TPS"),
        "unclear": _("tidak terbaca"), "votes": _("suara"), "winner": _("calon terpilih"),
    },
)  # fmt: skip
