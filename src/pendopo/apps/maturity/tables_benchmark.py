"""The register of published results, and that of imports."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pendopo.apps.maturity.models import BenchmarkImportState, PeerClass
from pendopo.apps.maturity.queries import benchmark as queries
from pendopo.apps.maturity.queries.benchmark import Standing
from pendopo.kernel.tables import Chip, Chips, Column, Filter, Status, Table, counted
from pendopo.ui import formats
from pendopo.ui.columns import imports

PERIOD = "periode"


def hundredths(value: int | None) -> float | None:
    """For a cell of two places; the number itself stays in hundredths."""
    return None if value is None else value / 100


def period_pairs(_actor: Any) -> list[tuple[str, str]]:
    return [(one.key, one.label) for one in queries.periods()]


def province_pairs(_actor: Any) -> list[tuple[str, str]]:
    return [(name, name) for name in queries.provinces()]


def predicate_of(row: Standing) -> Status | None:
    return Status(row.tone, row.predicate) if row.predicate else None


def signed(value: int | None, places: int = 0) -> str:
    """▲ 2, ▼ 0,15, or = for no change."""
    if value is None:
        return ""
    if not value:
        return "="
    text = formats.number(abs(value)) if not places else formats.number(f"{abs(value) / 100:.2f}", 2)
    return f"{'▲' if value > 0 else '▼'} {text}"


def peer_url(row: Standing) -> str:
    return reverse("maturity:benchmark_peer", args=[row.peer_id])


def _class_chip(kind: str, label: Any) -> Chip:
    return Chip(kind, label, lambda row: row.kind == kind)


def _domain(no: int) -> Column:
    return Column(
        f"d{no}",
        f"Domain {no}",
        lambda row: hundredths(row.domains.get(str(no))),
        kind="number",
        decimals=2,
        screen=False,
    )


RESULTS = Table(
    name="tolok-ukur",
    title=_("Peringkat"),
    columns=(
        Column(
            "name",
            _("Instansi"),
            sort="name",
            detail=lambda row: row.province if row.kind in queries.LOCAL else "",
            detail_label=_("Provinsi"),
            width=34,
        ),
        Column("rank", _("Kelas"), "class_rank", kind="number", sort="class_rank", help=_("Peringkat dalam kelasnya")),
        Column("nation", _("Nasional"), "nation_rank", kind="number", sort="nation_rank"),
        Column(
            "province",
            _("Provinsi"),
            "province_rank",
            kind="number",
            sort="province_rank",
            hide_empty=True,
            help=_("Peringkat di antara kabupaten dan kota seprovinsi"),
        ),
        Column(
            "index",
            _("Indeks"),
            lambda row: hundredths(row.index),
            kind="number",
            decimals=2,
            sort="index",
            phone=True,
        ),
        Column("predicate", _("Predikat"), predicate_of, kind="status", phone=True),
        Column("gained", _("Perubahan"), lambda row: signed(row.gained, 2), sort="gained", help=_("Dari tahun lalu")),
        Column(
            "moved",
            _("Pergeseran"),
            lambda row: signed(row.moved),
            sort="moved",
            help=_("Peringkat dalam kelasnya dibanding tahun lalu"),
        ),
        Column(
            "percentile",
            _("Persentil"),
            kind="number",
            sort="percentile",
            help=_("Persen instansi sekelas yang berada di bawahnya"),
        ),
        Column("kind", _("Jenis"), "kind_word", screen=False),
        Column("population", _("Penduduk"), kind="number", screen=False),
        Column("code", _("Kode wilayah"), screen=False),
        *(_domain(no) for no in range(1, 5)),
        Column("flags", _("Catatan"), lambda row: " ".join(row.flags), screen=False),
    ),
    order="-index",
    phone="compact",
    chips=Chips(
        "kelas", _("Kelas"), tuple(_class_chip(kind, label) for kind, label in PeerClass.choices), counts=counted
    ),
    filters=(
        Filter(PERIOD, _("Tahun"), choices=period_pairs, apply=lambda rows, _value: rows, empty_label=_("Terbaru")),
        Filter(
            "provinsi",
            _("Provinsi"),
            choices=province_pairs,
            apply=lambda rows, value: [row for row in rows if row.province == value],
        ),
        Filter(
            "predikat",
            _("Predikat"),
            choices=[(word, word) for word in ("Memuaskan", "Sangat Baik", "Baik", "Cukup", "Kurang")],
            apply=lambda rows, value: [row for row in rows if row.predicate == value],
        ),
        Filter(
            "tanda",
            _("Catatan"),
            choices=[("ada", _("Perlu diperiksa"))],
            apply=lambda rows, _value: [row for row in rows if row.flags],
        ),
    ),
    search=("name", "province", "code"),
    search_label=_("Nama instansi atau provinsi"),
    row_url=peer_url,
    row_tone=lambda row: "now" if row.is_own else "watch" if row.flags else "",
    landscape=True,
    empty_title=_("Belum ada hasil instansi lain"),
    empty_text=_("Impor tabel hasil dari laporan pelaksanaan evaluasi."),
)

IMPORTS = imports(
    "impor-tolok-ukur", "maturity:benchmark_import", BenchmarkImportState, at="at", detail="source",
    detail_label=_("Sumber"), more=(Column("by", _("Oleh"), "by_name"),),
)  # fmt: skip
