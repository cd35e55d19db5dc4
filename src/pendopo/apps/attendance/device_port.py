"""A port of its own for old units: plain HTTP, forgiving of broken request lines, nothing but /iclock behind it.

Some firmwares send a raw blank inside the request line, end lines with LF, or send header lines no strict server
takes. This relay mends the head, passes the body on untouched and gives the answer back. Behind a TLS proxy it is also
where units without HTTPS connect.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import sys
from typing import Final

from pendopo.apps.attendance.protocol.request import mend_request_line

HEAD_LIMIT: Final = 16 * 1024
IDLE_SECONDS: Final = 90.0
ANSWER_SECONDS: Final = 60.0
CONNECTIONS: Final = 4000
CHUNK: Final = 64 * 1024
_HEADER: Final = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\x00\r\n]*")
_DROPPED: Final = frozenset({b"connection", b"keep-alive", b"x-forwarded-for", b"forwarded", b"x-forwarded-proto"})
_REFUSALS: Final = {400: "Bad Request", 404: "Not Found", 503: "Service Unavailable"}


class Broken(Exception):
    """The peer's bytes are no HTTP that can be mended; `status` is the answer."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class Relay:
    """Forwards to the front server at `host`:`port`."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.open = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream: asyncio.StreamWriter | None = None
        self.open += 1
        try:
            if self.open > CONNECTIONS:
                raise Broken(503)
            peer = str((writer.get_extra_info("peername") or ("",))[0])
            answers: asyncio.StreamReader | None = None
            while head := await _head(reader, IDLE_SECONDS):
                request, length = mend_head(head, peer)
                if upstream is None or answers is None:
                    answers, upstream = await asyncio.open_connection(self.host, self.port)
                upstream.write(request)
                await _copy(reader, upstream, length)
                if not await _answer(answers, writer):
                    break
        except Broken as broken:
            writer.write(_refusal(broken.status))
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            if not writer.is_closing():
                writer.write(_refusal(503))
        finally:
            self.open -= 1
            for end in (upstream, writer):
                if end is not None:
                    with contextlib.suppress(OSError):
                        end.close()


def _refusal(status: int) -> bytes:
    words = _REFUSALS[status]
    lines = ["Content-Type: text/plain", "Retry-After: 5", f"Content-Length: {len(words)}", "Connection: close"]
    return "\r\n".join([f"HTTP/1.1 {status} {words}", *lines, "", words]).encode()


def mend_head(head: bytes, peer: str) -> tuple[bytes, int]:
    """A head that a strict server takes, and the length of the body. Raises Broken."""
    lines = [line.rstrip(b"\r") for line in head.split(b"\n")]
    first = mend_request_line(lines[0].strip())
    parts = first.split(b" ")
    if len(parts) != 3:
        raise Broken(400)
    if not parts[1].lower().startswith(b"/iclock/"):
        raise Broken(404)
    kept, length = [], 0
    for line in lines[1:]:
        name, _, value = line.partition(b":")
        if not _HEADER.fullmatch(line) or name.lower() in _DROPPED:
            continue
        if name.lower() == b"transfer-encoding":
            raise Broken(400)
        if name.lower() == b"content-length":
            if not value.strip().isdigit() or (length and length != int(value)):
                raise Broken(400)
            length = int(value)
            continue
        kept.append(line)
    if not any(line.lower().startswith(b"host:") for line in kept):
        kept.append(b"Host: localhost")
    kept += [b"X-Forwarded-For: " + peer.encode(), b"Content-Length: %d" % length]
    request = b" ".join([parts[0], parts[1], b"HTTP/1.1"])
    return b"\r\n".join([request, *kept, b"", b""]), length


async def _head(reader: asyncio.StreamReader, patience: float) -> bytes:
    """Bytes up to the blank line, without it; empty when the peer has closed between requests."""
    head = b""
    while True:
        line = await asyncio.wait_for(reader.readline(), patience)
        if not line or len(head) + len(line) > HEAD_LIMIT:
            if head or line:
                raise Broken(400)
            return b""
        if not line.strip(b"\r\n"):
            if head:
                return head.rstrip(b"\r\n")
            continue
        head += line


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, length: int) -> None:
    while length:
        part = await asyncio.wait_for(reader.read(min(length, CHUNK)), ANSWER_SECONDS)
        if not part:
            raise asyncio.IncompleteReadError(b"", length)
        length -= len(part)
        writer.write(part)
        await writer.drain()


async def _answer(answers: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Give the front server's answer to the unit; whether the connection may go on."""
    head = await _head(answers, ANSWER_SECONDS)
    if not head:
        raise ConnectionError
    found = re.search(rb"(?im)^content-length:[ \t]*(\d+)", head)
    writer.write(head + b"\r\n\r\n")
    if found is None:
        return False
    await _copy(answers, writer, int(found.group(1)))
    await writer.drain()
    return not re.search(rb"(?im)^connection:[ \t]*close", head)


async def serve(host: str, port: int, *, front_port: int) -> None:
    """Run until SIGTERM or SIGINT."""
    server = await asyncio.start_server(Relay("127.0.0.1", front_port), host, port, limit=HEAD_LIMIT, backlog=1024)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), front_port=int(sys.argv[3])))
