"""Addresses of evidence."""

from django.urls import URLPattern, path

from pendopo.apps.maturity.views import evidence, evidence_entry, evidence_live, evidence_uses

urlpatterns: list[URLPattern] = [
    path("bukti/", evidence.library, name="evidence"),
    path("bukti/baru/<slug:word>/", evidence.new, name="evidence_new"),
    path("bukti/pemeriksaan/", evidence_uses.checking, name="evidence_checking"),
    path("bukti/pemeriksaan/terima/", evidence_uses.accept_many, name="evidence_accept_many"),
    path("bukti/sistem/", evidence_live.services_list, name="evidence_live"),
    path("bukti/sistem/<str:key>/", evidence_live.service, name="evidence_service"),
    path("bukti/<int:item_id>/", evidence.item, name="evidence_item"),
    path("bukti/<int:item_id>/versi/", evidence.add_version, name="evidence_add_version"),
    path("bukti/<int:item_id>/ubah/", evidence.amend, name="evidence_amend"),
    path("bukti/<int:item_id>/tarik/", evidence.withdraw, name="evidence_withdraw"),
    path("bukti/<int:item_id>/pakai/", evidence.attach, name="evidence_attach"),
    path("bukti/versi/<int:version_id>/", evidence_live.version, name="evidence_version"),
    path("bukti/versi/<int:version_id>/berkas/", evidence_live.file, name="evidence_file"),
    path("bukti/versi/<int:version_id>/periksa/", evidence_live.verify, name="evidence_verify"),
    path("bukti/pemakaian/<int:use_id>/", evidence_uses.use, name="evidence_use"),
    path("bukti/pemakaian/<int:use_id>/terima/", evidence_uses.accept, name="evidence_accept"),
    path("bukti/pemakaian/<int:use_id>/tolak/", evidence_uses.reject, name="evidence_reject"),
    path("bukti/pemakaian/<int:use_id>/tarik/", evidence_uses.take_back, name="evidence_take_back"),
    path("bukti/pemakaian/<int:use_id>/ganti/", evidence_uses.replace, name="evidence_replace"),
    path("<int:assessment_id>/bukti/salin/", evidence_entry.copy, name="evidence_copy"),
    path("<int:assessment_id>/indikator/<str:code>/bukti/<slug:word>/", evidence_entry.add, name="evidence_entry_add"),
    path("<int:assessment_id>/indikator/<str:code>/bekukan/", evidence_entry.freeze, name="evidence_freeze"),
    path("<int:assessment_id>/indikator/<str:code>/pakai-lagi/", evidence_entry.again, name="evidence_again"),
]
