"""Who a PIN is. A late match gives the punches that waited to their owner and marks the days they touch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from pendopo.apps.attendance.models import DeviceGroup, PinMapping, Standing
from pendopo.apps.attendance.models.fields import wall_text
from pendopo.apps.attendance.services import dirty
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.people.models import Person

MANAGE = "attendance.pins.manage"
_COUNTING = (Standing.COUNTED.value, Standing.ACCEPTED.value)


@transaction.atomic
def match_pin(actor: Actor, group: DeviceGroup, *, pin: str, person: Person) -> int:
    """Says who an unmatched PIN is; returns how many waiting punches found their owner. Refused if it has one."""
    return match_pins(actor, group, {pin: person.pk})


@transaction.atomic
def match_pins(actor: Actor, group: DeviceGroup, people: Mapping[str, int]) -> int:
    """Many at once; all or none. Returns how many waiting punches found their owner."""
    _allowed(actor, group)
    if not people:
        return 0
    for pin in people:
        _checked(pin)
    taken = dict(PinMapping.objects.filter(group=group, pin__in=people).values_list("pin", "person_id"))
    other = sorted(pin for pin, person_id in taken.items() if person_id is not None and person_id != people[pin])
    if other:
        raise Refused(
            _("PIN %(pins)s sudah milik pegawai lain. Tidak ada yang diubah. Pakai Ganti pemilik untuk memindahkannya.")
            % {"pins": ", ".join(other[:5])},
            field="pin",
        )
    PinMapping.objects.bulk_create(
        [
            PinMapping(group=group, pin=pin, person_id=person_id, set_by=actor.name[:150])
            for pin, person_id in sorted(people.items())
        ],
        update_conflicts=True,
        unique_fields=["group", "pin"],
        update_fields=["person", "set_by"],
        batch_size=200,
    )
    found = attach(group_id=group.pk)
    audit.record(
        "attendance.pin.match", group, actor, people=dict(list(people.items())[:200]), count=len(people), punches=found
    )
    return found


@transaction.atomic
def ignore_pin(actor: Actor, group: DeviceGroup, *, pin: str, reason: str) -> None:
    """Says that a PIN is nobody's (a technician, a test). Its punches stay and count for nobody."""
    _allowed(actor, group)
    _checked(pin)
    if not reason.strip():
        raise Refused(_("Alasan belum ditulis. Tulis mengapa PIN ini diabaikan."), field="reason")
    row, made = PinMapping.objects.get_or_create(group=group, pin=pin, defaults={"set_by": actor.name[:150]})
    if not made and row.person_id is not None:
        raise Refused(_("PIN ini sudah milik seorang pegawai. Muat ulang halaman."), field="pin")
    audit.record("attendance.pin.ignore", row, actor, pin=pin, reason=reason.strip()[:250])


@transaction.atomic
def change_owner(actor: Actor, mapping: PinMapping, *, person: Person, since: date) -> int:
    """Gives a PIN to another person; punches from `since` on go along. Returns how many moved."""
    _allowed(actor, mapping.group)
    before = mapping.person_id
    changed = PinMapping.objects.filter(pk=mapping.pk, person=before).update(person=person, set_by=actor.name[:150])
    if not changed:
        raise Refused(_("PIN ini baru saja diubah orang lain. Muat ulang halaman."))
    mapping.person = person
    moved = _move(mapping, before, person.pk, since) if before is not None else attach(group_id=mapping.group_id)
    audit.record(
        "attendance.pin.change",
        mapping,
        actor,
        pin=mapping.pin,
        before=before,
        after=person.pk,
        since=str(since),
        punches=moved,
    )
    return moved


def attach(*, group_id: int | None = None) -> int:
    """Gives punches without owner to whom their PIN belongs now; also by schedule, for posts that crossed a match."""
    where, values = ("AND d.group_id = %s", [group_id]) if group_id is not None else ("", [])
    # SQLite knows the table's columns in RETURNING by their bare names only, PostgreSQL needs the table
    table = "attendance_punch." if connection.vendor == "postgresql" else ""
    sql = (
        "UPDATE attendance_punch SET person_id = m.person_id FROM attendance_device d, attendance_pinmapping m "  # noqa: S608
        "WHERE attendance_punch.device_id = d.id AND m.group_id = d.group_id AND m.pin = attendance_punch.pin "
        f"AND attendance_punch.person_id IS NULL AND m.person_id IS NOT NULL {where} "
        f"RETURNING {table}person_id, {table}local_time, {table}standing"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
        mark_days((person, at) for person, at, standing in rows if standing in _COUNTING)
    return len(rows)


def mark_days(rows: Iterable[tuple[int, Any]]) -> None:
    dirty.mark({(person, _day(at)) for person, at in rows})


def _move(mapping: PinMapping, before: int, after: int, since: date) -> int:
    low: Any = datetime.combine(since, datetime.min.time())
    if connection.vendor != "postgresql":
        low = wall_text(low)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE attendance_punch SET person_id = %s WHERE person_id = %s AND pin = %s AND local_time >= %s "
            "AND device_id IN (SELECT id FROM attendance_device WHERE group_id = %s) RETURNING local_time",
            [after, before, mapping.pin, low, mapping.group_id],
        )
        days = [row[0] for row in cursor.fetchall()]
    mark_days((person, at) for at in days for person in (before, after))
    return len(days)


def _day(at: Any) -> date:
    return date.fromisoformat(at[:10]) if isinstance(at, str) else at.date()


def _checked(pin: str) -> None:
    if not pin or len(pin) > 24 or not pin.isascii() or not pin.isprintable() or " " in pin:
        raise Refused(_("PIN %(pin)s tidak sah: paling banyak 24 huruf atau angka.") % {"pin": pin[:30]}, field="pin")


def _allowed(actor: Actor, group: DeviceGroup) -> None:
    actor.require(MANAGE)
    if not actor.covers(group.unit.path):
        raise NotAllowed(MANAGE)
