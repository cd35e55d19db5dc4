"""Orders to units: queued, approved by a second person where they wipe, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.apps.attendance.models import CommandState, Device, DeviceCommand, PinMapping
from pendopo.apps.attendance.protocol import orders
from pendopo.kernel import audit, workflow
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.workflow import Move

MANAGE = "attendance.devices.manage"
APPROVE = Move(
    "approve",
    gettext_lazy("Setujui penghapusan"),
    (CommandState.AWAITING,),
    CommandState.QUEUED,
    "attendance.devices.wipe",
)
CANCEL = Move(
    "cancel", gettext_lazy("Batalkan"), (CommandState.AWAITING, CommandState.QUEUED), CommandState.CANCELLED, MANAGE
)
PLAIN = {"info": orders.INFO, "check": orders.CHECK, "reboot": orders.REBOOT, "log": orders.LOG}


def order(actor: Actor, device: Device, *, kind: str) -> DeviceCommand:
    """INFO, CHECK, REBOOT or LOG."""
    if kind not in PLAIN:
        raise Refused(_("Perintah ini tidak dikenal."), field="kind")
    return _order(actor, device, kind, lambda: PLAIN[kind])


def order_punches(actor: Actor, device: Device, *, since: datetime, until: datetime) -> DeviceCommand:
    """Asks for the punches between two wall times of the unit."""
    return _order(actor, device, "query_attlog", lambda: orders.query_punches(since=since, until=until))


def order_option(actor: Actor, device: Device, *, key: str, value: str) -> DeviceCommand:
    """Changes one of the listed settings of the unit."""
    return _order(actor, device, "set_option", lambda: orders.set_option(key=key, value=value))


def order_name(actor: Actor, device: Device, *, pin: str, name: str) -> DeviceCommand:
    """Writes a name to the unit's list of users."""
    return _order(actor, device, "update_user", lambda: orders.update_user(pin=pin, name=name))


def order_removal(actor: Actor, device: Device, *, pin: str) -> DeviceCommand:
    """Takes a user off the unit (punches that are stored stay)."""
    return _order(actor, device, "delete_user", lambda: orders.delete_user(pin=pin))


@transaction.atomic
def push_names(actor: Actor, device: Device) -> int:
    """Writes the names of all matched PINs of the group to the unit; what already waits is not queued twice."""
    _allowed(actor, device)
    waiting = set(
        DeviceCommand.objects.filter(device=device, kind="update_user", state=CommandState.QUEUED).values_list(
            "text", flat=True
        )
    )
    mapped = PinMapping.objects.filter(group_id=device.group_id, person__isnull=False).order_by("pin")
    texts = [orders.update_user(pin=pin, name=name) for pin, name in mapped.values_list("pin", "person__name")]
    rows = [
        DeviceCommand(
            device=device, kind="update_user", text=text[:250], requested_by=actor.account_id, requested_name=actor.name
        )
        for text in texts
        if text not in waiting
    ]
    DeviceCommand.objects.bulk_create(rows, batch_size=500)
    audit.record("attendance.device.push_names", device, actor, names=len(rows))
    return len(rows)


@transaction.atomic
def request_wipe(actor: Actor, device: Device, *, reason: str) -> DeviceCommand:
    """Asks for the unit's punches to be deleted; nothing is sent before another person approves."""
    _allowed(actor, device)
    if actor.account_id is None:
        raise NotAllowed(MANAGE)
    if len(reason.strip()) < 5:
        raise Refused(_("Alasan belum ditulis. Tulis mengapa isi mesin perlu dihapus."), field="reason")
    pending = DeviceCommand.objects.filter(device=device, kind="clear_log", state__in=("awaiting", "queued", "sent"))
    if pending.exists():
        raise Refused(_("Permintaan menghapus isi mesin ini sudah ada. Tunggu sampai selesai atau batalkan dahulu."))
    command = DeviceCommand.objects.create(
        device=device,
        kind="clear_log",
        text=orders.CLEAR_LOG,
        state=CommandState.AWAITING,
        requested_by=actor.account_id,
        requested_name=actor.name,
        reason=reason.strip()[:250],
    )
    audit.record("attendance.device.wipe_request", command, actor, sn=device.sn, reason=command.reason)
    return command


@transaction.atomic
def approve_wipe(actor: Actor, command: DeviceCommand) -> None:
    """The second person's yes. Raises Refused for the one who asked."""
    actor.require(APPROVE.permission)
    if not actor.covers(command.device.unit.path):
        raise NotAllowed(APPROVE.permission)
    if actor.account_id is None or actor.account_id == command.requested_by:
        raise Refused(_("Penghapusan isi mesin harus disetujui orang lain, bukan yang memintanya."))
    workflow.apply(actor, command, APPROVE, approved_by=actor.account_id, approved_name=actor.name[:150])
    audit.record("attendance.device.wipe_approve", command, actor, sn=command.device.sn)


@transaction.atomic
def cancel_command(actor: Actor, command: DeviceCommand) -> None:
    """Withdraws an order that was not sent yet."""
    _allowed(actor, command.device)
    workflow.apply(actor, command, CANCEL, finished_at=timezone.now())
    audit.record("attendance.device.command_cancel", command, actor, kind=command.kind)


def queue_text(device: Device, kind: str, text: str, *, actor: Actor) -> DeviceCommand:
    """Queues a line; one of the same text that waits already is used instead."""
    waiting = DeviceCommand.objects.filter(device=device, kind=kind, text=text, state=CommandState.QUEUED).first()
    if waiting is not None:
        return waiting
    return DeviceCommand.objects.create(
        device=device, kind=kind, text=text, requested_by=actor.account_id, requested_name=actor.name[:150]
    )


@transaction.atomic
def _order(actor: Actor, device: Device, kind: str, write: Callable[[], str]) -> DeviceCommand:
    _allowed(actor, device)
    try:
        text = write()
    except ValueError:
        raise Refused(_("Isian perintah ini tidak dapat dipakai. Periksa nilainya, lalu kirim kembali.")) from None
    command = queue_text(device, kind, text, actor=actor)
    audit.record("attendance.device.command", command, actor, sn=device.sn, kind=kind)
    return command


def _allowed(actor: Actor, device: Device) -> None:
    actor.require(MANAGE)
    if not actor.covers(device.unit.path):
        raise NotAllowed(MANAGE)
    if device.state != "active":
        raise Refused(_("Mesin ini tidak dipakai lagi. Aktifkan dahulu sebelum memberi perintah."))
