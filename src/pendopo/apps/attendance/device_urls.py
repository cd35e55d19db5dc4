"""Addresses of the device protocol, included by the project at the root (not below /kehadiran/)."""

from django.urls import re_path

from pendopo.apps.attendance.device_views import elsewhere, iclock

NAME = r"(?P<name>[A-Za-z]{1,20}(?:\.aspx|\.php|\.ASPX|\.PHP)?)/?$"
TOKEN = r"(?P<token>[A-Za-z0-9_-]{16,64})/"  # noqa: S105

urlpatterns = [
    re_path(rf"^iclock/{NAME}", iclock, name="iclock"),
    re_path(rf"^iclock/{TOKEN}(?:iclock/)?{NAME}", iclock, name="iclock-token"),
    re_path(r"^iclock(?:/.*)?$", elsewhere, name="iclock-elsewhere"),
]
