"""The tree of units, with dates: an office changes by decree, and last year's tree stays readable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from pendopo.kernel.scope import ScopedQuerySet


@dataclass(frozen=True, slots=True)
class Decree:
    """The legal basis of a change: number, date and title of the Perda, Perbup or SK."""

    number: str
    date: date
    title: str = ""


class DecreeFields(models.Model):
    """Columns of a decree on the row that it causes."""

    decree_number = models.CharField(_("nomor keputusan"), max_length=120)
    decree_date = models.DateField(_("tanggal keputusan"))
    decree_title = models.CharField(_("tentang"), max_length=250, blank=True)

    class Meta:
        abstract = True

    @property
    def decree(self) -> Decree:
        return Decree(self.decree_number, self.decree_date, self.decree_title)


class UnitKind(models.TextChoices):
    REGENCY = "regency", _("Pemerintah daerah")
    SECRETARIAT = "secretariat", _("Sekretariat")
    INSPECTORATE = "inspectorate", _("Inspektorat")
    AGENCY = "agency", _("Dinas atau badan")
    DISTRICT = "district", _("Kecamatan")
    VILLAGE_OFFICE = "village_office", _("Kelurahan")
    VILLAGE = "village", _("Desa")
    HOSPITAL = "hospital", _("Rumah sakit")
    HEALTH_CENTER = "health_center", _("Puskesmas")
    SCHOOL = "school", _("Sekolah")
    DIVISION = "division", _("Bidang atau bagian")
    SECTION = "section", _("Seksi atau subbagian")


class Unit(models.Model):
    """An office or a part of one, as it is today. `path` is digits, four per level; the regency's is empty."""

    scope_field = "path"
    view_permission = "units.view"

    code = models.CharField(_("kode"), max_length=40, unique=True)
    name = models.CharField(_("nama"), max_length=200)
    short_name = models.CharField(_("nama pendek"), max_length=60)
    kind = models.CharField(_("jenis"), max_length=20, choices=UnitKind.choices)
    path = models.CharField(max_length=40, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    district_code = models.CharField(_("kode kecamatan"), max_length=8, blank=True)
    zone = models.CharField(_("zona waktu"), max_length=40, default="Asia/Makassar")
    latitude = models.FloatField(_("lintang"), null=True, blank=True)
    longitude = models.FloatField(_("bujur"), null=True, blank=True)
    opened_on = models.DateField(_("berlaku sejak"))
    closed_on = models.DateField(_("berakhir pada"), null=True, blank=True)

    objects = ScopedQuerySet["Unit"].as_manager()

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name

    @property
    def office_path(self) -> str:
        """Path of the office (level 1) that this unit belongs to."""
        return self.path[:4]


class UnitVersion(DecreeFields):
    """Name and place of a unit from a date until before another (`valid_until`, open when null)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        ordering = ["valid_from", "id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "valid_from"], name="unitversion_one_a_day"),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="unitversion_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.valid_from})"


class UnitSuccession(DecreeFields):
    """A unit goes on in another: split (one to many) or merged (many to one)."""

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="predecessions")
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["predecessor", "successor"], name="unitsuccession_once")]

    def __str__(self) -> str:
        return f"{self.predecessor} > {self.successor}"
