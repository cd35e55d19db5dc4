"""Screens of units, punches and PINs."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from typer.testing import CliRunner

from pendopo.apps.attendance.cli import app
from pendopo.apps.attendance.models import Device, DeviceCommand, PinMapping, Punch, Standing, WaitingDevice
from pendopo.apps.attendance.services import device_commands
from pendopo.apps.attendance.testing import make_device, map_pin, row, send
from pendopo.kernel.actor import Actor
from pendopo.kernel.testing import Cast, cast

pytestmark = pytest.mark.django_db
SN = "CJ7Q200001"
NOW = datetime(2026, 11, 20, 1, 0, 0, tzinfo=UTC)
AT = datetime(2026, 11, 20, 7, 30)


@pytest.fixture
def people() -> Cast:
    with time_machine.travel(NOW, tick=False):
        c = cast()
        device = make_device(c.kominfo, name="Lobi Diskominfo")
        map_pin(device, "0017", c.sari)
        send(SN, row("0017", AT), row("18", AT), row("0017", AT + timedelta(days=3)), "rusak")
        send("NEW1", row("1", AT))
    return c


def as_(c: Cast, name: str) -> Client:
    client = Client()
    client.force_login(getattr(c, name).account)
    return client


def text(client: Client, name: str, *args: Any, query: str = "") -> str:
    response = client.get(reverse(f"attendance:{name}", args=args) + query)
    assert response.status_code == 200, response
    return str(response.content.decode())


def test_it_works(people: Cast) -> None:
    page = text(as_(people, "admin"), "devices")
    assert "Lobi Diskominfo" in page and SN in page


def test_every_page_opens(people: Cast) -> None:
    client, device = as_(people, "bkpsdm"), Device.objects.get()
    punch = Punch.objects.get(pin="18")
    device_commands.order(Actor.system("uji"), device, kind="info")
    for name, args in (
        ("devices", []),
        ("devices-waiting", []),
        ("device-new", []),
        ("device", [device.pk]),
        ("device-edit", [device.pk]),
        ("device-arrivals", [device.pk]),
        ("punches", []),
        ("bad-lines", []),
        ("pins", []),
        ("pins-matched", []),
        ("pins-upload", []),
        ("pin", [PinMapping.objects.get().pk]),
        ("pin-match", [punch.pk]),
    ):
        assert "None" not in text(client, name, *args).replace("data-none", ""), name
    for chip in ("ditahan", "tanpa-pemilik", "terlambat", "ditolak"):
        text(
            client,
            "punches",
            query=f"?tanda={chip}&sejak=2026-11-01&sampai=2026-11-30&mesin={device.pk}&unit={people.kominfo.path}",
        )
    text(client, "punches", query="?sejak=x&mesin=1&cari=sari")
    for kind in ("xlsx", "pdf"):
        sheet: Any = client.get(reverse("attendance:punches") + f"?unduh={kind}")
        assert sheet.status_code == 200
        assert len(b"".join(sheet.streaming_content) if sheet.streaming else sheet.content) > 1000
        for closer in sheet._resource_closers:  # not close(): it would cut the test's own connection
            closer()


@pytest.mark.parametrize(
    ("name", "status"), [("sari", 403), ("bupati", 403), ("wayan", 404), ("opi", 200), ("auditor", 200)]
)
def test_who_sees_a_unit(people: Cast, name: str, status: int) -> None:
    device = Device.objects.get()
    assert as_(people, name).get(reverse("attendance:device", args=[device.pk])).status_code == status


def test_another_office_sees_no_punches(people: Cast) -> None:
    assert "Sari Wulandari" not in text(as_(people, "wayan"), "punches")
    assert "Sari Wulandari" in text(as_(people, "ratna"), "punches")


def test_a_waiting_unit_is_registered_and_shows_its_first_punch(people: Cast) -> None:
    client = as_(people, "admin")
    assert "NEW1" in text(client, "devices-waiting")
    assert "NEW1" in text(client, "device-new", query="?sn=NEW1")
    form = {"sn": "NEW1", "name": "Aula", "unit": people.dishub.pk, "zone": "Asia/Makassar"}
    response = client.post(reverse("attendance:device-new"), form)
    device = Device.objects.get(sn="NEW1")
    assert response["Location"] == reverse("attendance:device", args=[device.pk])
    assert "menunggu mesin" in text(client, "device", device.pk)
    send("NEW1", row("5", AT))
    assert "PIN 5 belum dikenal" in text(client, "device-arrivals", device.pk)
    again = client.post(reverse("attendance:device-new"), form)
    assert again.status_code == 422 and "sudah terdaftar" in again.content.decode()


def test_orders_and_the_second_person(people: Cast) -> None:
    device, admin = Device.objects.get(), as_(people, "admin")
    DeviceCommand.objects.all().delete()
    for form in (
        {"kind": "info"},
        {"kind": "reread"},
        {"kind": "names"},
        {"kind": "query", "since": "2026-11-01", "until": "2026-11-02"},
        {"kind": "option", "key": "Delay", "value": "20"},
        {"kind": "shell"},
        {"kind": "option", "key": "Delay", "value": "x"},
        {"kind": "query", "since": "x"},
    ):
        assert admin.post(reverse("attendance:device-order", args=[device.pk]), form).status_code == 302
    kinds = sorted(DeviceCommand.objects.values_list("kind", flat=True))
    assert kinds == ["check", "info", "query_attlog", "set_option", "update_user"]
    admin.post(reverse("attendance:device-wipe", args=[device.pk]), {"reason": "Memori penuh"})
    wipe = DeviceCommand.objects.get(kind="clear_log")
    admin.post(reverse("attendance:device-decide", args=[wipe.pk]), {"move": "approve"})
    wipe.refresh_from_db()
    assert wipe.state == "awaiting"
    second = as_(people, "bkpsdm")
    assert "Setujui" in text(second, "device", device.pk)
    second.post(reverse("attendance:device-decide", args=[wipe.pk]), {"move": "approve"})
    wipe.refresh_from_db()
    assert wipe.state == "queued"
    assert (
        as_(people, "opi").post(reverse("attendance:device-order", args=[device.pk]), {"kind": "info"}).status_code
        == 403
    )


def test_secret_path_is_shown_once(people: Cast) -> None:
    device, admin = Device.objects.get(), as_(people, "admin")
    admin.post(reverse("attendance:device-keep", args=[device.pk]), {"move": "token"})
    assert "/iclock/" in text(admin, "device", device.pk)
    assert "hanya ditampilkan sekali" not in text(admin, "device", device.pk)


def test_held_punches_are_judged_with_a_reason(people: Cast) -> None:
    client, held = as_(people, "bkpsdm"), Punch.objects.get(standing=Standing.HELD)
    url = reverse("attendance:punches-judge")
    assert "Alasan" in client.post(url, {"id": [held.pk]}).content.decode()
    assert client.post(url, {"id": [held.pk], "move": "accept", "reason": ""}).status_code == 422
    back = reverse("attendance:punches") + "?tanda=ditahan"
    response = client.post(url, {"id": [held.pk], "move": "accept", "reason": "Sudah dicek", "kembali": back})
    assert response["Location"] == back
    held.refresh_from_db()
    assert held.standing == Standing.ACCEPTED


def test_a_pin_finds_its_owner_on_the_screen(people: Cast) -> None:
    client, punch = as_(people, "opi"), Punch.objects.get(pin="18")
    url = reverse("attendance:pin-match", args=[punch.pk])
    assert client.post(url, {"person": people.budi.pk}).status_code == 302
    punch.refresh_from_db()
    assert punch.person == people.budi
    assert client.get(url).status_code == 302
    assert as_(people, "wayan").post(url, {"person": people.budi.pk}).status_code == 403


def test_a_sheet_of_pins_is_checked_whole_first(people: Cast) -> None:
    client, group = as_(people, "bkpsdm"), Device.objects.get().group
    for content, words in (
        (b"PIN,NIP\n18,1\n", "NIP tidak dikenal"),
        (b"A,B\n1,2\n", "Kolom PIN dan NIP"),
        (b"\x00\x01garbage", ""),
    ):
        file = io.BytesIO(content)
        file.name = "pin.csv"
        response = client.post(reverse("attendance:pins-upload"), {"group": group.pk, "file": file})
        assert response.status_code == 422
        assert words in response.content.decode()
    assert not PinMapping.objects.filter(pin="18").exists()


def verb(*words: str) -> Any:
    return CliRunner().invoke(app, list(words))


def test_verbs(people: Cast) -> None:
    added = verb("device-add", "CLI1", "--unit", people.dishub.code, "--zone", "Asia/Jakarta", "--json")
    assert json.loads(added.stdout)["sn"] == "CLI1"
    assert verb("device-add", "CLI1", "--unit", people.dishub.code).exit_code == 1
    assert verb("device-add", "CLI2", "--unit", "nowhere").exit_code == 1
    found = {d["sn"]: d["state"] for d in json.loads(verb("devices", "--json").stdout)}
    assert found["NEW1"] == "waiting" and found["CLI1"] == "new" and SN in found
    rows = json.loads(verb("punches", "--sn", SN, "--since", "2026-11-20", "--json").stdout)
    assert [r["pin"] for r in rows] == ["0017", "18", "0017"]
    assert {k: rows[0][k] for k in ("sn", "local_time", "zone", "utc", "state", "verify", "flags")} == {
        "sn": SN,
        "local_time": "2026-11-20 07:30:00",
        "zone": "Asia/Makassar",
        "utc": "2026-11-19T23:30:00Z",
        "state": 0,
        "verify": 1,
        "flags": ["late"],
    }
    assert rows[2]["flags"] == ["future"] and rows[2]["standing"] == "held"
    assert verb("punches", "--since", "x").exit_code == 1
    assert SN in verb("devices").stdout and "0017" in verb("punches").stdout


def test_a_serial_can_be_hidden(people: Cast) -> None:
    client, row_ = as_(people, "admin"), WaitingDevice.objects.get()
    client.post(reverse("attendance:device-forget", args=[row_.pk]))
    assert "NEW1" not in text(client, "devices-waiting")
