"""One hub a process: one reader of the table for all streams, one bounded queue a stream."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection

from pendopo.kernel.actor import Actor
from pendopo.kernel.live.topics import TOPICS
from pendopo.kernel.live.writes import last_id

log = logging.getLogger("pendopo.live")
POLL_SECONDS: Final = 0.05
BATCH: Final = 1000
QUEUE_LIMIT: Final = 500
REPLAY_LIMIT: Final = 1000


@dataclass(frozen=True, slots=True)
class Event:
    id: int
    topic: str
    unit_path: str
    frame: bytes


def frame(event: str, data: Any, event_id: int | None = None) -> bytes:
    """One server-sent event on the wire."""
    number = f"id: {event_id}\n" if event_id is not None else ""
    return f"{number}event: {event}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


def resync(event_id: int) -> bytes:
    """Tells the page to load itself again: it missed more than can be replayed."""
    return frame("resync", {}, event_id)


@dataclass(eq=False, slots=True)
class Stream:
    """One open screen: what it may hear, and what waits to be sent to it."""

    topics: frozenset[str]
    unit_path: str
    queue: asyncio.Queue[Event | None] = field(default_factory=lambda: asyncio.Queue(QUEUE_LIMIT))
    since: int = 0

    def hears(self, event: Event) -> bool:
        return event.topic in self.topics and event.unit_path.startswith(self.unit_path)

    def offer(self, event: Event) -> None:
        """Queues an event; a stream that is too slow loses its queue and gets one `resync` (None) for all of it."""
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(None)
            return
        self.queue.put_nowait(event)


def allowed_topics(actor: Actor, wanted: list[str]) -> frozenset[str]:
    """The topics of those asked for that the actor may hear."""
    known = [name for name in wanted if name in TOPICS]
    return frozenset(name for name in known if (need := TOPICS[name]) is None or actor.can(need))


def read_after(event_id: int, limit: int = BATCH) -> list[Event]:
    """The events after a number, oldest first."""
    from pendopo.kernel.live.models import LiveEvent

    rows = LiveEvent.objects.filter(id__gt=event_id).order_by("id")
    found = rows.values_list("id", "topic", "unit_path", "data")[:limit]
    return [Event(pk, topic, path, frame(topic, data, pk)) for pk, topic, path, data in found]


def read_missed(stream: Stream, event_id: int) -> list[bytes]:
    """What a stream missed between `event_id` and `stream.since`; one `resync` when rows are gone or there are too
    many.
    """
    from pendopo.kernel.live.models import LiveEvent

    oldest = LiveEvent.objects.order_by("id").values_list("id", flat=True).first()
    if event_id > stream.since or (oldest is not None and oldest > event_id + 1):
        return [resync(stream.since)]
    rows = LiveEvent.objects.filter(id__gt=event_id, id__lte=stream.since, topic__in=stream.topics)
    if stream.unit_path:
        rows = rows.filter(unit_path__startswith=stream.unit_path)
    found = list(rows.order_by("id").values_list("id", "topic", "data")[: REPLAY_LIMIT + 1])
    if len(found) > REPLAY_LIMIT:
        return [resync(stream.since)]
    return [frame(topic, data, pk) for pk, topic, data in found]


class Hub:
    """Reads new events once for all streams of this process. Lives in one event loop; only reading runs in a thread."""

    def __init__(self) -> None:
        self.streams: set[Stream] = set()
        self.cursor = 0
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="live-poll")
        self._task: asyncio.Task[None] | None = None
        self._joining = asyncio.Lock()

    async def join(self, stream: Stream) -> None:
        """Adds a stream; everything after `stream.since` comes through its queue."""
        async with self._joining:
            if not self.streams:  # the cursor stood still while nobody listened
                self.cursor = max(self.cursor, await self._in_thread(last_id))
            stream.since = self.cursor
            self.streams.add(stream)
            if self._task is None or self._task.done():
                self._task = asyncio.get_running_loop().create_task(self._poll())

    def leave(self, stream: Stream) -> None:
        self.streams.discard(stream)

    async def _poll(self) -> None:
        try:
            await self._read_and_hand_out()
        finally:  # nobody listens any more: the thread gives its own connection back (hence the lambda)
            self._threads.submit(lambda: connection.close())

    async def _read_and_hand_out(self) -> None:
        failures = 0
        while self.streams:
            try:
                events = await self._in_thread(read_after, self.cursor)
                failures = 0
            except Exception:  # the database is away: the streams stay open and catch up later
                failures += 1
                if failures == 1:
                    log.exception("live events cannot be read, waiting")
                await asyncio.sleep(min(2.0, POLL_SECONDS * 2**failures))
                continue
            self._hand_out(events)
            if len(events) < BATCH:
                await asyncio.sleep(POLL_SECONDS)

    def _hand_out(self, events: list[Event]) -> None:
        for event in events:
            for stream in self.streams:
                if event.id > stream.since and stream.hears(event):
                    stream.offer(event)
            self.cursor = max(self.cursor, event.id)

    async def _in_thread(self, function: Callable[..., Any], *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, _closing_on_error, function, *args)


def _closing_on_error(function: Callable[..., Any], *args: Any) -> Any:
    """A thread outside a request has to throw a broken connection away itself."""
    try:
        return function(*args)
    except Exception:
        connection.close()
        raise
