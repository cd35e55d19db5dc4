"""Addresses of registers, absences and schedules."""

from __future__ import annotations

from django.urls import URLPattern, path

from pendopo.apps.attendance import views_recap as recap

urlpatterns: list[URLPattern] = [path("pegawai/<int:person_id>/", recap.person, name="pegawai")]
