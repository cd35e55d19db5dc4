"""Registering, changing and retiring units."""

from __future__ import annotations

import ipaddress
import secrets
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pendopo.apps.attendance.models import Device, DeviceGroup, DeviceState, WaitingDevice
from pendopo.apps.attendance.protocol.request import SERIAL
from pendopo.apps.attendance.services.device_commands import queue_text
from pendopo.apps.attendance.services.gatekeeper import digest_of
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.units.models import Unit

MANAGE = "attendance.devices.manage"


@transaction.atomic
def register_device(
    actor: Actor, *, sn: str, unit: Unit, zone: str = "", name: str = "", group: DeviceGroup | None = None
) -> Device:
    """Takes a unit into use; its first handshake asks for its whole memory. Refused for a bad or known serial."""
    actor.require(MANAGE)
    _covered(actor, unit)
    if not SERIAL.fullmatch(sn):
        raise Refused(_("Nomor seri hanya huruf, angka, tanda hubung dan garis bawah, paling banyak 32."), field="sn")
    known = Device.objects.filter(sn=sn).first()
    if known is not None:
        raise Refused(
            _("Mesin dengan nomor seri ini sudah terdaftar atas nama %(name)s.") % {"name": known.name}, field="sn"
        )
    waiting = WaitingDevice.objects.filter(sn=sn).first()
    try:
        with transaction.atomic():
            device = Device.objects.create(
                sn=sn,
                unit=unit,
                zone=checked_zone(zone or unit.zone),
                name=(name or _("Mesin %(unit)s") % {"unit": unit.short_name})[:120],
                group=group or group_of(unit),
                push_version=waiting.push_version if waiting else "",
                facts=waiting.facts if waiting else {},
                last_seen_at=None,
            )
    except IntegrityError:
        raise Refused(
            _("Mesin dengan nomor seri ini baru saja didaftarkan orang lain. Muat ulang halaman."), field="sn"
        ) from None
    WaitingDevice.objects.filter(sn=sn).delete()
    queue_text(device, "check", "CHECK", actor=actor)
    queue_text(device, "info", "INFO", actor=actor)
    audit.record("attendance.device.register", device, actor, sn=sn, unit=unit.path, zone=device.zone)
    return device


@transaction.atomic
def change_device(
    actor: Actor, device: Device, *, name: str, unit: Unit, zone: str, group: DeviceGroup, networks: str
) -> None:
    """Changes place, zone and limits. Punches that are stored keep the zone they came in with."""
    actor.require(MANAGE)
    _covered(actor, device.unit)
    _covered(actor, unit)
    before = {"name": device.name, "unit": device.unit.path, "zone": device.zone, "networks": device.networks}
    device.name, device.unit, device.group = name[:120], unit, group
    device.zone, device.networks = checked_zone(zone), checked_networks(networks)
    device.save(update_fields=["name", "unit", "group", "zone", "networks"])
    audit.record(
        "attendance.device.change",
        device,
        actor,
        before=before,
        after={"name": device.name, "unit": unit.path, "zone": device.zone, "networks": device.networks},
    )


@transaction.atomic
def retire_device(actor: Actor, device: Device) -> None:
    """Takes a unit out of use: its posts are refused, its punches stay."""
    _set_state(actor, device, source=DeviceState.ACTIVE, target=DeviceState.RETIRED)


@transaction.atomic
def revive_device(actor: Actor, device: Device) -> None:
    """Takes a retired unit back into use and asks for its whole memory."""
    _set_state(actor, device, source=DeviceState.RETIRED, target=DeviceState.ACTIVE)
    Device.objects.filter(pk=device.pk).update(attlog_stamp="", operlog_stamp="")
    queue_text(device, "check", "CHECK", actor=actor)


@transaction.atomic
def ask_whole_memory(actor: Actor, device: Device) -> None:
    """The next handshake says stamp None: the unit sends everything again; what is known is left alone."""
    actor.require(MANAGE)
    _covered(actor, device.unit)
    Device.objects.filter(pk=device.pk).update(attlog_stamp="", operlog_stamp="")
    queue_text(device, "check", "CHECK", actor=actor)
    audit.record("attendance.device.reread", device, actor)


@transaction.atomic
def set_token(actor: Actor, device: Device) -> str:
    """Makes a secret for the unit's path and returns it once; only its digest is kept."""
    actor.require(MANAGE)
    _covered(actor, device.unit)
    token = secrets.token_urlsafe(18)
    Device.objects.filter(pk=device.pk).update(token_digest=digest_of(token))
    device.token_digest = digest_of(token)
    audit.record("attendance.device.token", device, actor, on=True)
    return token


@transaction.atomic
def drop_token(actor: Actor, device: Device) -> None:
    actor.require(MANAGE)
    _covered(actor, device.unit)
    Device.objects.filter(pk=device.pk).update(token_digest="")
    device.token_digest = ""
    audit.record("attendance.device.token", device, actor, on=False)


@transaction.atomic
def forget_waiting(actor: Actor, waiting: WaitingDevice) -> None:
    """Takes a serial off the waiting list for good: it may call, it is not shown again."""
    actor.require(MANAGE)
    WaitingDevice.objects.filter(pk=waiting.pk).update(hidden=True)
    audit.record("attendance.device.ignore", waiting, actor, sn=waiting.sn)


def group_of(unit: Unit) -> DeviceGroup:
    """The PIN group of the office that a unit belongs to, made when it is first needed."""
    office = Unit.objects.filter(path=unit.office_path).first() or unit
    group = DeviceGroup.objects.filter(unit=office).order_by("id").first()
    if group is None:
        taken = DeviceGroup.objects.filter(name=office.name[:120]).exists()
        group = DeviceGroup.objects.create(
            name=f"{office.name[:100]} ({office.code})"[:120] if taken else office.name[:120], unit=office
        )
    return group


def checked_zone(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(_("Zona waktu tidak dikenal. Pilih WIB, WITA atau WIT."), field="zone") from None
    return zone


def checked_networks(networks: str) -> str:
    parts = networks.replace(",", " ").split()
    for part in parts:
        try:
            ipaddress.ip_network(part, strict=False)
        except ValueError:
            raise Refused(
                _("%(part)s bukan alamat IP atau rentang alamat. Contoh: 10.20.0.0/16.") % {"part": part[:40]},
                field="networks",
            ) from None
    text = ", ".join(parts)
    if len(text) > 200:
        raise Refused(_("Daftar alamat terlalu panjang. Pakai rentang, misalnya 10.20.0.0/16."), field="networks")
    return text


def _set_state(actor: Actor, device: Device, *, source: str, target: str) -> None:
    actor.require(MANAGE)
    _covered(actor, device.unit)
    if not Device.objects.filter(pk=device.pk, state=source).update(state=target):
        raise Refused(_("Keadaan mesin sudah berubah sejak Anda membukanya. Muat ulang halaman."))
    device.state = target
    audit.record("attendance.device.state", device, actor, state=str(target))


def _covered(actor: Actor, unit: Unit) -> None:
    if not actor.covers(unit.path):
        raise NotAllowed(MANAGE)
