"""What attendance shows in the regent's room."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pendopo.apps.attendance.queries import drill
from pendopo.apps.attendance.rules import figures
from pendopo.kernel.indicators import Indicator, League, feed_provider, register

OWNER = _("BKPSDM")
SOURCE = _("Rekap harian dari mesin presensi, jadwal, kalender, dan surat")
REGISTER = "attendance:hari"
RECORDED = _("Dihitung ulang begitu rekaman masuk, paling lambat satu detik.")

register(
    Indicator(
        key=figures.PRESENT,
        title=_("Hadir"),
        unit="%",
        good="up",
        kind="ratio",
        scale=100,
        decimals=1,
        definition=_(
            "Pegawai yang hadir atau dinas luar, dibagi pegawai yang wajib masuk tanpa yang cuti, sakit, izin."
        ),
        source=SOURCE,
        owner=OWNER,
        method=RECORDED,
        max_age=timedelta(days=4),
        target=95,
        watch_margin=5,
        headline=True,
        order=10,
        drill=REGISTER,
        rows=partial(drill.people, figures.PRESENT),
        league=League(weight=60, zero=80, full=100, short=_("hadir")),
        in_map=True,
        in_trend=True,
        fall_alert=True,
    ),
    Indicator(
        key=figures.LATE,
        title=_("Terlambat"),
        unit=_("pegawai"),
        good="down",
        kind="count",
        decimals=0,
        definition=_("Pegawai yang merekam masuk setelah jam masuk ditambah toleransi."),
        source=SOURCE,
        owner=OWNER,
        method=RECORDED,
        max_age=timedelta(days=4),
        headline=True,
        order=20,
        drill=REGISTER,
        rows=partial(drill.people, figures.LATE),
    ),
    Indicator(
        key=figures.UNEXPLAINED,
        title=_("Tanpa keterangan"),
        unit=_("pegawai"),
        good="down",
        kind="count",
        decimals=0,
        definition=_("Pegawai wajib masuk tanpa rekaman dan tanpa surat sampai jam pulang (PP 94/2021)."),
        source=SOURCE,
        owner=OWNER,
        method=_("Ditetapkan saat jam pulang; berubah bila rekaman atau surat menyusul."),
        max_age=timedelta(days=4),
        headline=True,
        order=30,
        drill=REGISTER,
        rows=partial(drill.people, figures.UNEXPLAINED),
    ),
    Indicator(
        key=figures.LATE_MINUTES,
        title=_("Menit terlambat per pegawai"),
        unit=_("menit"),
        good="down",
        kind="ratio",
        decimals=1,
        definition=_("Jumlah menit terlambat dibagi pegawai yang wajib masuk."),
        source=SOURCE,
        owner=OWNER,
        method=RECORDED,
        max_age=timedelta(days=4),
        target=5,
        watch_margin=5,
        order=50,
        drill=REGISTER,
        rows=partial(drill.people, figures.LATE_MINUTES),
        league=League(weight=25, zero=30, full=0, short=_("menit terlambat")),
    ),
    Indicator(
        key=figures.UNEXPLAINED_RATE,
        title=_("Tingkat tanpa keterangan"),
        unit="%",
        good="down",
        kind="ratio",
        scale=100,
        decimals=1,
        definition=_("Pegawai tanpa keterangan dibagi pegawai yang wajib masuk."),
        source=SOURCE,
        owner=OWNER,
        method=RECORDED,
        max_age=timedelta(days=4),
        target=1,
        watch_margin=2,
        order=60,
        drill=REGISTER,
        rows=partial(drill.people, figures.UNEXPLAINED_RATE),
        league=League(weight=15, zero=5, full=0, short=_("tanpa keterangan")),
    ),
    Indicator(
        key=figures.DEVICES,
        title=_("Mesin terhubung"),
        unit=_("mesin"),
        good="up",
        kind="stock",
        decimals=0,
        definition=_("Mesin presensi dipakai yang menghubungi server dalam batas waktu senyap."),
        source=_("Permintaan terakhir tiap mesin"),
        owner=OWNER,
        method=_("Diperiksa setiap 30 detik."),
        max_age=timedelta(minutes=10),
        headline=True,
        order=40,
        drill=lambda path, since, until: reverse("attendance:devices"),
    ),
)
feed_provider(drill.recent)
