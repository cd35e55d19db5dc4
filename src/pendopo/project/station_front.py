"""The web process of a polling station: booths and desks each have their own threads, so that neither waits for the
other. One process: leases and sign-ins live in its memory.
"""

from __future__ import annotations

import os
import signal
import threading

import django

from pendopo.project.lifeline import die_with_parent

os.environ["DJANGO_SETTINGS_MODULE"] = "pendopo.project.station_settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from pendopo.apps.elections.station.holder import keep_swept  # noqa: E402
from pendopo.project.bridge import Bridge, Receive, Scope, Send, answer  # noqa: E402

MEGABYTE = 1024 * 1024
BOOTH_THREADS = 8  # those who wait for the disks at the same moment share one turn
handler = WSGIHandler()
people = Bridge(handler, threads=settings.WEB_THREADS, waiting=200, limit=settings.UPLOAD_LIMIT_MB * MEGABYTE)
booths = Bridge(handler, threads=BOOTH_THREADS, waiting=400, limit=MEGABYTE)
die_with_parent(signal.SIGKILL)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Gives each request to the part that serves its path."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] != "http":
        return
    elif scope["path"] == "/healthz":
        await answer(send, 200, "alive")
    elif scope["path"].startswith("/bilik/") and scope["path"] != "/bilik/":
        await booths(scope, receive, send)
    else:
        await people(scope, receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    """Loads the address table, and starts the thread that lets go of what silent booths hold."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            _ = get_resolver().url_patterns
            threading.Thread(target=keep_swept, name="sweep", daemon=True).start()
            await send({"type": "lifespan.startup.complete"})
        else:
            await send({"type": "lifespan.shutdown.complete"})
            return
