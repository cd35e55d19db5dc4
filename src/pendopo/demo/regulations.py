"""The demo regency's produk hukum: what its SPBE rests on, one draft, one that ends soon, one revoked by another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from pendopo.apps.regulations import services
from pendopo.apps.regulations.models import Regulation, State
from pendopo.apps.regulations.services import RegulationFacts
from pendopo.kernel import pdf
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.units.models import Unit

FIELD = "Hukum Administrasi Negara"
PLACE = "Tana Paser"


@dataclass(frozen=True, slots=True)
class Doc:
    """A document of the demo; `topics` are SPBE indicators with what it proves."""

    kind: str
    number: str
    on: date
    title: str
    subjects: str
    owner: str = "DISKOMINFO"
    topics: tuple[tuple[int, str], ...] = ()
    article: tuple[str, str, str] = ("Pasal 2", "", "")
    is_public: bool = True
    months: int = 0


DOCS: tuple[Doc, ...] = (
    Doc("perda", "3", date(2016, 12, 1), "Pembentukan dan Susunan Perangkat Daerah", "perangkat daerah", "SETDA",
        article=("Pasal 2", "Dengan peraturan daerah ini dibentuk perangkat daerah.", "membentuk perangkat daerah")),
    Doc("perbup", "21", date(2019, 5, 6), "Tata Kelola Sistem Pemerintahan Berbasis Elektronik", "SPBE, tata kelola",
        article=("Pasal 4", "Tata kelola SPBE meliputi rencana induk, anggaran, dan arsitektur.", "")),
    Doc("perbup", "14", date(2022, 3, 7), "Arsitektur Sistem Pemerintahan Berbasis Elektronik", "SPBE, arsitektur",
        topics=((1, "Menetapkan arsitektur SPBE dengan enam domain"),),
        article=("Pasal 5", "Arsitektur SPBE memuat domain proses bisnis, data dan informasi, layanan, aplikasi, "
                 "infrastruktur, dan keamanan.", "memuat keenam domain arsitektur")),
    Doc("perbup", "15", date(2022, 3, 7), "Peta Rencana Sistem Pemerintahan Berbasis Elektronik", "SPBE, peta rencana",
        topics=((2, "Menetapkan peta rencana SPBE"),),
        article=("Pasal 3", "Peta rencana SPBE berlaku untuk jangka waktu lima tahun.", "jangka waktu peta rencana")),
    Doc("perbup", "38", date(2022, 8, 22), "Manajemen Data", "manajemen data, satu data", "DISKOMINFO",
        topics=((3, "Menetapkan manajemen data"),)),
    Doc("perbup", "9", date(2023, 2, 13), "Pembangunan dan Pengembangan Aplikasi", "aplikasi",
        topics=((4, "Menetapkan siklus pembangunan aplikasi"),)),
    Doc("perbup", "10", date(2023, 2, 13), "Layanan Pusat Data", "pusat data",
        topics=((5, "Mengatur layanan pusat data"),)),
    Doc("perbup", "27", date(2023, 7, 3), "Layanan Jaringan Intra dan Sistem Penghubung Layanan", "jaringan intra",
        topics=((6, "Mengatur jaringan intra pemerintah"), (7, "Mengatur sistem penghubung layanan"))),
    Doc("perbup", "31", date(2023, 9, 18), "Manajemen Keamanan Informasi", "keamanan informasi",
        topics=((8, "Menetapkan manajemen keamanan informasi"),)),
    Doc("perbup", "33", date(2024, 1, 15), "Audit Teknologi Informasi dan Komunikasi", "audit TIK", "INSPEKTORAT",
        topics=((9, "Mengatur audit TIK"),)),
    Doc("sk", "555/112/2025", date(2025, 2, 3), "Tim Koordinasi Sistem Pemerintahan Berbasis Elektronik",
        "SPBE, tim koordinasi", topics=((10, "Membentuk tim koordinasi SPBE"),), months=24,
        article=("Diktum KESATU", "Membentuk Tim Koordinasi SPBE.", "membentuk tim koordinasi")),
    Doc("perbup", "6", date(2025, 4, 14), "Sistem Pemerintahan Berbasis Elektronik", "SPBE, tata kelola",
        article=("Pasal 41", "Peraturan Bupati Nomor 21 Tahun 2019 dicabut dan dinyatakan tidak berlaku.", "")),
    Doc("se", "800/45/2026", date(2026, 1, 12), "Penggunaan Presensi Elektronik", "presensi, disiplin", "BKPSDM",
        is_public=False),
)  # fmt: skip
DRAFT = "Layanan Digital Terpadu"


def make(actor: Actor, government: Any = None) -> None:
    """Thirteen documents with their files, and a draft; a second call adds nothing."""
    if Regulation.objects.exists():
        return
    root = Unit.objects.get(path="")
    made = {(doc.kind, doc.number): _make(actor, doc, root) for doc in DOCS}
    services.relate(actor, made["perbup", "6"], target=made["perbup", "21"], kind="revokes")
    for number in ("14", "15"):
        services.relate(actor, made["perbup", "6"], target=made["perbup", number], kind="implements")
    draft = services.add(
        actor,
        RegulationFacts(
            kind="perbup",
            year=today().year,
            title=DRAFT,
            owner_unit=_unit("DISKOMINFO", root),
            field_of_law=FIELD,
            subjects="layanan digital",
        ),
    )
    services.attach(actor, draft, _paper(actor, draft, DOCS[0]), note="naskah rancangan")


def _make(actor: Actor, doc: Doc, root: Unit) -> Regulation:
    on, own = doc.on, {"perda": "LD", "perbup": "BD"}
    promulgated = doc.kind in own
    until = today() + timedelta(days=72) if doc.months else None
    row = services.add(
        actor,
        RegulationFacts(
            kind=doc.kind,
            number=doc.number,
            year=on.year,
            title=doc.title,
            owner_unit=_unit(doc.owner, root),
            state=State.PROMULGATED if promulgated else State.ENACTED,
            enacted_on=on,
            promulgated_on=on + timedelta(days=1) if promulgated else None,
            place=PLACE,
            in_force_until=until,
            subjects=doc.subjects,
            field_of_law=FIELD,
            extent="4 hlm",
            publisher="Bagian Hukum Sekretariat Daerah",
            source=f"{own[doc.kind]} {on.year}/{doc.number}" if promulgated else "Bagian Hukum",
            is_public=doc.is_public,
            abstract=f"Mengatur {doc.title.lower()} di lingkungan pemerintah daerah." if doc.is_public else "",
        ),
    )
    services.attach(actor, row, _paper(actor, row, doc), note="salinan")
    services.bind(actor, row, unit=root)
    ref, text, decides = doc.article
    if text:
        services.add_article(actor, row, ref=ref, text=text, decides=decides)
    for number, note in doc.topics:
        services.tie(actor, row, topic=f"spbe-59-2020:{number}", note=note, articles=ref if text else "")
    return row


def _paper(actor: Actor, row: Regulation, doc: Doc) -> SimpleUploadedFile:
    """A short PDF of the document, so that downloads and digests are real."""
    lines = [f"tentang {row.title}", "Contoh naskah untuk demo; bukan produk hukum yang sebenarnya."]
    data = {
        "title": row.full_name, "regency": str(settings.REGENCY["name"]), "made": "Demo Pendopo", "lines": lines,
        "articles": [list(doc.article[:2])] if doc.article[1] else [],
    }  # fmt: skip
    made_at = datetime.combine(row.enacted_on or date(row.year, 1, 1), time(), UTC)
    name = f"{row.kind}-{row.number or 'rancangan'}-{row.year}.pdf".replace("/", "-")
    return SimpleUploadedFile(name, pdf.render("kernel/typst/notice.typ", data, made_at=made_at))


def _unit(code: str, root: Unit) -> Unit:
    """An office of the demo by its short name or code; the regency where there is none."""
    return Unit.objects.filter(code=code).first() or Unit.objects.filter(short_name__iexact=code).first() or root
