"""Runs Django's WSGI handler in threads behind an ASGI server.

Like a2wsgi, but the whole request is read before a thread is taken (a slow client holds no thread), the size is capped,
raw bytes in paths and queries survive, and an ordinary response crosses between thread and event loop once instead of
once a message.
"""

from __future__ import annotations

import asyncio
import ipaddress
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, Final
from urllib.parse import unquote_to_bytes

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]

IN_MEMORY: Final = 1024 * 1024
CHUNK: Final = 128 * 1024
RETRY_AFTER: Final = b"5"
FORWARDED: Final = frozenset({b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"forwarded"})


class TooLarge(Exception):
    """The body is larger than this server takes."""


class Gone(Exception):
    """The client left before its request was complete."""


class Bridge:
    """An ASGI application over a WSGI one: `threads` at work, at most `waiting` requests in line, bodies up to
    `limit` bytes.
    """

    def __init__(
        self,
        app: WsgiApp,
        *,
        threads: int,
        waiting: int,
        limit: int,
        proxies: Iterable[str] = (),
        page: Callable[[int], bytes] | None = None,
    ) -> None:
        self.page = page
        self.app = app
        self.limit = limit
        self.waiting = waiting
        self.proxies = [ipaddress.ip_network(proxy) for proxy in proxies]
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="web")
        self.inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.inside >= self.waiting:
            await self._refuse(send, 503, "Server sedang sibuk. Coba lagi sebentar.", [(b"retry-after", RETRY_AFTER)])
            return
        self.inside += 1
        try:
            with tempfile.SpooledTemporaryFile(IN_MEMORY) as body:
                length = await self._read(scope, receive, body)
                environ = self._environ(scope, body, length)
                await self._respond(environ, send)
        except TooLarge:
            size = self.limit // (1024 * 1024)
            await self._refuse(send, 413, f"Kiriman melebihi batas {size} MB. Tidak ada yang disimpan.")
        except Gone:
            return
        finally:
            self.inside -= 1

    async def _refuse(self, send: Send, status: int, text: str, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
        """To people the page of the status in the house's look, to machines a plain line."""
        if self.page is None:
            await answer(send, status, text, headers)
            return
        kind = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-security-policy", b"default-src 'self'; frame-ancestors 'none'"),
            (b"x-content-type-options", b"nosniff"),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": status, "headers": [*kind, *headers]})
        await send({"type": "http.response.body", "body": self.page(status)})

    async def _read(self, scope: Scope, receive: Receive, body: IO[bytes]) -> int:
        for name, value in scope["headers"]:
            if name == b"content-length" and value.isdigit() and int(value) > self.limit:
                raise TooLarge
        length, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Gone
            part = message.get("body", b"")
            length += len(part)
            if length > self.limit:
                raise TooLarge
            body.write(part)
            more = message.get("more_body", False)
        body.seek(0)
        return length

    def _environ(self, scope: Scope, body: IO[bytes], length: int) -> Environ:
        path = unquote_to_bytes(scope["raw_path"]) if scope.get("raw_path") else scope["path"].encode()
        host, port = scope.get("server") or ("localhost", 80)
        peer = (scope.get("client") or ("", 0))[0]
        environ: Environ = {
            "REQUEST_METHOD": scope["method"],
            "SCRIPT_NAME": "",
            "PATH_INFO": path.partition(b"?")[0].decode("latin-1"),
            "QUERY_STRING": scope["query_string"].decode("latin-1"),
            "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
            "SERVER_NAME": host,
            "SERVER_PORT": str(port or 0),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": scope.get("scheme", "http"),
            "wsgi.input": body,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        trusted = self._is_proxy(peer)
        for name, value in scope["headers"]:
            if b"_" not in name and (trusted or name not in FORWARDED):
                _add_header(environ, name, value)
        environ["CONTENT_LENGTH"] = str(length)
        forwarded = environ.get("HTTP_X_FORWARDED_FOR", "") if trusted else ""
        environ["REMOTE_ADDR"] = forwarded.rpartition(",")[2].strip() or peer
        return environ

    def _is_proxy(self, peer: str) -> bool:
        try:
            return bool(self.proxies) and any(ipaddress.ip_address(peer) in network for network in self.proxies)
        except ValueError:
            return False

    async def _respond(self, environ: Environ, send: Send) -> None:
        loop = asyncio.get_running_loop()

        def send_now(message: dict[str, Any]) -> None:
            asyncio.run_coroutine_threadsafe(_sent(send, message), loop).result()

        whole = await loop.run_in_executor(self.pool, self._run, environ, send_now)
        for message in whole:
            await send(message)

    def _run(self, environ: Environ, send_now: Callable[[dict[str, Any]], None]) -> list[dict[str, Any]]:
        """In a thread: calls the application. Returns the whole response, or sends a streaming one piece by piece."""
        started: list[dict[str, Any]] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            raw = [(name.lower().encode("latin-1"), value.strip().encode("latin-1")) for name, value in headers]
            started[:] = [{"type": "http.response.start", "status": int(status[:3]), "headers": raw}]

        response = self.app(environ, start_response)
        try:
            if not getattr(response, "streaming", False):
                return [*started, {"type": "http.response.body", "body": b"".join(response)}]
            send_now(started[0])
            for chunk in _larger(response):
                send_now({"type": "http.response.body", "body": chunk, "more_body": True})
            return [{"type": "http.response.body", "body": b""}]
        finally:
            getattr(response, "close", lambda: None)()


async def _sent(send: Send, message: dict[str, Any]) -> None:
    await send(message)


def _larger(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Joins small pieces: each piece sent costs a switch between thread and event loop."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        if len(held) >= CHUNK:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


def _add_header(environ: Environ, name: bytes, value: bytes) -> None:
    key = name.decode("latin-1").upper().replace("-", "_")
    if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        key = "HTTP_" + key
    text = value.decode("latin-1")
    if key in environ:
        text = environ[key] + ("; " if key == "HTTP_COOKIE" else ",") + text
    environ[key] = text


async def answer(send: Send, status: int, text: str, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
    """A short plain answer without Django."""
    kind = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    body = text.encode() + b"\n"
    size = (b"content-length", str(len(body)).encode())  # machines cannot read a chunked answer
    await send({"type": "http.response.start", "status": status, "headers": [*kind, size, *headers]})
    await send({"type": "http.response.body", "body": body})
