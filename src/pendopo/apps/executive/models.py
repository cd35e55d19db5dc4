"""What the regent's room keeps of its own: outlines of districts and the wall screens that may show it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MapShape(models.Model):
    """Outline of a district, simplified at import. `rings` is a list of rings of [longitude, latitude]."""

    code = models.CharField(_("kode wilayah"), max_length=20, unique=True)
    name = models.CharField(_("nama"), max_length=100)
    rings = models.JSONField()
    source = models.CharField(_("berkas asal"), max_length=200, blank=True)
    imported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "batas kecamatan"
        ordering: ClassVar[list[str]] = ["code"]

    def __str__(self) -> str:
        return self.name


class WallScreen(models.Model):
    """A screen on a wall: reads the room without a login, by a token whose digest alone is kept.

    `pairing_digest` is of the one-time address that gives the token to the screen's browser.
    """

    name = models.CharField(_("nama layar"), max_length=100)
    unit_path = models.CharField(max_length=40, blank=True)
    pairing_digest = models.CharField(max_length=64, blank=True, db_index=True)
    pairing_until = models.DateTimeField(null=True)
    token_digest = models.CharField(max_length=64, blank=True, db_index=True)
    created_by = models.CharField(max_length=150)
    created_at = models.DateTimeField(default=timezone.now)
    paired_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "layar dinding"
        ordering: ClassVar[list[str]] = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """revoked, paired, waiting (the one-time address is still good) or expired."""
        if self.revoked_at:
            return "revoked"
        if self.token_digest:
            return "paired"
        return "waiting" if self.pairing_until and self.pairing_until > timezone.now() else "expired"
