"""What sign-in remembers in the database, so that a restart forgets no lock."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SignInThrottle(models.Model):
    """Failed tries of one key: an account at an address, an account, an address, or its one-time codes.

    The key is a keyed hash: no typed name and no address is stored in the clear. `account` is only set for a known
    account, so that an administrator can lift its locks.
    """

    kind = models.CharField(max_length=16)
    key = models.CharField(max_length=64)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    good_at = models.DateTimeField(null=True, help_text="Last complete sign-in with this key.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_throttle_per_key")]
        indexes = [models.Index(fields=["last_at"])]

    def __str__(self) -> str:
        return f"{self.kind}: {self.failures}"


class UsedCode(models.Model):
    """A one-time code that was accepted once and is therefore refused a second time, by every process."""

    key = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["used_at"])]

    def __str__(self) -> str:
        return self.key[:8]
