"""Versions of evidence (file, address, frozen figures) and the running services behind live evidence."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.maturity.models import EvidenceKind, EvidenceVersion
from pendopo.apps.maturity.queries import evidence_record, evidence_scope
from pendopo.apps.maturity.queries import live as live_queries
from pendopo.apps.maturity.queries.regulation_link import facts
from pendopo.apps.maturity.views.evidence_shared import crumbs
from pendopo.kernel import files
from pendopo.kernel.http import actor_of, page
from pendopo.ui.formats import long_date

READERS = ("maturity.view", "maturity.assess", "maturity.review")


@page("maturity.view")
@require_GET
def services_list(request: HttpRequest) -> HttpResponseBase:
    """Every running service that is evidence: what it supports, what holds now, how old its figures are."""
    context = {
        "title": _("Bukti dari sistem berjalan"),
        "crumbs": crumbs((_("Sistem berjalan"), "")),
        "subtitle": _("Angka dibaca dari layanan yang sedang berjalan, tanpa data pribadi."),
        "services": evidence_record.services(),
    }
    return render(request, "maturity/evidence_live.html", context)


@page("maturity.view")
@require_GET
def service(request: HttpRequest, key: str) -> HttpResponseBase:
    """One service now: claims, figures with definitions, and what was frozen of it."""
    actor = actor_of(request)
    shown = evidence_record.service(key)
    if shown is None:
        raise Http404
    context = {
        "title": shown.live.title,
        "crumbs": crumbs((_("Sistem berjalan"), reverse("maturity:evidence_live")), (shown.live.title, "")),
        "shown": shown,
        "frozen": evidence_scope.versions(actor).filter(item__live_key=key).order_by("-at")[:20],
    }
    return render(request, "maturity/evidence_service.html", context)


@page(*READERS)
@require_GET
def version(request: HttpRequest, version_id: int) -> HttpResponseBase:
    """What was handed in. Frozen figures stand beside the present ones for those who may see the service."""
    actor, found = actor_of(request), _found(request, version_id)
    sees_record = actor.can("maturity.view")
    now = None
    if sees_record and found.item.kind == EvidenceKind.LIVE:
        now = live_queries.service(found.item.live_key)
    context: dict[str, Any] = {
        "title": found.item.title,
        "crumbs": crumbs(
            (found.item.title, reverse("maturity:evidence_item", args=[found.item_id])),
            (_("Versi %(n)s") % {"n": found.number}, ""),
        )
        if sees_record
        else [],
        "version": found,
        "item": found.item,
        "sees_record": sees_record,
        "now": now,
        "differences": live_queries.differences(found.snapshot, now)
        if found.item.kind == EvidenceKind.LIVE and found.snapshot
        else [],
        "regulation": found.snapshot if found.item.kind == EvidenceKind.REGULATION else None,
        **_kept(found),
    }
    return render(request, "maturity/evidence_version.html", context)


@page(*READERS)
@require_GET
def file(request: HttpRequest, version_id: int) -> HttpResponseBase:
    found = _found(request, version_id)
    if found.file is None:
        raise Http404
    if not files.path_of(found.file).is_file():
        messages.error(request, _("Berkas ini tidak ada di penyimpanan. Beri tahu admin; versinya tetap tercatat."))
        return redirect("maturity:evidence_version", version_id=version_id)
    return files.response(found.file)


@page(*READERS)
@require_POST
def verify(request: HttpRequest, version_id: int) -> HttpResponseBase:
    """Says whether what is kept still has its digest."""
    found = _found(request, version_id)
    if evidence_record.is_intact(found):
        messages.success(request, _("Utuh: isinya sama dengan saat diserahkan (SHA-256 cocok)."))
    else:
        messages.error(
            request,
            _("Tidak utuh: isinya hilang atau berubah. Beri tahu admin agar dipulihkan dari cadangan."),
        )
    return redirect("maturity:evidence_version", version_id=version_id)


def _kept(found: EvidenceVersion) -> dict[str, Any]:
    """Days of a snapshot in words; for a regulation also what was kept of it and where it stands now."""
    snapshot = found.snapshot or {}
    if found.item.kind == EvidenceKind.REGULATION:
        rows = [(label, long_date(value) if isinstance(value, date) else value) for label, value in facts(snapshot)]
        return {
            "regulation_facts": [(label, value) for label, value in rows if value],
            "regulation_url": reverse("regulations:record", args=[found.item.regulation_id]),
        }
    return {
        "frozen_on": date.fromisoformat(snapshot["on"]) if snapshot.get("on") else None,
        "data_at": datetime.fromisoformat(snapshot["data_at"]) if snapshot.get("data_at") else None,
    }


def _found(request: HttpRequest, version_id: int) -> EvidenceVersion:
    return get_object_or_404(evidence_scope.versions(actor_of(request)), pk=version_id)
