"""The address line of a unit's request: which endpoint and which parameters, in all the shapes that firmwares send."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

SERIAL = re.compile(r"[A-Za-z0-9_-]{1,32}")
ENDPOINTS = frozenset(
    "cdata getrequest devicecmd registry ping push querydata rtdata fdata exchange file".split()  # noqa: SIM905
)
_STAMP = re.compile(r"[0-9A-Za-z:_-]{1,32}")
_KNOWN = {
    "sn": "SN",
    "table": "table",
    "stamp": "Stamp",
    "opstamp": "OpStamp",
    "photostamp": "PhotoStamp",
    "options": "options",
    "option": "options",
    "pushver": "pushver",
    "language": "language",
    "info": "INFO",
    "pushcommkey": "pushcommkey",
    "devicetype": "DeviceType",
    "tablename": "tablename",
    "count": "count",
    "cmdid": "cmdid",
}
# A blank stands for `&` when the word after it is one of the parameters we know: `table=ATTLOG Stamp=123`.
_BLANK = re.compile(r"[ \t+]+(?=(?:" + "|".join(_KNOWN) + r")=)", re.IGNORECASE)
_REQUEST_LINE = re.compile(rb"\A([A-Z]{3,7}) ([^\r\n]*/iclock/[^\r\n]*?) +(HTTP/1\.[01])\Z")


@dataclass(frozen=True)
class Query:
    """Parameters of one request; `serial` is '' when the unit left it out, None when it breaks the pattern."""

    serial: str | None
    table: str
    stamp: str
    push_version: str
    info: str
    comm_key: str
    wants_options: bool


def endpoint(name: str) -> str:
    """`CDATA.aspx` is `cdata`; '' for a name the protocol does not have."""
    bare = name.lower().rstrip("/").removesuffix(".aspx").removesuffix(".php")
    return bare if bare in ENDPOINTS else ""


def read_query(query_string: str) -> Query:
    """Reads parameters whatever their case, order, encoding or separator; the first of two equal names wins."""
    found: dict[str, str] = {}
    for part in _BLANK.sub("&", _plain(query_string)).split("&"):
        key, _, value = part.partition("=")
        name = _KNOWN.get(key.strip().lower())
        if name is not None:
            found.setdefault(name, value.strip())
    serial: str | None = found.get("SN", "")
    if serial and not SERIAL.fullmatch(serial):
        serial = None
    stamp = found.get("Stamp", "") or found.get("OpStamp", "")
    return Query(
        serial=serial,
        table=found.get("table", "").upper()[:32],
        stamp=stamp if _STAMP.fullmatch(stamp) else "",
        push_version=clean(found.get("pushver", ""), 16),
        info=found.get("INFO", "")[:200],
        comm_key=found.get("pushcommkey", "")[:64],
        wants_options=found.get("options", "").lower() == "all",
    )


def mend_request_line(line: bytes) -> bytes:
    """`GET /iclock/cdata?table=ATTLOG Stamp=123 HTTP/1.1` as strict servers take it: `&` for the inner blanks.

    Bytes outside ASCII are percent-encoded; a line that is no device request comes back untouched.
    """
    match = _REQUEST_LINE.match(line)
    if match is None:
        return line
    method, target, version = match.groups()
    target = re.sub(rb"[ \t]+", b"&", target.strip())
    target = re.sub(rb"[^\x21-\x7e]", lambda m: b"%%%02X" % m.group(0)[0], target)
    return b" ".join((method, target, version))


def clean(text: str, size: int) -> str:
    """Text that may be stored and shown: no control characters, no outer blanks, at most `size` long."""
    return "".join(c for c in text if c.isprintable()).strip()[:size]


def _plain(query_string: str) -> str:
    if "%" not in query_string:
        return query_string
    return decode(unquote_to_bytes(query_string))


def decode(raw: bytes) -> str:
    """UTF-8, or Latin-1 where it is not (names from old units); NUL bytes are dropped."""
    if b"\x00" in raw:
        raw = raw.replace(b"\x00", b"")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
