"""Address lines, journals, options, results, replies and commands of the device protocol."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pendopo.apps.attendance.protocol import clock, lines, orders, replies, request


def test_it_works() -> None:
    query = request.read_query("SN=CJ7Q-2001&table=ATTLOG&Stamp=9999")
    assert (query.serial, query.table, query.stamp) == ("CJ7Q-2001", "ATTLOG", "9999")


@pytest.mark.parametrize(
    "text",
    [
        "sn=A1&TABLE=attlog&stamp=123",
        "table=ATTLOG Stamp=123&SN=A1",
        "SN=A1&table=ATTLOG%20Stamp=123",
        "SN=A1+table=ATTLOG+Stamp=123",
        "SN=A1&table=ATTLOG&Stamp=123&table=OTHER",
        "&&SN=A1&=x&table=ATTLOG&Stamp=123&",
    ],
)
def test_parameters_in_any_case_and_with_blanks_for_ampersands(text: str) -> None:
    query = request.read_query(text)
    assert (query.serial, query.table, query.stamp) == ("A1", "ATTLOG", "123")


@pytest.mark.parametrize("serial", ["../../etc/passwd", "a b", "x" * 33, "A1%0Ax", "A1;drop", "é"])
def test_a_serial_that_breaks_the_pattern_is_refused(serial: str) -> None:
    assert request.read_query(f"SN={serial}&table=ATTLOG").serial is None
    assert request.read_query("table=ATTLOG").serial == ""


@pytest.mark.parametrize("name", ["cdata", "CDATA", "cdata.aspx", "cdata.php", "cdata/"])
def test_endpoints_in_their_variants(name: str) -> None:
    assert request.endpoint(name) == "cdata"
    assert request.endpoint("shell") == ""


def test_a_request_line_with_a_raw_blank_is_mended() -> None:
    line = b"POST /iclock/cdata?table=ATTLOG Stamp=123&SN=A1 HTTP/1.1"
    assert request.mend_request_line(line) == b"POST /iclock/cdata?table=ATTLOG&Stamp=123&SN=A1 HTTP/1.1"
    assert request.mend_request_line(b"GET /iclock/cdata?SN=\xe9 HTTP/1.0") == b"GET /iclock/cdata?SN=%E9 HTTP/1.0"
    for other in (b"GET / HTTP/1.1", b"nonsense", b"GET /iclock/cdata?SN=A1 HTTP/1.1"):
        assert request.mend_request_line(other) == other


def test_a_journal_keeps_names_and_drops_secrets() -> None:
    body = (
        b"OPLOG 21\t0\t2026-11-20 07:31:05\t0\t0\t0\t0\r\n"
        b"USER PIN=0017\tName=Jos\xe9 Rizal\tPri=14\tPasswd=hush\tCard=[09E4812202]\tGrp=1\tTZ=0000\r\n"
        b"FP PIN=17\tFID=6\tSize=1024\tValid=1\tTMP=Secret\r\nFACE PIN=17\tFID=0\tSIZE=1\tVALID=1\tTMP=Secret\r\n"
        b"BIOPHOTO PIN=17\tContent=Secret\nUSERPIC PIN=17\tContent=Secret\nOPLOG x\nwhat is this"
    )
    journal = lines.read_journal(body)
    assert journal.operations == [lines.Operation(21, "0", datetime(2026, 11, 20, 7, 31, 5), "0 0 0 0")]
    assert journal.users == [lines.UnitUser("0017", "José Rizal", 14)]
    assert (journal.dropped, len(journal.bad), journal.rows_read) == (4, 2, 8)
    assert "Secret" not in repr(journal) and "hush" not in repr(journal) and "09E4812202" not in repr(journal)


def test_options_keep_only_named_facts() -> None:
    facts = lines.read_options(
        b"~DeviceName=X100,~MaxAttLogCount=10,FWVersion=Ver 8.0.4,ComKey=9876,TransactionCount=372,UserCount=a"
    )
    assert facts == {"name": "X100", "max_logs": 10, "firmware": "Ver 8.0.4", "logs": 372}
    assert lines.memory_size(10) == 100_000
    assert lines.memory_size(150_000) == 150_000


def test_info_of_a_poll() -> None:
    info = lines.read_info("Ver 6.60,12,20,372,192.168.1.201,10,7,0,3,101")
    assert info == {
        "firmware": "Ver 6.60",
        "users": 12,
        "fingers": 20,
        "logs": 372,
        "address": "192.168.1.201",
        "faces": 3,
    }
    assert lines.read_info("") == {}


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (b"ID=1&Return=0&CMD=DATA", [(1, 0, "DATA")]),
        (b"ID=1&Return=0&CMD=DATA\nID=2&Return=-1002&CMD=DATA\n", [(1, 0, "DATA"), (2, -1002, "DATA")]),
        (b"ID=7\nReturn=0\nCMD=INFO\nContent=~DeviceName=X100\n~MaxAttLogCount=10", [(7, 0, "INFO")]),
        (b"id=3&return=-1&cmd=CHECK\r\n\x00", [(3, -1, "CHECK")]),
        (b"ID=abc&Return=0", []),
        (b"nonsense", []),
        (b"", []),
    ],
)
def test_results_of_commands(body: bytes, wanted: list[tuple[int, int, str]]) -> None:
    assert [(r.command_id, r.code, r.verb) for r in lines.read_results(body)] == wanted


def test_a_result_carries_the_facts_of_the_unit() -> None:
    results = lines.read_results(b"ID=7&Return=0&CMD=INFO\n~DeviceName=X100\nTransactionCount=372\nComKey=1\n")
    assert results[0].facts == {"name": "X100", "logs": 372}
    inline = lines.read_results(b"ID=7\nReturn=0\nCMD=INFO\nContent=~DeviceName=X100,TransactionCount=372")
    assert inline[0].facts == {"name": "X100", "logs": 372}
    assert lines.result_serial(b"ID=1&SN=A1&Return=0") == "A1"


def test_a_photo_is_one_line_and_never_read() -> None:
    assert lines.count_lines(b"PIN=1.jpg\nSN=A1\nsize=3\nCMD=uploadphoto\x00\xff\n\n\xd8") == 1
    assert lines.count_lines(b"a\n\nb\r\n") == 2


def test_option_block_for_a_new_unit() -> None:
    text = replies.option_block(replies.Options("A1", timedelta(hours=8), push_version="2.4.1"))
    got = text.split("\r\n")
    assert got[0] == "GET OPTION FROM: A1"
    for line in (
        "ATTLOGStamp=None",
        "Stamp=None",
        "OpStamp=None",
        "TimeZone=8",
        "Realtime=1",
        "Encrypt=None",
        "ServerVer=2.4.1",
    ):
        assert line in got
    assert "TransFlag=TransData AttLog\tOpLog\tEnrollUser\tChgUser" in got


def test_option_block_for_an_old_and_for_an_unknown_unit() -> None:
    old = replies.option_block(replies.Options("A1", timedelta(hours=7), attlog_stamp="82983982"))
    assert "TransFlag=1100101000\r\n" in old and "Stamp=82983982\r\n" in old and "ServerVer" not in old
    unknown = replies.option_block(replies.Options("A1", timedelta(hours=7), push_version="2.4.1", send=False))
    assert "TransFlag=0000000000\r\n" in unknown and "Realtime=0\r\n" in unknown and "=None\r\nOPERLOG" not in unknown


def test_zone_number_of_half_hours_is_minutes() -> None:
    assert [replies.zone_number(timedelta(hours=h)) for h in (7, 9.5, 5.5)] == [7, 570, 330]


def test_commands_are_written_from_checked_parts() -> None:
    at = datetime(2026, 11, 20)
    wanted = "DATA QUERY ATTLOG StartTime=2026-11-20 00:00:00\tEndTime=2026-11-21 00:00:00"
    assert orders.query_punches(since=at, until=at + timedelta(days=1)) == wanted
    name = orders.update_user(pin="0017", name="dr. Siti Ñurhaliza\tPri=14\r\nC:9:Shell, S.Kom.")
    assert name == "DATA UPDATE USERINFO PIN=0017\tName=dr. Siti Nurhaliza Pri 1\tPri=0"
    assert orders.set_option(key="Delay", value="30") == "SET OPTION Delay=30"
    assert replies.command_lines([(1, "INFO"), (2, "CHECK")]) == "C:1:INFO\r\nC:2:CHECK\r\n"
    assert replies.command_lines([]) == "OK"


@pytest.mark.parametrize(
    ("key", "value"), [("ComKey", "1"), ("Delay", "1\r\nC:2:Shell"), ("Realtime", "2"), ("Shell", "ls")]
)
def test_settings_that_are_not_listed_are_refused(key: str, value: str) -> None:
    with pytest.raises(ValueError, match=key):
        orders.set_option(key=key, value=value)


def test_clock() -> None:
    now = datetime(2026, 11, 20, 0, 0, 0)
    bounds = clock.bounds_of(now, clock.Limits())
    assert clock.flags_of("2026-11-19 23:59:55", bounds) == 0
    assert clock.flags_of("2026-11-23 00:00:00", bounds) == clock.FUTURE
    assert clock.flags_of("2026-11-17 00:00:00", bounds) == clock.LATE
    assert clock.flags_of("2000-01-01 00:00:00", bounds) & clock.OLD
    assert clock.to_utc(datetime(2026, 11, 20, 8, 0), ZoneInfo("Asia/Makassar")) == now
    assert [
        clock.skew_of(5, None),
        clock.skew_of(-90_000, None),
        clock.skew_of(7200, None),
        clock.skew_of(7200, 7190),
    ] == [
        5,
        -90_000,
        None,
        7200,
    ]


@settings(max_examples=300, deadline=None)
@given(
    st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2026, 12, 31)),
    st.one_of(st.integers(-1000, 1000), st.integers(-40_000_000, 40_000_000)),
)
def test_flags_follow_from_the_seconds_between(arrived: datetime, seconds: int) -> None:
    limits = clock.Limits()
    at = arrived.replace(microsecond=0) + timedelta(seconds=seconds)
    lag = (arrived - at).total_seconds()
    expected = 0
    if lag < -limits.ahead_seconds:
        expected = clock.FUTURE
    elif lag > limits.old_days * 86_400:
        expected = clock.OLD | clock.LATE
    elif lag > limits.late_seconds:
        expected = clock.LATE
    assert clock.flags_of(clock.text(at), clock.bounds_of(arrived, limits)) == expected


@settings(max_examples=500, deadline=None)
@given(
    st.one_of(
        st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2999, 12, 31)),
        st.datetimes(min_value=datetime(2026, 3, 28), max_value=datetime(2026, 3, 30)),  # clocks change in Berlin
        st.datetimes(min_value=datetime(2026, 10, 24), max_value=datetime(2026, 10, 26)),
        st.datetimes(min_value=datetime(1963, 12, 31), max_value=datetime(1964, 1, 2)),  # Jakarta moved half an hour
    ),
    st.sampled_from(
        ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Kolkata", "Europe/Berlin", "Australia/Lord_Howe"]
    ),
)
def test_utc_as_text_is_utc(at: datetime, zone: str) -> None:
    at = at.replace(microsecond=0, fold=0)
    assert clock.utc_text(clock.text(at), zone) == clock.text(clock.to_utc(at, ZoneInfo(zone)))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=800))
def test_no_bytes_can_break_the_other_tables(body: bytes) -> None:
    assert lines.read_journal(body).rows_read == len(
        __import__("pendopo.apps.attendance.protocol.attlog", fromlist=["x"]).rows_of(body)
    )
    lines.read_options(body)
    lines.read_results(body)
    lines.result_serial(body)
    lines.count_lines(body)
    request.read_query(body.decode("latin-1"))
    lines.read_info(body.decode("latin-1"))
    request.mend_request_line(body)
