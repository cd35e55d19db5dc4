"""Registers of the roll. Names and NIK are looked for by POST (views/roll.py: find): no search here."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pendopo.apps.elections.models import (
    ChangeKind,
    ChangeState,
    Hamlet,
    ImportState,
    Pilkades,
    Station,
    VoterState,
)
from pendopo.apps.elections.rules.nik import WORDS as NIK_WORDS
from pendopo.apps.elections.rules.roll import age_on
from pendopo.kernel.tables import Bulk, Chip, Chips, Column, Filter, Status, Table, counted
from pendopo.ui.columns import by_state

CHANGE_TONES: dict[str, str] = {ChangeState.ASKED: "watch", ChangeState.ACCEPTED: "ok", ChangeState.REFUSED: "mute"}
IMPORT_TONES: dict[str, str] = {
    ImportState.CHECKED: "watch",
    ImportState.RUNNING: "info",
    ImportState.DONE: "ok",
    ImportState.UNDONE: "mute",
}
change_state = by_state(CHANGE_TONES)
import_state = by_state(IMPORT_TONES)
LISTED = Q(state=VoterState.LISTED)
SHORT = {
    "nik_region": _("Kode kecamatan tidak dikenal"), "nik_calendar": _("Tanggal dalam NIK tidak ada"),
    "nik_born": _("Tanggal lahir berbeda dari NIK"), "nik_sex": _("Jenis kelamin berbeda dari NIK"),
    "elsewhere": _("Terdaftar di desa lain"), "same_person": _("Mungkin terdaftar dua kali"),
}  # fmt: skip


def findings_of(row: Any) -> str:
    """The findings of a voter that somebody confirmed, in words."""
    codes = [code for code in row.findings.split("|") if code]
    return ", ".join(str(SHORT.get(code) or NIK_WORDS.get(code, code)) for code in codes)


def voter_state(row: Any) -> Status:
    if row.state == VoterState.REMOVED:
        return Status("mute", _("Dicoret"))
    return Status("watch", _("Perlu dilihat")) if row.findings else Status("ok", _("Terdaftar"))


def delivery(row: Any) -> Status:
    if row.delivered_at:
        return Status("ok", _("Diterima"))
    return Status("watch", _("Kembali")) if row.undelivered_because else Status("mute", _("Belum"))


def stations_of(election: Pilkades) -> list[tuple[str, str]]:
    rows = Station.objects.filter(election=election).order_by("number").values_list("number", flat=True)
    return [*((str(number), f"TPS {number}") for number in rows), ("0", str(_("Belum ada TPS")))]


def hamlets_of(election: Pilkades) -> list[tuple[str, str]]:
    rows = Hamlet.objects.filter(election=election).values_list("pk", "name")
    return [*((str(pk), name) for pk, name in rows), ("0", str(_("Dusun kosong")))]


def _at_station(rows: Any, value: str) -> Any:
    return rows.filter(station__isnull=True) if value == "0" else rows.filter(station__number=value)


def _in_hamlet(rows: Any, value: str) -> Any:
    return rows.filter(hamlet__isnull=True) if value == "0" else rows.filter(hamlet=value)


def _with_finding(rows: Any, value: str) -> Any:
    return rows.exclude(findings="") if value == "ada" else rows.filter(findings__contains=f"|{value}|")


def _filters(election: Pilkades) -> tuple[Filter, ...]:
    return (
        Filter("tps", _("TPS"), choices=lambda _actor: stations_of(election), apply=_at_station),
        Filter("dusun", _("Dusun"), choices=lambda _actor: hamlets_of(election), apply=_in_hamlet),
        Filter("jk", _("Jenis kelamin"), choices=(("L", _("Laki-laki")), ("P", _("Perempuan"))), apply="sex"),
    )


def voters_table(election: Pilkades) -> Table:
    """The roll of one election; its exports hold the NIK."""
    findings = (("ada", _("Ada temuan")), *SHORT.items())
    return Table(
        name="daftar-pemilih",
        title=_("Daftar pemilih"),
        columns=(
            Column("name", _("Nama"), sort="search_name", detail="address", detail_label=_("Alamat"), width=34),
            Column("nik", _("NIK"), kind="code", width=20),
            Column("family_card", _("Nomor KK"), screen=False, width=20),
            Column("sex", _("L/P")),
            Column("born_place", _("Tempat lahir"), screen=False, width=20),
            Column("born_on", _("Lahir"), kind="date", screen=False),
            Column("age", _("Umur"), lambda row: age_on(row.born_on, election.day), kind="number"),
            Column("hamlet", _("Dusun"), "hamlet.name", phone=True),
            Column("rt", _("RT"), screen=False),
            Column("rw", _("RW"), screen=False),
            Column("station", _("TPS"), "station.number", kind="number", phone=True),
            Column("number", _("No. DPT"), kind="number", sort="number"),
            Column("needs", _("Bantuan"), screen=False),
            Column("origin", _("Asal"), "get_origin_display", screen=False),
            Column("findings", _("Temuan"), findings_of, screen=False, width=40),
            Column("removed_because", _("Alasan dicoret"), screen=False),
            Column("state", _("Keadaan"), voter_state, kind="status", phone=True),
        ),
        order="name",
        phone="compact",
        chips=Chips("keadaan", _("Keadaan"), (
            Chip("terdaftar", _("Terdaftar"), LISTED),
            Chip("temuan", _("Perlu dilihat"), LISTED & ~Q(findings="")),
            Chip("dicoret", _("Dicoret"), Q(state=VoterState.REMOVED)),
        ), counts=counted),
        filters=(*_filters(election), Filter("temuan", _("Temuan"), choices=findings, apply=_with_finding)),
        row_url=lambda row: reverse("elections:voter", args=[row.pk]),
        exports=("xlsx",),
        saved_as=f"daftar-pemilih-{election.pk}",
        empty_title=_("Daftar pemilih masih kosong"),
        empty_text=_("Impor DPS dari XLSX atau CSV."),
    )  # fmt: skip


def invitations_table(election: Pilkades) -> Table:
    """Who has his letter; no NIK."""
    return Table(
        name="undangan-memilih",
        title=_("Undangan memilih"),
        columns=(
            Column("name", _("Nama"), sort="search_name", detail="address", detail_label=_("Alamat"), width=34),
            Column("hamlet", _("Dusun"), "hamlet.name", phone=True),
            Column("rt", _("RT")),
            Column("station", _("TPS"), "station.number", kind="number", phone=True),
            Column("number", _("No. DPT"), kind="number", sort="number"),
            Column("delivered_at", _("Diterima"), kind="datetime", sort="delivered_at", detail="delivered_by"),
            Column("why", _("Sebab"), "undelivered_because", screen=False, width=30),
            Column("state", _("Undangan"), delivery, kind="status", phone=True),
        ),
        order="name",
        phone="compact",
        chips=Chips("undangan", _("Undangan"), (
            Chip("belum", _("Belum"), Q(delivered_at__isnull=True, undelivered_because="")),
            Chip("kembali", _("Kembali"), Q(delivered_at__isnull=True) & ~Q(undelivered_because="")),
            Chip("diterima", _("Diterima"), Q(delivered_at__isnull=False)),
        ), counts=counted),
        filters=_filters(election),
        row_url=lambda row: reverse("elections:voter", args=[row.pk]),
        bulk=(Bulk("diterima", _("Tandai diterima"), "elections:invitations_mark", permission="elections.voters"),),
        landscape=True,
        saved_as=f"undangan-memilih-{election.pk}",
        empty_title=_("Belum ada undangan"),
        empty_text=_("Undangan dibuat begitu DPT ditetapkan."),
    )  # fmt: skip


CHANGES = Table(
    name="perbaikan-daftar-pemilih",
    title=_("Usulan perbaikan"),
    columns=(
        Column("kind", _("Usulan"), "get_kind_display", sort="kind", detail="reason", width=30),
        Column("who", _("Pemilih"), lambda row: row.facts.get("name") or (row.voter.name if row.voter else ""),
               width=30, phone=True),
        Column("asked_by", _("Pengusul"), width=24),
        Column("asked_at", _("Diusulkan"), kind="datetime", sort="asked_at"),
        Column("answer", _("Jawaban"), screen=False, width=40),
        Column("decided_by", _("Diputuskan oleh"), screen=False),
        Column("state", _("Keadaan"), change_state, kind="status", phone=True),
    ),
    order="-asked_at",
    phone="compact",
    chips=Chips("keadaan", _("Keadaan"), (
        Chip("diusulkan", _("Belum diputuskan"), Q(state=ChangeState.ASKED)),
        Chip("diterima", _("Diterima"), Q(state=ChangeState.ACCEPTED)),
        Chip("ditolak", _("Ditolak"), Q(state=ChangeState.REFUSED)),
    ), counts=counted),
    filters=(Filter("usulan", _("Usulan"), choices=ChangeKind.choices, apply="kind"),),
    row_url=lambda row: reverse("elections:roll_change", args=[row.pk]),
    landscape=True,
    empty_title=_("Belum ada usulan perbaikan"),
    empty_text=_("Warga yang belum terdaftar atau datanya keliru melapor selama DPS diumumkan."),
)  # fmt: skip

IMPORTS = Table(
    name="impor-daftar-pemilih",
    title=_("Impor daftar pemilih"),
    columns=(
        Column("file_name", _("Berkas"), sort="file_name", width=40),
        Column("rows", _("Baris"), "counts.rows", kind="number"),
        Column("made_at", _("Diperiksa"), kind="datetime", sort="made_at", phone=True),
        Column("account_name", _("Oleh")),
        Column("state", _("Keadaan"), import_state, kind="status", phone=True),
    ),
    order="-made_at",
    phone="compact",
    row_url=lambda row: reverse("elections:roll_import_show", args=[row.pk]),
    empty_title=_("Belum ada impor"),
    empty_text=_("Berkas yang Anda periksa tampil di sini."),
)  # fmt: skip
