"""The daily recap of each person, what is to be computed again, and the stored sums per unit and day."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pendopo.apps.attendance.models.schedules import Absence, PatternDay, Shift
from pendopo.kernel.people.models import Person
from pendopo.kernel.scope import ScopedQuerySet
from pendopo.kernel.units.models import Unit

# Derived rows by the hundred thousand: a check and an index for each pointer would cost a third of the writing.
LOOSE: Any = {"related_name": "+", "db_index": False, "db_constraint": False}


class RecapState(models.TextChoices):
    PRESENT = "hadir", _("hadir")
    ABSENT = "alpa", _("tanpa keterangan")
    AWAITED = "nanti", _("belum jam masuk")
    PENDING = "belum", _("belum hadir")
    LEAVE = "cuti", _("cuti")
    SICK = "sakit", _("sakit")
    PERMIT = "izin", _("izin")
    DUTY = "dinas", _("dinas luar")
    HOLIDAY = "libur", _("libur")
    OFF = "lepas", _("bukan hari kerja")
    OFF_WORK = "lembur", _("masuk pada hari libur")
    NO_PLAN = "tanpa_jadwal", _("tanpa jadwal")


class DirtyDay(models.Model):
    """A day of a person to be computed again; the row goes in the transaction that writes the recap."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    work_date = models.DateField()
    marked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "work_date"], name="dirtyday_once")]
        indexes = [models.Index(fields=["-work_date", "marked_at"], name="dirtyday_newest_first")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.work_date}"


class DayRecap(models.Model):
    """One person on one work date, with the plan it was judged by. Written by the engine only."""

    scope_field = "unit_path"
    view_permission = "attendance.view"
    person_field = "person_id"

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    work_date = models.DateField(_("tanggal"))
    unit = models.ForeignKey(Unit, models.PROTECT, **LOOSE)
    unit_path = models.CharField(max_length=40)
    state = models.CharField(_("rekap"), max_length=12, choices=RecapState.choices)
    first_in = models.DateTimeField(_("masuk"), null=True)
    last_out = models.DateTimeField(_("pulang"), null=True)
    late = models.PositiveSmallIntegerField(_("lambat"), default=0)
    early = models.PositiveSmallIntegerField(_("pulang awal"), default=0)
    no_in = models.BooleanField(_("tanpa rekam masuk"), default=False)
    no_out = models.BooleanField(_("tanpa rekam pulang"), default=False)
    worked = models.PositiveSmallIntegerField(_("menit kerja"), default=0)
    plan_start = models.PositiveSmallIntegerField(null=True)
    plan_end = models.PositiveSmallIntegerField(null=True)
    plan_label = models.CharField(max_length=120, blank=True)
    pattern_day = models.ForeignKey(PatternDay, models.SET_NULL, null=True, **LOOSE)
    shift = models.ForeignKey(Shift, models.SET_NULL, null=True, **LOOSE)
    absence = models.ForeignKey(Absence, models.SET_NULL, null=True, **LOOSE)
    device_id = models.BigIntegerField(null=True)
    punches = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    computed_at = models.DateTimeField()
    digest = models.BigIntegerField()

    objects = ScopedQuerySet["DayRecap"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "work_date"], name="dayrecap_one_a_day")]
        indexes = [
            models.Index(fields=["work_date", "unit_path"], name="dayrecap_by_day"),
            models.Index(fields=["due_at"], name="dayrecap_due", condition=models.Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.work_date} {self.state}"


class UnitDay(models.Model):
    """Sums of a unit and everything under it on a day, kept by the engine as differences."""

    scope_field = "unit_path"
    view_permission = "attendance.view"

    unit_path = models.CharField(max_length=40)
    work_date = models.DateField()
    staff = models.IntegerField(default=0)
    expected = models.IntegerField(default=0)
    present = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    late_minutes = models.IntegerField(default=0)
    early = models.IntegerField(default=0)
    early_minutes = models.IntegerField(default=0)
    no_in = models.IntegerField(default=0)
    no_out = models.IntegerField(default=0)
    absent = models.IntegerField(default=0)
    pending = models.IntegerField(default=0)
    leave = models.IntegerField(default=0)
    duty = models.IntegerField(default=0)
    holiday = models.IntegerField(default=0)
    off = models.IntegerField(default=0)
    off_work = models.IntegerField(default=0)

    objects = ScopedQuerySet["UnitDay"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["work_date", "unit_path"], name="unitday_once")]
        indexes = [models.Index(fields=["unit_path", "work_date"], name="unitday_by_unit")]

    def __str__(self) -> str:
        return f"{self.unit_path} {self.work_date}"
