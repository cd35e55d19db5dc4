"""Units as the screens show them: how they are, what they hold, what waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.attendance.models import (
    BadLine,
    CommandState,
    Device,
    DeviceCommand,
    DeviceEvent,
    DeviceGroup,
    DeviceState,
    PinMapping,
    Punch,
    Standing,
    UnitUser,
    Upload,
    WaitingDevice,
)
from pendopo.apps.attendance.protocol.lines import memory_size
from pendopo.apps.attendance.words_devices import span
from pendopo.kernel.actor import Actor
from pendopo.kernel.settings_store import value
from pendopo.kernel.units.models import Unit

# A punch needs a moment to arrive, so a clock that seems late is doubted later than one that is ahead.
AHEAD_WATCH, BEHIND_WATCH, SKEW_BAD = 60, 180, 600
FULL_WATCH = 80


@dataclass(frozen=True, slots=True)
class Health:
    """How a unit is now: tone and word of its state; clock and memory in words, '' when nothing is known."""

    tone: str
    word: str
    clock_tone: str
    clock: str
    fill: int | None


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One row of the register of units."""

    pk: int
    name: str
    sn: str
    unit_name: str
    unit_path: str
    zone: str
    last_seen_at: datetime | None
    punches_today: int
    unmatched: int
    held: int
    health: Health


def devices(actor: Actor) -> QuerySet[Device]:
    return Device.objects.visible_to(actor).select_related("unit", "group")


def device_lines(actor: Actor, now: datetime | None = None) -> list[DeviceLine]:
    """All units of the actor with their day in figures. Four statements."""
    moment = now or timezone.now()
    rows = list(devices(actor).order_by("name", "id"))
    today = _counts(Punch.objects.filter(device__in=rows, local_time__gte=_earliest_today(rows, moment)))
    unmatched = _counts(Punch.objects.filter(device__in=rows, person__isnull=True))
    held = _counts(Punch.objects.filter(device__in=rows, standing=Standing.HELD))
    return [
        DeviceLine(
            pk=row.pk,
            name=row.name,
            sn=row.sn,
            unit_name=row.unit.short_name,
            unit_path=row.unit.path,
            zone=row.zone,
            last_seen_at=row.last_seen_at,
            punches_today=today.get(row.pk, 0),
            unmatched=unmatched.get(row.pk, 0),
            held=held.get(row.pk, 0),
            health=health(row, moment),
        )
        for row in rows
    ]


def health(device: Device, now: datetime) -> Health:
    clock_tone, clock = _clock(device.skew_seconds)
    size = memory_size(int(device.facts.get("max_logs", 0)))
    logs = device.facts.get("logs")
    fill = min(100, round(100 * int(logs) / size)) if size and logs is not None else None
    if device.state == DeviceState.RETIRED:
        return Health("mute", _("tidak dipakai"), clock_tone, clock, fill)
    if device.last_seen_at is None:
        return Health("stale", _("belum terhubung"), clock_tone, clock, fill)
    silence = now - device.last_seen_at
    if silence < timedelta(minutes=value("attendance.device_silent_minutes")):
        return Health("ok", _("terhubung"), clock_tone, clock, fill)
    word = _("senyap %(span)s") % {"span": span(int(silence.total_seconds()))}
    return Health("bad" if watched(device, now) else "stale", word, clock_tone, clock, fill)


def watched(device: Device, now: datetime) -> bool:
    """Whether a silent unit is a trouble at this hour of a weekday, on the clock of its place."""
    local = now.astimezone(ZoneInfo(device.zone))
    within = value("attendance.device_hours_from") <= local.hour < value("attendance.device_hours_until")
    return within and local.weekday() < 6


def uploads(device: Device, limit: int = 10) -> list[Upload]:
    return list(Upload.objects.filter(device=device).order_by("-id")[:limit])


def commands(device: Device, limit: int = 12) -> list[DeviceCommand]:
    return list(DeviceCommand.objects.filter(device=device).order_by("-id")[:limit])


def journal(device: Device, limit: int = 8) -> list[DeviceEvent]:
    return list(DeviceEvent.objects.filter(device=device).order_by("-at", "-id")[:limit])


def newest_arrivals(device: Device, limit: int = 8) -> list[Punch]:
    """The newest punches by the unit's clock, of the two weeks before its last post."""
    if device.last_punch_at is None:
        return []
    since = device.last_punch_at.replace(tzinfo=None) - timedelta(days=14)
    every = Punch.objects.filter(device=device).select_related("person").order_by("-local_time", "-id")
    return list(every.filter(local_time__gte=since)[:limit]) or list(every[:limit])


def figures(device: Device) -> dict[str, Any]:
    """Counts of one unit, for its page."""
    punches = Punch.objects.filter(device=device).aggregate(
        all=Count("pk"), first=Min("local_time"), last=Max("local_time")
    )
    return punches | {
        "bad": BadLine.objects.filter(device=device).count(),
        "users": UnitUser.objects.filter(device=device).count(),
    }


def awaiting_approval(actor: Actor) -> list[DeviceCommand]:
    """Wipes that wait for this person's yes (or anybody else's than the one who asked)."""
    if not actor.can("attendance.devices.wipe"):
        return []
    rows = DeviceCommand.objects.filter(state=CommandState.AWAITING, device__in=Device.objects.under(actor.unit_path))
    return list(rows.exclude(requested_by=actor.account_id).select_related("device__unit").order_by("id"))


def waiting_devices() -> QuerySet[WaitingDevice]:
    return WaitingDevice.objects.filter(hidden=False)


@dataclass(frozen=True, slots=True)
class PinLine:
    """A PIN of nobody yet. `sample` is one of its punches: addresses carry that, since a PIN may be a NIP."""

    pk: str
    group_id: int
    group_name: str
    unit_path: str
    pin: str
    name: str
    sample: int
    punches: int
    first: datetime
    last: datetime


def unmatched_pins(actor: Actor) -> list[PinLine]:
    """PINs with punches and without a word on whose they are, by group. Three statements."""
    if not actor.can("attendance.devices.view"):
        return []
    groups = {g.pk: g for g in DeviceGroup.objects.visible_to(actor).select_related("unit")}
    found = (
        Punch.objects.filter(person__isnull=True, device__group__in=groups)
        .values("device__group_id", "pin")
        .annotate(n=Count("pk"), sample=Max("pk"), first=Min("local_time"), last=Max("local_time"))
        .order_by("-n")
    )
    said = set(PinMapping.objects.filter(group__in=groups, person__isnull=True).values_list("group_id", "pin"))
    rows = [row for row in found if (row["device__group_id"], row["pin"]) not in said]
    names = _unit_names(groups)
    return [
        PinLine(
            pk=f"{row['device__group_id']}:{row['pin']}",
            group_id=row["device__group_id"],
            group_name=groups[row["device__group_id"]].name,
            unit_path=groups[row["device__group_id"]].unit.path,
            pin=row["pin"],
            name=names.get((row["device__group_id"], row["pin"]), ""),
            sample=row["sample"],
            punches=row["n"],
            first=_wall(row["first"]),
            last=_wall(row["last"]),
        )
        for row in rows
    ]


def mappings(actor: Actor) -> QuerySet[PinMapping]:
    return PinMapping.objects.visible_to(actor).select_related("group", "person")


def _unit_names(groups: Iterable[int]) -> dict[tuple[int, str], str]:
    rows = UnitUser.objects.filter(device__group__in=groups).exclude(name="").order_by("seen_at")
    return {(group, pin): name for group, pin, name in rows.values_list("device__group_id", "pin", "name")}


def _counts(rows: QuerySet[Punch]) -> dict[int, int]:
    return dict(rows.order_by().values_list("device_id").annotate(n=Count("pk")).values_list("device_id", "n"))


def _earliest_today(rows: Iterable[Device], now: datetime) -> datetime:
    """Midnight of the westernmost unit; a unit further east shows an hour of yesterday at most."""
    starts = [datetime.combine(now.astimezone(ZoneInfo(zone)).date(), time.min) for zone in {row.zone for row in rows}]
    return min(starts, default=now.replace(tzinfo=None))


def _clock(skew: int | None) -> tuple[str, str]:
    if skew is None:
        return "", ""
    size, watch = abs(skew), AHEAD_WATCH if skew < 0 else BEHIND_WATCH
    if size < watch:
        return "ok", _("sesuai")
    words = {"span": span(size)}
    word = _("maju %(span)s") % words if skew < 0 else _("mundur %(span)s") % words
    return "bad" if size >= SKEW_BAD else "watch", word


def _wall(value: Any) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def usual_unit(actor: Actor) -> Unit | None:
    """The unit to offer first in a form: the actor's own office, else the first one."""
    rows = Unit.objects.under(actor.unit_path).filter(closed_on__isnull=True)
    return rows.exclude(path="").order_by("path").first() or rows.first()
