"""What the evaluation shows in the regent's room.

The index is a ratio of two whole numbers, exact; over more than a day it is the mean of the days. It stands on the
second line of the room and in a scene of its own on the wall. None of the three counts in the league of offices: only
offices that hold indicators would have points, and once all is sent they would have them for the rest of the year.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pendopo.apps.maturity.queries import drill
from pendopo.apps.maturity.services.insight import COMPLETE, INDEX, OVERDUE
from pendopo.kernel.indicators import Indicator, register

OWNER = _("Koordinator SPBE")
DAILY = _("Dihitung begitu isian, tahap, atau hasil berubah, dan setiap hari.")


def _to(name: str) -> str:
    return reverse(name)


def _analysis(path: str, since: date, until: date) -> str:
    return _to("maturity:insight")


def _plan(path: str, since: date, until: date) -> str:
    return f"{_to('maturity:actions')}?keadaan=terlambat"


register(
    Indicator(
        key=INDEX,
        title=_("Indeks SPBE"),
        unit="",
        good="up",
        kind="ratio",
        decimals=2,
        definition=_(
            "Indeks terakhir yang lengkap dari penilaian sendiri atau hasil resmi yang dicatat, tanpa pembulatan di "
            "tengah. Penilaian yang belum terisi semua belum dihitung. Untuk lebih dari sehari: rata-rata harian."
        ),
        source=_("Penilaian SPBE dan riwayat hasil"),
        owner=OWNER,
        method=DAILY,
        max_age=timedelta(days=3),
        target=Decimal("2.6"),
        target_basis="PermenPANRB 59/2020: predikat Baik mulai 2,6",
        watch_margin=Decimal("0.3"),
        yearly=True,
        show_of=False,
        order=200,
        drill=_analysis,
    ),
    Indicator(
        key=COMPLETE,
        title=_("Isian SPBE lengkap"),
        unit="%",
        good="up",
        kind="ratio",
        scale=100,
        decimals=0,
        definition=_(
            "Indikator yang sudah dikirim atau disetujui, dibagi semua indikator kantor pada penilaian terbaru."
        ),
        source=_("Isian penilaian mandiri"),
        owner=OWNER,
        method=DAILY,
        max_age=timedelta(days=3),
        target=100,
        watch_margin=100,
        yearly=True,
        show_of=False,
        order=210,
        drill=_analysis,
        rows=drill.entries,
    ),
    Indicator(
        key=OVERDUE,
        title=_("Rencana aksi SPBE lewat tenggat"),
        unit=_("rencana"),
        good="down",
        kind="stock",
        decimals=0,
        definition=_("Rencana aksi yang belum selesai dan sudah melewati tenggatnya, dari semua yang belum selesai."),
        source=_("Rencana aksi SPBE"),
        owner=OWNER,
        method=DAILY,
        max_age=timedelta(days=3),
        target=0,
        watch_margin=20,
        yearly=True,
        order=220,
        drill=_plan,
        rows=drill.overdue,
    ),
)
