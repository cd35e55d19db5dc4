"""The addresses that units call (/iclock/...). Plain text with its length, never a redirect, a page, JSON or a cookie.

A unit that is refused (403, 413, 429, 503) keeps what it has and calls again; nothing is acknowledged that is not
committed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse

from pendopo.apps.attendance.gate import Buckets
from pendopo.apps.attendance.protocol import attlog, lines, replies
from pendopo.apps.attendance.protocol import request as address_line
from pendopo.apps.attendance.protocol.request import Query
from pendopo.apps.attendance.services import gatekeeper, intake, talk, waiting
from pendopo.apps.attendance.services.gatekeeper import Caller
from pendopo.apps.attendance.services.intake_sql import Post
from pendopo.kernel.http import device
from pendopo.kernel.settings_store import value

log = logging.getLogger("pendopo.device")
MAX_BODY = 10 * 1024 * 1024
# A post up to this size is read before the unit is looked up, so that unit and people come in one statement.
SMALL_BODY = 256 * 1024
RETRY_SECONDS = 30
STRANGER_RATE, STRANGER_BURST = 20.0, 400.0
known = Buckets()
strangers = Buckets()


@dataclass(slots=True)
class Call:
    """One request of a unit, read but not judged yet."""

    name: str
    query: Query
    serial: str
    token: str
    address: str
    method: str
    body: bytes


@device
def iclock(request: HttpRequest, name: str, token: str = "") -> HttpResponse:
    """Every address of the protocol; `token` is the secret part of the path of units that have one."""
    endpoint = address_line.endpoint(name)
    if not endpoint:
        return say("ERROR: alamat tidak dikenal", 404)
    if request.method not in ("GET", "POST", "HEAD"):
        return say("ERROR: cara tidak dikenal", 405)
    query = address_line.read_query(request.META.get("QUERY_STRING", ""))
    if query.serial is None:
        return say("ERROR: nomor seri tidak sah", 400)
    body = read_body(request)
    if body is None:
        return say("ERROR: kiriman lebih dari 10 MB", 413)
    serial = query.serial or (lines.result_serial(body) if endpoint == "devicecmd" else "")
    address = request.META.get("REMOTE_ADDR", "")
    call = Call(endpoint, query, serial, token or query.comm_key, address, request.method or "GET", body)
    if not may_pass(call):
        return say("ERROR: terlalu sering, coba lagi", 429, retry=1)
    try:
        return answer(call)
    except (DatabaseError, InterfaceError, OSError) as problem:
        log.error(
            "device request not stored", extra={"endpoint": endpoint, "sn": serial, "cause": type(problem).__name__}
        )
        forget_connection()
        return say("ERROR: server sibuk, data tetap di mesin", 503, retry=RETRY_SECONDS)
    except Exception:
        log.exception("device request failed", extra={"endpoint": endpoint, "sn": serial})
        return say("ERROR: belum dapat diterima, data tetap di mesin", 503, retry=RETRY_SECONDS)


@device
def elsewhere(request: HttpRequest) -> HttpResponse:
    """Any other address below /iclock: plain text too, since a unit would take a page for an answer."""
    return say("ERROR: alamat tidak dikenal", 404)


def answer(call: Call) -> HttpResponse:
    if call.name == "ping":
        return say("OK")
    if not call.serial:
        if call.name == "devicecmd":
            talk.take_results(None, lines.read_results(call.body), at=intake.now())
            return say("OK")
        return say("ERROR: nomor seri tidak ada", 400)
    if call.name == "cdata" and call.method == "POST" and call.query.table == "ATTLOG":
        return punches(call)
    caller = gatekeeper.find(call.serial)
    if caller is None or not gatekeeper.may_call(caller, token=call.token, address=call.address):
        return stranger(call, registered=caller is not None)
    return SPOKEN[call.name](call, caller)


def punches(call: Call) -> HttpResponse:
    """The hot path: a post of punch rows."""
    post = post_of(call)
    caller = None
    if len(call.body) > SMALL_BODY:
        caller = gatekeeper.find(call.serial)
        if caller is None or not gatekeeper.may_call(caller, token=call.token, address=call.address):
            return stranger(call, registered=caller is not None)
    reading = attlog.read(call.body)
    caller = gatekeeper.find(call.serial, intake.pins_in(reading))
    if caller is None or not gatekeeper.may_call(caller, token=call.token, address=call.address):
        return stranger(call, registered=caller is not None)
    return say(f"OK: {intake.take_punches(caller, post, reading)}")


def cdata(call: Call, caller: Caller) -> HttpResponse:
    if call.method != "POST":
        return handshake(call, caller)
    post, table = post_of(call), call.query.table
    if table in ("OPERLOG", "USERINFO"):
        return say(f"OK: {talk.take_journal(caller, post, lines.read_journal(call.body))}")
    if table == "OPTIONS":
        talk.seen(caller, address=call.address, at=post.arrived, facts=lines.read_options(call.body))
        return say("OK")
    rows = talk.take_other(caller, post, rows=lines.count_lines(call.body))
    return say(f"OK: {rows}")


def handshake(call: Call, caller: Caller) -> HttpResponse:
    moment = intake.now()
    note(call, caller, moment)
    return say(replies.option_block(talk.options_for(caller, push_version=call.query.push_version, at=moment)))


def getrequest(call: Call, caller: Caller) -> HttpResponse:
    moment = intake.now()
    note(call, caller, moment)
    return say(replies.command_lines(talk.orders_for(caller, at=moment)))


def note(call: Call, caller: Caller, moment: datetime) -> None:
    """That the unit called. While nothing can be written (a full disk) polls and handshakes are still answered."""
    facts = lines.read_info(call.query.info) if call.query.info else None
    try:
        talk.seen(caller, address=call.address, at=moment, push_version=call.query.push_version, facts=facts)
    except DatabaseError as problem:
        log.warning("last call not noted", extra={"sn": call.serial, "cause": type(problem).__name__})
        forget_connection()


def devicecmd(call: Call, caller: Caller) -> HttpResponse:
    talk.take_results(caller.id, lines.read_results(call.body), at=intake.now())
    return say("OK")


def registry(call: Call, caller: Caller) -> HttpResponse:
    talk.seen(caller, address=call.address, at=intake.now(), facts=lines.read_options(call.body) or None)
    return say(replies.registry_code(gatekeeper.digest_of(f"registry:{caller.sn}")))


def acknowledged(call: Call, caller: Caller) -> HttpResponse:
    """Push 3 addresses of access control: taken note of, nothing kept."""
    note(call, caller, intake.now())
    return say("OK")


SPOKEN: dict[str, Callable[[Call, Caller], HttpResponse]] = {
    "cdata": cdata,
    "getrequest": getrequest,
    "devicecmd": devicecmd,
    "registry": registry,
    "push": acknowledged,
    "querydata": acknowledged,
    "rtdata": acknowledged,
    "fdata": acknowledged,
    "exchange": acknowledged,
    "file": acknowledged,
}


def stranger(call: Call, *, registered: bool) -> HttpResponse:
    """A unit we do not take data from: noted, told not to send, its posts refused so that its memory stays with it."""
    if not strangers.take(call.address, rate=STRANGER_RATE, burst=STRANGER_BURST):
        return say("ERROR: terlalu sering, coba lagi", 429, retry=RETRY_SECONDS)
    if not registered:
        facts = lines.read_info(call.query.info) if call.query.info else {}
        if call.name == "registry" or call.query.table == "OPTIONS":
            facts = lines.read_options(call.body)
        waiting.note_caller(
            serial=call.serial,
            address=call.address,
            push_version=call.query.push_version,
            facts=facts,
            arrived=intake.now(),
        )
    if call.name in ("getrequest", "devicecmd"):
        return say("OK")
    if call.name == "cdata" and call.method != "POST":
        silent = replies.Options(
            call.serial,
            intake.regency_offset(),
            push_version=call.query.push_version,
            delay=30,
            error_delay=60,
            send=False,
        )
        return say(replies.option_block(silent))
    return say("ERROR: mesin belum didaftarkan, data tetap di mesin", 403)


def may_pass(call: Call) -> bool:
    rate = float(value("attendance.device_rate"))
    return known.take(f"{call.serial}@{call.address}", rate=rate, burst=rate * 10)


def post_of(call: Call) -> Post:
    return Post(call.query.table or "-", call.query.stamp, call.address, len(call.body), intake.now())


def read_body(request: HttpRequest) -> bytes | None:
    """The body, None if it is larger than MAX_BODY; read from the stream, since Django's limit for forms is smaller."""
    if request.method != "POST":
        return b""
    try:
        claimed = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        claimed = 0
    if claimed > MAX_BODY:
        return None
    body = request.read(MAX_BODY + 1)
    return None if len(body) > MAX_BODY else body


def say(text: str, status: int = 200, *, retry: int = 0) -> HttpResponse:
    content = text.encode()
    response = HttpResponse(content, status=status, content_type="text/plain")
    response["Content-Length"] = str(len(content))
    if retry:
        response["Retry-After"] = str(retry)
    return response


def forget_connection() -> None:
    """A connection that the database cut is closed, so that the next request opens a fresh one."""
    try:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
    except Exception:
        log.warning("database connection could not be closed")
