"""Addresses under /kehadiran/; each half of the app declares its own."""

from django.urls import URLPattern

from pendopo.apps.attendance.urls_devices import urlpatterns as device_patterns
from pendopo.apps.attendance.urls_recap import urlpatterns as recap_patterns

app_name = "attendance"
urlpatterns: list[URLPattern] = [*recap_patterns, *device_patterns]
