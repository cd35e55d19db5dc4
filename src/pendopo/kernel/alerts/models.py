"""An alert and what was done about it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pendopo.kernel.actor import Actor
from pendopo.kernel.scope import ScopedQuerySet


class Severity(models.TextChoices):
    BAD = "bad", _("perlu tindakan")
    WATCH = "watch", _("waspada")
    INFO = "info", _("kabar")


class State(models.TextChoices):
    OPEN = "open", _("baru")
    ACKNOWLEDGED = "acknowledged", _("diakui")
    ASSIGNED = "assigned", _("didisposisi")
    ANSWERED = "answered", _("dijawab")
    CLOSED = "closed", _("selesai")


class AlertQuerySet(ScopedQuerySet["Alert"]):
    def visible_to(self, actor: Actor) -> Self:
        """Alerts of the actor's unit and below, and those given to the actor."""
        own = Q(assignee_id=actor.person_id) if actor.person_id is not None else Q(pk__in=[])
        if not actor.can(Alert.view_permission):
            return self.filter(own)
        low_high = self.under(actor.unit_path)
        return self.filter(Q(pk__in=low_high.values("pk")) | own) if actor.unit_path else self.all()

    def unfinished(self) -> Self:
        return self.exclude(state=State.CLOSED)

    def due_now(self, now: datetime | None = None) -> Self:
        """Unfinished and not put off."""
        at = now or timezone.now()
        return self.unfinished().filter(Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=at))


class Alert(models.Model):
    """One cause (`kind`, `key`) has at most one unfinished alert."""

    scope_field = "unit_path"
    view_permission = "alerts.view"

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    unit_path = models.CharField(max_length=40, blank=True, db_index=True)
    severity = models.CharField(_("tingkat"), max_length=5, choices=Severity.choices)
    title = models.CharField(_("judul"), max_length=200)
    detail = models.CharField(_("rincian"), max_length=400, blank=True)
    url = models.CharField(max_length=300, blank=True)
    state = models.CharField(_("keadaan"), max_length=12, choices=State.choices, default=State.OPEN)
    raised_at = models.DateTimeField(_("sejak"))
    seen_at = models.DateTimeField(_("terakhir dilaporkan"))
    times = models.PositiveIntegerField(default=1)
    resolved_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    assignee = models.ForeignKey("kernel.Person", models.PROTECT, null=True, related_name="alerts")
    assigned_by = models.ForeignKey("kernel.Person", models.PROTECT, null=True, related_name="+")
    instruction = models.CharField(_("isi disposisi"), max_length=500, blank=True)
    due_at = models.DateTimeField(_("tenggat"), null=True)
    closed_at = models.DateTimeField(null=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = "peringatan"
        ordering: ClassVar[list[str]] = ["-raised_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=~Q(state="closed"), name="kernel_alert_one_unfinished"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_late(self) -> bool:
        return self.state == State.ASSIGNED and self.due_at is not None and self.due_at < timezone.now()

    @property
    def tone(self) -> str:
        """The colour to show: an answer that waits to be read is news, whatever the alert was."""
        return "info" if self.state == State.ANSWERED else self.severity


class AlertEntry(models.Model):
    """One line of an alert's history."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="entries")
    at = models.DateTimeField(default=timezone.now)
    move = models.CharField(max_length=20)
    actor_name = models.CharField(max_length=150)
    actor_post = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "riwayat peringatan"
        ordering: ClassVar[list[str]] = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.move}"

    @property
    def label(self) -> str:
        return str(MOVE_WORDS.get(self.move, self.move))


MOVE_WORDS = {
    "raise": _("Peringatan muncul"),
    "worse": _("Bertambah berat"),
    "again": _("Terjadi lagi"),
    "acknowledge": _("Diakui"),
    "assign": _("Didisposisi"),
    "snooze": _("Ditunda"),
    "answer": _("Dijawab"),
    "close": _("Diselesaikan"),
    "clear": _("Penyebab sudah hilang"),
}
