"""Commands for a unit, written from checked parts. What is not here cannot be sent: no Shell, no free text."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

INFO, CHECK, REBOOT, LOG, CLEAR_LOG = "INFO", "CHECK", "REBOOT", "LOG", "CLEAR LOG"
# Settings that may be changed from here; none opens a unit, changes its keys or its network.
SETTABLE = {
    "Delay": re.compile(r"\d{1,4}"),
    "ErrorDelay": re.compile(r"\d{1,4}"),
    "TransInterval": re.compile(r"\d{1,4}"),
    "TransTimes": re.compile(r"\d\d:\d\d(;\d\d:\d\d){0,9}"),
    "Realtime": re.compile(r"[01]"),
    "TimeZone": re.compile(r"-?\d{1,3}"),
    "VOLUME": re.compile(r"\d{1,3}"),
    "IdleMinute": re.compile(r"\d{1,3}"),
    "LockPowerKey": re.compile(r"[01]"),
    "DtFmt": re.compile(r"\d{1,2}"),
}
_PIN = re.compile(r"[!-~]{1,24}")
NAME_SIZE = 24


def query_punches(*, since: datetime, until: datetime) -> str:
    """Asks for the punches between two wall times of the unit."""
    if until <= since:
        raise ValueError("until must be after since")
    return f"DATA QUERY ATTLOG StartTime={since:%Y-%m-%d %H:%M:%S}\tEndTime={until:%Y-%m-%d %H:%M:%S}"


def update_user(*, pin: str, name: str) -> str:
    """Writes a name to the unit; privilege stays ordinary, password and card are never sent."""
    return f"DATA UPDATE USERINFO PIN={_checked(pin)}\tName={unit_name(name)}\tPri=0"


def delete_user(*, pin: str) -> str:
    return f"DATA DELETE USERINFO PIN={_checked(pin)}"


def set_option(*, key: str, value: str) -> str:
    """Raises ValueError for a setting that is not in SETTABLE or a value that it cannot have."""
    pattern = SETTABLE.get(key)
    if pattern is None or not pattern.fullmatch(value):
        raise ValueError(f"{key}={value}")
    return f"SET OPTION {key}={value}"


def unit_name(name: str) -> str:
    """A name as old keypads can show it: Latin letters without marks, 24 at most."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9 .,'-]+", " ", plain).strip()[:NAME_SIZE].strip()


def _checked(pin: str) -> str:
    if not _PIN.fullmatch(pin):
        raise ValueError(pin)
    return pin
