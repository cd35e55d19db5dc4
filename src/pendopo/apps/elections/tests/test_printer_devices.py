"""Printers behind a terminal line and a TCP port, played by threads: states, silence, unplugging, paper that ends."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
import tty

import pytest

from pendopo.apps.elections.printer import devices
from pendopo.apps.elections.printer.devices import PrintFault, State, open_printer, understand


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(devices, "ANSWER_SECONDS", 0.15)
    monkeypatch.setattr(devices, "SETTLE_SECONDS", 0.4)
    monkeypatch.setattr(devices, "END_SECONDS", 1.0)
    monkeypatch.setattr(devices, "WRITE_SECONDS", 0.6)


class Played:
    """Answers DLE EOT and GS r like a printer; `paper` is how many bytes of print the roll lasts."""

    def __init__(self, *, silent=False, tells_end=True, paper=10**9):
        self.silent, self.tells_end, self.paper = silent, tells_end, paper
        self.cover, self.jam, self.near = False, False, False
        self.printed = b""
        self._held = b""

    def take(self, data):
        """The answer to what comes in."""
        self._held += data
        answer = b""
        while self._held:
            if self._held[:2] == b"\x10\x04" and len(self._held) >= 3:
                answer += bytes([self._status(self._held[2])])
                self._held = self._held[3:]
            elif self._held[:3] == b"\x1dr\x01":
                answer += b"\x00" if self.tells_end and self.paper > 0 else b""
                self._held = self._held[3:]
            elif self._held in (b"\x10", b"\x10\x04", b"\x1d", b"\x1dr"):
                break
            else:
                if self.paper > 0:
                    self.printed += self._held[:1]
                    self.paper -= 1
                self._held = self._held[1:]
        return b"" if self.silent else answer

    def _status(self, number):
        out = self.paper <= 0
        bits = {1: 8 * (out or self.cover or self.jam), 2: 4 * self.cover + 32 * out + 64 * self.jam}
        bits |= {3: 8 * self.jam, 4: 0x60 * out + 0x0C * self.near}
        return 0x12 | bits[number]


@contextlib.contextmanager
def serial(played):
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    stop = threading.Event()

    def run():
        while not stop.is_set():
            with contextlib.suppress(BlockingIOError, OSError):
                if got := os.read(ours, 4096):
                    os.write(ours, played.take(got))
                    continue
            time.sleep(0.005)

    os.set_blocking(ours, False)
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield open_printer(f"{os.ttyname(theirs)}@115200")
    finally:
        stop.set()
        thread.join()
        os.close(ours)
        os.close(theirs)


@contextlib.contextmanager
def network(played):
    stop = threading.Event()
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.05)

    def run():
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                line, _ = server.accept()
                with line, contextlib.suppress(OSError):
                    while got := line.recv(4096):
                        line.sendall(played.take(got))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield open_printer(f"tcp://127.0.0.1:{server.getsockname()[1]}")
    finally:
        stop.set()
        thread.join()
        server.close()


LINES = pytest.mark.parametrize("line", [serial, network])


@LINES
def test_it_works_state_and_print(line):
    played = Played()
    with line(played) as printer:
        assert printer.state() == State(True, "ok", "closed", "")
        printer.write(b"halo\n" * 300)
        assert played.printed == b"halo\n" * 300
        played.near = True
        assert printer.state() == State(True, "near_end", "closed", "")
        played.cover = True
        assert printer.state() == State(False, "near_end", "open", devices.COVER_OPEN)
        with pytest.raises(PrintFault) as caught:
            printer.write(b"x")
        assert (caught.value.sent, caught.value.state.cover) == (0, "open")
        played.cover, played.jam = False, True
        assert printer.state().error == devices.CUTTER


@LINES
@pytest.mark.parametrize("tells_end", [True, False])
def test_paper_that_ends_during_a_print(line, tells_end):
    played = Played(paper=400, tells_end=tells_end)
    with line(played) as printer:
        with pytest.raises(PrintFault) as caught:
            printer.write(b"x" * 900)
        assert caught.value.message == devices.PAPER_OUT
        assert caught.value.sent >= 900
        assert caught.value.state.paper == "out"
        assert not printer.state().ready


@LINES
def test_a_printer_that_never_answers_is_ready_and_unknown(line):
    played = Played(silent=True)
    with line(played) as printer:
        assert printer.state() == State(True, "unknown", "unknown", "")
        printer.write(b"halo")
        end = time.monotonic() + 60
        while played.printed != b"halo" and time.monotonic() < end:
            time.sleep(0.01)
        assert played.printed == b"halo"


@LINES
def test_a_printer_that_only_knows_its_state(line):
    played = Played(tells_end=False)
    with line(played) as printer:
        printer.write(b"halo")
        assert played.printed == b"halo"


def test_an_end_that_never_comes_is_a_fault():
    played = Played()
    with serial(played) as printer:
        printer.write(b"a")
        played.tells_end = False
        with pytest.raises(PrintFault, match="selesai") as caught:
            printer.write(b"b")
        assert caught.value.sent > 0


def test_unplugged_and_found_again(tmp_path):
    path = tmp_path / "lp0"
    printer = open_printer(str(path))
    assert printer.state() == State(False, "unknown", "unknown", devices.MISSING)
    with pytest.raises(PrintFault) as caught:
        printer.write(b"x")
    assert caught.value.sent == 0
    ours, theirs = os.openpty()
    try:
        tty.setraw(theirs)
        path.symlink_to(os.ttyname(theirs))
        assert printer.state().ready
        path.unlink()
        assert not printer.state().ready
    finally:
        os.close(ours)
        os.close(theirs)


def test_nobody_at_the_address():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert open_printer(f"tcp://127.0.0.1:{port}").state() == State(False, "unknown", "unknown", devices.MISSING)


def test_a_printer_that_takes_no_more():
    server = socket.create_server(("127.0.0.1", 0))
    server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    try:
        with pytest.raises(PrintFault, match="berhenti") as caught:
            open_printer(f"tcp://127.0.0.1:{server.getsockname()[1]}").write(b"x" * 20_000_000)
        assert 0 < caught.value.sent < 20_000_000
    finally:
        server.close()


def test_a_device_that_may_not_be_opened(monkeypatch):
    def denied(*_):
        raise PermissionError(13, "denied")

    monkeypatch.setattr(devices.os, "open", denied)
    assert open_printer("/dev/usb/lp0").state().error == devices.DENIED


def test_status_bytes_of_the_manual():
    assert understand(0x12, 0x12, None, 0x12) == State(True, "ok", "closed", "")
    assert understand(0x12, 0x12, None, 0x1E) == State(True, "near_end", "closed", "")
    assert understand(0x1A, 0x32, None, 0x7E) == State(False, "out", "closed", devices.PAPER_OUT)
    assert understand(0x1A, 0x16, None, 0x12) == State(False, "ok", "open", devices.COVER_OPEN)
    assert understand(0x1A, 0x52, 0x1A, 0x12).error == devices.CUTTER
    assert understand(0x1A, 0x52, 0x32, 0x12).error == devices.BROKEN
    assert understand(0x1A, 0x52, 0x52, 0x12).error == devices.HOT
    assert understand(0x1A, None, None, None) == State(False, "unknown", "unknown", devices.OFFLINE)
    assert understand(0x12, None, None, None) == State(True, "unknown", "unknown", "")


@pytest.mark.parametrize("address", ["", "lp0", "tcp://", "tcp://a:b", "folder://", "/dev/ttyUSB0@123", "http://a"])
def test_unknown_addresses(address):
    with pytest.raises(ValueError):
        open_printer(address)
