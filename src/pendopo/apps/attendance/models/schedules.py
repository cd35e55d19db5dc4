"""Schedules with dates and decrees, shifts, who has which, absences, deduction bands."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pendopo.kernel.people.models import Person
from pendopo.kernel.scope import ScopedQuerySet
from pendopo.kernel.units.models import Unit


class PatternKind(models.TextChoices):
    WEEK = "week", _("Mingguan")
    ROSTER = "roster", _("Menurut daftar regu")


class Season(models.TextChoices):
    ORDINARY = "", _("Hari biasa")
    RAMADAN = "ramadan", _("Bulan Ramadan")


class SchedulePattern(models.Model):
    """A set of working hours. Its rows have dates: a change is a new row, never an edited one."""

    code = models.CharField(_("kode"), max_length=20, unique=True)
    name = models.CharField(_("nama"), max_length=120)
    kind = models.CharField(_("jenis"), max_length=8, choices=PatternKind.choices, default=PatternKind.WEEK)
    basis = models.CharField(_("dasar hukum"), max_length=200)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class PatternDay(models.Model):
    """Hours of a weekday (1 Monday to 7 Sunday) from a date on, in minutes from midnight; no start means a day off."""

    pattern = models.ForeignKey(SchedulePattern, models.CASCADE, related_name="days")
    weekday = models.PositiveSmallIntegerField(_("hari"))
    season = models.CharField(_("masa"), max_length=10, choices=Season.choices, default="", blank=True)
    start = models.PositiveSmallIntegerField(_("masuk"), null=True)
    end = models.PositiveSmallIntegerField(_("pulang"), null=True)
    rest = models.PositiveSmallIntegerField(_("istirahat"), default=0)
    valid_from = models.DateField(_("berlaku sejak"))
    basis = models.CharField(_("dasar hukum"), max_length=200)

    class Meta:
        ordering = ["pattern", "-valid_from", "season", "weekday"]
        constraints = [
            models.UniqueConstraint(
                fields=["pattern", "weekday", "season", "valid_from"], name="patternday_one_row_a_date"
            ),
            models.CheckConstraint(condition=Q(weekday__range=(1, 7)), name="patternday_weekday"),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) | Q(start__isnull=False, end__gt=F("start")),
                name="patternday_hours_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pattern_id}/{self.weekday} {self.valid_from}"


class PatternAssignment(models.Model):
    """A pattern for a unit and everything under it, or for one person, between dates (both included)."""

    pattern = models.ForeignKey(SchedulePattern, models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField(_("mulai"))
    ends_on = models.DateField(_("sampai"), null=True, blank=True)
    basis = models.CharField(_("dasar hukum"), max_length=200)

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=True) ^ Q(person__isnull=True), name="patternassignment_unit_or_person"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="patternassignment_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pattern_id} {self.starts_on}"


class Shift(models.Model):
    """Hours of a team; an end above 1440 is the next day."""

    code = models.CharField(_("kode"), max_length=12, unique=True)
    name = models.CharField(_("nama"), max_length=60)
    start = models.PositiveSmallIntegerField(_("masuk"))
    end = models.PositiveSmallIntegerField(_("pulang"))
    rest = models.PositiveSmallIntegerField(_("istirahat"), default=0)
    basis = models.CharField(_("dasar hukum"), max_length=200, blank=True)
    is_closed = models.BooleanField(_("tidak dipakai lagi"), default=False)

    class Meta:
        ordering = ["start", "code"]
        constraints = [models.CheckConstraint(condition=Q(end__gt=F("start")), name="shift_hours_in_order")]

    def __str__(self) -> str:
        return self.name


class ShiftRoster(models.Model):
    """The shift of a person on a work date."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    work_date = models.DateField(_("tanggal"))
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "work_date"], name="shiftroster_one_a_day")]
        indexes = [models.Index(fields=["work_date"], name="shiftroster_by_date")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.work_date}"


class AbsenceKind(models.TextChoices):
    LEAVE = "cuti", _("Cuti")
    SICK = "sakit", _("Sakit")
    PERMIT = "izin", _("Izin")
    DUTY = "dinas", _("Dinas luar")


class PortionOfDay(models.TextChoices):
    FULL = "full", _("Sehari penuh")
    MORNING = "morning", _("Setengah hari pertama")
    AFTERNOON = "afternoon", _("Setengah hari kedua")


class AbsenceState(models.TextChoices):
    ACTIVE = "active", _("Berlaku")
    CANCELLED = "cancelled", _("Dibatalkan")


class Absence(models.Model):
    """Why somebody need not be there: leave, sick, permit or duty elsewhere, on paper with a number."""

    scope_field = "unit_path"
    view_permission = "attendance.view"
    person_field = "person_id"

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=40)
    kind = models.CharField(_("jenis"), max_length=8, choices=AbsenceKind.choices)
    detail = models.CharField(_("rincian"), max_length=60, blank=True)
    since = models.DateField(_("mulai"))
    until = models.DateField(_("sampai"))
    portion = models.CharField(_("bagian hari"), max_length=10, choices=PortionOfDay.choices, default=PortionOfDay.FULL)
    document = models.CharField(_("nomor dokumen"), max_length=80)
    state = models.CharField(max_length=10, choices=AbsenceState.choices, default=AbsenceState.ACTIVE)
    reason = models.CharField(_("alasan pembatalan"), max_length=200, blank=True)
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedQuerySet["Absence"].as_manager()

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="absence_dates_in_order"),
        ]
        indexes = [
            models.Index(fields=["person", "until"], name="absence_by_person"),
            models.Index(fields=["until", "unit_path"], name="absence_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.since}"


class BandKind(models.TextChoices):
    LATE = "late", _("Terlambat")
    EARLY = "early", _("Pulang sebelum waktunya")
    ABSENT = "absent", _("Tanpa keterangan")


class DeductionBand(models.Model):
    """Minutes to a code and a per cent of the allowance base. Local law: a set with a later date replaces others."""

    kind = models.CharField(_("jenis"), max_length=8, choices=BandKind.choices)
    code = models.CharField(_("kode"), max_length=8)
    low = models.PositiveSmallIntegerField(_("dari menit"))
    high = models.PositiveSmallIntegerField(_("sampai menit"), null=True, blank=True)
    percent = models.DecimalField(_("persen"), max_digits=5, decimal_places=2)
    missing = models.BooleanField(_("juga bila tidak merekam"), default=False)
    valid_from = models.DateField(_("berlaku sejak"))
    basis = models.CharField(_("dasar hukum"), max_length=200)

    class Meta:
        ordering = ["-valid_from", "kind", "low"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "code", "valid_from"], name="deductionband_code_once"),
        ]

    def __str__(self) -> str:
        return self.code
