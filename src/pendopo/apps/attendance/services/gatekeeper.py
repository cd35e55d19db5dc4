"""Who speaks: finds the unit behind a request in one statement, with the people behind the PINs that it names."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from pendopo.apps.attendance.services.prepared import prepared

_COLUMNS = (
    "d.id, d.group_id, d.zone, d.state, d.token_digest, d.networks, d.attlog_stamp, d.operlog_stamp, d.push_version, "
    "d.last_seen_at, d.last_address, d.lag_seconds, u.path, "
    "EXISTS(SELECT 1 FROM attendance_devicecommand c WHERE c.device_id = d.id AND c.state IN ('queued', 'sent'))"
)
_FROM = "FROM attendance_device d JOIN kernel_unit u ON u.id = d.unit_id"


@dataclass(slots=True)
class Caller:
    """A registered unit as one request needs it; `people` maps the asked PINs to person ids."""

    id: int
    sn: str
    group_id: int
    zone: str
    active: bool
    token_digest: str
    networks: str
    attlog_stamp: str
    operlog_stamp: str
    push_version: str
    last_seen_at: datetime | None
    last_address: str
    lag_seconds: int | None
    unit_path: str
    has_orders: bool
    people: dict[str, int | None]


def find(serial: str, pins: Collection[str] = ()) -> Caller | None:
    """None for a serial that is not registered."""
    people, parameters = _people(pins)
    with prepared() as cursor:
        cursor.execute(f"SELECT {_COLUMNS}, {people} {_FROM} WHERE d.sn = %s", [*parameters, serial])
        first = cursor.fetchone()
    if first is None:
        return None
    return Caller(
        id=first[0],
        sn=serial,
        group_id=first[1],
        zone=first[2],
        active=first[3] == "active",
        token_digest=first[4],
        networks=first[5],
        attlog_stamp=first[6],
        operlog_stamp=first[7],
        push_version=first[8],
        last_seen_at=_moment(first[9]),
        last_address=first[10],
        lag_seconds=first[11],
        unit_path=first[12],
        has_orders=bool(first[13]),
        people=json.loads(first[14]) if first[14] else {},
    )


def _people(pins: Collection[str]) -> tuple[str, list[Any]]:
    """The people behind the PINs as one JSON object: rows of their own would each cost a turn at the thread lock."""
    if not pins:
        return "NULL", []
    found = "FROM attendance_pinmapping m WHERE m.group_id = d.group_id AND m.pin"
    if connection.vendor == "postgresql":
        return f"(SELECT json_object_agg(m.pin, m.person_id)::text {found} = ANY(%s::text[]))", [list(pins)]
    inside = "IN (SELECT value FROM json_each(%s))"
    return f"(SELECT json_group_object(m.pin, m.person_id) {found} {inside})", [json.dumps(list(pins))]


def may_call(caller: Caller, *, token: str, address: str) -> bool:
    """Whether the unit is in use, shows its token where it has one, and calls from an address it may call from."""
    if not caller.active:
        return False
    if caller.token_digest and not hmac.compare_digest(digest_of(token), caller.token_digest):
        return False
    return not caller.networks or in_networks(address, caller.networks)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def in_networks(address: str, networks: str) -> bool:
    """`networks` is a list of addresses or ranges parted by commas or blanks."""
    try:
        caller = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(caller in ipaddress.ip_network(part, strict=False) for part in networks.replace(",", " ").split())


def _moment(value: str | datetime | None) -> datetime | None:
    """Raw SQL gives text on SQLite, written by Django in UTC."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
