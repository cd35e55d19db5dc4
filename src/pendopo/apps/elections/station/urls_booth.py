"""Addresses of the booths: the kiosk page and its API."""

from __future__ import annotations

from django.urls import path

from pendopo.apps.elections.station import views_booth as views

app_name = "bilik"
urlpatterns = [
    path("", views.page, name="page"),
    path("pasang", views.pair, name="pair"),
    path("pemilihan", views.election, name="election"),
    path("kartu", views.card, name="card"),
    path("suara", views.vote, name="vote"),
    path("selesai", views.done, name="done"),
    path("batal", views.give_up, name="give_up"),
    path("panggil", views.call, name="call"),
    path("denyut", views.beat, name="beat"),
]
