"""Addresses of registers, absences, schedules and teams, below /kehadiran/."""

from __future__ import annotations

from django.urls import URLPattern, path

from pendopo.apps.attendance import views_absences as absences
from pendopo.apps.attendance import views_registers as registers
from pendopo.apps.attendance import views_rosters as rosters
from pendopo.apps.attendance import views_schedules as schedules

urlpatterns: list[URLPattern] = [
    path("", registers.day, name="hari"),
    path("bulan/", registers.month, name="bulan"),
    path("saya/", registers.mine, name="saya"),
    path("pegawai/<int:person_id>/", registers.person, name="pegawai"),
    path("pegawai/<int:person_id>/<str:on>/", registers.reasons, name="mengapa"),
    path("hitung-ulang/", registers.recompute, name="recompute"),
    path("ketidakhadiran/", absences.register, name="absences"),
    path("ketidakhadiran/catat/", absences.new, name="absence-new"),
    path("ketidakhadiran/<int:absence_id>/", absences.record, name="absence"),
    path("ketidakhadiran/<int:absence_id>/batal/", absences.cancel, name="absence-cancel"),
    path("jadwal/", schedules.overview, name="schedules"),
    path("jadwal/baru/", schedules.new_pattern, name="pattern-new"),
    path("jadwal/terapkan/", schedules.assign, name="assign"),
    path("jadwal/penerapan/<int:assignment_id>/akhiri/", schedules.end, name="assignment-end"),
    path("jadwal/potongan/", schedules.new_bands, name="bands"),
    path("jadwal/<int:pattern_id>/", schedules.pattern, name="pattern"),
    path("jadwal/<int:pattern_id>/salin/", schedules.copy, name="pattern-copy"),
    path("jadwal/<int:pattern_id>/ubah/", schedules.change, name="pattern-change"),
    path("regu/", rosters.roster, name="roster"),
    path("regu/baru/", rosters.new_shift, name="shift-new"),
    path("regu/<int:shift_id>/tutup/", rosters.close_shift, name="shift-close"),
]
