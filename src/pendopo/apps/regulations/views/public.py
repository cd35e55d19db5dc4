"""The register as everybody reads it: search, a page for each document, its file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pendopo.apps.regulations import queries
from pendopo.apps.regulations.models import Regulation
from pendopo.apps.regulations.queries import public as public_queries
from pendopo.apps.regulations.queries import record as record_queries
from pendopo.apps.regulations.words import STATUS_WORDS, TONES
from pendopo.kernel import files, portal
from pendopo.kernel.clock import today
from pendopo.kernel.http import public
from pendopo.kernel.tables.paging import keyset_page

PAGE_SIZE = 20
LONGEST = 120
FILTERS = {"jenis": "kind", "tahun": "year", "bidang": "field_of_law"}


@public
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Public documents, found by words and narrowed by kind, year, field and status."""
    chosen = {
        name: request.GET.get(name, "").replace("\0", "")[:LONGEST].strip() for name in ("cari", *FILTERS, "berlaku")
    }
    rows = public_queries.published()
    for name, lookup in FILTERS.items():
        if chosen[name] and not (name == "tahun" and not _is_year(chosen[name])):
            rows = rows.filter(**{lookup: chosen[name]})
    if chosen["berlaku"]:
        rows = rows.filter(status_now__in=["berlaku", "diubah"])
    if chosen["cari"]:
        rows = queries.search(rows, chosen["cari"])
    found = keyset_page(
        rows, sort="enacted_on", descending=True, size=PAGE_SIZE, after=request.GET.get("sesudah", "")[:20],
        before=request.GET.get("sebelum", "")[:20],
    )  # fmt: skip
    kept = {name: value for name, value in chosen.items() if value}
    context: dict[str, Any] = {
        "title": _("Produk hukum"),
        "crumbs": [(_("Layanan publik"), reverse("public:index"))],
        "rows": [_shown(row) for row in found.rows],
        "total": rows.order_by().count(),
        "chosen": chosen,
        "is_narrowed": bool(kept),
        "choices": _choices(),
        "after": _address(kept, "sesudah", found.after),
        "before": _address(kept, "sebelum", found.before),
    }
    return portal.page(request, "regulations/public_list.html", context)


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == 4


def _address(kept: dict[str, str], name: str, row: str) -> str:
    return f"?{urlencode({**kept, name: row})}" if row else ""


def _shown(row: Any) -> dict[str, Any]:
    return {"r": row, "word": STATUS_WORDS[row.status_now], "tone": TONES[row.status_now]}


def _choices() -> dict[str, list[tuple[str, str]]]:
    """Kinds, years and fields that public documents have. Three small queries."""
    rows = Regulation.objects.published().order_by()
    kinds = dict(rows.values_list("kind", "kind_name").distinct())
    order = list(queries.kinds())
    return {
        "jenis": sorted(kinds.items(), key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order)),
        "tahun": [(str(y), str(y)) for y in rows.order_by("-year").values_list("year", flat=True).distinct()],
        "bidang": [(b, b) for b in rows.exclude(field_of_law="").order_by("field_of_law").values_list(
            "field_of_law", flat=True).distinct()],
    }  # fmt: skip


@public
@require_safe
def record(request: HttpRequest, regulation_id: int) -> HttpResponse:
    """One public document."""
    row, day = _found(regulation_id), today()
    status = queries.status_of(row, day)
    context = {
        "title": row.full_name,
        "crumbs": [
            (_("Layanan publik"), reverse("public:index")),
            (_("Produk hukum"), reverse("public:regulations")),
        ],
        "r": row,
        "status_word": STATUS_WORDS[status],
        "status_tone": TONES[status],
        "related": record_queries.relations(row, Regulation.objects.published().defer("abstract", "search_text"), day),
        "articles": list(row.articles.all()),
        "version": row.versions.first(),
    }
    return portal.page(request, "regulations/public_record.html", context)


@public
@require_safe
def file(request: HttpRequest, regulation_id: int) -> HttpResponseBase:
    """The present file of a public document."""
    row = _found(regulation_id)
    if row.file is None:
        raise Http404
    return files.response(row.file, public=True)


def _found(regulation_id: int) -> Regulation:
    return get_object_or_404(Regulation.objects.published().select_related("file"), pk=regulation_id)
