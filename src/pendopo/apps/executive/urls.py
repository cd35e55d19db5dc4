"""Addresses of the regent's room."""

from __future__ import annotations

from django.urls import path

from pendopo.apps.executive.views import alerts, maps, room, walls

app_name = "executive"
urlpatterns = [
    path("", room.room, name="room"),
    path("unit/<str:path>/", room.unit, name="unit"),
    path("angka/<str:key>/", room.figure, name="figure"),
    path("angka/<str:key>/<str:path>/", room.figure, name="figure_unit"),
    path("kantor/", room.offices, name="offices"),
    path("kantor/<str:path>/", room.offices, name="parts"),
    path("rumus/", room.formula, name="formula"),
    path("rumus/<str:path>/", room.formula, name="formula_unit"),
    path("ringkasan.pdf", room.brief, name="brief"),
    path("peta/", maps.map_page, name="map"),
    path("peta/impor/", maps.map_import, name="map_import"),
    path("peta/hapus/", maps.map_remove, name="map_remove"),
    path("perhatian/", alerts.register, name="alerts"),
    path("perhatian/<int:pk>/", alerts.alert, name="alert"),
    path("perhatian/<int:pk>/akui/", alerts.acknowledge, name="alert_acknowledge"),
    path("perhatian/<int:pk>/tunda/", alerts.snooze, name="alert_snooze"),
    path("perhatian/<int:pk>/disposisi/", alerts.assign, name="alert_assign"),
    path("perhatian/<int:pk>/jawab/", alerts.answer, name="alert_answer"),
    path("perhatian/<int:pk>/tutup/", alerts.close, name="alert_close"),
    path("dinding", walls.wall, name="wall"),
    path("dinding/pasang/<str:secret>/", walls.pair, name="pair"),
    path("layar/", walls.screens, name="screens"),
    path("layar/buat/", walls.create, name="screen_create"),
    path("layar/<int:pk>/cabut/", walls.revoke, name="screen_revoke"),
]
