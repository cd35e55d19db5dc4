"""The register of the action plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pendopo.apps.maturity.models import Action, ActionState
from pendopo.apps.maturity.queries.actions import is_late, late
from pendopo.apps.maturity.queries.shown import brief
from pendopo.apps.maturity.rules import loading
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.tables import Bar, Chip, Chips, Column, Filter, Status, Table, counted
from pendopo.kernel.units.queries import offices

TONES = {ActionState.PLANNED: "mute", ActionState.RUNNING: "info", ActionState.DONE: "ok", ActionState.DROPPED: "stale"}


def state_of(action: Action) -> Status:
    """Its state; late ones say so."""
    if is_late(action):
        return Status("bad", _("lewat tenggat"))
    return Status(TONES[ActionState(action.state)], ActionState(action.state).label)


def levels_of(action: Action) -> str:
    """2 → 3, or where it shall be when nobody wrote from where."""
    if action.level_to is None:
        return ""
    return f"{action.level_from if action.level_from is not None else '–'} → {action.level_to}"


def about(action: Action) -> str:
    """The indicator it raises and what comes of it."""
    instrument = loading.instruments().get(action.assessment.instrument)
    entry = instrument.entries.get(action.code) if instrument and action.code else None
    parts = [f"{entry.code}. {brief(entry.indicator.name)}" if entry else action.code, action.output]
    return " · ".join(part for part in parts if part)


def _offices(actor: Actor) -> Iterable[tuple[str, str]]:
    return [(unit.path, unit.short_name) for unit in offices() if actor.covers(unit.path)]


ACTIONS = Table(
    name="rencana-aksi-spbe",
    title=_("Rencana aksi"),
    columns=(
        Column("title", _("Rencana aksi"), sort="title", detail=about, detail_label=_("Indikator dan keluaran")),
        Column("unit", _("Penanggung jawab"), "unit.short_name", sort="unit__path", phone=True),
        Column("levels", _("Tingkat"), levels_of, hide_empty=True),
        Column("due", _("Tenggat"), kind="date", sort="due", phone=True),
        Column(
            "percent",
            _("Kemajuan"),
            lambda row: Bar(row.percent),
            kind="bar",
            sort="percent",
            export=lambda row: row.percent,
        ),
        Column("state", _("Keadaan"), state_of, kind="status", phone=True),
    ),
    order="due",
    chips=Chips(
        "keadaan",
        _("Keadaan"),
        (
            Chip("terlambat", _("Lewat tenggat"), Q(pk__in=())),
            Chip("berjalan", _("Berjalan"), Q(state=ActionState.RUNNING)),
            Chip("direncanakan", _("Direncanakan"), Q(state=ActionState.PLANNED)),
            Chip("selesai", _("Selesai"), Q(state=ActionState.DONE)),
            Chip("dihentikan", _("Dihentikan"), Q(state=ActionState.DROPPED)),
        ),
        counts=counted,
    ),
    filters=(
        Filter("kantor", _("Kantor"), choices=_offices, apply="unit__path__startswith"),
        Filter("indikator", _("Indikator"), kind="text", apply="code"),
        Filter(
            "asal",
            _("Asal"),
            choices=(("rekomendasi", _("Rekomendasi LHE")), ("sendiri", _("Sendiri atau simulasi"))),
            apply=lambda rows, value: rows.filter(finding__isnull=value != "rekomendasi"),
        ),
    ),
    search=("title__icontains", "output__icontains", "unit__short_name__icontains"),
    search_label=_("Cari rencana aksi"),
    row_url=lambda row: reverse("maturity:action", args=[row.pk]),
    row_tone=lambda row: "bad" if is_late(row) else "",
    empty_title=_("Belum ada rencana aksi"),
    empty_text=_("Rencana aksi dibuat dari rekomendasi LHE, dari skenario simulasi, atau ditambah sendiri."),
    phone="compact",
)


def actions_table() -> Table:
    """The register with the chip of late actions as of today."""
    assert ACTIONS.chips is not None
    late_chip = Chip("terlambat", _("Lewat tenggat"), late(today()))
    options = (late_chip, *ACTIONS.chips.options[1:])
    return replace(ACTIONS, chips=replace(ACTIONS.chips, options=options))
