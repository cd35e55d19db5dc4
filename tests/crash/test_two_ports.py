"""`serve` opens two addresses: one for everybody, one that forgives the request lines of old units."""

from __future__ import annotations

import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.place import free_port, place, wait_for

pytestmark = pytest.mark.crash
BLANK = b"GET /iclock/cdata?SN=CJ7Q200001&options=all pushver=2.4.1 HTTP/1.1\r\nHost: units\r\n\r\n"


@pytest.fixture(scope="module")
def ports() -> Iterator[tuple[int, int]]:
    front, units = free_port(), free_port()
    with place("sqlite") as here:
        verb = f"from pendopo.cli import main; main(['serve', '--port', '{front}', '--device-port', '{units}'])"
        process = here.start("-c", verb)
        wait_for(f"http://127.0.0.1:{front}/readyz", process)
        try:
            yield front, units
        finally:
            print((here.folder / "processes.log").read_text()[-4000:])


def answer(port: int, request: bytes) -> bytes:
    """The answer to raw bytes; waits a little for a port that comes back."""
    until = time.monotonic() + 300
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), 10) as line:
                line.sendall(request)
                found = line.recv(4096)
                while _is_cut(found) and (more := line.recv(4096)):
                    found += more
                return found
        except ConnectionError:
            time.sleep(0.2)
    raise AssertionError(f"nobody answers on port {port}")


def _is_cut(found: bytes) -> bool:
    """Head and body of an answer may come apart."""
    head, _blank, body = found.partition(b"\r\n\r\n")
    size = re.search(rb"(?i)content-length: *(\d+)", head)
    return b"\r\n\r\n" not in found or (size is not None and len(body) < int(size[1]))


def test_it_works_a_raw_blank_is_mended_on_the_device_port(ports: tuple[int, int]) -> None:
    front, units = ports
    mended = answer(units, BLANK)
    assert mended.startswith(b"HTTP/1.1 200")
    assert b"GET OPTION FROM: CJ7Q200001" in mended
    assert answer(front, BLANK.replace(b"all pushver", b"all%20pushver")).startswith(b"HTTP/1.1 200")
    assert answer(front, BLANK).startswith(b"HTTP/1.1 400")


def test_the_device_port_serves_machines_only(ports: tuple[int, int]) -> None:
    assert answer(ports[1], b"GET /masuk/ HTTP/1.1\r\nHost: units\r\n\r\n").startswith(b"HTTP/1.1 404")


def test_a_killed_device_port_comes_back(ports: tuple[int, int]) -> None:
    front, units = ports
    all_of_them = (folder for folder in Path("/proc").iterdir() if folder.name.isdigit())
    mark = b"pendopo.project.beside\x00127.0.0.1\x00%d" % units
    victims = [int(folder.name) for folder in all_of_them if mark in _command(folder)]
    assert len(victims) == 1
    os.kill(victims[0], signal.SIGKILL)
    time.sleep(0.3)
    assert answer(units, BLANK).startswith(b"HTTP/1.1 200")
    assert answer(front, b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 200")


def _command(folder: Path) -> bytes:
    try:
        return (folder / "cmdline").read_bytes()
    except OSError:
        return b""
