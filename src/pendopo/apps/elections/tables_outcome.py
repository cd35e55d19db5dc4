"""Registers after the count: villages side by side, objections."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pendopo.apps.elections.models import ElectionState, ObjectionState
from pendopo.apps.elections.queries.objections import WAITING
from pendopo.apps.elections.queries.recap import RecapRow, state_word
from pendopo.apps.elections.tables import districts, waves
from pendopo.kernel.clock import today
from pendopo.kernel.tables import Chip, Chips, Column, Filter, Status, Table, counted

OBJECTION_TONES = {
    ObjectionState.FILED: "watch", ObjectionState.EXAMINED: "info", ObjectionState.ACCEPTED: "ok",
    ObjectionState.REFUSED: "mute", ObjectionState.WITHDRAWN: "mute",
}  # fmt: skip


def count_state(row: RecapRow) -> Status:
    return Status(*state_word(row))


def objection_state(row: Any) -> Status:
    if row.state in WAITING and row.answer_by < today():
        return Status("bad", _("Lewat batas jawab"))
    return Status(OBJECTION_TONES[row.state], row.get_state_display())


def in_district(rows: list[RecapRow], path: str) -> list[RecapRow]:
    return [row for row in rows if row.district_path == path]


RECAP = Table(
    name="rekapitulasi-pilkades",
    title=_("Rekapitulasi pilkades"),
    columns=(
        Column("village", _("Desa"), sort="village", detail="district", detail_label=_("Kecamatan"), width=28),
        Column("wave", _("Gelombang"), sort="wave", screen=False),
        Column("day", _("Hari pemungutan"), kind="date", sort="day"),
        Column("count", _("TPS masuk"), phone=True),
        Column("registered", _("DPT"), kind="number", sort="registered"),
        Column("attended", _("Hadir"), kind="number", sort="attended"),
        Column("turnout", _("Kehadiran %"), kind="number", decimals=1, sort="turnout"),
        Column("valid", _("Suara sah"), kind="number", sort="valid", screen=False),
        Column("blank", _("Suara kosong"), kind="number", sort="blank", screen=False),
        Column("leader", _("Suara terbanyak"), sort="leader", width=28),
        Column("votes", _("Suara"), kind="number", sort="votes", screen=False),
        Column("margin", _("Selisih"), kind="number", sort="margin"),
        Column("state", _("Keadaan"), count_state, kind="status", phone=True),
    ),
    order="village",
    phone="compact",
    chips=Chips(
        "kelompok",
        _("Keadaan"),
        (
            Chip("belum", _("Belum lengkap"), lambda row: not row.is_complete),
            Chip("lengkap", _("Semua TPS masuk"), lambda row: row.is_complete),
            Chip("sama", _("Suara sama"), lambda row: row.is_tied),
            Chip("tetap", _("Ditetapkan"), lambda row: row.is_determined),
        ),
        counts=counted,
    ),
    filters=(
        Filter("gelombang", _("Gelombang"), choices=waves, apply="wave"),
        Filter("kecamatan", _("Kecamatan"), choices=districts, apply=in_district),
        Filter("keadaan", _("Keadaan pemilihan"), choices=ElectionState.choices, apply="state"),
    ),
    search=("village", "district", "leader"),
    search_label=_("Desa, kecamatan, atau calon"),
    row_url=lambda row: reverse("elections:result", args=[row.pk]),
    landscape=True,
    empty_title=_("Belum ada hasil"),
    empty_text=_("Pemilihan yang siap memilih tampil di sini; angkanya terisi saat hasil TPS diumumkan."),
)  # fmt: skip

OBJECTIONS = Table(
    name="keberatan-pilkades",
    title=_("Keberatan"),
    columns=(
        Column("subject", _("Pokok keberatan"), sort="subject", detail="election.unit.name", detail_label=_("Desa"),
               width=40),
        Column("station", _("TPS"), "station.number", kind="number"),
        Column("filed_on", _("Diajukan"), kind="date", sort="filed_on"),
        Column("answer_by", _("Batas jawab"), kind="date", sort="answer_by", phone=True),
        Column("answered_on", _("Dijawab"), kind="date", sort="answered_on"),
        Column("late", _("Lewat batas ajukan"), lambda row: _("ya") if row.is_late else "", screen=False),
        Column("state", _("Keadaan"), objection_state, kind="status", phone=True),
    ),
    order="-filed_on",
    phone="compact",
    chips=Chips(
        "keadaan",
        _("Keadaan"),
        (
            Chip("menunggu", _("Menunggu jawaban"), Q(state__in=WAITING)),
            Chip("diterima", _("Diterima"), Q(state=ObjectionState.ACCEPTED)),
            Chip("ditolak", _("Ditolak"), Q(state=ObjectionState.REFUSED)),
            Chip("dicabut", _("Dicabut"), Q(state=ObjectionState.WITHDRAWN)),
        ),
        counts=counted,
    ),
    filters=(Filter("gelombang", _("Gelombang"), choices=waves, apply="election__wave"),),
    search=("subject__icontains", "election__unit__name__icontains"),
    search_label=_("Pokok keberatan atau desa"),
    row_url=lambda row: reverse("elections:objection", args=[row.pk]),
    landscape=True,
    empty_title=_("Belum ada keberatan"),
    empty_text=_("Keberatan atas pemilihan atau hasilnya dicatat panitia."),
)  # fmt: skip
