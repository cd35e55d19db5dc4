"""The stream itself, for the front server (plain ASGI, no thread and no connection a stream) and as a Django view."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any, Final
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.auth import get_user
from django.core.exceptions import DisallowedHost
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from pendopo.kernel.actor import ANONYMOUS, Actor
from pendopo.kernel.http import Access, whole_numbers
from pendopo.kernel.live.hub import Hub, Stream, allowed_topics, frame, read_missed, resync

HEARTBEAT: Final = 15.0
LONGEST: Final = 300.0  # then the browser comes back by itself, and is asked again who it is
THREADS: Final = ThreadPoolExecutor(2, thread_name_prefix="live-join")
HEADERS: Final = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}
Identify = Callable[[HttpRequest], Actor]
IDENTIFIERS: list[Identify] = []


def identify_with(function: Identify) -> Identify:
    """Registers another way to know who listens (a wall's token); it returns ANONYMOUS when it does not know."""
    IDENTIFIERS.append(function)
    return function


def who(request: HttpRequest) -> Actor:
    """The actor of the session cookie, read without the middleware."""
    from pendopo.kernel.people.queries import actor_of

    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = get_user(request)
    if user.is_authenticated and user.pk is not None:
        return actor_of(user.pk, request.session.get("assignment_id"))
    found = (identify(request) for identify in IDENTIFIERS)
    return next((actor for actor in found if actor is not ANONYMOUS), ANONYMOUS)


def wanted(query: dict[str, list[str]], last_event_id: str) -> tuple[list[str], int | None]:
    """The topics asked for, and the number of the last event the page knows (None: from now on)."""
    topics = ",".join(query.get("topik", [])).split(",")
    known = last_event_id or next(iter(query.get("sejak", [])), "")
    return [name for name in topics if name], next(iter(whole_numbers([known])), None)


async def events(hub: Hub, stream: Stream, known: int | None) -> AsyncIterator[bytes]:
    """The bytes of one stream: a greeting with the current number, what was missed, then what happens."""
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + LONGEST * random.uniform(0.8, 1.2)  # noqa: S311
    await hub.join(stream)
    try:
        missed = await loop.run_in_executor(THREADS, _read_missed, stream, known) if known is not None else []
        yield b"retry: 2000\n\n" + b"".join(missed) + frame("siap", {}, stream.since)
        while loop.time() < ends_at:
            try:
                chunk = await asyncio.wait_for(_next_frames(hub, stream), HEARTBEAT)
            except TimeoutError:
                chunk = frame("detak", {})
            yield chunk
    finally:
        hub.leave(stream)


async def _next_frames(hub: Hub, stream: Stream) -> bytes:
    """Everything that waits for this stream, at least one event."""
    first = await stream.queue.get()
    found = [first]
    while not stream.queue.empty():
        found.append(stream.queue.get_nowait())
    if None in found:
        return resync(hub.cursor)
    return b"".join(event.frame for event in found if event is not None)


def _who(request: HttpRequest) -> Actor:
    try:
        return who(request)
    finally:
        _let_go()


def _read_missed(stream: Stream, known: int) -> list[bytes]:
    try:
        return read_missed(stream, known)
    finally:
        _let_go()


def _let_go() -> None:
    """Gives a pooled connection back; SQLite keeps its own a thread."""
    if connection.vendor == "postgresql":
        connection.close()


# As a Django view: for the address table, the tests and `django runserver`. The front server uses `application` below.
_HUBS: dict[int, Hub] = {}


def hub_here() -> Hub:
    """The hub of the running event loop."""
    key = id(asyncio.get_running_loop())
    if key not in _HUBS:
        _HUBS.clear()  # loops of finished tests
        _HUBS[key] = Hub()
    return _HUBS[key]


async def live(request: HttpRequest) -> HttpResponseBase:
    """GET /langsung/?topik=a,b[&sejak=ID]"""
    actor = await asyncio.get_running_loop().run_in_executor(THREADS, _who, request)
    if actor is ANONYMOUS:
        return HttpResponse(status=401)
    names, known = wanted(parse_qs(request.META["QUERY_STRING"]), request.headers.get("Last-Event-ID", ""))
    stream = Stream(allowed_topics(actor, names), actor.unit_path)
    return StreamingHttpResponse(events(hub_here(), stream, known), headers=HEADERS)


live.access = Access("signed_in")  # type: ignore[attr-defined]

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """The stream as plain ASGI: 1,000 of them hold a queue each, no thread, no connection."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    loop = asyncio.get_running_loop()
    status, actor = await loop.run_in_executor(THREADS, _admit, scope, headers)
    if status != 200:
        await _answer(send, status)
        return
    names, known = wanted(parse_qs(scope["query_string"].decode("latin-1")), headers.get("last-event-id", ""))
    stream = Stream(allowed_topics(actor, names), actor.unit_path)
    await send({"type": "http.response.start", "status": 200, "headers": _raw(HEADERS)})
    gone = asyncio.ensure_future(_until_gone(receive))
    sending = asyncio.ensure_future(_send_all(send, events(hub_here(), stream, known)))
    _done, pending = await asyncio.wait({gone, sending}, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)


async def _send_all(send: Send, chunks: AsyncIterator[bytes]) -> None:
    async for chunk in chunks:
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _admit(scope: Scope, headers: dict[str, str]) -> tuple[int, Actor]:
    """Who is there: 200 with the actor, or the status of the refusal."""
    if scope["method"] not in ("GET", "HEAD"):
        return 405, ANONYMOUS
    request = HttpRequest()
    request.method, request.path = "GET", scope["path"]
    host, port = scope.get("server") or ("localhost", 80)
    request.META = {"SERVER_NAME": host, "SERVER_PORT": str(port), "HTTP_HOST": headers.get("host", host)}
    for name, value in headers.items():
        request.META.setdefault("HTTP_" + name.upper().replace("-", "_"), value)
    request.META["QUERY_STRING"] = scope["query_string"].decode("latin-1")
    try:
        request.COOKIES = {name: morsel.value for name, morsel in SimpleCookie(headers.get("cookie", "")).items()}
        request.get_host()
        actor = who(request)
    except (DisallowedHost, CookieError):
        return 400, ANONYMOUS
    except Exception:
        connection.close()
        return 503, ANONYMOUS
    finally:
        _let_go()
    return (401 if actor is ANONYMOUS else 200), actor


async def _answer(send: Send, status: int) -> None:
    headers = {
        "Content-Type": "text/plain",
        "Cache-Control": "no-store",
        **({"Retry-After": "5"} if status == 503 else {}),
    }
    await send({"type": "http.response.start", "status": status, "headers": _raw(headers)})
    await send({"type": "http.response.body", "body": b""})


def _raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]
