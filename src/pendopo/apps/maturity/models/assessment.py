"""The evaluation of a year: entries, what each stage says of them, submissions and findings."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pendopo.kernel.files.models import StoredFile
from pendopo.kernel.scope import ScopedQuerySet
from pendopo.kernel.units.models import Unit


class EvaluationKind(models.TextChoices):
    """PermenPANRB 59/2020: an agency is in one of the two in a given year."""

    EVALUATION = "evaluasi", _("Evaluasi")
    MONITORING = "pemantauan", _("Pemantauan")


class Stage(models.TextChoices):
    SELF = "self", _("Penilaian mandiri")
    DOCUMENT = "document", _("Penilaian dokumen")
    INTERVIEW = "interview", _("Interviu")
    VISIT = "visit", _("Visitasi")
    FINAL = "final", _("Hasil akhir")


class AssessmentState(models.TextChoices):
    """SETUP: offices and deadlines are set. SELF: offices fill. From DOCUMENT on the self-assessment is read-only."""

    SETUP = "setup", _("Persiapan")
    SELF = "self", _("Penilaian mandiri")
    DOCUMENT = "document", _("Penilaian dokumen")
    INTERVIEW = "interview", _("Interviu")
    VISIT = "visit", _("Visitasi")
    REVIEW = "review", _("Reviu hasil")
    CLOSED = "closed", _("Selesai")
    CANCELLED = "cancelled", _("Dibatalkan")


class Assessment(models.Model):
    """One year by one instrument. `results` keeps the scored stages, exact: {"self": {"index": "131/50", "levels": 47,
    "predicate": "Baik", "aspects": {"1": "3"}, "domains": {"1": "3"}, "missing": []}}."""

    year = models.PositiveSmallIntegerField(_("tahun"))
    instrument = models.CharField(_("instrumen"), max_length=40)
    kind = models.CharField(_("jenis"), max_length=12, choices=EvaluationKind.choices)
    state = models.CharField(max_length=10, choices=AssessmentState.choices, default=AssessmentState.SETUP)
    answers_due = models.DateField(_("batas isian kantor"), null=True)
    submit_due = models.DateField(_("batas penyampaian"), null=True)
    target = models.DecimalField(_("target indeks"), max_digits=4, decimal_places=2, null=True)
    decree = models.CharField(_("keputusan tim asesor internal"), max_length=200, blank=True)
    results = models.JSONField(default=dict)
    created_by = models.CharField(max_length=150)
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-year", "instrument"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "instrument"], condition=~Q(state="cancelled"), name="assessment_once_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.year}"


class EntryState(models.TextChoices):
    """Work on the self-assessment of one indicator."""

    OPEN = "open", _("Belum diisi")
    DRAFT = "draft", _("Sedang diisi")
    SENT = "sent", _("Menunggu pemeriksaan")
    RETURNED = "returned", _("Dikembalikan")
    ACCEPTED = "accepted", _("Disetujui")


class Entry(models.Model):
    """One line of an assessment: an indicator, or one of the three services of indicator 35 (5/2018)."""

    scope_field = "unit__path"
    view_permission = "maturity.view"

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="entries")
    code = models.CharField(_("indikator"), max_length=10)
    position = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("kantor responden"))
    due = models.DateField(_("batas isian"), null=True)
    state = models.CharField(max_length=10, choices=EntryState.choices, default=EntryState.OPEN)
    return_reason = models.TextField(_("alasan dikembalikan"), blank=True)
    sent_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_account_id = models.BigIntegerField(null=True)
    decided_person_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet["Entry"].as_manager()

    class Meta:
        ordering = ["assessment", "position"]
        constraints = [models.UniqueConstraint(fields=["assessment", "code"], name="entry_once")]
        indexes = [models.Index(fields=["unit", "state"], name="entry_of_unit")]

    def __str__(self) -> str:
        return f"{self.assessment_id}:{self.code}"


class ScoreFields(models.Model):
    """What one stage says of one entry; external stages also give the reason for the result (Justifikasi)."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="%(class)ss")
    stage = models.CharField(max_length=10, choices=Stage.choices)
    level = models.PositiveSmallIntegerField(_("tingkat"), null=True)
    fact = models.TextField(_("fakta"), blank=True)
    analysis = models.TextField(_("analisis"), blank=True)
    justification = models.TextField(_("justifikasi hasil"), blank=True)
    account_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class Score(ScoreFields):
    """The present word of a stage."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "stage"], name="score_once_a_stage")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.stage}: {self.level}"


class ScoreVersion(ScoreFields):
    """Every word that a stage ever had, oldest first; never changed."""

    class Meta:
        ordering = ["entry", "stage", "version"]
        constraints = [models.UniqueConstraint(fields=["entry", "stage", "version"], name="scoreversion_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.stage} v{self.version}"


class Submission(models.Model):
    """The self-assessment as it was submitted: frozen content with its digest. Reopening ends it, with a reason."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    ba_number = models.CharField(_("nomor berita acara"), max_length=120)
    ba_date = models.DateField(_("tanggal berita acara"))
    consent = models.BooleanField(_("persetujuan publikasi"))
    ba_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    consent_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=150)
    by_post = models.CharField(max_length=200, blank=True)
    account_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.CharField(max_length=150, blank=True)
    reopen_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["assessment", "number"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="submission_number_once"),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(reopened_at__isnull=True), name="submission_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} #{self.number}"


class FindingKind(models.TextChoices):
    STRENGTH = "strength", _("Kekuatan")
    WEAKNESS = "weakness", _("Kelemahan")
    RECOMMENDATION = "recommendation", _("Rekomendasi")


class Finding(models.Model):
    """A line of the result report (LHE), about an indicator, an aspect or the whole (both empty)."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=14, choices=FindingKind.choices)
    code = models.CharField(_("indikator"), max_length=10, blank=True)
    aspect = models.PositiveSmallIntegerField(_("aspek"), null=True)
    text = models.TextField(_("uraian"))
    position = models.PositiveIntegerField(default=0)
    by_name = models.CharField(max_length=150)
    account_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["assessment", "kind", "position", "id"]

    def __str__(self) -> str:
        return self.text[:60]
