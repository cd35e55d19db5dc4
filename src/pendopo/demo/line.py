"""The plain HTTP of a fingerprint unit: one request a connection, Content-Length, no redirects."""

import asyncio
from urllib.parse import urlsplit

from pendopo.demo.wire import USER_AGENT

TIMEOUT = 20.0
LIMIT = 1_000_000


class LineDown(Exception):
    """The server could not be reached or did not answer as the protocol says."""


class Line:
    """Where a unit sends to."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            raise ValueError(f"needs an http:// address, not {url!r}")
        self.host, self.port, self.prefix = parts.hostname, parts.port or 80, parts.path.rstrip("/")

    async def get(self, path: str) -> str:
        return await self._ask("GET", path, b"")

    async def post(self, path: str, body: bytes) -> str:
        return await self._ask("POST", path, body)

    async def _ask(self, method: str, path: str, body: bytes) -> str:
        try:
            async with asyncio.timeout(TIMEOUT):
                status, text = await self._exchange(method, path, body)
        except (TimeoutError, OSError, ValueError, asyncio.IncompleteReadError) as error:
            raise LineDown(f"jalur terputus ({type(error).__name__})") from None
        if status != 200:
            raise LineDown(f"server menjawab {status}")
        return text

    async def _exchange(self, method: str, path: str, body: bytes) -> tuple[int, str]:
        reader, writer = await asyncio.open_connection(self.host, self.port, limit=LIMIT)
        try:
            head = (
                f"{method} {self.prefix}{path} HTTP/1.1\r\n"
                f"Host: {self.host}:{self.port}\r\nUser-Agent: {USER_AGENT}\r\nConnection: close\r\n"
                f"Content-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            writer.write(head.encode("latin-1") + body)
            await writer.drain()
            answer_head = await reader.readuntil(b"\r\n\r\n")
            status, length = _read_head(answer_head)
            data = await reader.readexactly(length) if length is not None else await reader.read(LIMIT)
            return status, data.decode("utf-8", "replace")
        finally:
            writer.close()


def _read_head(head: bytes) -> tuple[int, int | None]:
    lines = head.decode("latin-1").split("\r\n")
    status = int(lines[0].split(" ", 2)[1])
    for line in lines[1:]:
        name, _, value = line.partition(":")
        if name.strip().lower() == "content-length":
            return status, min(int(value), LIMIT)
    return status, None
