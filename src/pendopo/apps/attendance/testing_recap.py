"""Builders for tests of the recap: punches as they stand in the table, and a day computed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from pendopo.apps.attendance.models import (
    DayRecap,
    Device,
    DeviceGroup,
    Punch,
    Upload,
)
from pendopo.apps.attendance.services.dirty import mark
from pendopo.apps.attendance.services.engine import recompute_dirty
from pendopo.kernel.people.models import Person
from pendopo.kernel.units.models import Unit

WITA = ZoneInfo("Asia/Makassar")


def punch_device(unit: Unit, sn: str = "CJ7Q200099") -> Device:
    """A registered unit, made once."""
    found = Device.objects.filter(sn=sn).first()
    if found is not None:
        return found
    group = DeviceGroup.objects.create(name=f"Kelompok {sn}", unit=unit)
    return Device.objects.create(sn=sn, name="Mesin lobi", unit=unit, group=group, zone=unit.zone)


def punch(person: Person, text: str, *, device: Device | None = None, state: int = 0, dirty: bool = True) -> Punch:
    """A counted punch at local time "2026-11-11 07:21:40", its day marked as intake does."""
    at = datetime.fromisoformat(text)
    device = device or Device.objects.get(sn="CJ7Q200099")
    upload, _ = Upload.objects.get_or_create(
        id=1,
        defaults={
            "device": device,
            "table": "ATTLOG",
            "received_at": datetime.now(UTC),
            "size": 0,
            "rows": 0,
            "added": 0,
        },
    )
    made = Punch.objects.create(
        device=device,
        pin=str(person.pk),
        local_time=at,
        state=state,
        verify=1,
        zone=device.zone,
        utc_time=at.replace(tzinfo=ZoneInfo(device.zone)).astimezone(UTC),
        received_at=datetime.now(UTC),
        person=person,
        raw=text,
        upload=upload,
    )
    if dirty:
        mark([(person.pk, at.date())])
    return made


def wita(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WITA)


def settle(at: str) -> int:
    """Compute everything dirty as of a local moment; returns how many days were taken off the list."""
    total = 0
    while done := recompute_dirty(now=wita(at)):
        total += done
    return total


def recap(person: Person, on: date) -> DayRecap:
    return DayRecap.objects.get(person=person, work_date=on)


def mark_days(person: Person, since: date, days: int) -> None:
    mark((person.pk, since + timedelta(days=n)) for n in range(days))
