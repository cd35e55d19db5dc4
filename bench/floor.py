"""The floor: a one-file Django application that does one durable insert a request, behind the same server and threads.

FLOOR_MODE=plain commits each request; FLOOR_MODE=group hands rows to one writer that commits what has gathered (the
group-commit prototype for SQLite).
"""

from __future__ import annotations

import os
import queue
import sqlite3
import threading
from concurrent.futures import Future
from typing import Any

import dj_database_url
import django
from django.conf import settings

URL = os.environ["FLOOR_DATABASE"]
MODE = os.environ.get("FLOOR_MODE", "plain")
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-64000; PRAGMA mmap_size=268435456;"
database: dict[str, Any] = dict(dj_database_url.parse(URL))
if URL.startswith("sqlite"):
    database |= {
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": PRAGMAS},
        "CONN_MAX_AGE": None,
    }
else:
    database |= {"OPTIONS": {"pool": {"min_size": 1, "max_size": 10, "timeout": 20}}}
settings.configure(
    SECRET_KEY="floor-" + "0" * 50,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="bench.floor",
    DATABASES={"default": database},
    INSTALLED_APPS=[],
    MIDDLEWARE=[],
    USE_TZ=True,
    LOGGING_CONFIG=None,
)
django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402

from pendopo.project.bridge import Bridge, answer  # noqa: E402


class Row(models.Model):  # noqa: DJ008 - the floor has no screens
    device = models.CharField(max_length=32)
    text = models.CharField(max_length=200)

    class Meta:
        app_label = "floor"
        db_table = "floor_row"


def make_table() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Row)
    connection.close()


def store(request: HttpRequest, name: str) -> HttpResponse:
    text = request.body.decode()[:200]
    device = request.GET["SN"]
    if MODE == "group":
        writer.put(device, text)
    else:
        with transaction.atomic():
            Row.objects.create(device=device, text=text)
    return HttpResponse("OK: 1", content_type="text/plain")


class GroupWriter:
    """One thread owns the connection; every request waits until the commit that holds its row."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.waiting: queue.SimpleQueue[tuple[str, str, Future[None]]] = queue.SimpleQueue()
        threading.Thread(target=self.run, daemon=True).start()

    def put(self, device: str, text: str) -> None:
        done: Future[None] = Future()
        self.waiting.put((device, text, done))
        done.result(20)

    def run(self) -> None:
        db = sqlite3.connect(self.file, isolation_level=None)
        db.executescript(PRAGMAS)
        while True:
            batch = [self.waiting.get()]
            while len(batch) < 256 and not self.waiting.empty():
                batch.append(self.waiting.get())
            db.execute("BEGIN IMMEDIATE")
            db.executemany("INSERT INTO floor_row (device, text) VALUES (?, ?)", [row[:2] for row in batch])
            db.execute("COMMIT")
            for _device, _text, done in batch:
                done.set_result(None)


urlpatterns = [path("iclock/<str:name>", store)]
if MODE == "group":
    writer = GroupWriter(database["NAME"])
floor = Bridge(WSGIHandler(), threads=int(os.environ.get("PENDOPO_DEVICE_THREADS", "4")), waiting=600, limit=1_000_000)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """The same front as ours: health at once, everything else through the bridge into threads."""
    if scope["type"] == "lifespan":
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
    elif scope["path"] == "/readyz":
        await answer(send, 200, "ready")
    else:
        await floor(scope, receive, send)
