"""Days that are not ordinary: editable rows, loaded once a year, never computed live."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pendopo.kernel.units.models import Unit


class HolidayKind(models.TextChoices):
    NATIONAL = "national", _("Libur nasional")
    JOINT_LEAVE = "joint_leave", _("Cuti bersama")
    LOCAL = "local", _("Libur daerah")


class Holiday(models.Model):
    """A day off for all, or for one unit and below (`unit`)."""

    on = models.DateField(_("tanggal"))
    kind = models.CharField(_("jenis"), max_length=12, choices=HolidayKind.choices)
    name = models.CharField(_("nama"), max_length=150)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True)
    basis = models.CharField(_("dasar hukum"), max_length=250, blank=True)
    is_estimate = models.BooleanField(_("perkiraan"), default=False)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["on", "unit"], name="holiday_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"


class Season(models.Model):
    """A stretch of days with its own rules: Ramadan has shorter hours (Perpres 21/2023)."""

    kind = models.CharField(max_length=20, default="ramadan")
    starts_on = models.DateField(_("mulai"))
    ends_on = models.DateField(_("sampai"))
    basis = models.CharField(_("dasar"), max_length=250, blank=True)

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "starts_on"], name="season_once"),
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="season_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_on}"
