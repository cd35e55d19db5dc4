"""The filter that every page of the room carries on: kind of period and day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from pendopo.apps.executive.queries.room import Frame
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.http import Request

EARLIEST = date(2015, 1, 1)


def asked(request: Request) -> tuple[str, date | None]:
    """Kind of period and chosen day; what cannot be read is the usual one."""
    kind = request.GET.get("periode", "hari")
    try:
        day = date.fromisoformat(request.GET.get("tanggal", ""))
    except ValueError:
        return kind, None
    return kind, day if EARLIEST <= day <= today() else None


def path_of(actor: Actor, path: str) -> str:
    """A unit path of an address, 404 when it is not the actor's."""
    if (path and not path.isdigit()) or len(path) % 4 or not actor.covers(path):
        raise Http404
    return path


def choices(request: Request, frame: Frame) -> dict[str, Any]:
    """What the filter bar shows: three kinds, the day, one day back and on."""
    span = frame.span

    def link(**changes: str | None) -> str:
        now = {"periode": span.kind if span.kind != "hari" else None, "tanggal": _day(span.chosen)} | changes
        left = {name: value for name, value in now.items() if value}
        return f"{request.path}?{urlencode(left)}" if left else request.path

    step = {"hari": 1, "7hari": 7, "bulan": 31}[span.kind]
    before = span.until - timedelta(days=step) if span.kind != "bulan" else span.since - timedelta(days=1)
    after = min(span.until + timedelta(days=step), today())
    return {
        "kinds": [
            (label, link(periode=kind if kind != "hari" else None), span.kind == kind)
            for kind, label in (
                ("hari", _("Hari ini") if frame.is_now else _("Satu hari")),
                ("7hari", _("7 hari")),
                ("bulan", _("Bulan")),
            )
        ],
        "day": span.until,
        "before": link(tanggal=before.isoformat()),
        "after": link(tanggal=after.isoformat() if after < today() else None) if span.until < today() else "",
        "kind": span.kind,
        "today": link(tanggal=None) if span.chosen else "",
        "latest": today(),
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def crumbs(frame: Frame, last: str = "") -> list[tuple[str, str]]:
    """From the top of what the actor may see down to here; the filter goes along."""
    if not frame.tree.above and not last:
        return []
    found = [(place.short_name, room_url(place.path, frame)) for place in frame.tree.above]
    here = frame.tree.here.short_name
    if last:
        return [*found, (here, room_url(frame.tree.here.path, frame)), (last, "")]
    return [*found, (here, "")]


def room_url(path: str, frame: Frame) -> str:
    base = reverse("executive:unit", args=[path]) if path else reverse("executive:room")
    return base + frame.span.query
