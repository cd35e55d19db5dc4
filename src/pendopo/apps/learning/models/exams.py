"""Questions, tests before and after, and certificates."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pendopo.apps.learning.models.training import Participant, Training
from pendopo.kernel.units.models import Unit


class Question(models.Model):
    """A multiple-choice question; `right` is the place of the right option, counted from 0."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="questions")
    text = models.TextField(_("pertanyaan"))
    options = models.JSONField(_("pilihan"))
    right = models.PositiveSmallIntegerField(_("jawaban benar"))

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(right__lt=5), name="question_right_is_an_option")]

    def __str__(self) -> str:
        return self.text[:80]


class QuestionImport(models.Model):
    """A sheet of questions that was checked and waits for the decision to take it."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="question_imports")
    file_name = models.CharField(max_length=200)
    rows = models.JSONField(default=list)
    errors = models.JSONField(default=list)
    account_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name


class ExamKind(models.TextChoices):
    PRE = "awal", _("Tes awal")
    POST = "akhir", _("Tes akhir")


class Exam(models.Model):
    """The test before or after; both ask the same questions."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="exams")
    kind = models.CharField(max_length=5, choices=ExamKind.choices)
    opens_at = models.DateTimeField(_("dibuka"))
    closes_at = models.DateTimeField(_("ditutup"))
    attempts = models.PositiveSmallIntegerField(_("kesempatan"), default=1)

    class Meta:
        ordering = ["training", "-kind"]
        constraints = [
            models.UniqueConstraint(fields=["training", "kind"], name="exam_one_of_a_kind"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="exam_times_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.training}"


class Attempt(models.Model):
    """One try of a participant. `asked` are the questions as they were at its start; the score is right of total."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="tries")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="tries")
    number = models.PositiveSmallIntegerField()
    asked = models.JSONField()
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    right = models.PositiveSmallIntegerField(null=True)
    total = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["exam", "participant", "number"]
        constraints = [
            models.UniqueConstraint(fields=["exam", "participant", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["exam", "participant"], condition=Q(submitted_at__isnull=True), name="attempt_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} ({self.number})"


class Answer(models.Model):
    """The choice of a participant, saved at each tap."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    choice = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "question"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.choice}"


class CertificateSeries(models.Model):
    """The numbers of an organiser in a year; `last` is the last one given out."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("tahun"))
    pattern = models.CharField(_("pola nomor"), max_length=120)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["unit", "-year"]
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="certificateseries_once")]

    def __str__(self) -> str:
        return f"{self.pattern} ({self.year})"


class Certificate(models.Model):
    """What was certified, as it stood on the day of issue; it is revoked, never changed."""

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="certificates")
    series = models.ForeignKey(CertificateSeries, models.PROTECT, related_name="certificates")
    sequence = models.PositiveIntegerField()
    number = models.CharField(_("nomor"), max_length=150)
    code = models.CharField(max_length=16, unique=True)
    issued_on = models.DateField(_("tanggal terbit"))
    name = models.CharField(max_length=250)
    office = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    organiser = models.CharField(max_length=200)
    hours = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    signer_name = models.CharField(max_length=250)
    signer_post = models.CharField(max_length=250)
    signer_nip = models.CharField(max_length=18, blank=True)
    issued_at = models.DateTimeField(auto_now_add=True)
    issued_by = models.CharField(max_length=150, blank=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=150, blank=True)
    revoke_reason = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ["series", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["series", "sequence"], name="certificate_number_once"),
            models.UniqueConstraint(
                fields=["participant"], condition=Q(revoked_at__isnull=True), name="certificate_one_valid"
            ),
        ]

    def __str__(self) -> str:
        return self.number


def new_code() -> str:
    """A code for the public check page that cannot be guessed."""
    return uuid.uuid4().hex[:16].upper()
