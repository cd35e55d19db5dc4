"""The register of documents and that of imports."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pendopo.apps.regulations import queries
from pendopo.apps.regulations.models import ImportState
from pendopo.apps.regulations.words import STATUS_WORDS, TONES
from pendopo.kernel.scope import under
from pendopo.kernel.tables import Chip, Chips, Column, Filter, Status, Table, counted
from pendopo.ui.columns import imports


def status_cell(row: Any) -> Status:
    return Status(TONES[row.status_now], STATUS_WORDS[row.status_now])


def name_cell(row: Any) -> str:
    """Its number; a draft has none yet, and its title stands below anyway."""
    return str(row) if row.number else _now("Rancangan %(kind)s") % {"kind": row.kind_short}


REGULATIONS = Table(
    name="produk-hukum",
    title=_("Produk hukum"),
    columns=(
        Column("name", _("Produk hukum"), name_cell, sort="year", detail="title", detail_label=_("Tentang"), width=44),
        Column("kind", _("Jenis"), "kind_name", screen=False, width=24),
        Column("field", _("Bidang hukum"), "field_of_law", sort="field_of_law", width=22),
        Column("unit", _("Pemrakarsa"), "owner_unit.short_name", sort="owner_unit__path", width=20),
        Column("enacted", _("Ditetapkan"), "enacted_on", kind="date", sort="enacted_on"),
        Column("from", _("Berlaku sejak"), "in_force_from", kind="date", screen=False),
        Column("until", _("Sampai"), "in_force_until", kind="date", sort="in_force_until", hide_empty=True),
        Column("source", _("Sumber"), screen=False, width=20),
        Column("status", _("Status"), status_cell, kind="status", phone=True),
    ),
    order="-enacted",
    phone="compact",
    chips=Chips(
        "keadaan",
        _("Keadaan"),
        (
            Chip("berlaku", _("Berlaku"), Q(status_now__in=["berlaku", "diubah"])),
            Chip("dicabut", _("Dicabut atau berakhir"), Q(status_now__in=["dicabut", "berakhir"])),
            Chip("segera", _("Segera berakhir"), Q(ends_soon=True)),
            Chip("rancangan", _("Rancangan"), Q(status_now="rancangan")),
        ),
        counts=counted,
    ),
    filters=(
        Filter("jenis", _("Jenis"), choices=lambda _actor: queries.kind_pairs(), apply="kind"),
        Filter("tahun", _("Tahun"), choices=queries.years, apply="year"),
        Filter("bidang", _("Bidang"), choices=queries.fields_of_law, apply="field_of_law"),
        Filter(
            "unit",
            _("Pemrakarsa"),
            choices=queries.owners,
            apply=lambda rows, path: rows.filter(under(path, "owner_unit__path")),
        ),
    ),
    search=queries.search,
    search_label=_("Judul, subjek, atau nomor"),
    row_url=lambda row: reverse("regulations:record", args=[row.pk]),
    landscape=True,
    empty_title=_("Belum ada produk hukum"),
    empty_text=_("Impor daftar yang ada, atau catat satu per satu."),
)

IMPORTS = imports("impor-produk-hukum", "regulations:import", ImportState)
