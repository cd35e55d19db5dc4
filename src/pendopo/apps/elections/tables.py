"""Registers: elections, candidates, members."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pendopo.apps.elections.models import CandidateState, ElectionState, MemberRole
from pendopo.apps.elections.queries import elections as queries
from pendopo.kernel.actor import Actor
from pendopo.kernel.scope import under
from pendopo.kernel.tables import Chip, Chips, Column, Filter, Status, Table, counted
from pendopo.ui.columns import by_state, years

ELECTION_TONES = {
    ElectionState.PREPARING: "mute", ElectionState.REGISTRATION: "info", ElectionState.ROLL_FINAL: "info",
    ElectionState.READY: "ok", ElectionState.VOTING: "watch", ElectionState.COUNTED: "watch",
    ElectionState.DETERMINED: "ok", ElectionState.ARCHIVED: "mute", ElectionState.CANCELLED: "mute",
}  # fmt: skip
CANDIDATE_TONES = {
    CandidateState.REGISTERED: "watch", CandidateState.VERIFIED: "info", CandidateState.ACCEPTED: "ok",
    CandidateState.NOT_SELECTED: "mute", CandidateState.REJECTED: "mute", CandidateState.WITHDRAWN: "mute",
}  # fmt: skip
election_state = by_state(ELECTION_TONES)
candidate_state = by_state(CANDIDATE_TONES)
GONE = Q(state__in=(CandidateState.NOT_SELECTED, CandidateState.REJECTED, CandidateState.WITHDRAWN))
AHEAD = Q(state__in=(ElectionState.PREPARING, ElectionState.REGISTRATION, ElectionState.ROLL_FINAL))
NOW = Q(state__in=(ElectionState.READY, ElectionState.VOTING, ElectionState.COUNTED))
STATION_ROLES = (MemberRole.KPPS_HEAD, MemberRole.KPPS, MemberRole.TECHNICIAN)


def member_state(row: Any) -> Status:
    if row.left_on:
        return Status("mute", _("Berhenti"))
    return Status("ok", _("PIN ada")) if row.pin_hash else Status("info", _("Bertugas"))


def timeliness(row: Any) -> Status:
    if row.state in (ElectionState.ARCHIVED, ElectionState.CANCELLED):
        return Status("mute", "–")
    return Status("bad", _("Terlambat")) if row.late else Status("ok", _("Tepat waktu"))


def districts(actor: Actor) -> list[tuple[str, str]]:
    return [(unit.path, unit.name) for unit in queries.districts(actor)]


def waves(actor: Actor) -> list[tuple[str, str]]:
    return [(wave, wave) for wave in queries.waves(actor)]


YEARS = years(2, 6)
BY_ELECTION = (
    Filter("gelombang", _("Gelombang"), choices=waves, apply="election__wave"),
    Filter("kecamatan", _("Kecamatan"), choices=districts,
           apply=lambda rows, path: rows.filter(under(path, "election__unit__path"))),
    Filter("tahun", _("Tahun"), choices=YEARS, apply="election__day__year"),
)  # fmt: skip
"""For registers of what belongs to elections."""

ELECTIONS = Table(
    name="pilkades",
    title=_("Pilkades"),
    columns=(
        Column("village", _("Desa"), "unit.name", sort="unit__name", detail="unit.parent.name",
               detail_label=_("Kecamatan"), width=30),
        Column("wave", _("Gelombang"), sort="wave", width=20),
        Column("day", _("Hari pemungutan"), kind="date", sort="day", phone=True),
        Column("tps", _("TPS"), kind="number", sort="tps"),
        Column("listed", _("Pemilih"), kind="number"),
        Column("standing", _("Calon"), kind="number", sort="standing"),
        Column("time", _("Tahapan"), timeliness, kind="status"),
        Column("decree", _("SK panitia"), "decree_number", screen=False),
        Column("title", _("Nama pemilihan"), screen=False, width=40),
        Column("state", _("Keadaan"), election_state, kind="status", phone=True),
    ),
    order="-day",
    phone="compact",
    chips=Chips(
        "kelompok",
        _("Keadaan"),
        (
            Chip("siapkan", _("Disiapkan"), AHEAD),
            Chip("jalan", _("Siap dan berjalan"), NOW),
            Chip("tetap", _("Ditetapkan"), Q(state=ElectionState.DETERMINED)),
            Chip("arsip", _("Diarsipkan"), Q(state=ElectionState.ARCHIVED)),
            Chip("batal", _("Dibatalkan"), Q(state=ElectionState.CANCELLED)),
        ),
        counts=counted,
    ),
    filters=(
        Filter("gelombang", _("Gelombang"), choices=waves, apply="wave"),
        Filter("kecamatan", _("Kecamatan"), choices=districts,
               apply=lambda rows, path: rows.filter(under(path, "unit__path"))),
        Filter("keadaan", _("Keadaan rinci"), choices=ElectionState.choices, apply="state"),
        Filter("tahun", _("Tahun"), choices=YEARS, apply="day__year"),
    ),
    search=("unit__name__icontains", "title__icontains", "decree_number__icontains"),
    search_label=_("Desa, nama pemilihan, atau nomor SK"),
    row_url=lambda row: reverse("elections:election", args=[row.pk]),
    landscape=True,
    empty_title=_("Belum ada pilkades"),
    empty_text=_("Pilkades yang dibuka kabupaten untuk desa Anda tampil di sini."),
)  # fmt: skip

CANDIDATES = Table(
    name="calon-kades",
    title=_("Calon kepala desa"),
    columns=(
        Column("name", _("Calon"), sort="name", detail="ballot_name", detail_label=_("Nama di surat suara"), width=32),
        Column("village", _("Desa"), "election.unit.name", sort="election__unit__name", width=26, phone=True),
        Column("day", _("Hari pemungutan"), "election.day", kind="date", sort="election__day"),
        Column("number", _("Nomor"), kind="number", sort="number"),
        Column("education", _("Pendidikan")),
        Column("occupation", _("Pekerjaan"), screen=False),
        Column("reason", _("Alasan"), screen=False),
        Column("state", _("Keadaan"), candidate_state, kind="status", phone=True),
    ),
    order="name",
    phone="compact",
    chips=Chips(
        "keadaan",
        _("Keadaan"),
        (
            Chip("mendaftar", _("Perlu diteliti"), Q(state=CandidateState.REGISTERED)),
            Chip("memenuhi", _("Memenuhi syarat"), Q(state=CandidateState.VERIFIED)),
            Chip("calon", _("Berhak dipilih"), Q(state=CandidateState.ACCEPTED)),
            Chip("gugur", _("Tidak lanjut"), GONE),
        ),
        counts=counted,
    ),
    filters=BY_ELECTION,
    search=("name__icontains", "ballot_name__icontains", "election__unit__name__icontains"),
    search_label=_("Nama calon atau desa"),
    row_url=lambda row: reverse("elections:candidate", args=[row.pk]),
    landscape=True,
    empty_title=_("Belum ada calon"),
    empty_text=_("Calon didaftarkan panitia di halaman pemilihan desanya."),
)  # fmt: skip

MEMBERS = Table(
    name="petugas-pilkades",
    title=_("Petugas pilkades"),
    columns=(
        Column("name", _("Nama"), sort="name", detail="get_role_display", detail_label=_("Tugas"), width=32),
        Column("village", _("Desa"), "election.unit.name", sort="election__unit__name", width=26, phone=True),
        Column("station", _("TPS"), "station.number", kind="number", sort="station__number"),
        Column("candidate", _("Saksi dari"), "candidate.ballot_name"),
        Column("decree", _("Surat tugas"), "decree_number"),
        Column("left", _("Berhenti"), "left_on", kind="date", screen=False),
        Column("state", _("Keadaan"), member_state, kind="status", phone=True),
    ),
    order="name",
    phone="compact",
    chips=Chips(
        "kelompok",
        _("Tugas"),
        (
            Chip("panitia", _("Panitia"), Q(role__in=(MemberRole.COMMITTEE_HEAD, MemberRole.COMMITTEE))),
            Chip("kpps", _("KPPS dan teknisi"), Q(role__in=STATION_ROLES)),
            Chip("saksi", _("Saksi"), Q(role=MemberRole.WITNESS)),
            Chip("awas", _("BPD dan pengawas"), Q(role__in=(MemberRole.BPD, MemberRole.SUPERVISOR))),
        ),
        counts=counted,
    ),
    filters=BY_ELECTION,
    search=("name__icontains", "election__unit__name__icontains", "decree_number__icontains"),
    search_label=_("Nama, desa, atau surat tugas"),
    row_url=lambda row: reverse("elections:members", args=[row.election_id]),
    landscape=True,
    empty_title=_("Belum ada petugas"),
    empty_text=_("Panitia, KPPS, saksi, dan pengawas dicatat di halaman pemilihan desanya."),
)  # fmt: skip
