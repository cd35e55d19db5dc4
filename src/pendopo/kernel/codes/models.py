from __future__ import annotations

from django.db import models


class Region(models.Model):
    """A province (64), regency (64.01), district (64.01.03), village (64.01.03.2001): Kepmendagri 300.2.2-2430/2025."""

    code = models.CharField(primary_key=True, max_length=13)
    name = models.CharField(max_length=120)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def level(self) -> int:
        """1 province, 2 regency or city, 3 district, 4 village."""
        return self.code.count(".") + 1
