"""What the running attendance proves for the evaluation: claims read from the criteria, shown by figures only.

PermenPANRB 59/2020 indicator 36 (Layanan Kepegawaian Berbasis Elektronik): level 1 information, level 2 interaction
(search, upload, download), level 3 transaction (workflow, validation, analysis). Level 4, collaboration with services
of others, is not claimed: no figure of this system shows it.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Count, Max, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.apps.attendance.models import (
    Absence,
    AbsenceState,
    DayRecap,
    Device,
    DeviceState,
    Punch,
    UnitDay,
)
from pendopo.kernel.clock import regency_zone
from pendopo.kernel.evidence import Claim, Collected, Evidence, Figure, Support, register
from pendopo.kernel.settings_store import value
from pendopo.ui.formats import number

DAYS: Final = 30
LETTER_DAYS: Final = 365
OWNER = gettext_lazy("BKPSDM")
PERSONNEL_SERVICE = Support("spbe-59-2020", "36")
ICT_ASSETS = Support("spbe-59-2020", "24")
DIGITAL_APPLICATION = Support("pemdi-8-2026", "13")


def presence(on: date) -> Collected | None:
    """Presence by machine of the last DAYS days and letters of the last LETTER_DAYS; None before the first recap."""
    since = on - timedelta(days=DAYS - 1)
    sums = UnitDay.objects.filter(unit_path="", work_date__range=(since, on)).aggregate(
        days=Count("pk"),
        expected=Sum("expected"),
        leave=Sum("leave"),
        present=Sum("present"),
        staff=Max("staff"),
        newest=Max("work_date"),
    )
    due = (sums["expected"] or 0) - (sums["leave"] or 0)
    if not sums["days"] or due <= 0:
        return None
    punches = Punch.objects.filter(local_time__range=_wall_days(since, on)).count()
    letters = Absence.objects.filter(
        state=AbsenceState.ACTIVE, since__lte=on, until__gt=on - timedelta(days=LETTER_DAYS)
    ).count()
    at = DayRecap.objects.filter(work_date=sums["newest"]).aggregate(at=Max("computed_at"))["at"]
    levels = {1}
    if letters:
        levels.add(2)
        if punches and sums["present"]:
            levels.add(3)
    figures = (
        Figure(
            _("Pegawai dengan rekap"), number(sums["staff"]),
            _("Pegawai terbanyak yang memiliki rekap pada satu hari, %(n)s hari terakhir.") % {"n": DAYS},
            reverse("attendance:hari"),
        ),
        Figure(
            _("Kehadiran terekam mesin"), f"{_percent(sums['present'] or 0, due)}%",
            _("Hari-pegawai yang hadir menurut rekaman mesin, dibagi hari-pegawai yang wajib masuk tanpa cuti, sakit, "
              "dan izin, %(n)s hari terakhir.") % {"n": DAYS},
            reverse("attendance:bulan"),
        ),
        Figure(
            _("Rekap hadir dari mesin"), number(sums["present"]),
            _("Hari-pegawai yang rekapnya 'hadir', disusun otomatis dari rekaman mesin, %(n)s hari terakhir.")
            % {"n": DAYS},
        ),
        Figure(
            _("Rekaman diterima"), number(punches),
            _("Rekaman mesin, masing-masing satu kali, %(n)s hari terakhir.") % {"n": DAYS},
        ),
        Figure(
            _("Surat tidak masuk"), number(letters),
            _("Cuti, sakit, izin, dan dinas luar yang berlaku dalam 12 bulan terakhir, dengan nomor surat."),
            reverse("attendance:absences"),
        ),
    )  # fmt: skip
    return Collected(frozenset(levels), figures, at or timezone.now(), reverse("attendance:hari"))


def first_level(on: date) -> Collected | None:
    """The same figures for an instrument whose criteria are not known: nothing above the first level."""
    found = presence(on)
    return Collected(found.levels & {1}, found.figures, found.data_at, found.url) if found else None


def devices(on: date) -> Collected | None:
    """Registered machines and how they are; None before the first."""
    minutes = int(value("attendance.device_silent_minutes"))
    silent = timedelta(minutes=minutes)
    moment = timezone.now()
    known = Device.objects.filter(registered_at__lt=_start(on + timedelta(days=1))).aggregate(
        all=Count("pk"),
        used=Count("pk", filter=Q(state=DeviceState.ACTIVE)),
        alive=Count("pk", filter=Q(state=DeviceState.ACTIVE, last_seen_at__gte=moment - silent)),
        offices=Count("unit", distinct=True),
        seen=Max("last_seen_at"),
    )
    if not known["all"]:
        return None
    url = reverse("attendance:devices")
    figures = (
        Figure(_("Mesin terdaftar"), number(known["all"]), _("Dengan nomor seri, tempat, dan zona."), url),
        Figure(_("Mesin dipakai"), number(known["used"]), _("Terdaftar dan tidak diberhentikan."), url),
        Figure(
            _("Mesin terhubung"), number(known["alive"]),
            _("Mesin dipakai yang menghubungi server dalam %(n)s menit terakhir.") % {"n": minutes},
            url,
        ),
        Figure(_("Unit kerja bermesin"), number(known["offices"]), _("Unit kerja tempat mesin terpasang.")),
    )  # fmt: skip
    return Collected(frozenset({1}), figures, known["seen"] or moment, url)


def _percent(part: int, whole: int) -> str:
    """One decimal, half up, in whole numbers."""
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10},{tenths % 10}"


def _wall_days(since: date, until: date) -> tuple[datetime, datetime]:
    """Both days on the clocks of the machines, which carry no zone."""
    return datetime.combine(since, time.min), datetime.combine(until, time.max)


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=regency_zone())


register(
    Evidence(
        key="attendance.service",
        title=gettext_lazy("Presensi elektronik"),
        definition=gettext_lazy(
            "Rekap harian semua pegawai dari mesin presensi, jadwal, kalender, dan surat; dihitung untuk seluruh "
            "pemerintah daerah, tanpa nama dan NIP."
        ),
        owner=OWNER,
        supports=(PERSONNEL_SERVICE,),
        claims=(
            Claim(1, gettext_lazy("Pegawai dan kantornya membaca rekap kehadiran secara elektronik.")),
            Claim(2, gettext_lazy("Rekap dicari dan diunduh; surat tidak masuk dicatat dengan nomor dokumennya.")),
            Claim(
                3,
                gettext_lazy(
                    "Rekaman mesin diperiksa, dipadukan dengan jadwal dan surat, lalu menjadi rekap dan angka pimpinan "
                    "secara otomatis."
                ),
            ),
        ),
        collect=presence,
    ),
    Evidence(
        key="attendance.application",
        title=gettext_lazy("Presensi elektronik sebagai aplikasi"),
        definition=gettext_lazy(
            "Angka yang sama dengan presensi elektronik. Kriteria tiap tingkat Pemdi belum diketahui, sehingga hanya "
            "tingkat pertama yang dinyatakan."
        ),
        owner=OWNER,
        supports=(DIGITAL_APPLICATION,),
        claims=(Claim(1, gettext_lazy("Aplikasi presensi berjalan dan dipakai.")),),
        collect=first_level,
    ),
    Evidence(
        key="attendance.devices",
        title=gettext_lazy("Daftar mesin presensi"),
        definition=gettext_lazy(
            "Mesin presensi yang terdaftar dengan nomor seri dan tempatnya. Bukti pencatatan aset TIK saja, bukan "
            "bukti pedoman atau reviu manajemen aset."
        ),
        owner=OWNER,
        supports=(ICT_ASSETS,),
        claims=(Claim(1, gettext_lazy("Aset mesin presensi dicatat dan keadaannya dipantau.")),),
        collect=devices,
    ),
)
