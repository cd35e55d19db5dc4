"""Registers of the evaluation: entries of a year, what waits for the checker, what an assessor has to score."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pendopo.apps.maturity.models import Entry, EntryState
from pendopo.apps.maturity.queries.work import codes_named, is_late, name_of
from pendopo.apps.maturity.rules import loading
from pendopo.kernel.actor import Actor
from pendopo.kernel.scope import under
from pendopo.kernel.tables import Bulk, Chip, Chips, Column, Filter, Status, Table, counted
from pendopo.kernel.units.models import Unit

TONES = {
    EntryState.OPEN: "mute",
    EntryState.DRAFT: "info",
    EntryState.SENT: "watch",
    EntryState.RETURNED: "bad",
    EntryState.ACCEPTED: "ok",
}
TO_DO = Q(state__in=(EntryState.OPEN, EntryState.DRAFT, EntryState.RETURNED))


def status_of(entry: Entry) -> Status:
    return Status(TONES[EntryState(entry.state)], entry.get_state_display())


def entry_url(entry: Entry) -> str:
    return reverse("maturity:entry", args=[entry.assessment_id, entry.code])


def aspect_of(entry: Entry) -> str:
    return loading.get(entry.assessment.instrument).entries[entry.code].aspect.name


def label_of(entry: Entry) -> str:
    """ "3. SDM Pemdi": the number stands with the name on the screen, apart in the files."""
    return f"{entry.code}. {name_of(entry)}"


def unit_of(entry: Entry) -> str:
    return entry.unit.short_name if entry.unit else ""


def level_of(entry: Any) -> int | None:
    return entry.level  # type: ignore[no-any-return]


def _named(rows: QuerySet[Entry], text: str) -> QuerySet[Entry]:
    return rows.filter(codes_named(text))


def aspects(actor: Actor) -> list[tuple[str, str]]:
    """Aspects of every instrument, newest first: "spbe-59-2020:1"."""
    known = sorted(loading.instruments().values(), key=lambda one: -one.first_year)
    return [
        (f"{one.key}:{aspect.no}", f"{one.short} · {aspect.no}. {aspect.name}")
        for one in known
        for aspect in one.aspects
    ]


def _of_aspect(rows: QuerySet[Entry], value: str) -> QuerySet[Entry]:
    key, _colon, no = value.rpartition(":")
    instrument = loading.instruments().get(key)
    codes = [code for code, one in instrument.entries.items() if str(one.aspect.no) == no] if instrument else []
    return rows.filter(assessment__instrument=key, code__in=codes)


def responding(actor: Actor) -> list[tuple[str, str]]:
    """Offices of the actor that have entries in any assessment."""
    used = Entry.objects.visible_to(actor).filter(unit__isnull=False).values("unit")
    return list(Unit.objects.filter(pk__in=used).order_by("name").values_list("path", "short_name"))


def _of_office(rows: QuerySet[Entry], path: str) -> QuerySet[Entry]:
    return rows.filter(under(path, "unit__path"))


ASPECT = Filter("aspek", _("Aspek"), choices=aspects, apply=_of_aspect)
OFFICE = Filter("kantor", _("Kantor"), choices=responding, apply=_of_office)
CODE = Column("number", _("No."), "code", screen=False, width=8)
NAME = Column(
    "code",
    _("Indikator"),
    label_of,
    sort="position",
    detail=aspect_of,
    detail_label=_("Aspek"),
    export=name_of,
    width=60,
)
UNIT = Column("unit", _("Kantor"), unit_of, sort="unit__short_name", phone=True, width=28)
LEVEL = Column("level", _("Tingkat"), level_of, kind="number", phone=True)
DUE = Column("due", _("Batas isian"), kind="date", sort="due", phone=True)
STATE = Column("state", _("Keadaan"), status_of, kind="status", sort="state", phone=True)
CHIPS = Chips(
    "keadaan",
    _("Keadaan"),
    (
        Chip("diisi", _("Perlu diisi"), TO_DO),
        Chip("lewat", _("Lewat batas"), TO_DO & Q(is_late=True)),
        Chip("dikembalikan", _("Dikembalikan"), Q(state=EntryState.RETURNED)),
        Chip("diperiksa", _("Menunggu pemeriksaan"), Q(state=EntryState.SENT)),
        Chip("disetujui", _("Disetujui"), Q(state=EntryState.ACCEPTED)),
    ),
    counts=counted,
)

ENTRIES = Table(
    name="isian-spbe",
    title=_("Isian indikator"),
    columns=(CODE, NAME, UNIT, LEVEL, DUE, STATE),
    order="code",
    phone="compact",
    chips=CHIPS,
    filters=(ASPECT, OFFICE),
    search=_named,
    search_label=_("Nomor atau nama indikator"),
    row_url=entry_url,
    row_tone=lambda row: "bad" if is_late(row) else "",
    page_size=60,
    landscape=True,
    empty_title=_("Belum ada indikator untuk kantor Anda"),
    empty_text=_("Koordinator SPBE membagi indikator kepada kantor; yang dibagikan kepada Anda muncul di sini."),
)

SETUP = Table(
    name="pembagian-spbe",
    title=_("Pembagian indikator"),
    columns=(CODE, NAME, UNIT, DUE),
    order="code",
    phone="compact",
    chips=Chips(
        "pembagian",
        _("Pembagian"),
        (
            Chip("belum", _("Belum dibagi"), Q(unit__isnull=True)),
            Chip("sudah", _("Sudah dibagi"), Q(unit__isnull=False)),
        ),
        counts=counted,
    ),
    filters=(ASPECT, OFFICE),
    search=_named,
    search_label=_("Nomor atau nama indikator"),
    bulk=(Bulk("bagi", _("Bagikan ke kantor"), "maturity:assign", "maturity.assign", icon="building"),),
    page_size=60,
    exports=("xlsx",),
)

CHECKING = Table(
    name="pemeriksaan-spbe",
    title=_("Menunggu pemeriksaan"),
    columns=(
        CODE, NAME, UNIT, LEVEL,
        Column("sent", _("Dikirim"), "sent_at", kind="datetime", sort="sent_at", phone=True),
    ),
    order="sent",
    phone="compact",
    filters=(ASPECT, OFFICE),
    search=_named,
    search_label=_("Nomor atau nama indikator"),
    row_url=entry_url,
    bulk=(
        Bulk(
            "setujui", _("Setujui"), "maturity:accept_many", "maturity.validate",
            confirm=_("Setujui isian yang dipilih? Yang buktinya belum diterima dilewati."), icon="check",
        ),
    ),
    page_size=60,
    exports=("xlsx",),
    empty_title=_("Tidak ada yang menunggu"),
    empty_text=_("Isian yang dikirim kantor muncul di sini."),
)  # fmt: skip

EXTERNAL = Table(
    name="penilaian-eksternal",
    title=_("Penilaian asesor eksternal"),
    columns=(
        CODE,
        NAME,
        Column("level", _("Mandiri"), level_of, kind="number", phone=True),
        Column("before", _("Tahap sebelumnya"), "before_level", kind="number"),
        Column("stage", _("Tahap ini"), "stage_level", kind="number", phone=True),
        Column("by", _("Penilai"), "stage_by"),
    ),
    order="code",
    phone="compact",
    chips=Chips(
        "nilai",
        _("Penilaian"),
        (
            Chip("belum", _("Belum dinilai"), Q(stage_level__isnull=True)),
            Chip("sudah", _("Sudah dinilai"), Q(stage_level__isnull=False)),
            Chip("berbeda", _("Berbeda dari mandiri"), Q(stage_level__isnull=False) & ~Q(stage_level=F("level"))),
        ),
        counts=counted,
    ),
    filters=(ASPECT,),
    search=_named,
    search_label=_("Nomor atau nama indikator"),
    row_url=entry_url,
    page_size=60,
)
