"""The SPBE index for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pendopo.apps.maturity import charts_insight
from pendopo.apps.maturity.queries import instruments
from pendopo.apps.maturity.queries.public import public_index
from pendopo.kernel import portal
from pendopo.kernel.http import public


@public
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """The newest published index, its parts, what it means, and the years before."""
    found = public_index()
    context = {
        "title": _("Indeks SPBE"),
        "found": found,
        "instrument": found.instrument,
        "chart": charts_insight.history(found.panels),
        "notes": found.notes,
        "unconfirmed": instruments.unconfirmed(one.scheme.key for one in found.results),
    }
    return portal.page(request, "maturity/insight_public.html", context)
