"""Addresses of sign-in. Names are allauth's where allauth looks them up; what is not listed here does not exist."""

from django.urls import path

from pendopo.kernel.auth import views

urlpatterns = [
    path("masuk/", views.login, name="account_login"),
    path("masuk/kode/", views.code, name="mfa_authenticate"),
    path("keluar/", views.logout, name="account_logout"),
    path("masuk/nonaktif/", views.inactive, name="account_inactive"),
    path("bahasa/", views.language, name="set_language"),
    path("saya/", views.me, name="saya"),
    path("saya/jabatan/", views.choose_post, name="saya_jabatan"),
    path("saya/kata-sandi/", views.password, name="account_change_password"),
    path("saya/konfirmasi/", views.confirm, name="account_reauthenticate"),
    path("saya/konfirmasi/kode/", views.confirm_by_code, name="mfa_reauthenticate"),
    path("saya/dua-langkah/", views.second_factor, name="mfa_index"),
    path("saya/dua-langkah/aktifkan/", views.activate, name="mfa_activate_totp"),
    path("saya/dua-langkah/matikan/", views.deactivate, name="mfa_deactivate_totp"),
    path("saya/kode-cadangan/", views.codes, name="mfa_view_recovery_codes"),
    path("saya/kode-cadangan/buat/", views.new_codes, name="mfa_generate_recovery_codes"),
    path("saya/kode-cadangan/unduh/", views.download_codes, name="mfa_download_recovery_codes"),
]
