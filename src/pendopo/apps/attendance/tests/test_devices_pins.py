"""Whose PIN it is, and what late matching does; punches with an impossible clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction

from pendopo.apps.attendance.models import Device, DeviceCommand, DirtyDay, PinMapping, Punch, Standing, WaitingDevice
from pendopo.apps.attendance.queries.devices import unmatched_pins
from pendopo.apps.attendance.rules.pin_guess import read_pairs, suggest, sure
from pendopo.apps.attendance.services import device_commands, devices, held, pins
from pendopo.apps.attendance.testing import make_device, map_pin, row, send
from pendopo.kernel.actor import Actor
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.testing import Cast, cast

pytestmark = pytest.mark.django_db
SN = "CJ7Q200001"
NOW = datetime(2026, 11, 20, 1, 0, 0, tzinfo=UTC)
AT = datetime(2026, 11, 20, 7, 30)
SYSTEM = Actor.system("uji")


@pytest.fixture
def people() -> Cast:
    with time_machine.travel(NOW, tick=False):
        c = cast()
        make_device(c.kominfo)
        send(
            SN, row("0017", AT), row("0017", AT - timedelta(days=1)), row("18", AT), row("0017", AT + timedelta(days=3))
        )
    return c


def group(c: Cast):  # type: ignore[no-untyped-def]
    return Device.objects.get(sn=SN).group


def test_it_works(people: Cast) -> None:
    assert {(line.pin, line.punches) for line in unmatched_pins(people.actor("bkpsdm"))} == {("0017", 3), ("18", 1)}
    found = pins.match_pin(people.actor("opi"), group(people), pin="0017", person=people.sari)
    assert found == 3
    assert set(Punch.objects.filter(pin="0017").values_list("person", flat=True)) == {people.sari.pk}
    days = set(DirtyDay.objects.filter(person=people.sari).values_list("work_date", flat=True))
    assert days == {date(2026, 11, 19), date(2026, 11, 20)}
    assert AuditEntry.objects.filter(action="attendance.pin.match").exists()
    assert [line.pin for line in unmatched_pins(people.actor("bkpsdm"))] == ["18"]


def test_leading_zeros_count(people: Cast) -> None:
    map_pin(Device.objects.get(), "17", people.sari)
    assert not Punch.objects.filter(person__isnull=False).exists()


def test_another_owner_is_not_taken_by_accident(people: Cast) -> None:
    map_pin(Device.objects.get(), "0017", people.sari)
    with pytest.raises(Refused):
        pins.match_pins(SYSTEM, group(people), {"18": people.budi.pk, "0017": people.budi.pk})
    assert not PinMapping.objects.filter(pin="18").exists()
    assert pins.match_pin(SYSTEM, group(people), pin="0017", person=people.sari) == 0


def test_change_of_owner_moves_punches_from_a_day_on(people: Cast) -> None:
    map_pin(Device.objects.get(), "0017", people.sari)
    DirtyDay.objects.all().delete()
    moved = pins.change_owner(SYSTEM, PinMapping.objects.get(), person=people.budi, since=date(2026, 11, 20))
    assert moved == 2
    assert Punch.objects.get(pin="0017", local_time=AT - timedelta(days=1)).person == people.sari
    assert set(DirtyDay.objects.filter(work_date=date(2026, 11, 20)).values_list("person", flat=True)) == {
        people.sari.pk,
        people.budi.pk,
    }


def test_nobodys_pin_is_set_aside(people: Cast) -> None:
    pins.ignore_pin(SYSTEM, group(people), pin="18", reason="teknisi")
    assert [line.pin for line in unmatched_pins(people.actor("bkpsdm"))] == ["0017"]
    with time_machine.travel(NOW, tick=False):
        send(SN, row("18", AT + timedelta(minutes=1)))
    assert Punch.objects.filter(pin="18", person__isnull=True).count() == 2
    assert pins.match_pin(SYSTEM, group(people), pin="18", person=people.budi) == 2


def test_a_post_that_crossed_a_match_is_attached_later(people: Cast) -> None:
    PinMapping.objects.create(group=group(people), pin="18", person=people.budi, set_by="uji")
    assert pins.attach() == 1
    assert Punch.objects.get(pin="18").person == people.budi
    assert pins.attach() == 0


@pytest.mark.parametrize("name", ["sari", "wayan", "auditor", "bupati"])
def test_who_may_not_match(people: Cast, name: str) -> None:
    with pytest.raises(NotAllowed):
        pins.match_pin(people.actor(name), group(people), pin="18", person=people.sari)


def test_an_impossible_clock_waits_for_a_person(people: Cast) -> None:
    map_pin(Device.objects.get(), "0017", people.sari)
    punch = Punch.objects.get(standing=Standing.HELD)
    DirtyDay.objects.all().delete()
    with pytest.raises(NotAllowed):
        held.accept_punches(people.actor("opi"), [punch.pk], reason="jam benar")
    with pytest.raises(Refused):
        held.accept_punches(people.actor("bkpsdm"), [punch.pk], reason=" ")
    assert held.accept_punches(people.actor("bkpsdm"), [punch.pk], reason="Sudah dicek di kantor") == 1
    punch.refresh_from_db()
    assert (punch.standing, punch.local_time) == (Standing.ACCEPTED, AT + timedelta(days=3))
    assert list(DirtyDay.objects.values_list("work_date", flat=True)) == [date(2026, 11, 23)]
    with pytest.raises(Refused):
        held.reject_punches(people.actor("bkpsdm"), [punch.pk], reason="terlambat")
    assert Punch.objects.counted().filter(pk=punch.pk).exists()


def test_names_go_to_the_unit_once(people: Cast) -> None:
    device = Device.objects.get()
    map_pin(device, "0017", people.sari)
    assert device_commands.push_names(people.actor("admin"), device) == 1
    assert device_commands.push_names(people.actor("admin"), device) == 0
    assert DeviceCommand.objects.filter(text="DATA UPDATE USERINFO PIN=0017\tName=Sari Wulandari\tPri=0").count() == 1


def test_a_unit_is_registered_once_and_only_in_ones_own_house(people: Cast) -> None:
    with pytest.raises(Refused):
        make_device(people.dishub)
    with pytest.raises(Refused):
        devices.register_device(SYSTEM, sn="../x", unit=people.kominfo)
    with pytest.raises(Refused):
        devices.register_device(SYSTEM, sn="Z1", unit=people.kominfo, zone="Asia/Nowhere")
    with pytest.raises(NotAllowed):
        devices.register_device(people.actor("opi"), sn="Z1", unit=people.kominfo)
    assert Device.objects.count() == 1


def test_retiring_and_rereading(people: Cast) -> None:
    device, admin = Device.objects.get(), people.actor("admin")
    devices.retire_device(admin, device)
    with pytest.raises(Refused):
        devices.retire_device(admin, device)
    assert send(SN, row("18", AT)).status_code == 403
    assert not WaitingDevice.objects.exists()
    devices.revive_device(admin, device)
    device.refresh_from_db()
    assert (device.state, device.attlog_stamp) == ("active", "")
    with pytest.raises(Refused):
        devices.change_device(
            admin, device, name="x", unit=people.kominfo, zone=device.zone, group=device.group, networks="nonsense"
        )
    devices.change_device(
        admin,
        device,
        name="Lobi",
        unit=people.kominfo,
        zone="Asia/Jakarta",
        group=device.group,
        networks="10.0.0.0/8 192.168.1.7",
    )
    device.refresh_from_db()
    assert (device.name, device.zone, device.networks) == ("Lobi", "Asia/Jakarta", "10.0.0.0/8, 192.168.1.7")
    assert set(Punch.objects.values_list("zone", flat=True)) == {"Asia/Makassar"}


def test_guessing_an_owner() -> None:
    staff = [
        (1, "Sari Wulandari, S.Kom.", "198001102009011001"),
        (2, "Budi Santoso, S.T.", "198102112009022002"),
        (3, "dr. Sari Dewi", "198203122010012003"),
    ]
    assert sure(suggest("198001102009011001", "", staff)).person_id == 1  # type: ignore[union-attr]
    assert sure(suggest("7", "SARI WULANDARI", staff)).person_id == 1  # type: ignore[union-attr]
    assert sure(suggest("7", "Sari", staff)) is None
    assert sure(suggest("022002", "", staff)) is None
    assert suggest("022002", "", staff)[0].person_id == 2
    assert suggest("7", "", staff) == []


def test_reading_a_sheet_of_pins() -> None:
    nips = {"198001102009011001": 1, "198102112009022002": 2}
    rows = [
        (2, ("0017", "19800110 200901 1 001")),
        (3, ("18", "1")),
        (4, ("", "198102112009022002")),
        (5, ("0017", "198102112009022002")),
    ]
    pairs, wrong = read_pairs(("PIN", "NIP "), rows, nips)
    assert pairs == {"0017": 1}
    assert wrong == [(3, "nip"), (4, "pin"), (5, "twice")]


def test_the_database_itself_keeps_a_punch_as_it_was_written(people: Cast) -> None:
    punch = Punch.objects.get(pin="18")
    for change in ({"local_time": AT}, {"pin": "19"}, {"raw": ""}, {"utc_time": NOW}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Punch.objects.filter(pk=punch.pk).update(**change)
    Punch.objects.filter(pk=punch.pk).update(standing=Standing.REJECTED)
