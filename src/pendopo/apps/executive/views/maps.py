"""The map page and the import of outlines."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pendopo.apps.executive.forms import MapForm
from pendopo.apps.executive.models import MapShape
from pendopo.apps.executive.queries import room as rooms
from pendopo.apps.executive.queries.districts import district_map
from pendopo.apps.executive.services import maps
from pendopo.apps.executive.views.filters import asked, choices, crumbs
from pendopo.kernel import live
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.http import Request, page


@page("executive.view")
def map_page(request: Request) -> HttpResponseBase:
    """All districts with their offices, as a map and as a table."""
    kind, chosen = asked(request)
    base = rooms.frame(request.actor, request.actor.unit_path, kind=kind, chosen=chosen)
    if base is None:
        raise Http404
    context = {
        "map": district_map(request.actor, base.tree, base.span),
        "frame": base,
        "span": base.span,
        "choices": choices(request, base),
        "crumbs": crumbs(base, _("Peta")),
        "wanted": request.GET.get("kecamatan", ""),
        "event_id": live.last_id(),
    }
    return render(request, "executive/map.html", context)


@page("executive.map")
def map_import(request: Request) -> HttpResponseBase:
    if request.actor.unit_path:
        raise NotAllowed("executive.map")
    form = MapForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            if upload.size > maps.MAX_BYTES:
                raise Refused(_("Berkas lebih besar dari 20 MB. Sederhanakan dahulu, lalu unggah lagi."), field="file")
            result = maps.import_map(request.actor, upload.read(), source=upload.name)
        except Refused as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(
                request,
                _("%(stored)s kecamatan tersimpan, %(skipped)s bentuk lain dilewati.")
                % {"stored": result.stored, "skipped": result.skipped},
            )
            return redirect("executive:map_import")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "shapes": MapShape.objects.all(), "title": _("Peta kecamatan")}
    return render(request, "executive/map_import.html", context, status=status)


@require_POST
@page("executive.map")
def map_remove(request: Request) -> HttpResponseBase:
    maps.remove_map(request.actor)
    messages.success(request, _("Peta dihapus. Ruang Bupati memakai peta skematik."))
    return redirect("executive:map_import")
