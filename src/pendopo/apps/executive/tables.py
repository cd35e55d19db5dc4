"""The register of alerts."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pendopo.kernel.alerts.models import Alert, Severity, State
from pendopo.kernel.tables import Chip, Chips, Column, Filter, Status, Table, counted


def _severity(alert: Alert) -> Status:
    return Status(alert.severity, Severity(alert.severity).label)


def _state(alert: Alert) -> Status:
    if alert.is_late:
        return Status("bad", _("lewat tenggat"))
    tone = {State.OPEN: "watch", State.ANSWERED: "info", State.CLOSED: "ok"}.get(State(alert.state), "mute")
    return Status(tone, State(alert.state).label)


ALERTS = Table(
    name="perlu-perhatian",
    title=_("Perlu perhatian"),
    columns=(
        Column("title", _("Peringatan"), sort="title", detail="detail", detail_label=_("Rincian")),
        Column("severity", _("Tingkat"), _severity, kind="status"),
        Column("state", _("Keadaan"), _state, kind="status"),
        Column("assignee", _("Kepada"), "assignee.name", hide_empty=True),
        Column("raised_at", _("Sejak"), kind="datetime", sort="raised_at"),
        Column("due_at", _("Tenggat"), kind="datetime", sort="due_at", hide_empty=True),
    ),
    order="-raised_at",
    chips=Chips(
        "keadaan",
        _("Keadaan"),
        (
            Chip("terbuka", _("Belum selesai"), ~Q(state=State.CLOSED)),
            Chip("baru", _("Baru"), Q(state=State.OPEN)),
            Chip("disposisi", _("Didisposisi"), Q(state=State.ASSIGNED)),
            Chip("dijawab", _("Dijawab"), Q(state=State.ANSWERED)),
            Chip("selesai", _("Selesai"), Q(state=State.CLOSED)),
        ),
        counts=counted,
    ),
    filters=(
        Filter("tingkat", _("Tingkat"), choices=Severity.choices, apply="severity"),
        Filter("sejak", _("Sejak"), kind="date", apply="raised_at__date__gte"),
    ),
    search=("title__icontains", "detail__icontains"),
    search_label=_("Cari peringatan"),
    row_url=lambda alert: reverse("executive:alert", args=[alert.pk]),
    empty_title=_("Tidak ada peringatan"),
    empty_text=_("Mesin senyap, kantor yang turun, dan data yang terlambat muncul di sini."),
)
