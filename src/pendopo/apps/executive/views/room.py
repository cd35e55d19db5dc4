"""The room, a unit's room, a figure, all offices, the formula, the brief."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pendopo.apps.executive.queries import room as rooms
from pendopo.apps.executive.queries.brief import brief as brief_of
from pendopo.apps.executive.queries.league import league
from pendopo.apps.executive.views.filters import asked, choices, crumbs, path_of
from pendopo.kernel import clock, live, pdf
from pendopo.kernel.http import Request, page, signed_in

SORTS = ("skor", "nama", "angka", "perubahan")


@signed_in
def room(request: Request) -> HttpResponseBase:
    """The room of one's own unit; who has none is led to their own desk."""
    if not request.actor.can("executive.view") or not _has_unit(request):
        return redirect("/")
    return _room(request, request.actor.unit_path)


def _has_unit(request: Request) -> bool:
    return not request.actor.unit_path or request.actor.unit_path.isdigit()


@page("executive.view")
def unit(request: Request, path: str) -> HttpResponseBase:
    return _room(request, path_of(request.actor, path))


def _room(request: Request, path: str) -> HttpResponse:
    kind, chosen = asked(request)
    found = rooms.room(request.actor, path, kind=kind, chosen=chosen)
    if found is None:
        raise Http404
    context = {
        "room": found,
        "frame": found.frame,
        "span": found.frame.span,
        "choices": choices(request, found.frame),
        "crumbs": crumbs(found.frame),
        "opens_wall": request.actor.can("executive.wall"),
        "can_manage": request.actor.can("alerts.manage"),
        "moment": clock.now(),
        "is_top": path == request.actor.unit_path,
    }
    if request.GET.get("bagian") == "segar":
        return render(request, "executive/_live_parts.html", context)
    return render(request, "executive/room.html", context)


@page("executive.view")
def figure(request: Request, key: str, path: str | None = None) -> HttpResponseBase:
    """One figure down to the people: definition, trend, parts by unit, rows."""
    own = request.actor.unit_path if path is None else path_of(request.actor, path)
    kind, chosen = asked(request)
    found = rooms.figure_page(request.actor, key, own, kind=kind, chosen=chosen)
    if found is None:
        raise Http404
    names = {place.path: place for place in found.frame.tree.children}
    context = {
        "page": found,
        "frame": found.frame,
        "span": found.frame.span,
        "card": found.card,
        "parts": [(names[place], part) for place, part in found.parts],
        "choices": choices(request, found.frame),
        "crumbs": crumbs(found.frame, str(found.card.indicator.title)),
    }
    return render(request, "executive/figure.html", context)


@page("executive.view")
def offices(request: Request, path: str = "") -> HttpResponseBase:
    """The whole league table, sortable."""
    own = path_of(request.actor, path or request.actor.unit_path)
    kind, chosen = asked(request)
    base = rooms.frame(request.actor, own, kind=kind, chosen=chosen)
    if base is None:
        raise Http404
    event_id = live.last_id()
    table = league(request.actor, base.tree.children, base.span, base.buckets)
    by = request.GET.get("urut", "skor")
    by = by if by in SORTS else "skor"
    down = request.GET.get("arah", "naik" if by == "nama" else "turun") == "turun"
    context = {
        "table": table,
        "rows": table.sorted(by, down) if table else (),
        "frame": base,
        "span": base.span,
        "sorts": _sort_links(request, by, down),
        "by": by,
        "down": down,
        "choices": choices(request, base),
        "crumbs": crumbs(base, _("Semua kantor") if not own else _("Semua bagian")),
        "event_id": event_id,
    }
    return render(request, "executive/offices.html", context)


def _sort_links(request: Request, by: str, down: bool) -> dict[str, str]:
    links = {}
    for name in SORTS:
        query = request.GET.copy()
        turn = not down if name == by else name != "nama"
        query["urut"], query["arah"] = name, "turun" if turn else "naik"
        links[name] = f"?{query.urlencode()}"
    return links


@page("executive.view")
def formula(request: Request, path: str = "") -> HttpResponseBase:
    """The open formula with the settings in force, worked out for one unit."""
    own = path_of(request.actor, path or request.actor.unit_path)
    kind, chosen = asked(request)
    base = rooms.frame(request.actor, own[:-4] if path else own, kind=kind, chosen=chosen)
    if base is None:
        base = rooms.frame(request.actor, own, kind=kind, chosen=chosen)
    if base is None:
        raise Http404
    table = league(request.actor, base.tree.children or [base.tree.here], base.span, base.buckets)
    rows = table.rows if table else ()
    example = next((row for row in rows if row.place.path == own), rows[0] if rows else None)
    context: dict[str, Any] = {
        "table": table,
        "rows": sorted(rows, key=lambda row: row.place.name),
        "example": example,
        "frame": base,
        "span": base.span,
        "choices": choices(request, base),
        "crumbs": crumbs(base, _("Rumus")),
    }
    return render(request, "executive/formula.html", context)


@page("executive.view")
def brief(request: Request) -> HttpResponseBase:
    """The day on one page, to print and sign."""
    _kind, chosen = asked(request)
    own = path_of(request.actor, request.GET.get("unit", request.actor.unit_path))
    found = rooms.room(request.actor, own, chosen=chosen)
    if found is None:
        raise Http404
    name = f"ringkasan-{found.frame.span.until.isoformat()}.pdf"
    return HttpResponse(
        pdf.render(
            "apps/executive/typst/brief.typ", brief_of(found, signer=request.actor.name, post=request.actor.post)
        ),
        headers={"Content-Type": "application/pdf", "Content-Disposition": f'inline; filename="{name}"'},
    )
