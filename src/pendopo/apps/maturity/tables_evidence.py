"""Registers of evidence: the library and what waits for a checker."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pendopo.apps.maturity.models import EvidenceKind, UseState
from pendopo.apps.maturity.queries import evidence_lists
from pendopo.apps.maturity.rules.letters import official_name
from pendopo.kernel.clock import today
from pendopo.kernel.scope import under
from pendopo.kernel.tables import Bulk, Chip, Chips, Column, Filter, Status, Table, counted


def state_of(item: Any) -> Status:
    """The one word about a piece of evidence: what has to be done first wins."""
    if item.withdrawn_at is not None:
        return Status("mute", _("Ditarik"))
    if item.valid_until is not None and item.valid_until < today():
        return Status("stale", _("Kedaluwarsa"))
    if item.is_rejected:
        return Status("bad", _("Ditolak"))
    if item.is_proposed:
        return Status("watch", _("Diajukan"))
    if item.is_accepted:
        return Status("ok", _("Diterima"))
    return Status("mute", _("Belum dipakai"))


def _versions(item: Any) -> list[Any]:
    return list(item.versions.all())


def _used(item: Any) -> str:
    return "; ".join(evidence_lists.summed([use for version in _versions(item) for use in version.listed]))


def _number(item: Any) -> int:
    return max((version.number for version in _versions(item)), default=0)


def _has_newer_place(item: Any) -> str:
    """Says that uses stand on an older version."""
    newest = _number(item)
    old = any(use for version in _versions(item) if version.number < newest for use in version.listed)
    return _now("masih ada yang memakai versi lama") if old else ""


def _levels(rows: Any, value: str) -> Any:
    return evidence_lists.used_in(rows, entry__code=value)


LIBRARY = Table(
    name="bukti",
    title=_("Pustaka bukti"),
    columns=(
        Column("title", _("Bukti"), sort="title", detail="get_kind_display", detail_label=_("Jenis"), width=44),
        Column("unit", _("Kantor"), "unit.short_name", sort="unit__name", phone=True, width=22),
        Column("used", _("Dipakai untuk"), _used, detail=_has_newer_place, width=44),
        Column("version", _("Versi"), _number, kind="number"),
        Column("handed_in", _("Diserahkan"), kind="date", sort="handed_in"),
        Column("valid_until", _("Berlaku sampai"), kind="date", sort="valid_until"),
        Column("state", _("Keadaan"), state_of, kind="status", phone=True),
    ),
    order="-handed_in",
    phone="compact",
    chips=Chips(
        "keadaan",
        _("Keadaan"),
        (
            Chip("diajukan", _("Diajukan"), Q(is_proposed=True)),
            Chip("diterima", _("Diterima"), Q(is_accepted=True)),
            Chip("ditolak", _("Ditolak"), Q(is_rejected=True)),
            Chip("segera", _("Segera kedaluwarsa"), Q(is_soon=True)),
            Chip("habis", _("Kedaluwarsa"), Q(is_over=True)),
            Chip("tidak-terpakai", _("Tidak terpakai"), Q(is_used=False, withdrawn_at__isnull=True)),
        ),
        counts=counted,
    ),
    filters=(
        Filter(
            "kantor",
            _("Kantor"),
            choices=evidence_lists.offices,
            apply=lambda rows, path: rows.filter(under(path, "unit__path")),
        ),
        Filter("indikator", _("Indikator"), choices=evidence_lists.indicators, apply=_levels),
        Filter("jenis", _("Jenis"), choices=EvidenceKind.choices, apply="kind"),
        Filter(
            "tahun",
            _("Tahun"),
            choices=evidence_lists.years,
            apply=lambda rows, year: evidence_lists.used_in(rows, entry__assessment__year=int(year)),
        ),
    ),
    search=("title__icontains", "note__icontains"),
    search_label=_("Judul atau catatan"),
    row_url=lambda item: reverse("maturity:evidence_item", args=[item.pk]),
    row_tone=lambda item: "bad" if item.is_rejected and item.withdrawn_at is None else "",
    landscape=True,
    empty_title=_("Belum ada bukti"),
    empty_text=_("Daftarkan berkas, tautan, atau produk hukum. Satu bukti boleh dipakai di beberapa indikator."),
)


def _name(use: Any) -> str:
    return official_name(use.entry.code, use.letter, use.version.item.title)


def _indicator(use: Any) -> str:
    return evidence_lists.indicator_name(use.entry.assessment.instrument, use.entry.code)


def _hint(use: Any) -> Status:
    item = use.version.item
    if item.valid_until is not None and item.valid_until < today():
        return Status("stale", _("Kedaluwarsa"))
    if use.newest > use.version.number:
        return Status("info", _("Ada versi baru"))
    if use.version.is_draft:
        return Status("info", _("Rancangan"))
    if use.copied_from_id:
        return Status("info", _("Dari tahun lalu"))
    return Status("watch", UseState.PROPOSED.label)


CHECKING = Table(
    name="pemeriksaan-bukti",
    title=_("Pemeriksaan bukti"),
    columns=(
        Column("name", _("Bukti"), _name, detail="version.item.get_kind_display", detail_label=_("Jenis"), width=44),
        Column("indicator", _("Indikator"), _indicator, sort="entry__position", phone=True, width=36),
        Column("level", _("Tingkat"), kind="number", sort="level", phone=True),
        Column("pages", _("Pasal atau halaman"), width=24),
        Column("unit", _("Kantor"), "entry.unit.short_name", sort="entry__unit__name", width=20),
        Column("by", _("Diajukan oleh"), "by_name", width=24),
        Column("at", _("Diajukan"), kind="datetime", sort="at"),
        Column("state", _("Keadaan"), _hint, kind="status", phone=True),
    ),
    order="at",
    phone="compact",
    filters=(
        Filter(
            "kantor",
            _("Kantor"),
            choices=evidence_lists.offices,
            apply=lambda rows, path: rows.filter(under(path, "entry__unit__path")),
        ),
        Filter(
            "indikator",
            _("Indikator"),
            choices=evidence_lists.indicators,
            apply="entry__code",
        ),
        Filter("jenis", _("Jenis"), choices=EvidenceKind.choices, apply="version__item__kind"),
    ),
    search=("version__item__title__icontains", "by_name__icontains", "pages__icontains"),
    search_label=_("Judul, halaman, atau pengaju"),
    row_url=lambda use: reverse("maturity:evidence_use", args=[use.pk]),
    bulk=(
        Bulk(
            "terima", _("Terima"), "maturity:evidence_accept_many", permission="maturity.validate",
            confirm=_("Terima bukti yang dipilih? Bukti yang Anda ajukan sendiri dilewati."), icon="check",
        ),
    ),
    landscape=True,
    empty_title=_("Tidak ada bukti yang menunggu"),
    empty_text=_("Bukti yang diajukan kantor muncul di sini untuk diperiksa."),
)  # fmt: skip
