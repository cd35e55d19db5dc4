"""What came from units: uploads, punches, rows that name no punch. Rows are added, never moved and never deleted."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from pendopo.apps.attendance.models.devices import VIEW, Device
from pendopo.apps.attendance.models.fields import WallTimeField
from pendopo.kernel.people.models import Person
from pendopo.kernel.scope import ScopedQuerySet


class Upload(models.Model):
    """One acknowledged post. The id is made before the rows are written: milliseconds, process, number."""

    id = models.BigIntegerField(primary_key=True)
    device = models.ForeignKey(Device, models.PROTECT, related_name="uploads")
    table = models.CharField(max_length=32)
    stamp = models.CharField(max_length=32, blank=True)
    received_at = models.DateTimeField()
    address = models.CharField(max_length=45, blank=True)
    size = models.IntegerField()
    rows = models.IntegerField()
    added = models.IntegerField()
    bad = models.IntegerField(default=0)

    class Meta:
        verbose_name = "kiriman mesin"
        indexes = [models.Index(fields=["device", "-id"], name="upload_device")]

    def __str__(self) -> str:
        return f"{self.table} {self.rows}"

    @property
    def repeated(self) -> int:
        return self.rows - self.added - self.bad


class Standing(models.IntegerChoices):
    COUNTED = 0, _("dihitung")
    HELD = 1, _("ditahan")
    ACCEPTED = 2, _("diterima")
    REJECTED = 3, _("ditolak")


class PunchQuerySet(ScopedQuerySet["Punch"]):
    def counted(self) -> Self:
        """Those that make attendance: not held for an impossible clock, not rejected."""
        return self.filter(standing__in=(Standing.COUNTED, Standing.ACCEPTED))


class Punch(models.Model):
    """One press of a finger, a face or a card. `local_time` is what the unit's clock showed and is never changed;
    `utc_time` follows from it and `zone`. `flags` are the bits of protocol.clock; `standing` says whether it counts."""

    scope_field = "device__unit__path"
    view_permission = VIEW
    person_field = "person_id"

    device = models.ForeignKey(Device, models.PROTECT, related_name="punches", db_index=False)
    pin = models.CharField(_("PIN"), max_length=24)
    local_time = WallTimeField(_("waktu mesin"))
    state = models.SmallIntegerField(_("tombol"))
    verify = models.SmallIntegerField(_("cara"))
    work_code = models.CharField(max_length=24, blank=True)
    zone = models.CharField(max_length=40)
    utc_time = models.DateTimeField()
    received_at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="punches", db_index=False)
    flags = models.SmallIntegerField(default=0)
    standing = models.SmallIntegerField(choices=Standing.choices, default=Standing.COUNTED)
    raw = models.CharField(max_length=500)
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="punches", db_index=False, db_constraint=False)

    objects = PunchQuerySet.as_manager()

    class Meta:
        verbose_name = "ketukan"
        constraints = [
            models.UniqueConstraint(fields=["device", "local_time", "pin", "state"], name="punch_once"),
        ]
        indexes = [
            models.Index(fields=["person", "local_time"], name="punch_person"),
            models.Index(fields=["local_time", "id"], name="punch_time"),
            models.Index(fields=["device", "pin"], name="punch_unmatched", condition=models.Q(person__isnull=True)),
            models.Index(fields=["device", "id"], name="punch_held", condition=models.Q(standing=1)),
        ]

    def __str__(self) -> str:
        return f"{self.pin} {self.local_time}"


class BadLine(models.Model):
    """A row of an upload that could not be read, kept once with the reason (codes of words_devices.BAD_ROW)."""

    scope_field = "device__unit__path"
    view_permission = VIEW

    device = models.ForeignKey(Device, models.PROTECT, related_name="bad_lines")
    table = models.CharField(max_length=32)
    digest = models.CharField(max_length=32)
    raw = models.CharField(max_length=520)
    reason = models.CharField(max_length=12)
    received_at = models.DateTimeField()
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="bad_lines", db_index=False, db_constraint=False)

    objects = ScopedQuerySet["BadLine"].as_manager()

    class Meta:
        verbose_name = "baris rusak"
        constraints = [models.UniqueConstraint(fields=["device", "digest"], name="badline_once")]

    def __str__(self) -> str:
        return self.reason
