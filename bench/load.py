"""A closed-loop load client on raw sockets: each client has one request under way. Run as a program of its own."""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

Rows = Callable[[int, int], tuple[str, bytes]]
# Requests a second that are made before the clock starts; beyond them they are made on the way.
AHEAD = 2_000
FIRST = datetime(2026, 3, 2, 6, 0)  # noqa: DTZ001 - the wall clock of a unit


@dataclass(frozen=True)
class Result:
    """Requests answered well, errors, seconds, and the latencies in milliseconds."""

    good: int
    bad: int
    seconds: float
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        return self.good / self.seconds if self.seconds else 0.0


def punch_rows(sns: list[str], pins: dict[str, list[str]], rows: int, offset: int) -> Rows:
    """Posts of new punches: client `c` speaks as a unit of its own turn, every row is another second."""

    def make(client: int, turn: int) -> tuple[str, bytes]:
        sn = sns[client % len(sns)]
        own = pins[sn]
        lines = []
        for number in range(rows):
            step = offset + (turn * rows + number)
            at = FIRST + timedelta(days=client // len(sns), seconds=step)
            lines.append(f"{own[step % len(own)]}\t{at:%Y-%m-%d %H:%M:%S}\t0\t1\t0\t0\t0")
        return f"/iclock/cdata?SN={sn}&table=ATTLOG&Stamp=9999", ("\n".join(lines) + "\n").encode()

    return make


def request(path: str, body: bytes) -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


async def hammer(port: int, clients: int, seconds: float, make: Rows) -> Result:
    """Runs the clients for a time and counts what was answered 200."""
    turns = int(AHEAD * seconds / clients) + 1
    ready = [[request(*make(client, turn)) for turn in range(turns)] for client in range(clients)]
    spent: list[float] = []
    bad = 0
    began = time.perf_counter()
    ends = began + seconds

    async def one(client: int) -> None:
        nonlocal bad
        turn = 0
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < ends:
            sent = ready[client][turn] if turn < turns else request(*make(client, turn))
            turn += 1
            start = time.perf_counter()
            writer.write(sent)
            status = await read_answer(reader)
            if status == 200:
                spent.append(time.perf_counter() - start)
            else:
                bad += 1
        writer.close()

    await asyncio.gather(*(one(client) for client in range(clients)))
    took = time.perf_counter() - began
    return summary(spent, bad, took)


async def read_answer(reader: asyncio.StreamReader) -> int:
    """Status of one answer; its body is read and dropped."""
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    lower = head.lower()
    place = lower.find(b"content-length:")
    if place >= 0:
        await reader.readexactly(int(lower[place + 15 : lower.index(b"\r\n", place)]))
    return status


async def open_loop(port: int, rate: float, seconds: float, make: Rows, clients: int = 64) -> Result:
    """Requests at fixed moments whatever the server does; latency counts from the moment a request was due."""
    spent: list[float] = []
    bad = 0
    due = iter(_moments(rate, seconds))
    began = time.perf_counter()

    async def one(client: int) -> None:
        nonlocal bad
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for turn, moment in enumerate(due):
            await asyncio.sleep(max(0.0, began + moment - time.perf_counter()))
            writer.write(request(*make(client, turn)))
            if await read_answer(reader) == 200:
                spent.append(time.perf_counter() - began - moment)
            else:
                bad += 1
        writer.close()

    await asyncio.gather(*(one(client) for client in range(clients)))
    return summary(spent, bad, time.perf_counter() - began)


def summary(spent: list[float], bad: int, took: float) -> Result:
    spent = sorted(spent) or [0.0]
    p99 = spent[min(len(spent) - 1, int(len(spent) * 0.99))]
    return Result(len(spent), bad, took, statistics.median(spent) * 1000, p99 * 1000)


def _moments(rate: float, seconds: float) -> Iterator[float]:
    for number in range(int(rate * seconds)):
        yield number / rate


def main() -> None:
    """Reads the order as JSON from standard input, prints the result as JSON."""
    order = json.load(sys.stdin)
    make = punch_rows(order["sns"], order["pins"], order["rows"], order["offset"])
    if order.get("rate"):
        result = asyncio.run(open_loop(order["port"], order["rate"], order["seconds"], make))
    else:
        result = asyncio.run(hammer(order["port"], order["clients"], order["seconds"], make))
    print(json.dumps(result.__dict__))


if __name__ == "__main__":
    main()
