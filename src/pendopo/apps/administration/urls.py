from django.urls import path

from pendopo.apps.administration.views import accounts, audit, calendar, regions, units, values

app_name = "administration"
urlpatterns = [
    path("akun/", accounts.register, name="accounts"),
    path("akun/baru/", accounts.add, name="account_add"),
    path("akun/baru/<int:person_id>/", accounts.add_for, name="account_add_for"),
    path("akun/<int:account_id>/", accounts.record, name="account"),
    path("akun/<int:account_id>/data/", accounts.details, name="account_details"),
    path("akun/<int:account_id>/kata-sandi/", accounts.one_time_password, name="account_password"),
    path("akun/<int:account_id>/nonaktifkan/", accounts.deactivate, name="account_deactivate"),
    path("akun/<int:account_id>/aktifkan/", accounts.activate, name="account_activate"),
    path("akun/<int:account_id>/buka-kunci/", accounts.unlock, name="account_unlock"),
    path(
        "akun/<int:account_id>/lepas-dua-langkah/", accounts.remove_second_factor, name="account_remove_second_factor"
    ),
    path("akun/<int:account_id>/tugaskan/", accounts.assign, name="assign"),
    path("penugasan/<int:assignment_id>/akhiri/", accounts.end, name="assignment_end"),
    path("unit/", units.tree, name="units"),
    path("unit/<int:unit_id>/", units.record, name="unit"),
    path("unit/<int:unit_id>/buka/", units.open_below, name="unit_open"),
    path("unit/<int:unit_id>/ganti-nama/", units.rename, name="unit_rename"),
    path("unit/<int:unit_id>/tempat/", units.place, name="unit_place"),
    path("unit/<int:unit_id>/pindahkan/", units.move, name="unit_move"),
    path("unit/<int:unit_id>/pecah/", units.split, name="unit_split"),
    path("unit/<int:unit_id>/gabungkan/", units.merge, name="unit_merge"),
    path("unit/<int:unit_id>/tutup/", units.close, name="unit_close"),
    path("kalender/", calendar.year, name="calendar"),
    path("kalender/muat/", calendar.load, name="calendar_load"),
    path("kalender/libur/", calendar.add_holiday, name="holiday_add"),
    path("kalender/libur/<int:holiday_id>/", calendar.change_holiday, name="holiday"),
    path("kalender/libur/<int:holiday_id>/hapus/", calendar.remove_holiday, name="holiday_remove"),
    path("kalender/ramadan/", calendar.add_season, name="season_add"),
    path("kalender/ramadan/<int:season_id>/", calendar.change_season, name="season"),
    path("nilai/", values.overview, name="settings"),
    path("nilai/<str:key>/", values.change, name="setting"),
    path("audit/", audit.register, name="audit"),
    path("audit/periksa/", audit.check, name="audit_check"),
    path("audit/<int:entry_id>/", audit.record, name="audit_entry"),
    path("wilayah/", regions.register, name="regions"),
]
