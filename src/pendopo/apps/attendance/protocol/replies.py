"""What a unit is told: the option block and the lines of a poll. Plain text, a few hundred bytes, CRLF at line ends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

SERVER_VERSION = "2.4.1"
END = "\r\n"
# AttLog, OpLog, AttPhoto, EnrollFP, EnrollUser, FPImag, ChgUser, ChgFP, FACE, UserPic: no template, no picture.
OLD_FLAGS = "1100101000"
NEW_FLAGS = "TransData AttLog\tOpLog\tEnrollUser\tChgUser"
SILENT_FLAGS = "0000000000"


@dataclass(frozen=True)
class Options:
    """Settings of one unit; stamps '' ask for its whole memory."""

    serial: str
    utc_offset: timedelta
    attlog_stamp: str = ""
    operlog_stamp: str = ""
    push_version: str = ""
    delay: int = 10
    error_delay: int = 60
    send: bool = True


def option_block(options: Options) -> str:
    """The answer to a handshake: both the old and the new stamp names; the rest by the push version of the unit."""
    version = version_of(options.push_version)
    attlog, operlog = options.attlog_stamp or "None", options.operlog_stamp or "None"
    if not options.send:
        attlog = operlog = "9999"
    lines = [
        f"GET OPTION FROM: {options.serial}",
        f"Stamp={attlog}",
        f"OpStamp={operlog}",
        "PhotoStamp=9999",
        f"ATTLOGStamp={attlog}",
        f"OPERLOGStamp={operlog}",
        "ATTPHOTOStamp=9999",
        f"ErrorDelay={options.error_delay}",
        f"Delay={options.delay}",
        "TransTimes=00:00;14:05",
        "TransInterval=1",
        f"TransFlag={_flags(options.send, version)}",
        f"TimeZone={zone_number(options.utc_offset)}",
        f"Realtime={1 if options.send else 0}",
        "Encrypt=None" if version >= (2, 2) else "Encrypt=0",
    ]
    if version >= (2, 4):
        lines += [f"ServerVer={SERVER_VERSION}", f"PushProtVer={SERVER_VERSION}", "SupportPing=1"]
    return END.join(lines) + END


def zone_number(offset: timedelta) -> int:
    """Hours for a whole hour (7, 8, 9); minutes where the zone is not whole (330)."""
    minutes = int(offset.total_seconds() // 60)
    return minutes // 60 if minutes % 60 == 0 else minutes


def version_of(text: str) -> tuple[int, int]:
    """(2, 4) of `2.4.1`; (0, 0) for a unit that does not say."""
    match = re.match(r"\s*(?:Ver\s*)?(\d{1,3})\.(\d{1,3})", text, re.IGNORECASE)
    return (int(match.group(1)), int(match.group(2))) if match else (0, 0)


def command_lines(orders: Iterable[tuple[int, str]]) -> str:
    """The answer to a poll: `C:<id>:<command>` a line, or `OK`."""
    text = "".join(f"C:{number}:{order}{END}" for number, order in orders)
    return text or "OK"


def registry_code(code: str) -> str:
    return f"RegistryCode={code[:32]}"


def _flags(send: bool, version: tuple[int, int]) -> str:
    if not send:
        return SILENT_FLAGS
    return NEW_FLAGS if version >= (2, 2) else OLD_FLAGS
