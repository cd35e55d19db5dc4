"""What a person keeps of the screens."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class SavedView(models.Model):
    """A register's chip, filters, order (`choices`) and typed words (`texts`) under a name; only for its owner."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    register = models.CharField(max_length=80)
    name = models.CharField(max_length=60)
    choices = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "register", "name"], name="saved_view_name")]

    def __str__(self) -> str:
        return self.name
