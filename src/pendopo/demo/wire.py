"""The device's side of the ADMS/iclock push protocol, in the dialects that firmwares really speak (e-office A1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

USER_AGENT = "iClock Proxy/1.09"
ROWS_A_POST = 62


class Row(NamedTuple):
    """An attendance row as the unit keeps it: PIN, printed local time, key, verification."""

    pin: str
    at: datetime
    state: int
    verify: int


class Command(NamedTuple):
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one firmware writes: path ending, protocol version, row shape and habits."""

    code: str
    model: str
    pushver: str
    suffix: str = ""
    fields: int = 7
    blanks: bool = False
    newline: str = "\n"
    lower: bool = False
    blank_query: bool = False
    nul: bool = False
    sn_on_command: bool = True
    long_command: bool = False
    registry: bool = False
    stamp: str = "9999"


DIALECTS = {
    dialect.code: dialect
    for dialect in (
        Dialect("push24", "SpeedFace-V5L", "2.4.1", fields=10),
        Dialect("face10", "MB20-VL", "2.4.0", fields=10),
        Dialect("push22", "ZEM560 iClock 680", "2.2.14", fields=7),
        Dialect("aspx", "eSSL X990", "2.0.33S", suffix=".aspx", fields=6),
        Dialect("lower", "UA760", "2.2.14", fields=8, lower=True),
        Dialect("blanks", "Solution X100-C", "2.0.1", fields=6, blanks=True, blank_query=True),
        Dialect("nosn", "K40 Pro", "2.2.14", fields=9, sn_on_command=False),
        Dialect("push3", "ProFace X", "3.1.2", fields=10, registry=True, long_command=True),
        Dialect("old5", "X628-C", "2.0.1", fields=5, stamp="0"),
        Dialect("crlf", "F18", "2.2.14", fields=7, newline="\r\n"),
        Dialect("nul", "SC700", "2.0.33S", fields=8, nul=True),
    )
}


def handshake_path(sn: str, dialect: Dialect) -> str:
    """Address of the first call, which asks for the option block."""
    return _path("cdata", sn, dialect, options="all", pushver=dialect.pushver, language="73")


def registry_path(sn: str, dialect: Dialect) -> str:
    return _path("registry", sn, dialect)


def registry_body(dialect: Dialect) -> bytes:
    """What a push 3 unit says about itself before anything else."""
    facts = f"DeviceType=att,~DeviceName={dialect.model},FirmVer=ZAM180-NF-Ver{dialect.pushver}"
    return f"{facts},~MaxAttLogCount=10,~ZKFPVersion=10".encode()


def upload_path(sn: str, dialect: Dialect, table: str, stamp: str | None = None) -> str:
    """Address of an upload; some units part the last two arguments by a blank."""
    path = _path("cdata", sn, dialect, table=table)
    joint = "%20" if dialect.blank_query else "&"
    return f"{path}{joint}{'stamp' if dialect.lower else 'Stamp'}={stamp or dialect.stamp}"


def getrequest_path(sn: str, dialect: Dialect, info: str | None = None) -> str:
    """Address of the poll for commands, now and then with the unit's counters."""
    return _path("getrequest", sn, dialect) if info is None else _path("getrequest", sn, dialect, INFO=info)


def devicecmd_path(sn: str, dialect: Dialect) -> str:
    if not dialect.sn_on_command:
        return f"/iclock/devicecmd{dialect.suffix}"
    return _path("devicecmd", sn, dialect)


def info(dialect: Dialect, *, users: int, logs: int, address: str) -> str:
    """Counters as `INFO` carries them: version, users, fingers, rows, address, algorithm versions, faces, flags."""
    faces = users if dialect.code in ("face10", "push24") else 0
    return f"Ver%20{dialect.pushver},{users},{users * 2},{logs},{address},10,7,{faces},{faces},101"


def attlog_body(rows: Iterable[Row], dialect: Dialect) -> bytes:
    """Punch rows in the shape of the firmware: 5 to 10 fields, tabs or blanks, LF or CRLF, a NUL at the end of some."""
    lines = [attlog_line(row, dialect) for row in rows]
    text = dialect.newline.join(lines) + dialect.newline
    return text.encode("latin-1", "replace") + (b"\0" if dialect.nul else b"")


def user_line(pin: str, name: str) -> str:
    """An enrolled user; units cut names after 24 characters and never send a password here."""
    return f"USER PIN={pin}\tName={name[:24]}\tPri=0\tPasswd=\tCard=\tGrp=1\tTZ=0000000100000000\tVerify=-1\tViceCard="


def oplog_line(code: int, at: datetime, *, admin: str = "0", what: int = 0) -> str:
    """An operation on the keypad: 0 start, 4 menu, 6 finger enrolled, 30 user enrolled (see adms-protocol.json)."""
    return f"OPLOG {code}\t{admin}\t{at:%Y-%m-%d %H:%M:%S}\t{what}\t0\t0\t0"


def operlog_body(lines: Iterable[str], dialect: Dialect) -> bytes:
    """Operation and user lines; names go out in Latin-1 as the units do."""
    return (dialect.newline.join(lines) + dialect.newline).encode("latin-1", "replace")


def parse_commands(text: str) -> list[Command]:
    """Commands of a poll's answer; lines without `C:<id>:` are dropped, as the units do."""
    found = []
    for line in text.replace("\r\n", "\n").split("\n"):
        mark, _, rest = line.partition(":")
        number, colon, command = rest.partition(":")
        if mark == "C" and colon and number:
            found.append(Command(number, command.strip()))
    return found


def command_result(command: Command, code: int, dialect: Dialect, content: str = "") -> bytes:
    """The answer to a command: one line, or one key a line on units that return content."""
    word = command.text.split(" ")[0]
    if dialect.long_command or content:
        return f"ID={command.id}\nSN=\nCMD={word}\nReturn={code}\nContent={content}\n".encode()
    return f"ID={command.id}&Return={code}&CMD={word}{dialect.newline}".encode()


def attlog_line(row: Row, dialect: Dialect) -> str:
    """One row without its line end."""
    fields = [
        row.pin,
        f"{row.at:%Y-%m-%d %H:%M:%S}",
        str(row.state),
        str(row.verify),
        "0",
        "0",
        "0",
        "0",
        "255",
        "36.5",
    ]
    if dialect.fields == 8:
        fields[4] = ""
        return "\t".join(fields[:7]) + "\t"
    chosen = fields[: dialect.fields]
    return " ".join(chosen) if dialect.blanks else "\t".join(chosen)


def _path(page: str, sn: str, dialect: Dialect, **arguments: str) -> str:
    pairs = {"SN": sn, **arguments}
    query = "&".join(f"{name.lower() if dialect.lower else name}={value}" for name, value in pairs.items())
    return f"/iclock/{page}{dialect.suffix}?{query}"
