"""After the count: slips counted by hand, what did not agree, objections, the determination of who won."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pendopo.apps.elections.models.boxes import Box
from pendopo.apps.elections.models.election import Candidate, Pilkades, Station
from pendopo.kernel.files.models import StoredFile
from pendopo.kernel.scope import ScopedQuerySet


class HandCount(models.Model):
    """The slips of one station as one of two people counted them, blind. `round` goes up when they differ; `place` is
    the first or the second of a round.
    """

    scope_field = "box__station__election__unit__path"
    view_permission = "elections.view"

    box = models.ForeignKey(Box, models.PROTECT, related_name="handcounts")
    round = models.PositiveSmallIntegerField(default=1)
    place = models.PositiveSmallIntegerField(default=1)
    account_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True, blank=True)
    account_name = models.CharField(max_length=150)
    counts = models.JSONField(default=list)  # as Archive.counts
    copies = models.PositiveIntegerField(_("slip SALINAN yang aslinya ada"), default=0)
    unclear = models.PositiveIntegerField(_("slip tidak terbaca"), default=0)
    note = models.CharField(_("catatan"), max_length=250, blank=True)
    set_aside_because = models.CharField(_("dikesampingkan karena"), max_length=250, blank=True)
    entered_at = models.DateTimeField(default=timezone.now)

    objects = ScopedQuerySet["HandCount"].as_manager()

    class Meta:
        ordering = ["box", "round", "id"]
        constraints = [
            models.UniqueConstraint(fields=["box", "round", "account_id"], name="handcount_once"),
            models.UniqueConstraint(fields=["box", "round", "place"], name="handcount_two_a_round"),
            models.UniqueConstraint(
                fields=["box", "round", "person_id"], name="handcount_person_once", condition=Q(person_id__isnull=False)
            ),
            models.CheckConstraint(condition=Q(place__in=(1, 2)), name="handcount_place"),
        ]

    def __str__(self) -> str:
        return f"{self.box} {self.round}"


class DiscrepancyState(models.TextChoices):
    OPEN = "terbuka", _("Belum dijelaskan")
    EXPLAINED = "dijelaskan", _("Dijelaskan")
    UNRESOLVED = "tetap", _("Tetap berbeda")


class Discrepancy(models.Model):
    """A difference between slips, archive and closing report, and what was found about it. `checks` are the steps of
    rules/handcount.py that were done: key, note, by, at.
    """

    scope_field = "box__station__election__unit__path"
    view_permission = "elections.view"

    box = models.ForeignKey(Box, models.PROTECT, related_name="discrepancies")
    kind = models.CharField(max_length=10)
    what = models.CharField(max_length=250)
    figures = models.JSONField(default=dict)  # rows: name, one, other, and how the columns are called
    checks = models.JSONField(default=list)
    size = models.IntegerField(default=0)
    state = models.CharField(max_length=10, choices=DiscrepancyState.choices, default=DiscrepancyState.OPEN)
    finding = models.TextField(_("temuan"), blank=True)
    found_at = models.DateTimeField(default=timezone.now)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet["Discrepancy"].as_manager()

    class Meta:
        ordering = ["-found_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["box", "kind"], name="discrepancy_open_once", condition=Q(state=DiscrepancyState.OPEN)
            )
        ]

    def __str__(self) -> str:
        return self.what


class RiskState(models.TextChoices):
    RUNNING = "berjalan", _("Berjalan")
    ENOUGH = "cukup", _("Cukup")
    FULL_COUNT = "penuh", _("Hitung semua slip")


class RiskAudit(models.Model):
    """A ballot-polling audit (BRAVO): slips drawn by a public seed until the risk is small enough."""

    scope_field = "election__unit__path"
    view_permission = "elections.view"

    election = models.ForeignKey(Pilkades, models.CASCADE, related_name="risk_audits")
    risk_limit = models.DecimalField(_("batas risiko (%)"), max_digits=5, decimal_places=2)
    seed = models.CharField(_("benih acak"), max_length=80)
    votes = models.JSONField(default=dict)  # reported votes by number of the candidate, "0" is blank
    manifest = models.JSONField(default=list)  # [station number, slips], as the audit began
    draws = models.JSONField(
        default=list
    )  # [station number, slip number, number of the candidate; 0 blank, -1 unclear]
    state = models.CharField(max_length=10, choices=RiskState.choices, default=RiskState.RUNNING)
    started_at = models.DateTimeField(default=timezone.now)
    started_by = models.CharField(max_length=150, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet["RiskAudit"].as_manager()

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["election"], name="risk_audit_running_once", condition=Q(state=RiskState.RUNNING)
            )
        ]

    def __str__(self) -> str:
        return self.seed


class ObjectionState(models.TextChoices):
    FILED = "diajukan", _("Diajukan")
    EXAMINED = "diperiksa", _("Diperiksa")
    ACCEPTED = "diterima", _("Diterima")
    REFUSED = "ditolak", _("Ditolak")
    WITHDRAWN = "dicabut", _("Dicabut")


class Objection(models.Model):
    """A keberatan against the election or its result, until its answer. Who filed it is not shown to the public."""

    scope_field = "election__unit__path"
    view_permission = "elections.view"

    election = models.ForeignKey(Pilkades, models.CASCADE, related_name="objections")
    station = models.ForeignKey(Station, models.PROTECT, null=True, blank=True, related_name="+")
    filed_by = models.CharField(_("pengaju"), max_length=150)
    capacity = models.CharField(_("sebagai"), max_length=80)
    subject = models.CharField(_("pokok keberatan"), max_length=200)
    text = models.TextField(_("uraian"))
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    filed_on = models.DateField(_("diajukan pada"))
    is_late = models.BooleanField(_("lewat batas"), default=False)
    answer_by = models.DateField(_("harus dijawab sebelum"))
    state = models.CharField(max_length=10, choices=ObjectionState.choices, default=ObjectionState.FILED)
    answer = models.TextField(_("jawaban"), blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.CharField(max_length=150, blank=True)

    objects = ScopedQuerySet["Objection"].as_manager()

    class Meta:
        ordering = ["-filed_on", "-id"]

    def __str__(self) -> str:
        return self.subject


class Determination(models.Model):
    """Who was elected, by which rule, with the sheet that shows the reckoning. One in force for an election."""

    scope_field = "election__unit__path"
    view_permission = "elections.view"

    election = models.ForeignKey(Pilkades, models.CASCADE, related_name="determinations")
    winner = models.ForeignKey(Candidate, models.PROTECT, related_name="+")
    votes = models.PositiveIntegerField()
    tie_rule = models.CharField(max_length=40, blank=True)
    basis = models.CharField(_("dasar keputusan"), max_length=250, blank=True)  # where no rule decided
    sheet = models.JSONField(default=dict)  # rules/ties.py Sheet as data, with the figures it was made from
    regulation_id = models.BigIntegerField(_("produk hukum"), null=True, blank=True)
    decree_number = models.CharField(_("nomor keputusan panitia"), max_length=120)
    determined_on = models.DateField(_("ditetapkan pada"))
    determined_by = models.CharField(max_length=150, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=250, blank=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)

    objects = ScopedQuerySet["Determination"].as_manager()

    class Meta:
        ordering = ["-determined_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["election"], name="determination_in_force", condition=Q(withdrawn_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.decree_number
