"""Fingerprint units, what waits to become one, who a PIN is, what a unit is told and what it tells of itself."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pendopo.apps.attendance.models.fields import WallTimeField
from pendopo.kernel.people.models import Person
from pendopo.kernel.scope import ScopedQuerySet
from pendopo.kernel.units.models import Unit

VIEW = "attendance.devices.view"


class DeviceGroup(models.Model):
    """Units in which a PIN means the same person."""

    scope_field = "unit__path"
    view_permission = VIEW

    name = models.CharField(_("nama"), max_length=120, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="device_groups", verbose_name=_("unit kerja"))

    objects = ScopedQuerySet["DeviceGroup"].as_manager()

    class Meta:
        verbose_name = "kelompok mesin"

    def __str__(self) -> str:
        return self.name


class DeviceState(models.TextChoices):
    ACTIVE = "active", _("dipakai")
    RETIRED = "retired", _("tidak dipakai")


class Device(models.Model):
    """A registered unit. `facts` is what it said of itself; stamps '' ask for its whole memory."""

    scope_field = "unit__path"
    view_permission = VIEW

    sn = models.CharField(_("nomor seri"), max_length=32, unique=True)
    name = models.CharField(_("nama"), max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="devices", verbose_name=_("unit kerja"))
    group = models.ForeignKey(DeviceGroup, models.PROTECT, related_name="devices", verbose_name=_("kelompok PIN"))
    zone = models.CharField(_("zona waktu"), max_length=40)
    state = models.CharField(max_length=8, choices=DeviceState.choices, default=DeviceState.ACTIVE)
    token_digest = models.CharField(max_length=64, blank=True)
    networks = models.CharField(_("alamat yang diizinkan"), max_length=200, blank=True)
    push_version = models.CharField(max_length=16, blank=True)
    attlog_stamp = models.CharField(max_length=32, blank=True)
    operlog_stamp = models.CharField(max_length=32, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    registered_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(null=True)
    last_address = models.CharField(max_length=45, blank=True)
    last_punch_at = models.DateTimeField(null=True)
    lag_seconds = models.BigIntegerField(null=True)
    skew_seconds = models.BigIntegerField(null=True)

    objects = ScopedQuerySet["Device"].as_manager()

    class Meta:
        verbose_name = "mesin presensi"

    def __str__(self) -> str:
        return f"{self.name} ({self.sn})"


class WaitingDevice(models.Model):
    """A serial that called and is not registered: answered, not believed; its memory stays with it."""

    sn = models.CharField(_("nomor seri"), max_length=32, unique=True)
    first_seen_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)
    address = models.CharField(max_length=45, blank=True)
    push_version = models.CharField(max_length=16, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    calls = models.PositiveIntegerField(default=1)
    hidden = models.BooleanField(default=False)

    class Meta:
        verbose_name = "mesin menunggu"

    def __str__(self) -> str:
        return self.sn


class PinMapping(models.Model):
    """Who a PIN is in a group of units; `person` null means that its punches belong to nobody on purpose."""

    scope_field = "group__unit__path"
    view_permission = VIEW

    group = models.ForeignKey(DeviceGroup, models.PROTECT, related_name="pins")
    pin = models.CharField(_("PIN"), max_length=24)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="pins")
    set_by = models.CharField(max_length=150)
    set_at = models.DateTimeField(default=timezone.now)

    objects = ScopedQuerySet["PinMapping"].as_manager()

    class Meta:
        verbose_name = "PIN pegawai"
        constraints = [models.UniqueConstraint(fields=["group", "pin"], name="pinmapping_once")]

    def __str__(self) -> str:
        return self.pin


class UnitUser(models.Model):
    """A name that a unit holds for a PIN; nothing else of the person is taken from a unit."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="users")
    pin = models.CharField(max_length=24)
    name = models.CharField(max_length=64, blank=True)
    privilege = models.SmallIntegerField(default=0)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "pin"], name="unituser_once")]

    def __str__(self) -> str:
        return f"{self.pin} {self.name}"


class CommandState(models.TextChoices):
    AWAITING = "awaiting", _("menunggu persetujuan")
    QUEUED = "queued", _("antre")
    SENT = "sent", _("terkirim")
    DONE = "done", _("selesai")
    FAILED = "failed", _("gagal")
    CANCELLED = "cancelled", _("dibatalkan")


class DeviceCommand(models.Model):
    """One order to a unit; `text` is the whole line without its number."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="commands")
    kind = models.CharField(max_length=20)
    text = models.CharField(max_length=250)
    state = models.CharField(max_length=10, choices=CommandState.choices, default=CommandState.QUEUED)
    requested_by = models.BigIntegerField(null=True)
    requested_name = models.CharField(max_length=150)
    approved_by = models.BigIntegerField(null=True)
    approved_name = models.CharField(max_length=150, blank=True)
    reason = models.CharField(max_length=250, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    return_code = models.IntegerField(null=True)

    class Meta:
        verbose_name = "perintah mesin"
        indexes = [
            models.Index(
                fields=["device", "id"], name="devicecommand_open", condition=models.Q(state__in=["queued", "sent"])
            ),
            models.Index(fields=["device", "-id"], name="devicecommand_device"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="clear_log")
                | models.Q(state__in=["awaiting", "cancelled"])
                | (models.Q(approved_by__isnull=False) & ~models.Q(approved_by=models.F("requested_by"))),
                name="devicecommand_two_people_wipe",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class DeviceEvent(models.Model):
    """A line of the unit's own journal (OPLOG), in the unit's wall time."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="events")
    code = models.SmallIntegerField()
    operator = models.CharField(max_length=24, blank=True)
    at = WallTimeField()
    args = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "catatan mesin"
        constraints = [
            models.UniqueConstraint(fields=["device", "at", "code", "operator", "args"], name="deviceevent_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.at}"
