"""Addresses of units, punches and PINs, below /kehadiran/."""

from __future__ import annotations

from django.urls import URLPattern, path

from pendopo.apps.attendance import views_devices as devices
from pendopo.apps.attendance import views_pins as pins
from pendopo.apps.attendance import views_punches as punches

urlpatterns: list[URLPattern] = [
    path("mesin/", devices.register, name="devices"),
    path("mesin/menunggu/", devices.waiting, name="devices-waiting"),
    path("mesin/menunggu/<int:waiting_id>/sembunyikan/", devices.forget, name="device-forget"),
    path("mesin/daftarkan/", devices.new, name="device-new"),
    path("mesin/perintah/<int:command_id>/", devices.decide, name="device-decide"),
    path("mesin/<int:device_id>/", devices.record, name="device"),
    path("mesin/<int:device_id>/ubah/", devices.edit, name="device-edit"),
    path("mesin/<int:device_id>/masuk/", devices.arrivals, name="device-arrivals"),
    path("mesin/<int:device_id>/perintah/", devices.order, name="device-order"),
    path("mesin/<int:device_id>/hapus-isi/", devices.wipe, name="device-wipe"),
    path("mesin/<int:device_id>/keadaan/", devices.keep, name="device-keep"),
    path("mesin/ketukan/", punches.register, name="punches"),
    path("mesin/ketukan/rusak/", punches.bad_lines, name="bad-lines"),
    path("mesin/ketukan/putuskan/", punches.judge, name="punches-judge"),
    path("mesin/pin/", pins.unmatched, name="pins"),
    path("mesin/pin/pegawai/", pins.matched, name="pins-matched"),
    path("mesin/pin/pegawai/<int:mapping_id>/", pins.change, name="pin"),
    path("mesin/pin/unggah/", pins.upload, name="pins-upload"),
    path("mesin/pin/cocokkan/", pins.match_sure, name="pins-sure"),
    path("mesin/pin/<int:punch_id>/", pins.match, name="pin-match"),
]
