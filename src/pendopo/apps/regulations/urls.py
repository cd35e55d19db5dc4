"""Addresses below /produk-hukum/."""

from django.urls import path

from pendopo.apps.regulations.views import imports, records, steps

app_name = "regulations"
urlpatterns = [
    path("", records.register, name="register"),
    path("baru/", steps.add, name="add"),
    path("jenis/", records.kinds, name="kinds"),
    path("jenis/<slug:code>/", records.kind, name="kind"),
    path("impor/", imports.choose, name="imports"),
    path("impor/templat.xlsx", imports.template, name="template"),
    path("impor/<uuid:import_id>/", imports.show, name="import"),
    path("impor/<uuid:import_id>/jalankan/", imports.run, name="import_run"),
    path("impor/<uuid:import_id>/perlu-diperbaiki.xlsx", imports.errors, name="import_errors"),
    path("hubungan/<int:relation_id>/batal/", steps.unrelate, name="unrelate"),
    path("bagian/<str:kind>/<int:part_id>/hapus/", steps.remove_part, name="remove_part"),
    path("<int:regulation_id>/", records.record, name="record"),
    path("<int:regulation_id>/berkas/<int:number>/", records.version, name="version"),
    path("<int:regulation_id>/betulkan/", steps.correct, name="correct"),
    path("<int:regulation_id>/tetapkan/", steps.enact, name="enact"),
    path("<int:regulation_id>/undangkan/", steps.promulgate, name="promulgate"),
    path("<int:regulation_id>/tarik/", steps.withdraw, name="withdraw"),
    path("<int:regulation_id>/hubungan/", steps.relate, name="relate"),
    path("<int:regulation_id>/pasal/", steps.article, name="article"),
    path("<int:regulation_id>/unit/", steps.bind, name="bind"),
    path("<int:regulation_id>/topik/", steps.tie, name="tie"),
    path("<int:regulation_id>/naskah/", steps.attach, name="attach"),
]
