"""Punch rows in every shape that firmwares send."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pendopo.apps.attendance.protocol import attlog
from pendopo.apps.attendance.protocol.attlog import BadRow, PunchRow

AT = datetime(2026, 11, 20, 7, 31, 5)


def one(line: str) -> PunchRow | BadRow:
    reading = attlog.read(line.encode())
    assert reading.rows_read == 1
    return (reading.punches or reading.bad)[0]


def test_it_works() -> None:
    row = one("0012\t2026-11-20 07:31:05\t0\t1\t\t0\t0")
    assert row == PunchRow("0012", str(AT), 0, 1, "", "0012\t2026-11-20 07:31:05\t0\t1\t\t0\t0", False)


@pytest.mark.parametrize(
    "line",
    [
        "17\t2026-11-20 07:31:05\t1\t15\t0",
        "17\t2026-11-20 07:31:05\t1\t15\t0\t0",
        "17\t2026-11-20 07:31:05\t1\t15\t0\t0\t0",
        "17\t2026-11-20 07:31:05\t1\t15\t\t0\t0\t",
        "17\t2026-11-20 07:31:05\t1\t15\t0\t0\t0\t0\t0",
        "17\t2026-11-20 07:31:05\t1\t15\t0\t0\t0\t1\t36.5\t0",
        "17 2026-11-20 07:31:05 1 15 0 0",
        "   17   2026-11-20 07:31:05   1  15",
        "17\t2026-11-20 07:31:05 1 15 0",
        "       17\t2026-11-20 07:31:05\t1\t15\t0\t0",
        "17\t2026-11-20 07:31:05\t1\t15\t0\r",
        "17\t2026-11-20 07:31:05\t1\t15\t0\x00\x00",
        "17\t2026-11-20T07:31:05\t1\t15\t0",
        "17\t2026/11/20 7:31:5\t1\t15\t0",
    ],
)
def test_five_to_ten_fields_tabs_blanks_and_ends(line: str) -> None:
    row = one(line)
    assert isinstance(row, PunchRow)
    assert (row.pin, row.at, row.state, row.verify) == ("17", AT, 1, 15)


@pytest.mark.parametrize("pin", ["00017", "A0017", "198001102009011001", "x" * 24, "7-b"])
def test_pin_is_text(pin: str) -> None:
    row = one(f"{pin}\t2026-11-20 07:31:05\t255\t1\t0")
    assert isinstance(row, PunchRow)
    assert (row.pin, row.state) == (pin, 255)


def test_lesser_fields_that_cannot_be_read_do_not_cost_the_punch() -> None:
    row = one("17\t2026-11-20 07:31:05\tabc\t9999\tkerja")
    assert isinstance(row, PunchRow)
    assert (row.state, row.verify, row.work_code, row.odd) == (255, 0, "kerja", True)
    short = one("17\t2026-11-20 07:31:05")
    assert isinstance(short, PunchRow)
    assert (short.state, short.odd) == (255, True)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("x" * 25 + "\t2026-11-20 07:31:05\t0\t1", "pin"),
        ("17\t2026-02-30 07:31:05\t0\t1", "time"),
        ("17\t2026-11-20 24:31:05\t0\t1", "time"),
        ("17\t0000-00-00 00:00:00\t0\t1", "time"),
        ("17\t2026-W47-5T07:31:05\t0\t1", "time"),
        ("kehadiran", "shape"),
        ("<html>", "shape"),
    ],
)
def test_bad_rows_are_kept_with_their_reason(line: str, reason: str) -> None:
    row = one(line)
    assert isinstance(row, BadRow)
    assert (row.raw, row.reason) == (line, reason)


@pytest.mark.parametrize(
    "line",
    [
        "FP PIN=1\tFID=6\tSize=1\tValid=1\tTMP=SecretTemplate",
        "USER PIN=1\tPasswd=hush\tCard=123",
        "PIN=1 Content=SecretTemplate",
    ],
)
def test_a_template_or_password_in_the_wrong_table_is_not_kept(line: str) -> None:
    row = one(line)
    assert isinstance(row, BadRow)
    assert not any(word in row.raw for word in ("Secret", "hush", "123"))


def test_rows_are_counted_with_the_bad_and_the_repeated_ones() -> None:
    body = b"1\t2026-11-20 07:31:05\t0\t1\r\n\r\n1\t2026-11-20 07:31:05\t0\t1\r\nbad\r\n\x00"
    reading = attlog.read(body)
    assert (reading.rows_read, len(reading.punches), len(reading.bad)) == (3, 2, 1)
    assert attlog.read(b"").rows_read == 0


def test_latin_1_in_one_row_leaves_the_others_alone() -> None:
    reading = attlog.read(b"1\t2026-11-20 07:31:05\t0\t1\tkaf\xe9\n2\t2026-11-20 07:31:05\t0\t1\tcaf\xc3\xa9")
    assert [row.work_code for row in reading.punches] == ["kafé", "café"]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2000))
def test_no_bytes_can_break_it(body: bytes) -> None:
    reading = attlog.read(body)
    lines = [
        x
        for x in body.replace(b"\0", b"").replace(b"\r", b"\n").split(b"\n")
        if x and not x.decode("latin-1").isspace()
    ]
    assert abs(reading.rows_read - len(lines)) <= sum(1 for x in lines if not x.isascii())
    assert all("\0" not in row.raw for row in [*reading.punches, *reading.bad])


@settings(max_examples=200, deadline=None)
@given(
    st.from_regex(r"[A-Za-z0-9]{1,24}", fullmatch=True),
    st.datetimes(min_value=datetime(1901, 1, 1), max_value=datetime(2998, 1, 1)),
    st.integers(0, 255),
    st.integers(0, 255),
    st.lists(st.sampled_from(["0", "", "36.5"]), min_size=1, max_size=6),
    st.sampled_from(["\n", "\r\n", "\t\r\n", "\x00\n"]),
)
def test_what_a_unit_writes_is_read_back(
    pin: str, at: datetime, state: int, verify: int, rest: list[str], end: str
) -> None:
    at = at.replace(microsecond=0)
    line = "\t".join([pin, f"{at:%Y-%m-%d %H:%M:%S}".rjust(19, "0"), str(state), str(verify), *rest]) + end
    row = one(line * 1)
    assert isinstance(row, PunchRow)
    assert (row.pin, row.at, row.state, row.verify, row.odd) == (pin, at, state, verify, False)


PINS = st.from_regex(r" {0,3}[!-~]{1,25}", fullmatch=True)
TIMES = st.one_of(
    st.datetimes(min_value=datetime(1890, 1, 1), max_value=datetime(3010, 1, 1)).map(
        lambda at: f"{at:%Y-%m-%d %H:%M:%S}"
    ),
    st.sampled_from(["2026-02-29 07:31:05", "2024-02-29 23:59:59", "2026-11-31 00:00:00", "2026-11-20 24:00:00"]),
    st.sampled_from(["2026-11-20T07:31:05", "2026/11/20 7:31:5", "2026-11-20 07:31", "2026-11-20 07:31:60", ""]),
)
SMALL = st.one_of(st.integers(0, 300).map(str), st.sampled_from(["", " 1", "007", "x", "-1", "\u0661"]))
REST = st.lists(
    st.sampled_from(["0", "", "36.5", " ", "kerja luar", "caf\u00e9", "a" * 25, "\x0b", "\x1f1"]), max_size=6
)


@st.composite
def rows(draw: st.DrawFn) -> str:
    """Rows near the common shape: nearly all of them have it, others miss it by a field."""
    if draw(st.booleans()):
        fields = [draw(PINS), f"2026-11-20 07:{draw(st.integers(10, 59))}:05", "0", "1", *draw(REST)]
    else:
        fields = [draw(PINS), draw(TIMES), draw(SMALL), draw(SMALL), *draw(REST)]
    return draw(st.sampled_from(["\t", "\t", "\t", " "])).join(fields) + draw(
        st.sampled_from(["", "", "\t", "\r", " "])
    )


@settings(max_examples=500, deadline=None)
@given(st.lists(rows(), max_size=8), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_one_pass_reads_what_row_by_row_reads(lines: list[str], end: str) -> None:
    body = end.join(lines).encode()
    one_by_one = [attlog.read_row(line) for line in attlog.rows_of(body)]
    reading = attlog.read(body)
    assert reading.punches == [row for row in one_by_one if isinstance(row, PunchRow)]
    assert reading.bad == [row for row in one_by_one if isinstance(row, BadRow)]
    for line, row in zip(attlog.rows_of(body), one_by_one, strict=True):
        assert attlog.read_common([line]) in ([row], None)


def test_the_common_shape_takes_one_pass() -> None:
    lines = [f"{pin}\t2026-11-20 07:31:05\t0\t15\t\t0\t0\t\t" for pin in range(700)]
    common = attlog.read_common(lines)
    assert common is not None
    assert attlog.read("\n".join([*lines, "rusak"]).encode()).punches == common
    assert attlog.read_common([*lines, "rusak"]) is None
