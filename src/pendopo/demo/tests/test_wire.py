"""What the simulated units write is read by the server's own parser, whatever the firmware."""

from datetime import datetime

import pytest

from pendopo.apps.attendance.protocol import attlog
from pendopo.apps.attendance.protocol.request import endpoint, read_query
from pendopo.demo import wire
from pendopo.demo.offices import devices

AT = datetime(2026, 11, 17, 7, 28, 3)
ROWS = [wire.Row("00042", AT, 0, 1), wire.Row("L7", AT.replace(second=9), 255, 15)]


def test_it_works() -> None:
    body = wire.attlog_body(ROWS, wire.DIALECTS["push22"])
    assert body == b"00042\t2026-11-17 07:28:03\t0\t1\t0\t0\t0\nL7\t2026-11-17 07:28:09\t255\t15\t0\t0\t0\n"


@pytest.mark.parametrize("code", sorted(wire.DIALECTS))
def test_the_server_reads_every_dialect(code: str) -> None:
    dialect = wire.DIALECTS[code]
    reading = attlog.read(wire.attlog_body(ROWS, dialect))
    assert not reading.bad
    assert [(row.pin, row.at, row.state, row.verify) for row in reading.punches] == [tuple(row) for row in ROWS]
    for path in (
        wire.handshake_path("ABC1", dialect),
        wire.upload_path("ABC1", dialect, "ATTLOG"),
        wire.getrequest_path("ABC1", dialect, wire.info(dialect, users=3, logs=9, address="10.0.0.1")),
    ):
        page, _, query = path.partition("?")
        assert endpoint(page.removeprefix("/iclock/"))
        assert read_query(query).serial == "ABC1"
    assert read_query(wire.upload_path("ABC1", dialect, "ATTLOG").partition("?")[2]).table == "ATTLOG"
    assert read_query(wire.upload_path("ABC1", dialect, "ATTLOG").partition("?")[2]).stamp == dialect.stamp


def test_every_dialect_is_on_some_unit() -> None:
    assert {device.firmware for device in devices()} == set(wire.DIALECTS)


def test_commands_are_read_and_lines_without_number_dropped() -> None:
    answer = "C:12:INFO\r\nREBOOT\r\nC:13:DATA UPDATE USERINFO PIN=7\tName=Sari: staf\r\n"
    assert wire.parse_commands(answer) == [
        wire.Command("12", "INFO"),
        wire.Command("13", "DATA UPDATE USERINFO PIN=7\tName=Sari: staf"),
    ]
    assert wire.parse_commands("OK") == []
    result = wire.command_result(wire.Command("13", "DATA UPDATE USERINFO PIN=7"), 0, wire.DIALECTS["push22"])
    assert result == b"ID=13&Return=0&CMD=DATA\n"


def test_names_go_out_short_and_in_latin_1() -> None:
    body = wire.operlog_body([wire.user_line("9", "Aéri " + "x" * 40)], wire.DIALECTS["crlf"])
    assert b"Name=A\xe9ri xxxxxxxxxxxxxxxxxxx\t" in body
    assert body.endswith(b"\r\n")
