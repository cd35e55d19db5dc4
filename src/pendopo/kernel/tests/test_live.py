"""The live stream: who hears what, in which order, and what happens after a cut."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction
from django.test import AsyncClient
from django.utils import timezone

from pendopo.kernel.actor import Actor
from pendopo.kernel.live import TOPICS, last_id, publish, publish_many, register_topic
from pendopo.kernel.live import hub as hubs
from pendopo.kernel.live import stream as streams
from pendopo.kernel.live.hub import Hub, Stream, allowed_topics, frame, read_after, read_missed
from pendopo.kernel.live.models import LiveEvent
from pendopo.kernel.live.prune import prune
from pendopo.kernel.testing import Cast

TOPIC = "uji"


@pytest.fixture(autouse=True)
def topics() -> Iterator[None]:
    before = dict(TOPICS)
    register_topic(TOPIC, None)
    register_topic("rahasia", "uji.rahasia")
    yield
    TOPICS.clear()
    TOPICS.update(before)


def parse(chunk: bytes) -> list[dict[str, Any]]:
    """The events of a piece of stream."""
    found = []
    for block in chunk.decode().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "event" in fields:
            found.append({**fields, "data": json.loads(fields["data"])})
    return found


async def take(source: AsyncIterator[bytes], count: int) -> list[dict[str, Any]]:
    """The next events of a stream, without the heartbeat."""
    found: list[dict[str, Any]] = []
    while len(found) < count:
        chunk = await asyncio.wait_for(anext(source), 5)
        found += [event for event in parse(chunk) if event["event"] != "detak"]
    return found


@pytest.mark.django_db(transaction=True)
def test_it_works() -> None:
    async def scenario() -> list[dict[str, Any]]:
        hub = Hub()
        source = streams.events(hub, Stream(frozenset({TOPIC}), "0007"), None)
        greeting = await take(source, 1)
        await asyncio.to_thread(_publish, "00070003", {"nilai": 1})
        heard = await take(source, 1)
        await source.aclose()  # type: ignore[attr-defined]
        assert not hub.streams
        return greeting + heard

    greeting, heard = asyncio.run(scenario())
    assert greeting["event"] == "siap"
    assert heard["event"] == TOPIC and heard["data"] == {"nilai": 1, "unit_path": "00070003"}
    assert int(heard["id"]) == last_id()


def _publish(unit_path: str, data: dict[str, Any], topic: str = TOPIC) -> None:
    try:
        publish(topic, unit_path, data)
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("unit_path", "heard"), [("0007", True), ("00070003", True), ("0008", False), ("", False), ("00", False)]
)
def test_a_stream_hears_its_own_unit_and_below(unit_path: str, heard: bool) -> None:
    event = hubs.Event(1, TOPIC, unit_path, b"")
    assert Stream(frozenset({TOPIC}), "0007").hears(event) is heard
    assert Stream(frozenset({TOPIC}), "").hears(event) is True
    assert Stream(frozenset(), "").hears(event) is False


def test_topics_need_their_permission_and_a_declaration() -> None:
    plain = Actor(1, 1, "", frozenset())
    insider = Actor(1, 1, "", frozenset({"uji.rahasia"}))
    asked = [TOPIC, "rahasia", "tidak.ada"]
    assert allowed_topics(plain, asked) == {TOPIC}
    assert allowed_topics(insider, asked) == {TOPIC, "rahasia"}


@pytest.mark.django_db
def test_a_rolled_back_change_is_never_heard() -> None:
    with pytest.raises(ValueError, match="batal"), transaction.atomic():
        publish(TOPIC, "", {})
        raise ValueError("batal")
    assert read_after(0) == []


@pytest.mark.django_db
def test_replay_gives_exactly_what_was_missed() -> None:
    publish_many([(TOPIC, "0007", {"n": number}) for number in range(5)])
    publish_many([(TOPIC, "0008", {"n": 99}), ("rahasia", "0007", {"n": 98})])
    first = last_id() - 6
    stream = Stream(frozenset({TOPIC}), "0007", since=last_id())
    missed = parse(b"".join(read_missed(stream, first + 1)))
    assert [event["data"]["n"] for event in missed] == [2, 3, 4]
    assert read_missed(stream, last_id()) == []


@pytest.mark.django_db
def test_too_old_or_too_many_is_one_resync(monkeypatch: pytest.MonkeyPatch) -> None:
    publish_many([(TOPIC, "", {"n": number}) for number in range(6)])
    stream = Stream(frozenset({TOPIC}), "", since=last_id())
    monkeypatch.setattr(hubs, "REPLAY_LIMIT", 3)
    assert parse(b"".join(read_missed(stream, last_id() - 5)))[0]["event"] == "resync"
    assert len(read_missed(stream, last_id() - 2)) == 2
    LiveEvent.objects.exclude(id=last_id()).delete()
    assert parse(b"".join(read_missed(stream, last_id() - 2)))[0]["event"] == "resync"
    assert parse(b"".join(read_missed(stream, last_id() + 50)))[0]["event"] == "resync"


@pytest.mark.django_db
def test_pruning_keeps_the_last_hour_and_the_newest_number() -> None:
    publish_many([(TOPIC, "", {"n": number}) for number in range(3)])
    newest = last_id()
    LiveEvent.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert prune() == 2
    assert last_id() == newest
    publish(TOPIC, "", {})
    assert last_id() == newest + 1


def test_a_slow_screen_gets_one_resync_and_holds_no_memory() -> None:
    async def scenario() -> bytes:
        hub = Hub()
        hub.cursor = 1200
        stream = Stream(frozenset({TOPIC}), "")
        for number in range(hubs.QUEUE_LIMIT * 2 + 5):
            stream.offer(hubs.Event(number, TOPIC, "", frame(TOPIC, {}, number)))
        assert stream.queue.qsize() <= hubs.QUEUE_LIMIT
        return await streams._next_frames(hub, stream)

    events = parse(asyncio.run(scenario()))
    assert [(event["event"], event["id"]) for event in events] == [("resync", "1200")]


@pytest.mark.django_db(transaction=True)
def test_one_reader_serves_all_streams_and_rests_when_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[int] = []

    def counted(event_id: int) -> list[hubs.Event]:
        reads.append(event_id)
        return read_after(event_id)

    monkeypatch.setattr(hubs, "read_after", counted)
    monkeypatch.setattr(hubs, "POLL_SECONDS", 0.02)

    async def scenario() -> None:
        hub = Hub()
        sources = [streams.events(hub, Stream(frozenset({TOPIC}), ""), None) for _ in range(50)]
        for source in sources:
            await take(source, 1)
        await asyncio.to_thread(_publish, "", {"n": 1})
        heard = await asyncio.gather(*(take(source, 1) for source in sources))
        assert {event[0]["data"]["n"] for event in heard} == {1}
        for source in sources:
            await source.aclose()  # type: ignore[attr-defined]
        await asyncio.sleep(0.05)
        rested = len(reads)
        await asyncio.sleep(0.1)
        assert len(reads) == rested

    asyncio.run(scenario())


@pytest.mark.django_db(transaction=True)
def test_over_http_only_the_signed_in_listen(cast: Cast) -> None:
    async def scenario() -> None:
        stranger = await AsyncClient().get("/langsung/", {"topik": TOPIC})
        assert stranger.status_code == 401
        client = AsyncClient()
        assert cast.wayan.account is not None
        await client.aforce_login(cast.wayan.account, "pendopo.kernel.auth.backend.AccountBackend")
        await asyncio.to_thread(_publish, cast.dishub.path, {"n": 0})
        before = await asyncio.to_thread(_last_id)
        await asyncio.to_thread(_publish, cast.dishub.path, {"n": 1})
        await asyncio.to_thread(_publish, cast.kominfo.path, {"n": 2})
        answer = await client.get("/langsung/", {"topik": TOPIC, "sejak": str(before)})
        assert answer.status_code == 200 and answer["Content-Type"].startswith("text/event-stream")
        source = aiter(answer.streaming_content)  # type: ignore[attr-defined]
        heard = await take(source, 2)
        assert [event["data"].get("n") for event in heard] == [1, None]
        await source.aclose()  # type: ignore[attr-defined]
        await sync_to_async(lambda: connection.close())()  # of the thread that ran the middleware

    asyncio.run(scenario())


def test_last_event_id_wins_over_the_pages_number_and_rubbish_is_ignored() -> None:
    assert streams.wanted({"topik": ["a,b", "c"], "sejak": ["5"]}, "9") == (["a", "b", "c"], 9)
    assert streams.wanted({"sejak": ["5"]}, "") == ([], 5)
    assert streams.wanted({"sejak": ["-1; DROP"]}, "") == ([], None)


def _last_id() -> int:
    try:
        return last_id()
    finally:
        connection.close()
