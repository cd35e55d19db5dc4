"""History of results, effort of raises, scenarios, and what is done about the findings."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pendopo.apps.maturity.models.assessment import Assessment, Finding
from pendopo.kernel.scope import ScopedQuerySet
from pendopo.kernel.units.models import Unit


class PastResult(models.Model):
    """A result of the own government that was not assessed here: PeGI and earlier years. Figures as published text."""

    year = models.PositiveSmallIntegerField(_("tahun"))
    instrument = models.CharField(_("instrumen"), max_length=40)
    index = models.DecimalField(_("indeks"), max_digits=5, decimal_places=2)
    scale_max = models.DecimalField(_("skala tertinggi"), max_digits=4, decimal_places=2, default=5)
    predicate = models.CharField(_("predikat"), max_length=40, blank=True)
    domains = models.JSONField(default=dict)
    aspects = models.JSONField(default=dict)
    levels = models.JSONField(default=dict)
    source = models.CharField(_("sumber"), max_length=250)
    note = models.TextField(_("catatan"), blank=True)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-year", "instrument"]
        constraints = [models.UniqueConstraint(fields=["year", "instrument"], name="pastresult_once")]

    def __str__(self) -> str:
        return f"{self.instrument} {self.year}"


class Effort(models.Model):
    """What it takes to raise an entry of an instrument to a level from the one below, in points the regency chooses."""

    instrument = models.CharField(max_length=40)
    code = models.CharField(max_length=10)
    level = models.PositiveSmallIntegerField()
    points = models.PositiveIntegerField()
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instrument", "code", "level"], name="effort_once")]

    def __str__(self) -> str:
        return f"{self.instrument}:{self.code} -> {self.level}: {self.points}"


class Scenario(models.Model):
    """A simulation that somebody keeps: where from, caps, target, and the result with its proof."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="scenarios")
    name = models.CharField(_("nama"), max_length=120)
    base = models.JSONField()
    caps = models.JSONField(default=dict)
    target = models.CharField(max_length=20)
    result = models.JSONField()
    account_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.name


class ActionState(models.TextChoices):
    PLANNED = "planned", _("Direncanakan")
    RUNNING = "running", _("Berjalan")
    DONE = "done", _("Selesai")
    DROPPED = "dropped", _("Dihentikan")


class Action(models.Model):
    """A step of the action plan (rencana aksi), from a recommendation, a scenario or of its own."""

    scope_field = "unit__path"
    view_permission = "maturity.view"

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="actions")
    finding = models.ForeignKey(Finding, models.PROTECT, null=True, related_name="actions")
    code = models.CharField(_("indikator"), max_length=10, blank=True)
    title = models.CharField(_("rencana aksi"), max_length=250)
    output = models.CharField(_("keluaran"), max_length=250, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("penanggung jawab"))
    due = models.DateField(_("tenggat"))
    level_from = models.PositiveSmallIntegerField(null=True)
    level_to = models.PositiveSmallIntegerField(null=True)
    percent = models.PositiveSmallIntegerField(_("kemajuan"), default=0)
    state = models.CharField(max_length=10, choices=ActionState.choices, default=ActionState.PLANNED)
    created_by = models.CharField(max_length=150)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ScopedQuerySet["Action"].as_manager()

    class Meta:
        ordering = ["due", "id"]
        constraints = [models.CheckConstraint(condition=Q(percent__lte=100), name="action_percent")]

    def __str__(self) -> str:
        return self.title


class ActionNote(models.Model):
    """Progress on an action, as told at one time."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="notes")
    percent = models.PositiveSmallIntegerField()
    text = models.TextField()
    by_name = models.CharField(max_length=150)
    account_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.text[:60]
