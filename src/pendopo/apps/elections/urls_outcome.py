"""Results, hand counts, objections, determination."""

from django.urls import URLPattern, path

from pendopo.apps.elections.views import determination, handcounts, objections, results, risk

RESULTS = [
    path("hasil/", results.recap, name="recap"),
    path("<int:election_id>/hasil/", results.result, name="result"),
    path("<int:election_id>/hasil/lembar/", results.result_xlsx, name="result_xlsx"),
    path("<int:election_id>/hasil/berita-acara/", results.result_pdf, name="result_pdf"),
]
HANDCOUNTS = [
    path("<int:election_id>/slip/", handcounts.handcounts, name="handcounts"),
    path("kotak/<int:box_id>/slip/", handcounts.handcount, name="handcount"),
    path("kotak/<int:box_id>/slip/berita-acara/", handcounts.handcount_pdf, name="handcount_pdf"),
    path("kotak/<int:box_id>/slip/kesampingkan/", handcounts.handcount_set_aside, name="handcount_set_aside"),
    path("selisih/<int:discrepancy_id>/", handcounts.discrepancy, name="discrepancy"),
    path("selisih/<int:discrepancy_id>/periksa/", handcounts.discrepancy_check, name="discrepancy_check"),
    path("selisih/<int:discrepancy_id>/putuskan/", handcounts.discrepancy_decide, name="discrepancy_decide"),
]
OBJECTIONS = [
    path("keberatan/", objections.all_objections, name="all_objections"),
    path("<int:election_id>/keberatan/", objections.objections, name="objections"),
    path("<int:election_id>/keberatan/baru/", objections.objection_file, name="objection_file"),
    path("keberatan/<int:objection_id>/", objections.objection, name="objection"),
    path("keberatan/<int:objection_id>/periksa/", objections.objection_examine, name="objection_examine"),
    path("keberatan/<int:objection_id>/jawab/", objections.objection_answer, name="objection_answer"),
    path("keberatan/<int:objection_id>/cabut/", objections.objection_withdraw, name="objection_withdraw"),
    path("keberatan/<int:objection_id>/surat/", objections.objection_letter, name="objection_letter"),
    path("keberatan/<int:objection_id>/berkas/", objections.objection_attachment, name="objection_attachment"),
]
DETERMINATION = [
    path("<int:election_id>/penetapan/", determination.determination, name="determination"),
    path("<int:election_id>/penetapan/buat/", determination.determine, name="determine"),
    path("<int:election_id>/penetapan/aturan/", determination.tie_rule, name="tie_rule"),
    path(
        "penetapan/<int:determination_id>/cabut/", determination.determination_withdraw, name="determination_withdraw"
    ),
    path("penetapan/<int:determination_id>/laporan/", determination.determination_pdf, name="determination_pdf"),
]
RISK = [
    path("<int:election_id>/audit-slip/", risk.risk, name="risk"),
    path("<int:election_id>/audit-slip/mulai/", risk.risk_start, name="risk_start"),
    path("audit-slip/<int:audit_id>/", risk.risk_audit, name="risk_audit"),
    path("audit-slip/<int:audit_id>/ambil/", risk.risk_draw, name="risk_draw"),
    path("audit-slip/<int:audit_id>/hitung-semua/", risk.risk_end, name="risk_end"),
]
urlpatterns: list[URLPattern] = [*RESULTS, *HANDCOUNTS, *OBJECTIONS, *DETERMINATION, *RISK]
