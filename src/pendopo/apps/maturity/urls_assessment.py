"""Addresses of assessments, answers, submission and external stages."""

from django.urls import URLPattern, path

from pendopo.apps.maturity.views import (
    assessments,
    entries,
    external,
    external_entry,
    findings,
    setup,
    submission,
    work,
)

YEAR = "<int:assessment_id>/"
ENTRY = YEAR + "indikator/<str:code>/"

urlpatterns: list[URLPattern] = [
    path("", assessments.home, name="home"),
    path("baru/", assessments.open_, name="open"),
    path("pekerjaan/", work.mine, name="work"),
    path("pemeriksaan/", work.checking, name="checking"),
    path("pemeriksaan/setujui/", work.accept_many, name="accept_many"),
    path("pembagian/", setup.assign, name="assign"),
    path(YEAR, assessments.assessment, name="assessment"),
    path(YEAR + "perbandingan/", assessments.comparison, name="comparison"),
    path(YEAR + "persiapan/", setup.setup, name="setup"),
    path(YEAR + "persiapan/jadwal/", setup.configure, name="configure"),
    path(YEAR + "persiapan/salin/", setup.copy, name="copy_assignment"),
    path(YEAR + "mulai/", setup.start, name="start"),
    path(YEAR + "batal/", setup.cancel, name="cancel"),
    path(YEAR + "isian/", work.entries, name="entries"),
    path(YEAR + "isian/aplikasi-nasional.xlsx", work.national_sheet, name="national_sheet"),
    path(YEAR + "sampaikan/", submission.submit, name="submit"),
    path(YEAR + "penyampaian/", submission.submissions, name="submissions"),
    path(YEAR + "penyampaian/<int:number>/lampirkan/", submission.attach, name="attach"),
    path(YEAR + "penyampaian/<int:number>/<slug:which>/", submission.file, name="submission_file"),
    path(YEAR + "buka-kembali/", submission.reopen, name="reopen"),
    path(YEAR + "penilaian/", external.external, name="external"),
    path(YEAR + "penilaian/tetap/", external.keep_rest, name="keep_rest"),
    path(YEAR + "penilaian/lanjut/", external.advance, name="advance"),
    path(YEAR + "reviu/kembalikan/", external.send_back, name="send_back"),
    path(YEAR + "reviu/tetapkan/", external.close, name="close"),
    path(YEAR + "catatan/", findings.findings, name="findings"),
    path(YEAR + "catatan/tambah/", findings.add, name="finding_add"),
    path(YEAR + "catatan/<int:finding_id>/hapus/", findings.withdraw, name="finding_withdraw"),
    path(ENTRY, entries.entry, name="entry"),
    path(ENTRY + "simpan/", entries.save, name="entry_save"),
    path(ENTRY + "kirim/", entries.send, name="entry_send"),
    path(ENTRY + "tarik/", entries.recall, name="entry_recall"),
    path(ENTRY + "setujui/", entries.accept, name="entry_accept"),
    path(ENTRY + "kembalikan/", entries.give_back, name="entry_give_back"),
    path(ENTRY + "nilai/", external_entry.assess, name="entry_assess"),
    path(ENTRY + "tetapkan/", external_entry.adjust, name="entry_adjust"),
]
