"""The empty box is shown to the witnesses, then the vote begins."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pendopo.apps.elections.station import documents, phases
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.errors import StationRefused
from pendopo.apps.elections.station.forms import OpeningForm
from pendopo.apps.elections.station.holder import current
from pendopo.apps.elections.station.session import KPPS, officer
from pendopo.apps.elections.station.views_board import booth_line, booths_ready
from pendopo.apps.elections.station.views_pending import acting


@officer(*KPPS)
@require_http_methods(["GET", "POST"])
def opening(request: HttpRequest, station: Station) -> HttpResponseBase:
    """Without a booth the day cannot begin; with none that is ready only for a reason, which the chronicle keeps."""
    if station.phase != "prepared":
        return redirect("tps:board")
    holder = current()
    booths = [booth_line(holder, station, one, []) for one in holder.booths.listed()]
    is_ready = booths_ready(station)
    form = OpeningForm(
        request, station, acting(request), request.POST or None, needs_reason=bool(booths) and not is_ready
    )
    is_sent = request.method == "POST" and form.is_valid()
    if request.method == "POST" and not booths:
        form.add_error(None, _("Belum ada bilik. Pasangkan paling sedikit satu layar bilik di papan."))
    elif is_sent:
        officers, witnesses = form.present()
        try:
            phases.open_voting(station, officers, witnesses, reason=form.cleaned_data.get("reason", ""))
        except StationRefused as refused:
            form.add_error("officers" if refused.code == "officers" else None, refused.message)
        else:
            messages.success(request, _("Pemungutan suara dibuka."))
            return redirect("tps:board")
    context = {
        "form": form,
        "station": station,
        "report": phases.zero_report(station),
        "key_print": documents.place_of(station.parcel)["key"],
        "booths": booths,
        "is_ready": is_ready,
    }
    return render(request, "elections/station/opening.html", context)


@officer(*KPPS)
@require_GET
def zero_document(request: HttpRequest, station: Station) -> HttpResponseBase:
    """The zero report on paper; only before the opening, when the box really is empty."""
    if station.phase != "prepared":
        return redirect("tps:board")
    return pdf(
        documents.zero_report_pdf(station, phases.zero_report(station)), f"laporan-nol-tps-{station.parcel.station}"
    )


def pdf(raw: bytes, name: str) -> HttpResponse:
    head = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return HttpResponse(raw, content_type="application/pdf", headers=head)
