"""Triggers (migration 0002) refuse UPDATE and DELETE on both tables."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from pendopo.kernel.scope import ScopedQuerySet


class AuditEntry(models.Model):
    """One act. Names are copied, so that the line stays readable when the account is gone."""

    view_permission = "audit.view"

    at = models.DateTimeField(default=timezone.now)
    account_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150)
    actor_post = models.CharField(max_length=250, blank=True)
    unit_path = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60, blank=True)
    change = models.JSONField(default=dict)

    objects = ScopedQuerySet["AuditEntry"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="audit_subject"),
            models.Index(fields=["action", "-id"], name="audit_action"),
            models.Index(fields=["account_id", "-id"], name="audit_account"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"


class AuditSeal(models.Model):
    """Covers every entry with first_id <= id <= last_id. `digest` = SHA-256(previous digest, then each row's digest);
    `row_digests` holds the first 8 bytes of each, so that a broken row can be named. Signed with Ed25519."""

    at = models.DateTimeField(default=timezone.now)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    rows = models.IntegerField()
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)
    row_digests = models.BinaryField()
    signature = models.BinaryField(max_length=64)
    public_key = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.first_id}-{self.last_id}"
