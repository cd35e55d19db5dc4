"""Verbs on units: `attendance device-add`, `devices`, `punches`."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any, NoReturn

import typer
from django.utils import timezone

from pendopo.apps.attendance.models import DeviceGroup
from pendopo.apps.attendance.queries import devices as device_queries
from pendopo.apps.attendance.queries import punches as punch_queries
from pendopo.apps.attendance.queries.device_address import device_address
from pendopo.apps.attendance.services.devices import register_device
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.units.models import Unit

Json = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


def register(app: typer.Typer) -> None:
    app.command("device-add")(device_add)
    app.command("devices")(devices)
    app.command("punches")(punches)


def device_add(
    sn: Annotated[str, typer.Argument(help="Serial number as the unit sends it.")],
    unit: Annotated[str, typer.Option("--unit", help="Code of the unit (office) it stands in.")],
    zone: Annotated[
        str, typer.Option("--zone", help="IANA zone, such as Asia/Makassar; the unit's own by default.")
    ] = "",
    name: Annotated[str, typer.Option("--name", help="Name on the screens.")] = "",
    group: Annotated[str, typer.Option("--group", help="Name of the PIN group; the office's own by default.")] = "",
    as_json: Json = False,
) -> None:
    """Take a fingerprint unit into use; its first handshake asks for its whole memory."""
    place = Unit.objects.filter(code=unit, closed_on__isnull=True).first()
    if place is None:
        _fail(f"there is no unit with code {unit!r}")
    kin = DeviceGroup.objects.filter(name=group).first() if group else None
    if group and kin is None:
        kin = DeviceGroup.objects.create(name=group[:120], unit=place)
    try:
        device = register_device(_cli(), sn=sn, unit=place, zone=zone, name=name, group=kin)
    except Refused as refusal:
        _fail(refusal.message)
    facts = {
        "sn": device.sn,
        "name": device.name,
        "unit": place.code,
        "zone": device.zone,
        "group": device.group.name,
        "id": device.pk,
        "server": ":".join(device_address()),
    }
    told = f"{device.sn} is registered at {place.name} ({device.zone}). Type into the unit: server {facts['server']}"
    typer.echo(json.dumps(facts) if as_json else told)


def devices(as_json: Json = False) -> None:
    """List all units: state, last seen, clock, memory, punches of today."""
    found = device_queries.device_lines(_cli())
    codes = dict(Unit.objects.values_list("path", "code"))
    rows = [_device(line, codes) for line in found]
    rows += [_waiting(w) for w in device_queries.waiting_devices().order_by("sn")]
    if as_json:
        typer.echo(json.dumps(rows))
        return
    for row in rows:
        typer.echo(
            f"{row['sn']:<20}{row['state']:<10}{row['last_seen'] or '-':<22}{row['punches_today']:>6}  {row['name']}"
        )


def punches(
    sn: Annotated[str, typer.Option("--sn", help="Only of this unit.")] = "",
    since: Annotated[str, typer.Option("--since", help="Only from this local date on, YYYY-MM-DD.")] = "",
    limit: Annotated[int, typer.Option("--limit", help="At most so many; 0 is all.")] = 0,
    as_json: Json = False,
) -> None:
    """List raw punches: device, PIN, local time, zone, UTC, state, verify, raw row, flags."""
    try:
        start = date.fromisoformat(since) if since else None
    except ValueError:
        _fail(f"--since {since!r} is no date; write YYYY-MM-DD")
    rows = punch_queries.listed(sn=sn, since=start, limit=limit)
    if as_json:
        typer.echo(json.dumps(list(rows), ensure_ascii=False))
        return
    for row in rows:
        flags = ",".join([*row["flags"], *([row["standing"]] if row["standing"] != "counted" else [])])
        words = [
            row["sn"],
            row["pin"],
            row["local_time"],
            row["zone"],
            row["utc"],
            str(row["state"]),
            str(row["verify"]),
            flags or "-",
            row["raw"],
        ]
        typer.echo("\t".join(words))


def _device(line: device_queries.DeviceLine, codes: dict[str, str]) -> dict[str, Any]:
    states = {"ok": "online", "mute": "retired"}
    return {
        "sn": line.sn,
        "name": line.name,
        "unit": codes.get(line.unit_path, ""),
        "zone": line.zone,
        "state": states.get(line.health.tone, "silent" if line.last_seen_at else "new"),
        "last_seen": line.last_seen_at.strftime("%Y-%m-%dT%H:%M:%SZ") if line.last_seen_at else None,
        "clock": line.health.clock or None,
        "memory_percent": line.health.fill,
        "punches_today": line.punches_today,
        "unmatched": line.unmatched,
        "held": line.held,
    }


def _waiting(row: Any) -> dict[str, Any]:
    return {
        "sn": row.sn,
        "name": "",
        "unit": "",
        "zone": "",
        "state": "waiting",
        "last_seen": row.last_seen_at.astimezone(timezone.get_default_timezone()).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "clock": None,
        "memory_percent": None,
        "punches_today": 0,
        "unmatched": 0,
        "held": 0,
    }


def _cli() -> Actor:
    return Actor.system("baris perintah")


def _fail(message: str) -> NoReturn:
    typer.echo(f"pendopo: {message}", err=True)
    raise typer.Exit(1)
