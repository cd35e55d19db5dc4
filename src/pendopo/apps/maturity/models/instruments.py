"""Instruments are files; what the regency itself says of one is a row."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class InstrumentConfirmation(models.Model):
    """Somebody compared an unverified instrument with the official text. Holds for exactly this file (`digest`)."""

    instrument = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    source = models.CharField(_("naskah resmi"), max_length=250)
    note = models.TextField(_("catatan"), blank=True)
    account_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)
    withdraw_reason = models.CharField(_("alasan"), max_length=500, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "digest"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="instrumentconfirmation_once",
            ),
        ]

    def __str__(self) -> str:
        return self.instrument


class InstrumentFile(models.Model):
    """One edition of a local instrument file as it was uploaded; the newest one lies in the data folder. Never changed.

    `layer` is the key of a guideline's texts, empty for the instrument itself. `digest` is of `content` in UTF-8.
    """

    instrument = models.CharField(max_length=40)
    layer = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    content = models.TextField()
    account_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["instrument", "-at"], name="instrumentfile_of")]

    def __str__(self) -> str:
        return self.name
