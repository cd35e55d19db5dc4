"""Every other table a unit posts: journal, options, results. Templates, photos, passwords are counted and dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote_plus

from pendopo.apps.attendance.protocol.attlog import BadRow, keepable, read_time, rows_of
from pendopo.apps.attendance.protocol.request import clean, decode

# What is kept of a unit's own description; everything else (communication keys, network passwords) is dropped.
FACTS = {
    "DeviceName": "name",
    "FirmVer": "firmware",
    "FWVersion": "firmware",
    "Platform": "platform",
    "PushVersion": "push_version",
    "MaxAttLogCount": "max_logs",
    "MaxUserCount": "max_users",
    "MaxFingerCount": "max_fingers",
    "MaxFaceCount": "max_faces",
    "TransactionCount": "logs",
    "AttLogCount": "logs",
    "UserCount": "users",
    "FPCount": "fingers",
    "FaceCount": "faces",
    "IPAddress": "address",
    "OEMVendor": "maker",
    "MAC": "mac",
}
_NUMBERS = frozenset({"max_logs", "max_users", "max_fingers", "max_faces", "logs", "users", "fingers", "faces"})
_PAIR = re.compile(r"(\w+)=")
_DROPPED = frozenset("FP FACE BIOPHOTO USERPIC BIODATA FINGERTMP FVEIN PALM".split())  # noqa: SIM905
MAX_FIELD = 64


@dataclass(frozen=True)
class Operation:
    """One line of the unit's own journal: what was done at the keypad, by which administrator PIN, when."""

    code: int
    operator: str
    at: datetime
    args: str


@dataclass(frozen=True)
class UnitUser:
    """A person as the unit knows it; the rest of the line (password, card, template) is never read."""

    pin: str
    name: str
    privilege: int


@dataclass(frozen=True)
class Journal:
    operations: list[Operation] = field(default_factory=list)
    users: list[UnitUser] = field(default_factory=list)
    dropped: int = 0
    bad: list[BadRow] = field(default_factory=list)

    @property
    def rows_read(self) -> int:
        return len(self.operations) + len(self.users) + self.dropped + len(self.bad)


@dataclass(frozen=True)
class CommandResult:
    """`code` 0 means processed, not valid; `facts` is what the unit said of itself with it."""

    command_id: int
    code: int
    verb: str
    facts: dict[str, str | int]


def read_journal(body: bytes) -> Journal:
    """Tables OPERLOG and USERINFO."""
    operations: list[Operation] = []
    users: list[UnitUser] = []
    bad: list[BadRow] = []
    dropped = 0
    for line in rows_of(body):
        word, rest = _first_word(line)
        if word == "OPLOG":
            operation = _operation(rest)
            if operation is None:
                bad.append(BadRow(keepable(line), "oplog"))
            else:
                operations.append(operation)
        elif word == "USER" or word.startswith("PIN="):
            user = _user(rest if word == "USER" else line)
            if user is None:
                bad.append(BadRow(f"{word[:4]} [dibuang, {len(line)} huruf]", "user"))
            else:
                users.append(user)
        elif word in _DROPPED:
            dropped += 1
        else:
            bad.append(BadRow(keepable(line), "unknown"))
    return Journal(operations, users, dropped, bad)


def read_options(body: bytes) -> dict[str, str | int]:
    """`~MaxAttLogCount=10,FWVersion=Ver 8.0` or one pair a line: only the facts of FACTS, numbers as numbers."""
    return facts_of(part for line in rows_of(body) for part in line.replace("\t", ",").split(","))


def facts_of(pairs: Iterable[str]) -> dict[str, str | int]:
    facts: dict[str, str | int] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        name = FACTS.get(key.strip().lstrip("~"))
        if not sign or name is None:
            continue
        if name not in _NUMBERS:
            facts[name] = clean(value, MAX_FIELD)
        elif (number := whole(value)) is not None:
            facts[name] = number
    return facts


def memory_size(max_logs: int) -> int:
    """`~MaxAttLogCount` counts in ten thousands; a figure of 1,000 or more is taken as it is."""
    return max_logs * 10_000 if 0 < max_logs < 1_000 else max_logs


def read_info(info: str) -> dict[str, str | int]:
    """`INFO=ver,users,fps,logs,ip,fpver,facever,faces_enrolled,faces,flags` of a poll."""
    parts = info.split(",")
    facts: dict[str, str | int] = {}
    if parts and parts[0].strip():
        facts["firmware"] = clean(parts[0], MAX_FIELD)
    for index, name in ((1, "users"), (2, "fingers"), (3, "logs"), (8, "faces")):
        number = whole(parts[index]) if index < len(parts) else None
        if number is not None:
            facts[name] = number
    if len(parts) > 4 and parts[4].strip():
        facts["address"] = clean(parts[4], MAX_FIELD)
    return facts


def read_results(body: bytes) -> list[CommandResult]:
    """`ID=1&Return=0&CMD=DATA`, several lines, or one key a line with `Content=`; what cannot be read is left out."""
    groups: list[dict[str, str]] = []
    extra: list[list[str]] = []
    for line in rows_of(body):
        pairs = _pairs(line)
        if "ID" in pairs:
            groups.append(pairs)
            extra.append([])
        elif groups:
            head = groups[-1]
            for key, value in pairs.items():
                head.setdefault(key, value)
            extra[-1].append(line)
    results = []
    for pairs, lines in zip(groups, extra, strict=True):
        number, code = whole(pairs["ID"]), whole(pairs.get("RETURN", "0"))
        if number is not None:
            content = [*lines, *pairs.get("CONTENT", "").replace(",", "\n").split("\n")]
            results.append(CommandResult(number, code or 0, clean(pairs.get("CMD", ""), 32).upper(), facts_of(content)))
    return results


def result_serial(body: bytes) -> str:
    """The serial a unit wrote into the body of a result, '' if none."""
    match = re.search(r"(?:^|[&\n\r])SN=([A-Za-z0-9_-]{1,32})(?=[&\n\r]|$)", decode(body[:4096]))
    return match.group(1) if match else ""


def count_lines(body: bytes) -> int:
    """Lines of a table that is acknowledged and not kept; a picture counts as one."""
    if b"uploadphoto" in body[:512].lower():
        return 1
    return sum(1 for line in body.split(b"\n") if line.strip(b"\r\x00 \t"))


def whole(text: str) -> int | None:
    """A whole number of at most 18 digits, with sign; None if it is none."""
    text = text.strip()
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None


def _first_word(line: str) -> tuple[str, str]:
    parts = line.strip().split(None, 1)
    word = parts[0].upper() if parts else ""
    return word, parts[1] if len(parts) > 1 else ""


def _operation(rest: str) -> Operation | None:
    fields = [part.strip() for part in rest.split("\t")]
    if len(fields) < 3:
        match = re.fullmatch(r"(\d{1,3})\s+(\S+)\s+(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\s*(.*)", rest.strip())
        if match is None:
            return None
        fields = [match.group(1), match.group(2), match.group(3), *match.group(4).split()]
    code, at = whole(fields[0]), read_time(fields[2])
    if code is None or not 0 <= code <= 999 or at is None:
        return None
    return Operation(code, clean(fields[1], 24), at, clean(" ".join(part for part in fields[3:] if part), MAX_FIELD))


def _user(text: str) -> UnitUser | None:
    pairs = _tab_pairs(text)
    pin = pairs.get("PIN", "")
    if not re.fullmatch(r"[!-~]{1,24}", pin):
        return None
    return UnitUser(pin, clean(pairs.get("NAME", ""), MAX_FIELD), whole(pairs.get("PRI", "0")) or 0)


def _tab_pairs(text: str) -> dict[str, str]:
    """`PIN=1<TAB>Name=Budi Santoso`; where blanks stand for tabs a name keeps its own blanks."""
    parts = text.split("\t") if "\t" in text else re.split(r"\s+(?=\w+=)", text)
    return {key.strip().upper(): value.strip() for key, sign, value in (part.partition("=") for part in parts) if sign}


def _pairs(line: str) -> dict[str, str]:
    if line.upper().lstrip("~ ").startswith("CONTENT="):
        return {"CONTENT": line.partition("=")[2]}
    pairs: dict[str, str] = {}
    for part in line.split("&"):
        key, sign, value = part.partition("=")
        if sign and _PAIR.fullmatch(key.strip().lstrip("~") + "="):
            pairs.setdefault(key.strip().upper(), unquote_plus(value).strip())
    return pairs
