"""What a record page shows besides the facts: the histories as one line of time, and who wrote what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.apps.personnel.models import Pegawai, Riwayat, RiwayatGolongan, RiwayatJabatan, RiwayatUnit
from pendopo.apps.personnel.rules.columns import BY_KEY
from pendopo.apps.personnel.rules.ranks import TABLE
from pendopo.kernel.actor import Actor
from pendopo.kernel.audit.models import AuditEntry

KINDS: dict[str, type[Any]] = {"golongan": RiwayatGolongan, "jabatan": RiwayatJabatan, "unit": RiwayatUnit}
TRAIL = 12
ACTIONS: dict[str, Any] = {
    "personnel.hire": gettext_lazy("Dicatat sebagai pegawai"),
    "personnel.place": gettext_lazy("Mutasi dicatat"),
    "personnel.promote": gettext_lazy("Golongan dicatat"),
    "personnel.appoint": gettext_lazy("Jabatan dicatat"),
    "personnel.end": gettext_lazy("Akhir masa kerja dicatat"),
    "personnel.correct": gettext_lazy("Data dibetulkan"),
    "personnel.withdraw": gettext_lazy("Riwayat dibatalkan"),
    "personnel.reinstate": gettext_lazy("Akhir masa kerja dibatalkan"),
    "personnel.read_nik": gettext_lazy("NIK dibuka"),
    "personnel.import_row": gettext_lazy("Diubah lewat impor"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a history in words; `row_id` and `kind` name it for a withdrawal."""

    kind: str
    row_id: int
    tmt: date
    title: str
    detail: str
    sk: str
    is_current: bool
    is_ahead: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """An audit line of a person as the timeline shows it."""

    at: datetime
    title: str
    who: str
    detail: str


def steps(pegawai: Pegawai, on: date) -> list[Step]:
    """All histories of a person, newest first. Three queries."""
    rows: list[tuple[str, Any, str, str]] = []
    for golongan in pegawai.riwayat_golongan.all():
        known = TABLE.get(golongan.golongan)
        rows.append(("golongan", golongan, known.label if known else golongan.golongan, _("Golongan")))
    for jabatan in pegawai.riwayat_jabatan.select_related("unit"):
        rows.append(("jabatan", jabatan, jabatan.title, _post_detail(jabatan)))
    for placed in pegawai.riwayat_unit.select_related("unit"):
        rows.append(("unit", placed, placed.unit.name, _("Unit kerja")))
    found = [
        Step(kind, row.pk, row.tmt, title, detail, _sk(row.sk_number), row.is_current, row.tmt > on)
        for kind, row, title, detail in rows
    ]
    return sorted(found, key=lambda step: (step.tmt, step.kind), reverse=True)


def _sk(number: str) -> str:
    """ "SK 821/7/2025"; a number that already begins with the word keeps it once."""
    return number if not number or number.upper().startswith("SK ") else f"SK {number}"


def _post_detail(jabatan: RiwayatJabatan) -> str:
    parts = [str(jabatan.get_kind_display())]
    if jabatan.eselon:
        parts.append(_("eselon %(code)s") % {"code": jabatan.eselon})
    if jabatan.job_class:
        parts.append(_("kelas %(number)s") % {"number": jabatan.job_class})
    return ", ".join([*parts, jabatan.unit.name])


def step_row(pegawai: Pegawai, kind: str, row_id: int) -> Riwayat | None:
    """One row of a history of this person."""
    model = KINDS.get(kind)
    return model._default_manager.filter(pegawai=pegawai, pk=row_id).first() if model else None


def trail(actor: Actor, pegawai: Pegawai) -> list[Trace]:
    """Who wrote what into the record, newest first, for those who may write it."""
    if not actor.can("personnel.manage"):
        return []
    lines = AuditEntry.objects.filter(subject_type=pegawai._meta.label_lower, subject_id=str(pegawai.pk))
    return [
        Trace(line.at, _action(line.action), line.actor_name, _detail(line)) for line in lines.order_by("-id")[:TRAIL]
    ]


def _action(action: str) -> str:
    return str(ACTIONS.get(action, action))


def _detail(line: AuditEntry) -> str:
    """The names of the fields that changed, or the reason given."""
    change = line.change
    if "reason" in change:
        return str(change["reason"])
    fields = [str(BY_KEY[key].label) for key in change if key in BY_KEY]
    return ", ".join(fields) if line.action in ("personnel.correct", "personnel.import_row") else ""
