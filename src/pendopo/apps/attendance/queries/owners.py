"""Who could own a PIN: employees of the group's office, by NIP and by the name that the unit holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.shortcuts import get_object_or_404

from pendopo.apps.attendance.models import Device, DeviceGroup, Punch, UnitUser
from pendopo.apps.attendance.queries.devices import PinLine
from pendopo.apps.attendance.rules.pin_guess import Candidate, suggest, sure
from pendopo.apps.personnel import public as personnel
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.people.models import Person


@dataclass(frozen=True, slots=True)
class SureMatch:
    """A PIN with one owner that stands out; `pair` goes into the form."""

    pair: str
    pin: str
    unit_name: str
    name: str
    nip: str
    why: str


def suggestions(group: DeviceGroup, pin: str) -> list[Candidate]:
    return suggest(pin, unit_name_of(group, pin), _staff(group.unit.path))


def sure_matches(actor: Actor, lines: Iterable[PinLine], limit: int = 200) -> list[SureMatch]:
    """Matches that can be taken all at once. One look at the roster for each office."""
    if not actor.can("attendance.pins.manage"):
        return []
    staff: dict[str, list[tuple[int, str, str]]] = {}
    found = []
    for line in list(lines)[:limit]:
        if line.unit_path not in staff:
            staff[line.unit_path] = _staff(line.unit_path)
        best = sure(suggest(line.pin, line.name, staff[line.unit_path]))
        if best is not None:
            pair = f"{line.group_id}:{best.person_id}:{line.pin}"
            found.append(SureMatch(pair, line.pin, line.name, best.name, best.nip, best.why))
    return found


def pin_of(actor: Actor, punch_id: int) -> tuple[DeviceGroup | None, str]:
    """Group and PIN of a punch without owner; (None, '') when it has one meanwhile. Raises Http404."""
    punch = get_object_or_404(
        Punch.objects.filter(device__in=Device.objects.visible_to(actor)).select_related("device__group__unit"),
        pk=punch_id,
    )
    return (punch.device.group, punch.pin) if punch.person_id is None else (None, "")


def unit_name_of(group: DeviceGroup, pin: str) -> str:
    """The name a unit of the group holds for a PIN, '' if none does."""
    rows = UnitUser.objects.filter(device__group=group, pin=pin).exclude(name="").order_by("-seen_at")
    return rows.values_list("name", flat=True).first() or ""


def waiting_punches(group: DeviceGroup, pin: str, limit: int = 10) -> list[Punch]:
    rows = Punch.objects.filter(device__group=group, pin=pin, person__isnull=True).select_related("device")
    return list(rows.order_by("-local_time", "-id")[:limit])


def search(actor: Actor, text: str) -> list[personnel.Employee]:
    return personnel.find(actor, text, limit=12) if text.strip() else []


def people_by_nip() -> dict[str, int]:
    """NIP to person id of everybody at work today."""
    return {nip: person_id for person_id, _name, nip in _staff("") if nip}


def real(people: Mapping[str, int]) -> dict[str, int]:
    """Only the pairs whose person exists."""
    known = set(Person.objects.filter(pk__in=set(people.values())).values_list("pk", flat=True))
    return {pin: person_id for pin, person_id in people.items() if person_id in known}


def _staff(unit_path: str) -> list[tuple[int, str, str]]:
    return [(entry.person_id, entry.name, entry.nip) for entry in personnel.roster(today(), unit_path)]
