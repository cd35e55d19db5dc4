"""The register of employees and that of imports."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pendopo.apps.personnel import queries
from pendopo.apps.personnel.models import ImportState, ServiceState
from pendopo.apps.personnel.rules.ranks import PNS_TABLE, PPPK_TABLE, TABLE
from pendopo.kernel.codes.nip import format_nip
from pendopo.kernel.people.models import PostKind
from pendopo.kernel.scope import LEVEL_DIGITS, under
from pendopo.kernel.tables import Chip, Chips, Column, Filter, Status, Table, counted
from pendopo.ui.columns import imports

ACTIVE = Q(status=ServiceState.ACTIVE)
TONES = {ServiceState.ACTIVE: "ok", ServiceState.DIED: "mute", ServiceState.DISMISSED: "mute"}


def status_of(row: Any) -> Status:
    return Status(TONES.get(row.status, "info"), row.get_status_display())


def pangkat(row: Any) -> str:
    return TABLE[row.golongan].pangkat if row.golongan in TABLE else ""


def office_of(row: Any) -> str:
    """The office above the unit, nothing for those placed in the office itself."""
    return row.office or "" if len(row.unit.path) > LEVEL_DIGITS else ""


def record_url(row: Any) -> str:
    return reverse("personnel:record", args=[row.pk])


def golongan_pairs() -> list[tuple[str, str]]:
    return [(row.code, row.label) for row in (*reversed(PNS_TABLE), *reversed(PPPK_TABLE))]


EMPLOYEES = Table(
    name="pegawai",
    title=_("Pegawai"),
    columns=(
        Column(
            "name",
            _("Pegawai"),
            "full_name",
            sort="name",
            detail=lambda row: format_nip(row.nip),
            detail_label=_("NIP"),
            width=32,
        ),
        Column("post", _("Jabatan"), sort="post", width=32),
        Column(
            "unit",
            _("Unit kerja"),
            "unit.name",
            sort="unit__name",
            phone=True,
            detail=office_of,
            detail_label=_("Kantor"),
            width=32,
        ),
        Column("golongan", _("Golongan"), sort="golongan_order"),
        Column("pangkat", _("Pangkat"), pangkat, screen=False, width=24),
        Column("kind", _("Jenis"), "get_kind_display", sort="kind"),
        Column("placed_on", _("Di unit sejak"), kind="date", screen=False),
        Column("status", _("Status"), status_of, kind="status", phone=True),
    ),
    order="name",
    phone="compact",
    chips=Chips(
        "keadaan",
        _("Keadaan"),
        (
            Chip("aktif", _("Aktif"), ACTIVE),
            Chip("pns", _("PNS"), ACTIVE & Q(kind="pns")),
            Chip("pppk", _("PPPK"), ACTIVE & Q(kind="pppk")),
            Chip("berakhir", _("Tidak aktif lagi"), ~ACTIVE),
        ),
        counts=counted,
    ),
    filters=(
        Filter(
            "unit",
            _("Kantor"),
            choices=queries.offices_seen,
            apply=lambda rows, path: rows.filter(under(path, "unit__path")),
        ),
        Filter("golongan", _("Golongan"), choices=golongan_pairs(), apply="golongan"),
        Filter("jabatan", _("Jenis jabatan"), choices=PostKind.choices, apply="post_kind"),
    ),
    search=queries.search,
    search_label=_("Nama atau NIP"),
    row_url=record_url,
    landscape=True,
    empty_title=_("Belum ada pegawai"),
    empty_text=_("Impor berkas SIASN, atau catat pegawai satu per satu."),
)

IMPORTS = imports("impor-pegawai", "personnel:import", ImportState)
