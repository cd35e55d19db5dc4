"""Punch rows (table ATTLOG): PIN, wall time, state, verify, work code, reserved fields; tabs or blanks between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from pendopo.apps.attendance.protocol.request import clean, decode

UNDEFINED_STATE = 255
RAW_SIZE = 500
_TIME = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2}))?")
_BLANKS = re.compile(r"(\S+)\s+(\d{4}[-/]\d{1,2}[-/]\d{1,2}[ T]\d{1,2}:\d{1,2}(?::\d{1,2})?)(?:\s+(.*))?", re.DOTALL)
_PIN = re.compile(r"[!-~]{1,24}")
# The row that nearly all units write, as `read_row` would read it: PIN, time, two small numbers, work code, the rest.
_BYTE = "([0-9]{1,2}|1[0-9]{2}|2[0-4][0-9]|25[0-5])"
_COMMON = re.compile(
    r"^( *([!-~]{1,24})\t((?:19|2[0-9])[0-9]{2}-[01][0-9]-[0-3][0-9] (?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])"
    rf"\t{_BYTE}\t{_BYTE}(?:\t([!-~]{{0,24}})(?:\t[ -~\t]{{0,99}})?)?)$",
    re.MULTILINE,
)
_BLOCK = 256
_PRIVATE = re.compile(
    r"\b(FP|FACE|USER|BIODATA|BIOPHOTO|USERPIC|FINGERTMP|TMP|PASSWD|CARD|CONTENT|TEMPLATE)\b", re.IGNORECASE
)
# Years outside this span cannot be carried to UTC and stored on both databases without trouble.
_FIRST_YEAR, _LAST_YEAR = 1900, 2999


class PunchRow(NamedTuple):
    """One punch as the unit wrote it, `time` as `YYYY-MM-DD HH:MM:SS`; `odd`: a lesser field could not be read and a
    neutral value stands there.
    """

    pin: str
    time: str
    state: int
    verify: int
    work_code: str
    raw: str
    odd: bool

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.time)


class BadRow(NamedTuple):
    """A row that names no punch; `reason` is a code of `words.BAD_ROW`, `raw` what may be kept of it."""

    raw: str
    reason: str


@dataclass(frozen=True)
class Reading:
    """`rows_read` counts every row that was not empty: it is the n of `OK: n`."""

    punches: list[PunchRow]
    bad: list[BadRow]

    @property
    def rows_read(self) -> int:
        return len(self.punches) + len(self.bad)


def read(body: bytes) -> Reading:
    """Reads a whole post; never fails, whatever the bytes are."""
    punches: list[PunchRow] = []
    bad: list[BadRow] = []
    lines = rows_of(body)
    for start in range(0, len(lines), _BLOCK):
        block = lines[start : start + _BLOCK]
        common = read_common(block)
        if common is not None:
            punches += common
            continue
        for row in map(read_row, block):
            if isinstance(row, PunchRow):
                punches.append(row)
            else:
                bad.append(row)
    return Reading(punches, bad)


def read_common(lines: list[str]) -> list[PunchRow] | None:
    """What `read_row` makes of each line, in one pass; None unless all of them have the common shape."""
    found = _COMMON.findall("\n".join(lines))
    if len(found) != len(lines) or not all(map(_is_day, {row[2][:10] for row in found})):
        return None
    return [
        PunchRow(pin, time, int(state), int(verify), work_code, raw, False)
        for raw, pin, time, state, verify, work_code in found
    ]


@lru_cache(maxsize=1024)
def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def rows_of(body: bytes) -> list[str]:
    """The lines of a body that hold anything; decoded line by line if the whole is not UTF-8."""
    if b"\r" in body:
        body = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if b"\x00" in body:
        body = body.replace(b"\x00", b"")
    try:
        lines = body.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        lines = [decode(line) for line in body.split(b"\n")]
    return [line for line in lines if line and not line.isspace()]


def read_row(line: str) -> PunchRow | BadRow:
    fields = line.split("\t")
    at = read_time(fields[1]) if len(fields) > 1 else None
    if at is None:
        blank = _by_blanks(line)
        if not blank:
            return BadRow(keepable(line), "time" if len(fields) > 1 else "shape")
        fields, at = blank, read_time(blank[1])
    pin = fields[0].strip()
    if at is None or not _PIN.fullmatch(pin):
        return BadRow(keepable(line), "pin" if at else "time")
    state, odd_state = _small(fields, 2, UNDEFINED_STATE)
    verify, odd_verify = _small(fields, 3, 0)
    work_code = fields[4].strip() if len(fields) > 4 else ""
    odd = odd_state or odd_verify or len(fields) < 4
    time = at.isoformat(" ", "seconds")
    return PunchRow(pin, time, state, verify, clean(work_code, 24), line.strip("\r\n")[:RAW_SIZE], odd)


def read_time(text: str) -> datetime | None:
    """Wall time to the second, without zone; None if there is no such moment."""
    if len(text) == 19 and text[4] == text[7] == "-" and text[10] in " T" and text.isascii():
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            return None
        return at if at.tzinfo is None and _FIRST_YEAR <= at.year <= _LAST_YEAR else None
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    try:
        at = datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None
    return at if _FIRST_YEAR <= at.year <= _LAST_YEAR else None


def keepable(line: str) -> str:
    """What may be kept of a row that is no punch: never a template, a password, a card or a picture."""
    text = line.strip("\r\n")
    if _PRIVATE.search(text):
        first = text.split(None, 1)[0] if text.split() else ""
        return f"{first[:16]} [dibuang, {len(text)} huruf]"
    return "".join(c if c.isprintable() or c == "\t" else "�" for c in text[:RAW_SIZE])


def _by_blanks(line: str) -> list[str]:
    match = _BLANKS.fullmatch(line.strip())
    if match is None:
        return []
    pin, at, rest = match.groups()
    return [pin, at, *(rest or "").split()]


def _small(fields: list[str], index: int, default: int) -> tuple[int, bool]:
    if index >= len(fields):
        return default, False
    text = fields[index].strip()
    if text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= 255:
        return int(text), False
    return default, text != ""
