"""Addresses below /kepegawaian/. A person is named by the row's number, never by the NIP."""

from django.urls import path

from pendopo.apps.personnel.views import imports, records, steps

app_name = "personnel"
urlpatterns = [
    path("", records.register, name="register"),
    path("saya/", records.mine, name="mine"),
    path("baru/", steps.hire, name="hire"),
    path("impor/", imports.choose, name="imports"),
    path("impor/templat.xlsx", imports.template, name="template"),
    path("impor/<uuid:import_id>/", imports.show, name="import"),
    path("impor/<uuid:import_id>/jalankan/", imports.run, name="import_run"),
    path("impor/<uuid:import_id>/perlu-diperbaiki.<str:kind>", imports.errors, name="import_errors"),
    path("<int:person_id>/", records.record, name="record"),
    path("<int:person_id>/nik/", records.nik, name="nik"),
    path("<int:person_id>/mutasi/", steps.place, name="place"),
    path("<int:person_id>/golongan/", steps.promote, name="promote"),
    path("<int:person_id>/jabatan/", steps.appoint, name="appoint"),
    path("<int:person_id>/akhir/", steps.end, name="end"),
    path("<int:person_id>/akhir/batal/", records.reinstate, name="reinstate"),
    path("<int:person_id>/betulkan/", steps.correct, name="correct"),
    path("<int:person_id>/riwayat/<str:kind>/<int:row_id>/batal/", steps.withdraw, name="withdraw"),
]
