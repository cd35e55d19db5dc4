"""Registers of the day, of a person's month, of absences and of who has which schedule."""

from __future__ import annotations

import calendar
from datetime import date
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pendopo.apps.attendance.models import Absence, AbsenceState, DayRecap, RecapState
from pendopo.apps.attendance.queries import registers
from pendopo.apps.attendance.queries.months import PersonMonth
from pendopo.apps.attendance.rules.verdict import State
from pendopo.apps.attendance.words_recap import LETTER_TONES, LETTERS, letter, source_word, state_word
from pendopo.kernel.codes.nip import format_nip
from pendopo.kernel.scope import under
from pendopo.kernel.tables import Chip, Chips, Column, Filter, Status, Table, counted
from pendopo.ui import formats

AWAY = (RecapState.LEAVE, RecapState.SICK, RecapState.PERMIT, RecapState.DUTY)
FREE = (RecapState.HOLIDAY, RecapState.OFF, RecapState.NO_PLAN)


def at_office(row: DayRecap, name: str) -> Any:
    """A moment on the clock of the row's unit."""
    moment = getattr(row, name)
    return moment.astimezone(ZoneInfo(row.unit.zone)) if moment else None


def why_url(row: DayRecap) -> str:
    return reverse("attendance:mengapa", args=[row.person_id, row.work_date.isoformat()])


def nip_of(row: Any) -> str:
    return format_nip(row.person.pegawai.nip)


CAME = Column(
    "in",
    pgettext_lazy("presensi", "Masuk"),
    lambda r: at_office(r, "first_in"),
    kind="time",
    sort="first_in",
    decimals=1,
    phone=True,
)
WENT = Column(
    "out", _("Pulang"), lambda r: at_office(r, "last_out"), kind="time", sort="last_out", decimals=1, phone=True
)
LATE = Column("late", _("Lambat"), lambda r: r.late or None, kind="number", sort="late", hide_empty=True)
EARLY = Column("early", _("Awal"), lambda r: r.early or None, kind="number", sort="early", hide_empty=True)
STATE = Column("state", _("Rekap"), state_word, kind="status", phone=True)
SOURCE = Column("source", _("Sumber"), source_word, width=22)
CHIPS = Chips(
    "rekap",
    _("Rekap"),
    (
        Chip("hadir", _("Hadir"), Q(state=RecapState.PRESENT)),
        Chip("terlambat", _("Terlambat"), Q(late__gt=0)),
        Chip("belum", _("Belum hadir"), Q(state__in=(RecapState.AWAITED, RecapState.PENDING))),
        Chip("alpa", _("Tanpa keterangan"), Q(state=RecapState.ABSENT)),
        Chip("cuti-dinas", _("Cuti & dinas"), Q(state__in=AWAY)),
        Chip("tak-lengkap", _("Rekaman tak lengkap"), Q(no_in=True) | Q(no_out=True)),
        Chip("libur", _("Libur"), Q(state__in=FREE)),
    ),
    counts=counted,
)

WHO = Column(
    "name",
    _("Pegawai"),
    "person.pegawai.full_name",
    sort="person__pegawai__name",
    detail=nip_of,
    detail_label=_("NIP"),
    width=30,
)

DAY = Table(
    name="kehadiran-harian",
    title=_("Kehadiran harian"),
    columns=(
        WHO,
        Column("unit", _("Unit"), "unit.short_name", sort="unit__path", width=22),
        CAME,
        WENT,
        LATE,
        EARLY,
        STATE,
        SOURCE,
    ),
    order="name",
    chips=CHIPS,
    filters=(
        Filter(
            "unit",
            _("Unit"),
            choices=registers.unit_choices,
            apply=lambda rows, path: rows.filter(under(path)),
            empty_label=_("Semua unit"),
        ),
    ),
    search=registers.found_by,
    search_label=_("Nama atau NIP"),
    row_url=why_url,
    phone="compact",
    landscape=True,
    empty_title=_("Belum ada rekap untuk hari ini"),
    empty_text=_("Rekap dibuat pukul 00.05 untuk semua pegawai, atau begitu rekaman pertama masuk."),
)

PERSON = Table(
    name="kehadiran-pegawai",
    title=_("Kehadiran pegawai"),
    columns=(
        Column(
            "date",
            _("Tanggal"),
            lambda r: formats.long_date(r.work_date, weekday=True),
            sort="work_date",
            export=lambda r: r.work_date,
            width=24,
        ),
        Column("plan", _("Jadwal"), lambda r: plan_words(r), detail="plan_label"),
        CAME,
        WENT,
        LATE,
        EARLY,
        STATE,
        SOURCE,
    ),
    order="-date",
    row_url=why_url,
    phone="compact",
    page_size=31,
    empty_title=_("Belum ada rekap pada bulan ini"),
)


def plan_words(row: DayRecap) -> str:
    """07.30-16.00, with the next day marked."""
    if row.plan_start is None or row.plan_end is None:
        return ""
    return f"{_clock(row.plan_start)}–{_clock(row.plan_end)}"


def _clock(minutes: int) -> str:
    return f"{minutes % 1440 // 60:02d}.{minutes % 60:02d}"


def absence_state(row: Absence) -> Status:
    return Status("ok" if row.state == AbsenceState.ACTIVE else "mute", row.get_state_display())


ABSENCES = Table(
    name="ketidakhadiran",
    title=_("Cuti, sakit, izin, dan dinas"),
    columns=(
        WHO,
        Column("kind", _("Jenis"), "get_kind_display", detail="detail", detail_label=_("Rincian"), phone=True),
        Column("since", _("Mulai"), kind="date", sort="since", phone=True),
        Column("until", _("Sampai"), kind="date", sort="until", phone=True),
        Column("portion", _("Bagian hari"), "get_portion_display"),
        Column("document", _("Dokumen")),
        Column("by", _("Dicatat oleh"), "entered_by"),
        Column("state", _("Keadaan"), absence_state, kind="status", phone=True),
    ),
    order="-since",
    chips=Chips(
        "jenis",
        _("Jenis"),
        (
            Chip("cuti", _("Cuti"), Q(kind="cuti", state="active")),
            Chip("sakit", _("Sakit"), Q(kind="sakit", state="active")),
            Chip("izin", _("Izin"), Q(kind="izin", state="active")),
            Chip("dinas", _("Dinas luar"), Q(kind="dinas", state="active")),
            Chip("batal", _("Dibatalkan"), Q(state="cancelled")),
        ),
        counts=counted,
    ),
    filters=(
        Filter("unit", _("Unit"), choices=registers.unit_choices, apply=lambda rows, path: rows.filter(under(path))),
        Filter("sejak", _("Sejak"), kind="date", apply="until__gte"),
        Filter("hingga", _("Hingga"), kind="date", apply="since__lte"),
    ),
    search=registers.found_by,
    search_label=_("Nama atau NIP"),
    row_url=lambda row: reverse("attendance:absence", args=[row.pk]),
    phone="compact",
    landscape=True,
    empty_title=_("Belum ada catatan"),
    empty_text=_("Catat cuti, sakit, izin, atau perjalanan dinas dari suratnya."),
)


def month_table(month: date) -> Table:
    """The grid of a month: a column a day, then totals."""
    length = calendar.monthrange(month.year, month.month)[1]
    dates = [month.replace(day=n) for n in range(1, length + 1)]
    return Table(
        name=f"kehadiran-{month:%Y-%m}",
        saved_as="kehadiran-bulanan",
        title=_("Kehadiran bulanan"),
        columns=(
            Column(
                "name",
                _("Pegawai"),
                sort="name",
                detail=lambda line: format_nip(line.nip),
                detail_label=_("NIP"),
                width=26,
            ),
            *(_day_column(on) for on in dates),
            *_totals(),
        ),
        order="name",
        filters=(
            Filter(
                "unit",
                _("Unit"),
                choices=registers.unit_choices,
                apply=lambda rows, path: [row for row in rows if row.unit_path.startswith(path)],
                empty_label=_("Semua unit"),
            ),
        ),
        search=("name", "nip"),
        search_label=_("Nama atau NIP"),
        row_url=lambda line: f"{reverse('attendance:pegawai', args=[line.person_id])}?bulan={month:%Y-%m}",
        phone="compact",
        landscape=True,
        empty_title=_("Belum ada rekap pada bulan ini"),
    )


def _totals() -> tuple[Column, ...]:
    return (
        Column(
            "present", _("H"), lambda r: r.totals.days(State.PRESENT), kind="number", help=_("Hadir"), phone=_("Hadir")
        ),
        Column(
            "late",
            _("TL"),
            "totals.late",
            kind="number",
            sort="totals.late",
            help=_("Kali terlambat"),
            phone=_("Terlambat"),
        ),
        Column(
            "minutes",
            _("Mnt"),
            "totals.late_minutes",
            kind="number",
            sort="totals.late_minutes",
            help=_("Menit terlambat"),
        ),
        Column("early", _("PSW"), "totals.early", kind="number", sort="totals.early", help=_("Kali pulang awal")),
        Column(
            "gone",
            _("TK"),
            lambda r: r.totals.days(State.ABSENT),
            kind="number",
            help=_("Tanpa keterangan"),
            phone=_("Tanpa ket."),
        ),
        Column(
            "leave",
            _("C"),
            lambda r: r.totals.days(State.LEAVE, State.SICK, State.PERMIT),
            kind="number",
            help=_("Cuti, sakit, izin"),
        ),
        Column("duty", _("D"), lambda r: r.totals.days(State.DUTY), kind="number", help=_("Dinas luar")),
        Column("codes", _("Kode"), lambda r: code_words(r.totals.codes), width=18),
        Column(
            "percent",
            "%",
            lambda r: r.totals.percent or None,
            kind="number",
            decimals=2,
            hide_empty=True,
            help=_("Jumlah persen potongan, paling tinggi 100"),
            phone=_("Persen"),
        ),
    )


def code_words(codes: dict[str, int]) -> str:
    """TL1 x3 PSW2 x1."""
    return ", ".join(f"{code} {count}" for code, count in sorted(codes.items()))


def _day_column(on: date) -> Column:
    return Column(
        f"d{on.day}",
        str(on.day),
        partial(_cell, on=on),
        export=lambda line: letter(line.days[on]) if on in line.days else "",
        width=1,
        help=formats.long_date(on, weekday=True),
    )


def _cell(line: PersonMonth, on: date) -> SafeString | str:
    day = line.days.get(on)
    if day is None:
        return ""
    code = letter(day)
    tone = LETTER_TONES.get(code, "mute")
    return format_html('<b class="t-{}" title="{}">{}</b>', tone, LETTERS[code], code)
