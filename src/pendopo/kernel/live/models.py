"""Events on their way to open screens. Rows are pruned after an hour: this is a buffer for replay, not a record."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class LiveEvent(models.Model):
    topic = models.CharField(max_length=40)
    unit_path = models.CharField(max_length=40, blank=True)
    data = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "peristiwa langsung"

    def __str__(self) -> str:
        return f"{self.pk} {self.topic}"
