"""Registers: trainings, participants, follow-ups, visits, adoptions."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pendopo.apps.learning.models import (
    AdoptionState,
    Direction,
    FollowUpState,
    GovernmentKind,
    ParticipantState,
    TrainingState,
    VisitState,
)
from pendopo.apps.learning.queries.trainings import offices_open
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.scope import under
from pendopo.kernel.tables import Chip, Chips, Column, Filter, Status, Table, counted
from pendopo.kernel.topics import label_of
from pendopo.ui.columns import by_state, years

TRAINING_TONES = {
    TrainingState.DRAFT: "mute", TrainingState.OPEN: "info", TrainingState.RUNNING: "info",
    TrainingState.DONE: "ok", TrainingState.CANCELLED: "mute",
}  # fmt: skip
PARTICIPANT_TONES = {
    ParticipantState.NOMINATED: "watch", ParticipantState.ACCEPTED: "ok", ParticipantState.WAITING: "info",
    ParticipantState.DECLINED: "mute", ParticipantState.WITHDRAWN: "mute",
}  # fmt: skip
VISIT_TONES = {
    VisitState.PROPOSED: "watch", VisitState.APPROVED: "info", VisitState.SCHEDULED: "info", VisitState.HELD: "watch",
    VisitState.REPORTED: "watch", VisitState.DONE: "ok", VisitState.REJECTED: "mute", VisitState.CANCELLED: "mute",
}  # fmt: skip
ADOPTION_TONES = {
    AdoptionState.PLANNED: "mute", AdoptionState.RUNNING: "info", AdoptionState.DONE: "ok",
    AdoptionState.DROPPED: "mute",
}  # fmt: skip
FOLLOW_UP_TONES = {
    FollowUpState.PLANNED: "info", FollowUpState.REPORTED: "watch", FollowUpState.CONFIRMED: "ok",
}  # fmt: skip
training_state = by_state(TRAINING_TONES)
participant_state = by_state(PARTICIPANT_TONES)
visit_state = by_state(VISIT_TONES)
YEARS = years(1, 5)
GONE = Q(state__in=(ParticipantState.DECLINED, ParticipantState.WITHDRAWN))
OPEN_ADOPTION = Q(state__in=(AdoptionState.PLANNED, AdoptionState.RUNNING))


def late_follow_up() -> Q:
    return Q(state=FollowUpState.PLANNED, due__lt=today())


def late_adoption() -> Q:
    return OPEN_ADOPTION & Q(due__lt=today())


def adoption_state(row: Any) -> Status:
    if row.state in (AdoptionState.PLANNED, AdoptionState.RUNNING) and row.due and row.due < today():
        return Status("bad", _("Lewat tenggat"))
    return Status(ADOPTION_TONES[row.state], row.get_state_display())


def follow_up_state(row: Any) -> Status:
    if row.state == FollowUpState.PLANNED and row.due < today():
        return Status("bad", _("Lewat tenggat"))
    return Status(FOLLOW_UP_TONES[row.state], row.get_state_display())


def levels(row: Any) -> str:
    def said(level: int | None) -> str:
        return "–" if level is None else str(level)

    return "" if row.level_from is None and row.level_to is None else f"{said(row.level_from)} → {said(row.level_to)}"


def offices(actor: Actor) -> list[tuple[str, str]]:
    """Offices among the actor's units, for a filter."""
    rows = offices_open().filter(under(actor.unit_path, "path"))
    return [(path, name) for path, name in rows.values_list("path", "short_name")]


TRAININGS = Table(
    name="bimtek",
    title=_("Bimtek"),
    columns=(
        Column("title", _("Bimtek"), sort="title", detail="organiser.name", detail_label=_("Penyelenggara"), width=44),
        Column("starts_on", _("Mulai"), kind="date", sort="starts_on", phone=True),
        Column("ends_on", _("Sampai"), kind="date"),
        Column("hours", _("JP"), kind="number", sort="hours"),
        Column("taken", _("Peserta"), kind="number", sort="taken"),
        Column("quota", _("Kuota"), kind="number", sort="quota"),
        Column("waiting", _("Cadangan"), kind="number"),
        Column("letter_number", _("Nomor surat"), screen=False),
        Column("state", _("Keadaan"), training_state, kind="status", phone=True),
    ),
    order="-starts_on",
    phone="compact",
    chips=Chips(
        "keadaan",
        _("Keadaan"),
        (
            Chip("dibuka", _("Dibuka"), Q(state=TrainingState.OPEN)),
            Chip("berjalan", _("Berjalan"), Q(state=TrainingState.RUNNING)),
            Chip("selesai", _("Selesai"), Q(state=TrainingState.DONE)),
            Chip("rancangan", _("Rancangan"), Q(state=TrainingState.DRAFT)),
            Chip("batal", _("Dibatalkan"), Q(state=TrainingState.CANCELLED)),
        ),
        counts=counted,
    ),
    filters=(Filter("tahun", _("Tahun"), choices=YEARS, apply="starts_on__year"),),
    search=("title__icontains", "organiser__name__icontains", "letter_number__icontains"),
    search_label=_("Judul, penyelenggara, atau nomor surat"),
    row_url=lambda row: reverse("learning:training", args=[row.pk]),
    landscape=True,
    empty_title=_("Belum ada bimtek"),
    empty_text=_("Bimtek yang Anda ikuti, yang terbuka bagi pegawai, atau yang mengundang kantor Anda tampil di sini."),
)

PARTICIPANTS = Table(
    name="peserta-bimtek",
    title=_("Peserta bimtek"),
    columns=(
        Column("name", _("Peserta"), sort="name", detail="post", detail_label=_("Jabatan"), width=32),
        Column("unit", _("Unit kerja"), "place", sort="place", width=36, phone=True),
        Column("training", _("Bimtek"), "training.title", sort="training__title", width=36),
        Column("starts", _("Mulai"), "training.starts_on", kind="date", sort="training__starts_on"),
        Column("by", _("Diusulkan oleh"), "nominated_by", screen=False),
        Column("reason", _("Alasan"), screen=False),
        Column("state", _("Keadaan"), participant_state, kind="status", phone=True),
    ),
    order="name",
    phone="compact",
    chips=Chips(
        "keadaan",
        _("Keadaan"),
        (
            Chip("diusulkan", _("Menunggu jawaban"), Q(state=ParticipantState.NOMINATED)),
            Chip("diterima", _("Diterima"), Q(state=ParticipantState.ACCEPTED)),
            Chip("cadangan", _("Cadangan"), Q(state=ParticipantState.WAITING)),
            Chip("lain", _("Ditolak atau mundur"), GONE),
        ),
        counts=counted,
    ),
    filters=(
        Filter("kantor", _("Kantor"), choices=offices, apply=lambda rows, path: rows.filter(under(path, "unit__path"))),
        Filter("tahun", _("Tahun"), choices=YEARS, apply="training__starts_on__year"),
    ),
    search=("name__icontains", "training__title__icontains"),
    search_label=_("Nama atau judul bimtek"),
    row_url=lambda row: reverse("learning:training", args=[row.training_id]),
    landscape=True,
    empty_title=_("Belum ada peserta"),
    empty_text=_("Peserta muncul di sini begitu kantor mengusulkan atau pegawai mendaftar."),
)

FOLLOW_UPS = Table(
    name="tindak-lanjut-bimtek",
    title=_("Tindak lanjut bimtek"),
    columns=(
        Column("name", _("Peserta"), "participant.name", sort="participant__name", detail="participant.place",
               detail_label=_("Unit kerja"), width=30),
        Column("plan", _("Rencana"), width=50, phone=True),
        Column("training", _("Bimtek"), "participant.training.title", width=32),
        Column("due", _("Tenggat"), kind="date", sort="due"),
        Column("result", _("Hasil"), screen=False, width=40),
        Column("state", _("Keadaan"), follow_up_state, kind="status", phone=True),
    ),
    order="due",
    phone="compact",
    chips=Chips(
        "keadaan",
        _("Keadaan"),
        (
            Chip("rencana", _("Direncanakan"), Q(state=FollowUpState.PLANNED)),
            Chip("dilaporkan", _("Menunggu konfirmasi"), Q(state=FollowUpState.REPORTED)),
            Chip("selesai", _("Dikonfirmasi"), Q(state=FollowUpState.CONFIRMED)),
        ),
        counts=counted,
    ),
    filters=(
        Filter("lewat", _("Tenggat"), choices=(("ya", _("Lewat tenggat")),),
               apply=lambda rows, _value: rows.filter(late_follow_up())),
    ),
    search=("participant__name__icontains", "plan__icontains"),
    search_label=_("Nama atau rencana"),
    row_url=lambda row: reverse("learning:follow_up", args=[row.pk]),
    landscape=True,
    empty_title=_("Belum ada rencana tindak lanjut"),
    empty_text=_("Peserta menulis rencananya di halaman bimtek sejak bimtek berjalan."),
)  # fmt: skip

VISITS = Table(
    name="studi-tiru",
    title=_("Studi tiru"),
    columns=(
        Column("title", _("Kunjungan"), sort="title", detail="government", detail_label=_("Pemerintah"), width=44),
        Column("direction", _("Arah"), "get_direction_display", sort="direction"),
        Column("owner", _("Perangkat daerah"), "owner.name", sort="owner__name", width=30),
        Column("starts_on", _("Mulai"), kind="date", sort="starts_on", phone=True),
        Column("people", _("Rombongan"), kind="number"),
        Column("adopted", _("Adopsi"), kind="number", sort="adopted"),
        Column("request_number", _("Surat permohonan"), screen=False),
        Column("province", _("Provinsi"), screen=False),
        Column("state", _("Keadaan"), visit_state, kind="status", phone=True),
    ),
    order="-starts_on",
    phone="compact",
    chips=Chips(
        "keadaan",
        _("Keadaan"),
        (
            Chip("usulan", _("Usulan"), Q(state=VisitState.PROPOSED)),
            Chip("rencana", _("Disetujui atau dijadwalkan"), Q(state__in=(VisitState.APPROVED, VisitState.SCHEDULED))),
            Chip("laporan", _("Menunggu hasil"), Q(state__in=(VisitState.HELD, VisitState.REPORTED))),
            Chip("selesai", _("Selesai"), Q(state=VisitState.DONE)),
            Chip("batal", _("Ditolak atau dibatalkan"), Q(state__in=(VisitState.REJECTED, VisitState.CANCELLED))),
        ),
        counts=counted,
    ),
    filters=(
        Filter("arah", _("Arah"), choices=Direction.choices, apply="direction"),
        Filter("jenis", _("Jenis pemerintah"), choices=GovernmentKind.choices, apply="government_kind"),
        Filter("tahun", _("Tahun"), choices=YEARS, apply="starts_on__year"),
    ),
    search=("title__icontains", "government__icontains", "request_number__icontains"),
    search_label=_("Pokok, pemerintah, atau nomor surat"),
    row_url=lambda row: reverse("learning:visit", args=[row.pk]),
    landscape=True,
    empty_title=_("Belum ada studi tiru"),
    empty_text=_("Usulkan kunjungan ke pemerintah lain, atau catat permohonan kunjungan yang masuk."),
)

ADOPTIONS = Table(
    name="adopsi-studi-tiru",
    title=_("Adopsi dari studi tiru"),
    columns=(
        Column("practice", _("Praktik"), sort="practice", detail=lambda row: label_of(row.topic_key),
               detail_label=_("Topik"), width=48),
        Column("from", _("Dari"), "visit.government", sort="visit__government", width=28),
        Column("owner", _("Perangkat daerah"), "owner.name", sort="owner__name", width=28),
        Column("person", _("Penanggung jawab"), "person_name", sort="person_name", width=24),
        Column("levels", _("Tingkat"), levels),
        Column("due", _("Tenggat"), kind="date", sort="due", phone=True),
        Column("state", _("Keadaan"), adoption_state, kind="status", phone=True),
    ),
    order="due",
    phone="compact",
    chips=Chips(
        "keadaan",
        _("Keadaan"),
        (
            Chip("rencana", _("Rencana"), Q(state=AdoptionState.PLANNED)),
            Chip("berjalan", _("Berjalan"), Q(state=AdoptionState.RUNNING)),
            Chip("selesai", _("Selesai"), Q(state=AdoptionState.DONE)),
            Chip("batal", _("Batal"), Q(state=AdoptionState.DROPPED)),
        ),
        counts=counted,
    ),
    filters=(
        Filter("lewat", _("Tenggat"), choices=(("ya", _("Lewat tenggat")),),
               apply=lambda rows, _value: rows.filter(late_adoption())),
        Filter("kantor", _("Kantor"), choices=offices,
               apply=lambda rows, path: rows.filter(under(path, "owner__path"))),
    ),
    search=("practice__icontains", "visit__government__icontains", "person_name__icontains"),
    search_label=_("Praktik, pemerintah, atau penanggung jawab"),
    row_url=lambda row: reverse("learning:adoption", args=[row.pk]),
    landscape=True,
    empty_title=_("Belum ada yang diadopsi"),
    empty_text=_("Adopsi dicatat di halaman kunjungan setelah kunjungan dilaksanakan."),
)  # fmt: skip
