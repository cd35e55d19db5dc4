"""Codes of districts and villages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pendopo.apps.administration import queries
from pendopo.apps.administration.tables import REGIONS
from pendopo.kernel.http import page
from pendopo.ui.registers import respond


@page("units.view")
@require_GET
def register(request: HttpRequest) -> HttpResponseBase:
    subtitle = f"{settings.REGENCY['name']} · Kepmendagri 300.2.2-2430/2025"
    return respond(request, REGIONS, queries.regions(), title=_("Kode wilayah"), subtitle=subtitle)
