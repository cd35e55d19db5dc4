"""What everybody may read, and the feed of the national network of legal documentation (JDIHN)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse

from pendopo.apps.regulations.models import Regulation
from pendopo.apps.regulations.queries.kinds import kinds
from pendopo.apps.regulations.queries.register import status_of, with_status
from pendopo.kernel.clock import regency_zone, today

STATUS = {
    "belum": "Belum Berlaku", "berlaku": "Berlaku", "diubah": "Diubah", "dicabut": "Dicabut",
    "berakhir": "Tidak Berlaku",
}  # fmt: skip
AT_ONCE = 500


def published() -> QuerySet[Any]:
    """Public documents with today's status, the newest first."""
    rows = with_status(Regulation.objects.published()).select_related("file").defer("abstract", "search_text")
    return rows.order_by("-enacted_on", "-pk")


def feed_rows() -> QuerySet[Regulation]:
    """What the regency itself has made: the network's other members give theirs."""
    own = [kind.code for kind in kinds().values() if kind.is_own]
    return Regulation.objects.published().filter(kind__in=own).select_related("file").order_by("pk")


@dataclass(frozen=True, slots=True)
class Edition:
    """What the feed is today: `changed_at` moves with every write and with every day that changes a status."""

    rows: int
    changed_at: datetime | None


def edition() -> Edition:
    """Two small aggregates, so that an unchanged feed is answered without reading it."""
    day = today()
    told = Regulation.objects.aggregate(
        rows=Count("pk"),
        written=Max("updated_at"),
        begun=Max("in_force_from", filter=Q(in_force_from__lte=day)),
        amended=Max("amended_from", filter=Q(amended_from__lte=day)),
        revoked=Max("revoked_from", filter=Q(revoked_from__lte=day)),
        ended=Max("in_force_until", filter=Q(in_force_until__lt=day)),
    )
    if told["written"] is None:
        return Edition(0, None)
    days = [told["begun"], told["amended"], told["revoked"]]
    if told["ended"] is not None:
        days.append(told["ended"] + timedelta(days=1))
    turned = [datetime.combine(on, time(), regency_zone()) for on in days if on is not None]
    return Edition(told["rows"], max([told["written"], *turned]))


def feed_items(base: str) -> Iterator[dict[str, Any]]:
    """One object a document, with exactly the fields of the network; `base` is the address in front of paths."""
    for row in feed_rows().defer("search_text").iterator(chunk_size=AT_ONCE):
        yield feed_item(row, base)


def feed_item(row: Regulation, base: str) -> dict[str, Any]:
    page = base + reverse("public:regulation", args=[row.pk])
    file = base + reverse("public:regulation_file", args=[row.pk]) if row.file else ""
    return {
        "idData": str(row.pk),
        "tahun_pengundangan": str(row.year),
        "tanggal_penetapan": row.enacted_on.isoformat() if row.enacted_on else "",
        "tanggal_pengundangan": row.promulgated_on.isoformat() if row.promulgated_on else "",
        "jenis": row.kind_name,
        "noPeraturan": row.number,
        "judul": f"{row.full_name} tentang {row.title}",
        "noPanggil": row.call_number,
        "singkatanJenis": row.kind_short,
        "tempatTerbit": row.place,
        "penerbit": row.publisher,
        "deskripsiFisik": row.extent,
        "sumber": row.source,
        "subjek": row.subjects,
        "isbn": row.isbn,
        "status": STATUS[status_of(row)],
        "bahasa": row.language,
        "bidangHukum": row.field_of_law,
        "teuBadan": row.issuer,
        "nomorIndukBuku": row.register_number,
        "fileDownload": row.file.name if row.file else "",
        "urlDownload": file,
        "abstrak": row.abstract,
        "urlabstrak": f"{page}#abstrak" if row.abstract else "",
        "urlDetailPeraturan": page,
        "operasi": "4",
        "display": "1",
    }
