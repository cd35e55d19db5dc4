"""The front: what crosses from the server to Django and back, limits, and what happens when the database cannot
write.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from pendopo.kernel.http import public
from pendopo.project.bridge import Bridge
from pendopo.project.handlers import BusyMiddleware, DeviceHandler
from pendopo.project.health import ready

Message = dict[str, Any]
Headers = list[tuple[bytes, bytes]]


def scope(path: bytes = b"/", method: str = "POST", headers: Headers | None = None, **more: Any) -> Message:
    plain = {"type": "http", "method": method, "http_version": "1.1", "scheme": "http", "query_string": b""}
    place = {"path": path.decode("latin-1"), "raw_path": path, "server": ("127.0.0.1", 8000), "client": ("10.1.2.3", 5)}
    return {**plain, **place, "headers": headers or [], **more}


def ask(app: Callable[..., Any], asked: Message, parts: Iterable[bytes] = (b"",)) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of one request."""
    sent: list[Message] = []
    waiting = list(parts)

    async def receive() -> Message:
        if not waiting:
            return {"type": "http.disconnect"}
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(asked, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:])


def echo(environ: dict[str, Any], start: Any) -> list[bytes]:
    """Tells what arrived."""
    body = environ["wsgi.input"].read()
    start("200 OK", [("X-Path", environ["PATH_INFO"]), ("X-From", environ["REMOTE_ADDR"])])
    return [environ["QUERY_STRING"].encode("latin-1"), b"|", body]


def bridge(app: Any = echo, **more: Any) -> Bridge:
    return Bridge(app, **{"threads": 2, "waiting": 10, "limit": 1000, **more})


def test_it_works_bytes_arrive_as_they_were_sent() -> None:
    asked = scope(b"/iclock/cdata%2Easpx", query_string=b"SN=A\xe9&table=ATTLOG")
    status, headers, body = ask(bridge(), asked, [b"1\t2026", b"-11-12\r\n", b"\x00\xff"])
    assert status == 200 and headers["x-path"] == "/iclock/cdata.aspx"
    assert body == b"SN=A\xe9&table=ATTLOG|1\t2026-11-12\r\n\x00\xff"


def test_people_get_a_page_when_they_send_too_much() -> None:
    refusing = bridge()
    refusing.page = lambda status: f"<h1>{status}</h1>".encode()
    status, headers, body = ask(refusing, scope(headers=[(b"content-length", b"9999999")]), [b"x"])
    assert (status, body) == (413, b"<h1>413</h1>")
    assert headers["content-type"].startswith("text/html") and "'self'" in headers["content-security-policy"]


@pytest.mark.parametrize("announced", [True, False])
def test_what_is_too_large_is_refused_before_a_thread_is_taken(announced: bool) -> None:
    calls: list[int] = []
    headers = [(b"content-length", b"2000")] if announced else []
    status, _headers, body = ask(bridge(lambda e, s: calls.append(1)), scope(headers=headers), [b"x" * 600] * 3)
    assert status == 413 and b"Tidak ada yang disimpan" in body and not calls


def test_a_client_that_leaves_early_costs_nothing() -> None:
    calls: list[int] = []
    app = bridge(lambda e, s: calls.append(1))

    async def scenario() -> None:
        async def receive() -> Message:
            return {"type": "http.disconnect"}

        await app(scope(), receive, lambda message: pytest.fail("nobody is there"))

    asyncio.run(scenario())
    assert not calls and app.inside == 0


def test_a_full_house_says_503_and_when_to_come_back() -> None:
    gate = threading.Event()

    def slow(environ: dict[str, Any], start: Any) -> list[bytes]:
        gate.wait(120)
        return echo(environ, start)

    app = bridge(slow, threads=1, waiting=2)

    async def scenario() -> list[int]:
        got: list[int] = []

        async def one() -> None:
            parts = [{"type": "http.request", "body": b""}]

            async def receive() -> Message:
                return parts.pop()

            async def send(message: Message) -> None:
                if "status" in message:
                    got.append(message["status"])

            await app(scope(), receive, send)

        tasks = [asyncio.ensure_future(one()) for _number in range(4)]
        await asyncio.sleep(0.05)
        gate.set()
        await asyncio.gather(*tasks)
        return sorted(got)

    assert asyncio.run(scenario()) == [200, 200, 503, 503]


@pytest.mark.parametrize(
    ("proxies", "seen"), [([], "10.1.2.3"), (["10.1.0.0/16"], "203.0.113.9"), (["192.168.0.1"], "10.1.2.3")]
)
def test_only_a_trusted_proxy_says_who_the_client_is(proxies: list[str], seen: str) -> None:
    headers = [(b"x-forwarded-for", b"6.6.6.6, 203.0.113.9"), (b"x_forwarded_for", b"6.6.6.6")]
    assert ask(bridge(proxies=proxies), scope(headers=headers))[1]["x-from"] == seen


def test_streaming_answers_come_in_larger_pieces() -> None:
    class Pieces(list[bytes]):
        streaming = True

    def app(environ: dict[str, Any], start: Any) -> Pieces:
        start("200 OK", [])
        return Pieces([b"a" * 1000] * 300)

    status, _headers, body = ask(bridge(app), scope())
    assert status == 200 and body == b"a" * 300_000


@public
def broken(request: HttpRequest) -> HttpResponse:
    raise OperationalError("database or disk is full")


@public
def away(request: HttpRequest) -> HttpResponse:
    raise InterfaceError("connection already closed")


@public
def fault(request: HttpRequest) -> HttpResponse:
    raise ValueError("rahasia")


urlpatterns = [path("penuh/", broken), path("putus/", away), path("rusak/", fault)]
handler500 = "pendopo.project.errors.server_error"


@pytest.fixture
def our_addresses() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.mark.parametrize("address", ["/penuh/", "/putus/"])
def test_a_database_that_cannot_write_is_503_with_a_plain_page(our_addresses: None, address: str) -> None:
    middleware = ["django.middleware.common.CommonMiddleware", "pendopo.project.handlers.BusyMiddleware"]
    with override_settings(MIDDLEWARE=middleware):
        answer = Client(raise_request_exception=False).get(address)
    assert answer.status_code == 503 and answer["Retry-After"] == "10"
    assert "tetap aman" in answer.content.decode() and "disk is full" not in answer.content.decode()


@pytest.mark.parametrize(("address", "status"), [("/penuh/", 503), ("/rusak/", 500)])
def test_a_fault_inside_the_middleware_ends_the_same_way(our_addresses: None, address: str, status: int) -> None:
    with override_settings(MIDDLEWARE=[]):
        answer = Client(raise_request_exception=False).get(address)
    assert answer.status_code == status and b"rahasia" not in answer.content


def test_a_machine_hears_busy_and_tries_again(our_addresses: None) -> None:
    response = DeviceHandler().get_response(RequestFactory().get("/penuh/"))
    assert response.status_code == 503 and response["Retry-After"] == "30" and response.content == b"BUSY"


def test_other_errors_stay_errors() -> None:
    assert BusyMiddleware(lambda request: HttpResponse()).process_exception(HttpRequest(), ValueError()) is None


@pytest.mark.django_db
def test_ready_says_200_only_with_every_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    from pendopo.project import health

    monkeypatch.setattr(health, "_migrated", [])
    monkeypatch.setattr(health.connection, "close", lambda: None)
    assert ready() == (200, "ready")
    monkeypatch.setattr(health, "_migrated", [])
    monkeypatch.setattr(health, "_pending", lambda: [1])
    assert ready() == (503, "migrations pending")


@pytest.mark.django_db
def test_a_full_disk_is_503_and_writing_resumes(client: Client) -> None:
    """SQLite's own page limit stands for the disk."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor, pytest.raises(OperationalError):
            cursor.execute("DO $$ BEGIN RAISE disk_full; END $$")
        return
    from pendopo.kernel.live import publish

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            with pytest.raises(OperationalError, match="full"):
                publish("uji", "", {"isi": "x" * 500_000})
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    publish("uji", "", {"isi": "x" * 500_000})
