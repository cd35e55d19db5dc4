"""Who may sign, which numbers, what was issued."""

from __future__ import annotations

from django.db.models import QuerySet

from pendopo.apps.learning.models import Attempt, Certificate, CertificateSeries, Training
from pendopo.kernel.people.models import Post
from pendopo.kernel.scope import ancestors


def signing_posts(training: Training) -> QuerySet[Post]:
    """Heads of the organiser and of the units above it, the nearest first."""
    heads = Post.objects.filter(is_head=True, unit__path__in=ancestors(training.organiser.path))
    return heads.select_related("unit").order_by("-unit__path")


def of_training(training: Training) -> QuerySet[Certificate]:
    """All that were issued, the revoked ones too."""
    return Certificate.objects.filter(participant__training=training).select_related("participant", "series")


def series_of(training: Training, year: int) -> CertificateSeries | None:
    return CertificateSeries.objects.filter(unit=training.organiser, year=year).first()


def by_code(code: str) -> Certificate | None:
    """For the public check page: whoever holds the code."""
    return Certificate.objects.filter(code=code.strip().upper()[:16]).first()


def bank_is_locked(training: Training) -> bool:
    """Questions stay as they are from the first attempt on."""
    return Attempt.objects.filter(exam__training=training).exists()
