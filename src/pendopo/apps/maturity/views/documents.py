"""Documents of an assessment, and the public page that checks a digest."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from pendopo.apps.maturity.models import Submission
from pendopo.apps.maturity.queries.assessments import instrument_of
from pendopo.apps.maturity.queries.documents import BUILDERS, CONSENT, MINUTES, REPORT, TITLES, WORKSHEET, is_final
from pendopo.apps.maturity.queries.seen import assessment_for
from pendopo.apps.maturity.queries.submitted import standing, verifies
from pendopo.apps.maturity.services import documents as services
from pendopo.apps.maturity.views.around import crumbs
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import actor_of, page, public

SENTENCES = {
    MINUTES: gettext_lazy("Apa yang dinilai, oleh kantor mana, indeks, dan tingkat setiap indikator."),
    CONSENT: gettext_lazy("Persetujuan Koordinator SPBE atas publikasi hasil."),
    REPORT: gettext_lazy("Indeks, domain dan aspek, semua tahap tiap indikator, kekuatan, kelemahan, rekomendasi."),
    WORKSHEET: gettext_lazy("Fakta, analisis, bukti, dan justifikasi tiap indikator."),
}  # fmt: skip


@page(*services.PERMISSIONS)
@require_GET
def documents(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """Which documents there are, final or still a draft."""
    actor = actor_of(request)
    found = assessment_for(actor, assessment_id)
    submission = standing(found)
    rows = [
        {
            "kind": kind,
            "title": TITLES[kind],
            "sentence": SENTENCES[kind],
            "final": is_final(found, kind, submitted=submission is not None),
            "open": services.may_have(actor, found, kind),
            "part": kind == WORKSHEET and not services.sees_all(actor),
        }
        for kind in BUILDERS
    ]
    context: dict[str, Any] = {
        "title": _("Dokumen %(year)s") % {"year": found.year},
        "subtitle": _("PDF/A untuk arsip. Sebelum disampaikan, setiap halaman bertanda KONSEP."),
        "crumbs": crumbs(found, (_("Dokumen"), "")),
        "assessment": found,
        "instrument": instrument_of(found),
        "submission": submission,
        "rows": rows,
    }
    return render(request, "maturity/documents.html", context)


@page(*services.PERMISSIONS)
@require_GET
def document(request: HttpRequest, assessment_id: int, kind: str) -> HttpResponseBase:
    """One document as PDF/A; a large one as a task."""
    actor = actor_of(request)
    found = assessment_for(actor, assessment_id)
    if kind not in BUILDERS:
        raise Http404
    address = _address(request)
    try:
        made = services.prepared(actor, found, kind, address=address)
        if made.is_large:
            return redirect(services.queue(actor, found, kind, address=address).get_absolute_url())
    except Refused as refusal:
        raise Http404(refusal.message) from refusal
    answer = HttpResponse(services.printed(actor, found, made), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{made.name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _address(request: HttpRequest) -> str:
    """The page that checks a digest, as others reach it."""
    path = reverse("maturity:document_check", args=["0" * 64])
    return cast(str, request.build_absolute_uri(path)).replace("0" * 64, services.DIGEST_PLACE)


@public
@require_GET
def check(request: HttpRequest, digest: str) -> HttpResponseBase:
    """For whoever scanned the code on a document: whether the digest is that of a submission, and which one."""
    found = Submission.objects.filter(sha256=digest).select_related("assessment").order_by("-number").first()
    context = {
        "title": _("Pemeriksaan sidik penyampaian"),
        "digest": digest,
        "found": found,
        "sound": verifies(found) if found else False,
        "instrument": instrument_of(found.assessment) if found else None,
    }
    return render(request, "maturity/documents_check.html", context, status=200 if found else 404)
