"""Stored figures: one row per indicator, unit and day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class IndicatorPoint(models.Model):
    """One figure of one unit on one day, kept as two whole numbers so that sums over days and units stay exact."""

    key = models.CharField(max_length=80)
    unit_path = models.CharField(max_length=64, blank=True)
    period = models.DateField()
    num = models.BigIntegerField()
    den = models.BigIntegerField()
    data_at = models.DateTimeField()
    put_at = models.DateTimeField()

    class Meta:
        verbose_name = "angka indikator"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key", "unit_path", "period"], name="kernel_indicator_point_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.unit_path} {self.period}"
