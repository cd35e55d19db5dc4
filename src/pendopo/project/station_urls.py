"""Addresses of a polling station's laptop. Nothing here asks a database."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("bilik/", include("pendopo.apps.elections.station.urls_booth")),
]
if find_spec("pendopo.apps.elections.station.urls_ceremony"):
    urlpatterns.append(path("upacara/", include("pendopo.apps.elections.station.urls_ceremony")))
urlpatterns.append(path("", include("pendopo.apps.elections.station.urls")))

handler400 = "pendopo.apps.elections.station.views_start.bad_request"
handler403 = "pendopo.apps.elections.station.views_start.forbidden"
handler404 = "pendopo.apps.elections.station.views_start.missing"
handler500 = "pendopo.apps.elections.station.views_start.broken"
