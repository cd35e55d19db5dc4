"""Builders for tests, through the services; `send` speaks to the device addresses as a unit does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import Client

from pendopo.apps.attendance.models import Device
from pendopo.apps.attendance.services.devices import register_device
from pendopo.kernel.actor import Actor
from pendopo.kernel.people.models import Person
from pendopo.kernel.units.models import Unit

AGENT = "iClock Proxy/1.09"


def make_device(unit: Unit, sn: str = "CJ7Q200001", *, zone: str = "", name: str = "") -> Device:
    return register_device(Actor.system("uji"), sn=sn, unit=unit, zone=zone, name=name)


def map_pin(device: Device, pin: str, person: Person) -> None:
    from pendopo.apps.attendance.services.pins import match_pin

    match_pin(Actor.system("uji"), device.group, pin=pin, person=person)


def row(pin: str, at: datetime, *, state: int = 0, verify: int = 1) -> str:
    """One line of ATTLOG as a new unit writes it."""
    return f"{pin}\t{at:%Y-%m-%d %H:%M:%S}\t{state}\t{verify}\t0\t0\t0"


def send(sn: str, *rows: str | bytes, table: str = "ATTLOG", stamp: str = "9999", client: Client | None = None) -> Any:
    """Posts rows as a unit; returns the response."""
    body = b"\r\n".join(line if isinstance(line, bytes) else line.encode() for line in rows)
    return (client or Client()).post(
        f"/iclock/cdata?SN={sn}&table={table}&Stamp={stamp}",
        body,
        content_type="text/plain",
        headers={"user-agent": AGENT},
    )
