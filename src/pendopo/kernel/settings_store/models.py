from __future__ import annotations

from django.db import models
from django.utils import timezone


class DatedValue(models.Model):
    """A setting's value from a day on, with its legal basis. Rows are never changed; a correction is a newer row."""

    key = models.CharField(max_length=80)
    valid_from = models.DateField()
    value = models.JSONField()
    basis = models.CharField(max_length=250, blank=True)
    set_by = models.CharField(max_length=150)
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["key", "valid_from"], name="datedvalue_key")]

    def __str__(self) -> str:
        return f"{self.key} {self.valid_from}"
