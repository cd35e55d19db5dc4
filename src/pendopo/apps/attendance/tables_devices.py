"""Registers of units, PINs and raw punches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pendopo.apps.attendance.models import Device, Punch, Standing
from pendopo.apps.attendance.protocol import clock
from pendopo.apps.attendance.queries import punches as punch_queries
from pendopo.apps.attendance.queries.devices import DeviceLine
from pendopo.apps.attendance.words_devices import BAD_ROW, STATES, VERIFY, flags_of, word
from pendopo.kernel.actor import Actor
from pendopo.kernel.scope import path_range
from pendopo.kernel.tables import Bulk, Chip, Chips, Column, Filter, Status, Table, counted
from pendopo.kernel.units.models import Unit
from pendopo.ui import formats

LATE_FLAGS = [bits for bits in range(16) if bits & clock.LATE]
STANDING_TONES = {0: "ok", 1: "watch", 2: "info", 3: "mute"}


def raw_text(text: str) -> SafeString:
    return format_html('<span class="raw">{}</span>', text.replace("\t", " "))


def offices(actor: Actor) -> list[tuple[str, str]]:
    """Offices and their parts among the actor's units, for a filter."""
    rows = Unit.objects.under(actor.unit_path).filter(closed_on__isnull=True)
    return [
        (path, name)
        for path, name in rows.values_list("path", "short_name")
        if path and len(path) <= max(4, len(actor.unit_path))
    ]


def device_choices(actor: Actor) -> list[tuple[str, str]]:
    rows = Device.objects.visible_to(actor).order_by("name").values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


def of_unit(rows: Iterable[Any], path: str) -> list[Any]:
    return [row for row in rows if row.unit_path.startswith(path)]


def punches_of_unit(rows: Any, path: str) -> Any:
    """Punches of the units below a path; anything that is no path changes nothing."""
    if not path.isdigit():
        return rows
    low, high = path_range(path)
    devices = Device.objects.filter(unit__path__gte=low, **({"unit__path__lt": high} if high else {}))
    return rows.filter(device__in=devices)


def clock_cell(row: DeviceLine) -> Status | str:
    return Status(row.health.clock_tone, row.health.clock) if row.health.clock else ""


DEVICES = Table(
    name="mesin-presensi",
    title=_("Mesin presensi"),
    phone="compact",
    columns=(
        Column("name", _("Mesin"), sort="name", detail="sn", detail_label=_("Nomor seri")),
        Column("unit", _("Kantor"), "unit_name", sort="unit_name"),
        Column("state", _("Keadaan"), lambda r: Status(r.health.tone, r.health.word), kind="status", phone=True),
        Column(
            "seen",
            _("Terakhir"),
            lambda r: formats.age(r.last_seen_at),
            sort="last_seen_at",
            export=lambda r: r.last_seen_at,
            phone=True,
        ),
        Column("clock", _("Jam mesin"), clock_cell, kind="status"),
        Column("fill", _("Isi memori"), lambda r: None if r.health.fill is None else f"{r.health.fill}%", kind="text"),
        Column(
            "today", _("Ketukan hari ini"), "punches_today", kind="number", sort="punches_today", phone=_("Ketukan")
        ),
        Column("unmatched", _("Tanpa pemilik"), "unmatched", kind="number", sort="unmatched"),
        Column("held", _("Ditahan"), "held", kind="number", sort="held"),
    ),
    order="name",
    chips=Chips(
        "keadaan",
        _("Keadaan"),
        (
            Chip("terhubung", _("Terhubung"), lambda r: r.health.tone == "ok"),
            Chip("senyap", _("Senyap"), lambda r: r.health.tone in ("bad", "stale")),
            Chip("jam", _("Jam menyimpang"), lambda r: r.health.clock_tone in ("watch", "bad")),
            Chip("ditahan", _("Ada yang ditahan"), lambda r: r.held > 0),
            Chip("lepas", _("Tidak dipakai"), lambda r: r.health.tone == "mute"),
        ),
        counts=counted,
    ),
    filters=(Filter("kantor", _("Kantor"), choices=offices, apply=of_unit),),
    search=("name", "sn", "unit_name"),
    search_label=_("Nama, nomor seri, atau kantor"),
    row_url=lambda r: reverse("attendance:device", args=[r.pk]),
    empty_title=_("Belum ada mesin"),
    empty_text=_("Sambungkan mesin pertama: ia muncul di daftar tunggu begitu menghubungi server."),
    landscape=True,
)


def zone_word(row: Punch) -> str:
    """WIB, WITA or WIT of the unit's zone when the punch was made."""
    return formats.zone_word(row.utc_time.astimezone(ZoneInfo(row.zone)))


def owner(row: Punch) -> str:
    return row.person.name if row.person is not None else _now("belum dikenal")


PUNCHES = Table(
    name="ketukan",
    title=_("Ketukan mentah"),
    columns=(
        Column(
            "time",
            _("Waktu mesin"),
            lambda r: f"{formats.clock(r.local_time, seconds=True)} {zone_word(r)}",
            sort="local_time",
            detail=lambda r: formats.short_date(r.local_time),
            detail_label=_("Tanggal"),
            export=lambda r: r.local_time,
        ),
        Column("zone", _("Zona waktu"), screen=False),
        Column("utc", _("UTC"), lambda r: r.utc_time.strftime("%Y-%m-%d %H:%M:%S"), screen=False),
        Column("person", _("Pegawai"), owner, detail=lambda r: f"PIN {r.pin}", detail_label=_("PIN")),
        Column(
            "device", _("Mesin"), "device.name", detail=lambda r: r.device.unit.short_name, detail_label=_("Kantor")
        ),
        Column("state", _("Tombol"), lambda r: word(STATES, r.state), screen=False),
        Column(
            "verify",
            _("Cara"),
            lambda r: word(VERIFY, r.verify),
            detail=lambda r: None if r.state == 255 else word(STATES, r.state),
            detail_label=_("Tombol"),
        ),
        Column(
            "arrived",
            _("Diterima"),
            lambda r: formats.clock(r.received_at, seconds=True),
            detail=lambda r: formats.short_date(r.received_at),
            export=lambda r: r.received_at,
        ),
        Column(
            "standing",
            _("Dihitung"),
            lambda r: Status(STANDING_TONES[r.standing], Standing(r.standing).label),
            kind="status",
            detail=lambda r: ", ".join(flags_of(r.flags)) or None,
            detail_label=_("Tanda"),
        ),
        Column("raw", _("Baris mentah"), lambda r: raw_text(r.raw), export=lambda r: r.raw),
    ),
    order="-time",
    chips=Chips(
        "tanda",
        _("Tanda"),
        (
            Chip("ditahan", _("Ditahan"), Q(standing=Standing.HELD)),
            Chip("tanpa-pemilik", _("Tanpa pemilik"), Q(person__isnull=True)),
            Chip("terlambat", _("Terlambat terkirim"), Q(flags__in=LATE_FLAGS)),
            Chip("ditolak", _("Ditolak"), Q(standing=Standing.REJECTED)),
        ),
    ),
    filters=(
        Filter("sejak", _("Sejak"), kind="date", apply=punch_queries.from_day),
        Filter("sampai", _("Sampai"), kind="date", apply=punch_queries.until_day),
        Filter("mesin", _("Mesin"), choices=device_choices, apply="device_id"),
        Filter("unit", _("Kantor"), choices=offices, apply=punches_of_unit),
    ),
    search=("person__name__icontains", "pin__exact"),
    search_label=_("Nama atau PIN"),
    bulk=(
        Bulk("putuskan", _("Putuskan yang ditahan"), "attendance:punches-judge", permission="attendance.punches.judge"),
    ),
    landscape=True,
    empty_title=_("Belum ada ketukan"),
    empty_text=_("Ketukan muncul di sini begitu mesin mengirimnya."),
)

BAD_LINES = Table(
    name="baris-rusak",
    title=_("Baris yang tidak terbaca"),
    columns=(
        Column("at", _("Diterima"), "received_at", kind="datetime", sort="received_at"),
        Column("device", _("Mesin"), "device.name"),
        Column("reason", _("Sebab"), lambda r: str(BAD_ROW.get(r.reason, r.reason))),
        Column("raw", _("Baris mentah"), lambda r: raw_text(r.raw), export=lambda r: r.raw),
    ),
    order="-at",
    filters=(Filter("mesin", _("Mesin"), choices=device_choices, apply="device_id"),),
    empty_title=_("Tidak ada baris rusak"),
    empty_text=_("Semua baris yang dikirim mesin terbaca."),
)

UNMATCHED = Table(
    name="pin-tanpa-pemilik",
    title=_("PIN tanpa pemilik"),
    columns=(
        Column("pin", _("PIN"), sort="pin", detail=lambda r: r.name or None, detail_label=_("Nama di mesin")),
        Column("group", _("Kelompok mesin"), "group_name", sort="group_name"),
        Column("punches", _("Ketukan menunggu"), "punches", kind="number", sort="punches"),
        Column("first", _("Pertama"), lambda r: formats.short_date(r.first), sort="first"),
        Column("last", _("Terakhir"), lambda r: formats.short_date(r.last), sort="last"),
    ),
    order="-punches",
    search=("pin", "name", "group_name"),
    search_label=_("PIN atau nama di mesin"),
    filters=(Filter("kantor", _("Kantor"), choices=offices, apply=of_unit),),
    row_url=lambda r: reverse("attendance:pin-match", args=[r.sample]),
    empty_title=_("Semua PIN punya pemilik"),
    empty_text=_("PIN yang belum dikenal muncul di sini begitu ketukannya masuk; ketukannya menunggu pemiliknya."),
)

MATCHED = Table(
    name="pin-pegawai",
    title=_("PIN pegawai"),
    columns=(
        Column("pin", _("PIN"), sort="pin"),
        Column("person", _("Pegawai"), lambda r: r.person.name if r.person else _now("diabaikan"), sort="person__name"),
        Column("group", _("Kelompok mesin"), "group.name", sort="group__name"),
        Column("set", _("Dicocokkan"), "set_at", kind="datetime", detail="set_by"),
    ),
    order="pin",
    search=("pin__istartswith", "person__name__icontains"),
    search_label=_("PIN atau nama"),
    row_url=lambda r: reverse("attendance:pin", args=[r.pk]),
    empty_title=_("Belum ada PIN yang dicocokkan"),
)
