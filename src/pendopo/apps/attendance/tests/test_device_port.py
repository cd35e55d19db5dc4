import asyncio
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pendopo.apps.attendance.device_port import Broken, Relay, mend_head

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nOK: 1"


def talk(*requests: bytes, answer: bytes = ANSWER) -> tuple[bytes, list[bytes]]:
    """What the unit reads, and what the front server got."""
    got: list[bytes] = []

    async def front(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readline():
            while (line := await reader.readline()).strip():
                head += line
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r")[0])
            got.append(head + b"\r\n" + await reader.readexactly(length))
            writer.write(answer)
        writer.close()

    async def play() -> bytes:
        behind = await asyncio.start_server(front, "127.0.0.1", 0)
        relay = await asyncio.start_server(Relay("127.0.0.1", behind.sockets[0].getsockname()[1]), "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*relay.sockets[0].getsockname())
        for request in requests:
            writer.write(request)
        writer.write_eof()
        said = await asyncio.wait_for(reader.read(), 5)
        writer.close()
        relay.close()
        behind.close()
        await asyncio.sleep(0.01)
        return said

    return asyncio.run(play()), got


BLANK = b"POST /iclock/cdata?SN=A1&table=ATTLOG Stamp=9999 HTTP/1.1\r\nContent-Length: 3\r\n\r\n1\t2"


def test_it_works_a_blank_in_the_request_line_is_mended() -> None:
    said, got = talk(BLANK)
    assert said == ANSWER
    assert got[0].startswith(b"POST /iclock/cdata?SN=A1&table=ATTLOG&Stamp=9999 HTTP/1.1\r\n")
    assert got[0].endswith(b"\r\n1\t2")


def test_several_requests_on_one_connection() -> None:
    said, got = talk(BLANK, BLANK, b"GET /iclock/getrequest?SN=A1 HTTP/1.0\n\n")
    assert said == ANSWER * 3
    assert len(got) == 3


def test_only_device_paths_are_behind_it() -> None:
    said, got = talk(b"GET /ruang-bupati/ HTTP/1.1\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 404")
    assert got == []


@pytest.mark.parametrize(
    "head",
    [
        b"nonsense",
        b"POST /iclock/cdata HTTP/1.1\nTransfer-Encoding: chunked",
        b"POST /iclock/x HTTP/1.1\nContent-Length: -1",
    ],
)
def test_what_cannot_be_mended_is_refused(head: bytes) -> None:
    with pytest.raises(Broken):
        mend_head(head, "10.0.0.1")


def test_a_unit_cannot_claim_another_address() -> None:
    head, _ = mend_head(b"GET /iclock/ping HTTP/1.1\nX-Forwarded-For: 1.2.3.4", "10.0.0.9")
    assert b"1.2.3.4" not in head
    assert b"X-Forwarded-For: 10.0.0.9" in head


def test_a_dead_front_server_makes_the_unit_wait() -> None:
    async def play() -> bytes:
        relay = await asyncio.start_server(Relay("127.0.0.1", 1), "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*relay.sockets[0].getsockname())
        writer.write(BLANK)
        said = await asyncio.wait_for(reader.read(), 5)
        writer.close()
        relay.close()
        return said

    assert asyncio.run(play()).startswith(b"HTTP/1.1 503")


@given(st.binary(max_size=300))
def test_any_bytes_give_a_head_or_a_refusal(head: bytes) -> None:
    mended: Callable[..., object] = mend_head
    try:
        mended(head, "10.0.0.1")
    except Broken as broken:
        assert broken.status in (400, 404)
