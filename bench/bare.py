"""The floor of the live stream: a bare ASGI application that copies each event to every open stream."""

from __future__ import annotations

import asyncio
from typing import Any

queues: set[asyncio.Queue[bytes]] = set()


async def application(scope: Any, receive: Any, send: Any) -> None:
    """GET /stream stays open; POST /emit?NUMBER reaches all of them."""
    if scope["type"] == "lifespan":
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
    elif scope["path"] == "/stream":
        await stream(receive, send)
    else:
        if scope["path"] == "/emit":
            for queue in queues:
                queue.put_nowait(b'event: e\ndata: {"number": %s}\n\n' % scope["query_string"])
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"OK"})


async def stream(receive: Any, send: Any) -> None:
    queue: asyncio.Queue[bytes] = asyncio.Queue()
    queues.add(queue)
    gone = asyncio.ensure_future(_until_gone(receive))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
        await send({"type": "http.response.body", "body": b"retry: 2000\n\n", "more_body": True})
        while not gone.done():
            next_event = asyncio.ensure_future(queue.get())
            await asyncio.wait({gone, next_event}, return_when=asyncio.FIRST_COMPLETED)
            if not next_event.done():
                next_event.cancel()
                return
            await send({"type": "http.response.body", "body": next_event.result(), "more_body": True})
    finally:
        queues.discard(queue)
        gone.cancel()


async def _until_gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
