"""Posts of punch rows, from the bytes to the table."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pendopo.apps.attendance.models import BadLine, Device, DirtyDay, Punch, Standing, Upload, WaitingDevice
from pendopo.apps.attendance.protocol import clock
from pendopo.apps.attendance.services import intake
from pendopo.apps.attendance.testing import make_device, map_pin, row, send
from pendopo.kernel.testing import Cast, cast

pytestmark = pytest.mark.django_db
SN = "CJ7Q200001"
NOW = datetime(2026, 11, 20, 0, 0, 0, tzinfo=UTC)
AT = datetime(2026, 11, 20, 7, 59, 58)


@pytest.fixture
def people() -> Cast:
    with time_machine.travel(NOW, tick=False):
        c = cast()
        device = make_device(c.kominfo)
        map_pin(device, "0017", c.sari)
    return c


def post(*rows: str | bytes, sn: str = SN, **more: str) -> str:
    with time_machine.travel(NOW, tick=False):
        response = send(sn, *rows, **more)
    assert response.status_code == 200, response.content
    return str(response.content.decode())


def test_it_works(people: Cast) -> None:
    assert post(row("0017", AT)) == "OK: 1"
    punch = Punch.objects.get()
    assert (punch.pin, punch.local_time, punch.zone, punch.utc_time) == (
        "0017",
        AT,
        "Asia/Makassar",
        AT.replace(tzinfo=UTC) - timedelta(hours=8),
    )
    assert (punch.person, punch.state, punch.verify, punch.flags, punch.standing) == (
        people.sari,
        0,
        1,
        0,
        Standing.COUNTED,
    )
    assert punch.raw == "0017\t2026-11-20 07:59:58\t0\t1\t0\t0\t0"
    assert punch.received_at == NOW
    assert list(DirtyDay.objects.values_list("person_id", "work_date")) == [(people.sari.pk, date(2026, 11, 20))]
    upload = Upload.objects.get()
    assert (upload.pk, upload.rows, upload.added, upload.bad, upload.repeated) == (punch.upload_id, 1, 1, 0, 0)
    device = Device.objects.get()
    assert (device.last_seen_at, device.attlog_stamp, device.skew_seconds) == (NOW, "9999", 2)


def test_the_reply_is_plain_and_counts_bad_and_repeated_rows(people: Cast) -> None:
    with time_machine.travel(NOW, tick=False):
        response = send(SN, row("0017", AT), row("0017", AT), "rusak", row("0018", AT), "")
    assert response.content == b"OK: 4"
    assert response["Content-Type"] == "text/plain"
    assert response["Content-Length"] == "5"
    assert not response.cookies
    assert Punch.objects.count() == 2
    bad = BadLine.objects.get()
    assert (bad.raw, bad.reason, bad.table) == ("rusak", "shape", "ATTLOG")
    assert post("rusak") == "OK: 1"
    assert BadLine.objects.count() == 1


def test_a_whole_memory_replay_has_one_effect(people: Cast) -> None:
    rows = [row(f"{i:04d}", AT - timedelta(days=i % 60, minutes=i)) for i in range(372)]
    for _again in range(2):
        for start in range(0, 372, 62):
            assert post(*reversed(rows[start : start + 62])) == "OK: 62"
    assert Punch.objects.count() == 372
    DirtyDay.objects.all().delete()
    assert post(*rows) == "OK: 372"
    assert not DirtyDay.objects.exists()


@pytest.mark.parametrize("count", [2, 15, 16, 17, 40, 1100])
def test_only_the_days_of_new_rows_are_marked(people: Cast, count: int) -> None:
    rows = [row("0017", AT - timedelta(days=i)) for i in range(count)]
    post(*rows[::2])
    DirtyDay.objects.all().delete()
    assert post(*rows) == f"OK: {count}"
    new = {(AT - timedelta(days=i)).date() for i in range(1, count, 2)}
    within = {day for day in new if (AT.date() - day).days < 400}  # older ones are held
    assert set(DirtyDay.objects.values_list("work_date", flat=True)) == within
    assert Upload.objects.order_by("-id").values_list("rows", "added").first() == (count, len(new))
    assert Punch.objects.count() == count


@pytest.mark.parametrize("count", [1, 64, 700])
def test_statements_do_not_grow_with_the_rows(people: Cast, count: int) -> None:
    post(row("9", AT))
    rows = [row("0017" if i % 2 else f"{i}", AT - timedelta(minutes=i)) for i in range(count)]
    post(*rows[1::3])
    with (
        time_machine.travel(NOW + timedelta(minutes=1), tick=False),
        CaptureQueriesContext(
            connection,
        ) as seen,
    ):
        assert send(SN, *rows, "rusak").content.decode() == f"OK: {count + 1}"
    statements = [q["sql"] for q in seen if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(statements) <= 6, statements


def test_impossible_clocks_are_flagged_held_and_never_moved(people: Cast) -> None:
    times = {
        datetime(2026, 11, 23, 7, 30): (clock.FUTURE, Standing.HELD),
        datetime(2000, 1, 1, 0, 0, 5): (clock.OLD | clock.LATE, Standing.HELD),
        datetime(2026, 11, 17, 7, 30): (clock.LATE, Standing.COUNTED),
        datetime(2026, 11, 20, 8, 3): (0, Standing.COUNTED),
    }
    post(*(row("0017", at) for at in times))
    for punch in Punch.objects.all():
        assert (punch.flags, punch.standing) == times[punch.local_time]
    assert set(DirtyDay.objects.values_list("work_date", flat=True)) == {date(2026, 11, 17), date(2026, 11, 20)}


def test_zone_of_the_unit_decides_utc(people: Cast) -> None:
    with time_machine.travel(NOW, tick=False):
        make_device(people.dishub, "JKT1", zone="Asia/Jakarta")
    post(row("1", datetime(2026, 11, 20, 6, 59)), sn="JKT1")
    assert Punch.objects.get().utc_time == datetime(2026, 11, 19, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize("path", ["cdata", "cdata.aspx", "cdata.php", "cdata/", "CDATA"])
@pytest.mark.parametrize(
    "query", ["SN={sn}&table=ATTLOG&Stamp=1", "sn={sn}&TABLE=attlog", "SN={sn}&table=ATTLOG%20Stamp=123"]
)
def test_paths_and_parameters_in_their_variants(people: Cast, path: str, query: str) -> None:
    with time_machine.travel(NOW, tick=False):
        response = Client().post(
            f"/iclock/{path}?{query.format(sn=SN)}", row("0017", AT).encode(), content_type="text/plain"
        )
    assert (response.status_code, response.content) == (200, b"OK: 1")


def test_a_stranger_is_noted_and_keeps_its_memory(people: Cast) -> None:
    for sn in ("NEW1", "NEW1"):
        response = send(sn, row("0017", AT))
        assert (response.status_code, response["Content-Type"]) == (403, "text/plain")
        assert not response.content.startswith(b"OK")
    assert not Punch.objects.exists()
    assert WaitingDevice.objects.get().sn == "NEW1"
    block = Client().get("/iclock/cdata?SN=NEW1&options=all&pushver=2.4.1").content.decode()
    assert block.startswith("GET OPTION FROM: NEW1\r\n") and "TransFlag=0000000000" in block
    assert Client().get("/iclock/getrequest?SN=NEW1").content == b"OK"


def test_registered_it_is_asked_for_its_whole_memory(people: Cast) -> None:
    send("NEW1", row("0017", AT))
    make_device(people.kominfo, "NEW1")
    assert not WaitingDevice.objects.exists()
    block = Client().get("/iclock/cdata?SN=NEW1&options=all&pushver=2.4.1").content.decode()
    assert "ATTLOGStamp=None\r\n" in block and "TimeZone=8\r\n" in block and "Realtime=1\r\n" in block
    assert "CHECK" in Client().get("/iclock/getrequest?SN=NEW1").content.decode()
    assert post(row("0017", AT), sn="NEW1") == "OK: 1"
    assert "ATTLOGStamp=9999\r\n" in Client().get("/iclock/cdata?SN=NEW1&options=all").content.decode()


@pytest.mark.parametrize("sn", ["../../etc/passwd", "a%20b", "x" * 33, "%00%01"])
def test_a_bad_serial_is_refused_and_not_noted(people: Cast, sn: str) -> None:
    response = send(sn, row("0017", AT))
    assert (response.status_code, response["Content-Type"]) == (400, "text/plain")
    assert not WaitingDevice.objects.exists()


def test_the_waiting_list_is_bounded(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pendopo.apps.attendance.services.waiting.MAX_WAITING", 3)
    for number in range(6):
        send(f"W{number}", "x")
    assert WaitingDevice.objects.count() == 3


def test_too_large_and_too_often_are_told_plainly(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pendopo.apps.attendance.device_views.MAX_BODY", 100)
    response = send(SN, "x" * 101)
    assert (response.status_code, response["Content-Type"]) == (413, "text/plain")
    monkeypatch.setattr("pendopo.apps.attendance.device_views.value", lambda key: 0.1)
    answers = [send(SN, row("0017", AT)).status_code for _ in range(3)]
    assert answers[-1] == 429


def test_garbage_is_answered_and_kept_out(people: Cast) -> None:
    garbage = bytes(range(256)) * 400
    with time_machine.travel(NOW, tick=False):
        response = send(SN, garbage)
    assert response.status_code == 200
    assert response.content.startswith(b"OK: ")
    assert not Punch.objects.exists()
    assert BadLine.objects.exists()


def test_a_busy_database_is_not_acknowledged(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(intake, "write", full)
    response = send(SN, row("0017", AT))
    assert (response.status_code, response["Retry-After"], response["Content-Type"]) == (503, "30", "text/plain")
    monkeypatch.undo()
    assert not Punch.objects.exists()
    assert post(row("0017", AT)) == "OK: 1"


def test_polls_are_answered_while_nothing_can_be_written(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("pendopo.apps.attendance.services.talk.seen", full)
    assert b"CHECK" in Client().get(f"/iclock/getrequest?SN={SN}").content
    assert Client().get(f"/iclock/cdata?SN={SN}&options=all").content.startswith(b"GET OPTION FROM")


def test_a_retired_unit_and_a_wrong_token_or_address_are_refused(people: Cast) -> None:
    Device.objects.update(networks="10.0.0.0/8")
    assert send(SN, row("0017", AT)).status_code == 403
    Device.objects.update(networks="127.0.0.0/8", state="retired")
    assert send(SN, row("0017", AT)).status_code == 403
    from pendopo.apps.attendance.services.devices import set_token
    from pendopo.kernel.actor import Actor

    Device.objects.update(state="active")
    token = set_token(Actor.system("uji"), Device.objects.get())
    assert send(SN, row("0017", AT)).status_code == 403
    good = Client().post(f"/iclock/{token}/cdata?SN={SN}&table=ATTLOG", row("0017", AT), content_type="text/plain")
    assert good.content == b"OK: 1"
    again = Client().post(
        f"/iclock/{token}/iclock/cdata?SN={SN}&table=ATTLOG", row("0017", AT), content_type="text/plain"
    )
    assert again.content == b"OK: 1"


def test_a_punch_is_still_kept_as_it_was_written(people: Cast) -> None:
    """The table was copied when its key changed; its trigger has to be there."""
    post(row("0017", AT))
    with pytest.raises(DatabaseError, match="kept as the unit wrote it"):
        Punch.objects.update(raw="lain")
