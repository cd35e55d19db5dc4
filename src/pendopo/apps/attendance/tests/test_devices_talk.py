"""Handshake, polls, commands, journal and the unit's own description, over the device addresses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from pendopo.apps.attendance.models import (
    BadLine,
    CommandState,
    Device,
    DeviceCommand,
    DeviceEvent,
    UnitUser,
    Upload,
    WaitingDevice,
)
from pendopo.apps.attendance.services import device_commands as commands
from pendopo.apps.attendance.services.device_watch import watch
from pendopo.apps.attendance.testing import make_device, row, send
from pendopo.kernel.actor import Actor
from pendopo.kernel.alerts.models import Alert
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.testing import Cast, cast

pytestmark = pytest.mark.django_db
SN = "CJ7Q200001"
NOW = datetime(2026, 11, 20, 1, 0, 0, tzinfo=UTC)
SYSTEM = Actor.system("uji")


@pytest.fixture
def people() -> Cast:
    with time_machine.travel(NOW - timedelta(minutes=5), tick=False):
        c = cast()
        make_device(c.kominfo)
        DeviceCommand.objects.all().delete()
    return c


def get(path: str, **more: str) -> str:
    response = Client().get(f"/iclock/{path}")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain"
    assert int(response["Content-Length"]) == len(response.content)
    return str(response.content.decode())


def tell(body: str | bytes, sn: str = SN) -> int:
    at = f"?SN={sn}" if sn else ""
    return int(Client().post(f"/iclock/devicecmd{at}", body, content_type="text/plain").status_code)


def test_it_works(people: Cast) -> None:
    device = Device.objects.get()
    command = commands.order(SYSTEM, device, kind="info")
    assert get(f"getrequest?SN={SN}") == f"C:{command.pk}:INFO\r\n"
    assert get(f"getrequest?SN={SN}") == "OK"
    assert tell(f"ID={command.pk}&Return=0&CMD=INFO\n~DeviceName=X100\n~MaxAttLogCount=10\nTransactionCount=372") == 200
    command.refresh_from_db()
    device.refresh_from_db()
    assert (command.state, command.return_code, command.attempts) == (CommandState.DONE, 0, 1)
    assert {key: device.facts[key] for key in ("name", "max_logs", "logs")} == {
        "name": "X100",
        "max_logs": 10,
        "logs": 372,
    }


def test_a_result_without_serial_is_known_by_its_number(people: Cast) -> None:
    command = commands.order(SYSTEM, Device.objects.get(), kind="reboot")
    get(f"getrequest?SN={SN}")
    assert tell(f"ID={command.pk}&Return=-1002&CMD=REBOOT", sn="") == 200
    command.refresh_from_db()
    assert (command.state, command.return_code) == (CommandState.FAILED, -1002)


def test_a_result_of_another_unit_closes_nothing(people: Cast) -> None:
    make_device(people.dishub, "OTHER1")
    command = commands.order(SYSTEM, Device.objects.get(sn=SN), kind="reboot")
    tell(f"ID={command.pk}&Return=0&CMD=REBOOT", sn="OTHER1")
    command.refresh_from_db()
    assert command.state == CommandState.QUEUED


def test_unanswered_commands_go_out_again_and_then_fail(people: Cast) -> None:
    command = commands.order(SYSTEM, Device.objects.get(), kind="check")
    for turn in range(5):
        with time_machine.travel(NOW + timedelta(seconds=61 * turn), tick=False):
            assert get(f"getrequest?SN={SN}") == f"C:{command.pk}:CHECK\r\n"
            assert get(f"getrequest.aspx?sn={SN}") == "OK"
    with time_machine.travel(NOW + timedelta(seconds=61 * 5), tick=False):
        assert get(f"getrequest?SN={SN}") == "OK"
    command.refresh_from_db()
    assert (command.state, command.attempts) == (CommandState.FAILED, 5)


def test_commands_of_every_kind(people: Cast) -> None:
    device = Device.objects.get()
    since = datetime(2026, 11, 1)
    commands.order_punches(SYSTEM, device, since=since, until=since + timedelta(days=1))
    commands.order_option(SYSTEM, device, key="Delay", value="20")
    commands.order_name(SYSTEM, device, pin="0017", name="Sari Wulandari, S.Kom.")
    commands.order_removal(SYSTEM, device, pin="0017")
    texts = [line.split(":", 2)[2] for line in get(f"getrequest?SN={SN}").split("\r\n") if line]
    assert texts == [
        "DATA QUERY ATTLOG StartTime=2026-11-01 00:00:00\tEndTime=2026-11-02 00:00:00",
        "SET OPTION Delay=20",
        "DATA UPDATE USERINFO PIN=0017\tName=Sari Wulandari, S.Kom.\tPri=0",
        "DATA DELETE USERINFO PIN=0017",
    ]


def test_what_must_not_be_sent_is_refused(people: Cast) -> None:
    device = Device.objects.get()
    for kind in ("shell", "Shell", "clear_log", ""):
        with pytest.raises(Refused):
            commands.order(SYSTEM, device, kind=kind)
    with pytest.raises(Refused):
        commands.order_option(SYSTEM, device, key="ComKey", value="1")
    with pytest.raises(NotAllowed):
        commands.order(people.actor("sari"), device, kind="reboot")
    assert not DeviceCommand.objects.exists()


def test_a_wipe_needs_a_second_person(people: Cast) -> None:
    device = Device.objects.get()
    admin, second = people.actor("admin"), people.actor("bkpsdm")
    command = commands.request_wipe(admin, device, reason="Memori penuh, sudah dicadangkan")
    assert get(f"getrequest?SN={SN}") == "OK"
    with pytest.raises(Refused):
        commands.approve_wipe(admin, command)
    with pytest.raises(NotAllowed):
        commands.approve_wipe(people.actor("ratna"), command)
    commands.approve_wipe(second, command)
    with pytest.raises(Refused):
        commands.approve_wipe(second, command)
    assert get(f"getrequest?SN={SN}") == f"C:{command.pk}:CLEAR LOG\r\n"


def test_the_option_block_follows_the_push_version(people: Cast) -> None:
    new = get(f"cdata?SN={SN}&options=all&pushver=2.4.1&language=69")
    assert new.startswith(f"GET OPTION FROM: {SN}\r\n") and "ServerVer=2.4.1" in new and "TimeZone=8\r\n" in new
    assert Device.objects.get().push_version == "2.4.1"
    assert get("ping?SN=X") == "OK"
    assert get(f"registry?SN={SN}").startswith("RegistryCode=")
    assert len(get(f"registry?SN={SN}")) <= len("RegistryCode=") + 32
    for path in ("push", "querydata", "rtdata", "fdata"):
        assert get(f"{path}?SN={SN}") == "OK"


def test_info_of_a_poll_is_kept_and_polls_write_seldom(people: Cast) -> None:
    with time_machine.travel(NOW, tick=False):
        get(f"getrequest?SN={SN}&INFO=Ver%206.60,12,20,372,10.0.0.9,10,7,0,3,101")
    device = Device.objects.get()
    assert (device.last_seen_at, device.facts["logs"], device.facts["users"]) == (NOW, 372, 12)
    with time_machine.travel(NOW + timedelta(seconds=19), tick=False):
        get(f"getrequest?SN={SN}")
    assert Device.objects.get().last_seen_at == NOW
    with time_machine.travel(NOW + timedelta(seconds=21), tick=False):
        get(f"getrequest?SN={SN}")
    assert Device.objects.get().last_seen_at == NOW + timedelta(seconds=21)


def test_a_journal_raises_alerts_and_keeps_names_only(people: Cast) -> None:
    with time_machine.travel(NOW, tick=False):
        answers = [
            send(
                SN,
                "OPLOG 23\t0\t2026-11-20 08:59:00\t0\t0\t0\t0",
                "OPLOG 3\t0\t2026-11-20 08:59:30\t55\t0\t0\t0",
                "OPLOG 4\t1\t2026-11-20 08:58:00\t0\t0\t0\t0",
                b"USER PIN=0017\tName=Jos\xe9\tPri=0\tPasswd=hush\tCard=[99]",
                "FP PIN=17\tFID=6\tSize=4\tValid=1\tTMP=Secret",
                "aneh",
                table="OPERLOG",
                stamp="77",
            ).content
            for _again in range(2)
        ]
    assert answers == [b"OK: 6", b"OK: 6"]
    assert DeviceEvent.objects.count() == 3
    assert list(UnitUser.objects.values_list("pin", "name")) == [("0017", "José")]
    assert set(Alert.objects.values_list("key", "severity")) == {
        (f"{Device.objects.get().pk}:deleted", "bad"),
        (f"{Device.objects.get().pk}:opened", "bad"),
    }
    assert Device.objects.get().operlog_stamp == "77"
    assert BadLine.objects.get().raw == "aneh"


@pytest.mark.parametrize(
    ("table", "body"),
    [
        ("ATTPHOTO", b"PIN=1.jpg\nSN=X\nsize=3\nCMD=uploadphoto\x00\xff\xd8\n\n\xff"),
        ("BIODATA", b"BIODATA Pin=1\tNo=0\tTmp=Secret"),
        ("ERRORLOG", b"ErrCode=1"),
        ("NEVERSEEN", b"x\x00y"),
        ("", b"anything"),
    ],
)
def test_other_tables_are_acknowledged_and_not_kept(people: Cast, table: str, body: bytes) -> None:
    response = send(SN, body, table=table)
    assert (response.status_code, response.content) == (200, b"OK: 1")
    assert Upload.objects.get().added == 0
    assert not BadLine.objects.exists()


def test_options_of_the_unit_are_kept_without_its_secrets(people: Cast) -> None:
    assert (
        send(SN, "~DeviceName=X100,FWVersion=Ver 8,ComKey=123456,TransactionCount=9", table="options").content == b"OK"
    )
    facts = Device.objects.get().facts
    assert facts["name"] == "X100" and "123456" not in str(facts)


def test_a_stranger_that_tells_of_itself_is_shown_with_it(people: Cast) -> None:
    get("getrequest?SN=NEW1&INFO=Ver%208,12,20,372,10.0.0.9")
    assert WaitingDevice.objects.get().facts["users"] == 12


def test_unknown_paths_and_methods(people: Cast) -> None:
    assert Client().get("/iclock/shell").status_code == 404
    assert Client().put(f"/iclock/cdata?SN={SN}").status_code == 405
    assert Client().get("/iclock/cdata").status_code == 400


def test_a_silent_unit_is_told_once_and_cleared_on_return(people: Cast) -> None:
    morning = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    Device.objects.update(last_seen_at=morning)
    watch(morning + timedelta(minutes=10))
    assert not Alert.objects.exists()
    watch(morning + timedelta(minutes=31))
    watch(morning + timedelta(minutes=32))
    alert = Alert.objects.get()
    assert (alert.kind, alert.severity, alert.times, alert.unit_path) == (
        "attendance.device_silent",
        "watch",
        1,
        people.kominfo.path,
    )
    watch(morning + timedelta(minutes=121))
    alert.refresh_from_db()
    assert alert.severity == "bad"
    Device.objects.update(last_seen_at=morning + timedelta(minutes=122))
    watch(morning + timedelta(minutes=123))
    assert not Alert.objects.unfinished().exists()


def test_at_night_and_on_sunday_nobody_is_woken(people: Cast) -> None:
    night = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
    Device.objects.update(last_seen_at=night)
    watch(night + timedelta(hours=3))
    sunday = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
    watch(sunday)
    assert not Alert.objects.exists()


def test_held_punches_and_a_wrong_clock_are_told(people: Cast) -> None:
    with time_machine.travel(NOW, tick=False):
        send(SN, row("1", datetime(2026, 11, 23, 9, 0)))
        watch(NOW)
    assert set(Alert.objects.values_list("kind", flat=True)) == {"attendance.punches_held", "attendance.device_clock"}
