"""The one address: live streams as plain ASGI, machines and people in Django's WSGI handlers, each in its own threads.

`./pendopo serve` runs this under Granian. PENDOPO_FRONT=live serves the streams only, for a proxy that splits by path.
"""

from __future__ import annotations

import asyncio
import os
import signal
from concurrent.futures import ThreadPoolExecutor

import django

from pendopo.project.lifeline import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pendopo.project.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from pendopo.kernel.live.stream import application as live_stream  # noqa: E402
from pendopo.project.bridge import Bridge, Receive, Scope, Send, answer  # noqa: E402
from pendopo.project.handlers import DeviceHandler  # noqa: E402
from pendopo.project.health import ready  # noqa: E402
from pendopo.ui.errors import error_page  # noqa: E402

ONLY_LIVE = os.environ.get("PENDOPO_FRONT") == "live"
MEGABYTE = 1024 * 1024
people = Bridge(
    WSGIHandler(),
    threads=settings.WEB_THREADS,
    waiting=400,
    limit=settings.UPLOAD_LIMIT_MB * MEGABYTE,
    proxies=settings.TRUSTED_PROXIES,
    page=lambda status: error_page(status).content,
)
machines = Bridge(
    DeviceHandler(),
    threads=settings.DEVICE_THREADS,
    waiting=600,
    limit=settings.DEVICE_LIMIT_MB * MEGABYTE,
    proxies=settings.TRUSTED_PROXIES,
)
die_with_parent(signal.SIGKILL)  # without its master it would keep the port; SIGTERM would wait for open streams
asking = ThreadPoolExecutor(1, thread_name_prefix="health")


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Gives each request to the part that serves its path."""
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
        return
    if scope["type"] != "http":
        return
    path: str = scope["path"]
    if path.startswith("/langsung"):
        await live_stream(scope, receive, send)
    elif path == "/readyz":
        status, reason = await asyncio.get_running_loop().run_in_executor(asking, ready)
        await answer(send, status, reason)
    elif path == "/healthz":
        await answer(send, 200, "alive")
    elif ONLY_LIVE:
        await answer(send, 404, "only live streams here")
    elif path.startswith("/iclock"):
        await machines(scope, receive, send)
    else:
        await people(scope, receive, send)


async def lifespan(receive: Receive, send: Send) -> None:
    """Loads the address table before the first request."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            _ = get_resolver().url_patterns
            await send({"type": "lifespan.startup.complete"})
        else:
            await send({"type": "lifespan.shutdown.complete"})
            return
