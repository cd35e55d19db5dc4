"""Printers behind one interface: a character device, a TCP address, a folder.

Commands relied on: DLE EOT n (10h 04h n), answered at once by one byte, also when the printer is offline;
n = 1 printer, 2 cause of offline, 3 kind of error, 4 roll sensors. GS r 1 (1Dh 72h 01h), answered in its turn, that is
when all before it is printed. Their answers differ in the fixed bits: DLE EOT 0xx1xx10, GS r 0xx0xxxx.
A printer that never answers counts as ready, with paper and cover "unknown".
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import select
import socket
import termios
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final, Protocol

ANSWER_SECONDS: Final = 0.4
WRITE_SECONDS: Final = 20.0
END_SECONDS: Final = 20.0
SETTLE_SECONDS: Final = 2.5  # for printers that answer DLE EOT but not GS r: a strip is out by then
CONNECT_SECONDS: Final = 2.0
ALL_PRINTED: Final = b"\x1dr\x01"

MISSING: Final = "Pencetak tidak ditemukan. Periksa kabel dan daya pencetak."
BUSY: Final = "Pencetak sedang dipakai program lain."
DENIED: Final = "Pencetak tidak boleh dibuka. Pengguna komputer ini harus anggota grup lp."
PAPER_OUT: Final = "Kertas habis. Ganti gulungan kertas, lalu tutup penutup pencetak."
COVER_OPEN: Final = "Penutup pencetak terbuka. Tutup sampai berbunyi klik."
CUTTER: Final = "Pisau pencetak macet. Matikan pencetak, buka penutup, keluarkan kertas yang tersangkut."
BROKEN: Final = "Pencetak melaporkan kerusakan. Matikan, tunggu 10 detik, nyalakan lagi."
HOT: Final = "Pencetak terlalu panas. Tunggu beberapa menit."
OFFLINE: Final = "Pencetak tidak siap. Tekan tombol pada pencetak atau matikan lalu nyalakan."
STUCK: Final = "Pencetak berhenti menerima data."
NO_END: Final = "Pencetak tidak mengabarkan bahwa cetakan selesai."


@dataclass(frozen=True)
class State:
    """`paper`: ok, near_end, out, unknown; `cover`: closed, open, unknown; `error`: empty or what to do."""

    ready: bool
    paper: str = "unknown"
    cover: str = "unknown"
    error: str = ""

    def body(self) -> dict[str, Any]:
        return asdict(self)


class PrintFault(Exception):
    """Printing failed after `sent` bytes had gone out; with none nothing can have been printed."""

    def __init__(self, message: str, sent: int, state: State | None = None) -> None:
        super().__init__(message)
        self.message, self.sent, self.state = message, sent, state


class Printer(Protocol):
    def write(self, data: bytes) -> None:
        """Returns when all is printed as far as this printer can tell; raises PrintFault."""

    def state(self) -> State:
        """Never raises and never takes longer than a few seconds."""


class Channel:
    """An open connection to a printer, by its non-blocking file descriptor."""

    def __init__(self, file: int) -> None:
        self.file = file
        self.ended = False  # an answer to GS r has come

    def send(self, data: bytes, seconds: float) -> int:
        """How many bytes went out in the time given; raises PrintFault when the line breaks."""
        end, sent = time.monotonic() + seconds, 0
        while sent < len(data):
            try:
                sent += os.write(self.file, data[sent:])
            except BlockingIOError:
                if not self._wait(select.POLLOUT, end - time.monotonic()):
                    break
            except OSError as problem:
                raise PrintFault(explain(problem), sent) from problem
        return sent

    def receive(self, seconds: float) -> bytes:
        """What has come within the time; empty for nothing, and for lines that cannot be read."""
        try:
            return os.read(self.file, 64) if self._wait(select.POLLIN, seconds) else b""
        except OSError:
            return b""

    def clear(self) -> None:
        """Throws away late answers."""
        for _ in range(16):
            if not self.receive(0):
                break
        self.ended = False

    def ask(self, number: int) -> int | None:
        """The answer to DLE EOT `number`; None when none comes."""
        if self.send(b"\x10\x04" + bytes([number]), ANSWER_SECONDS) < 3:
            return None
        end = time.monotonic() + ANSWER_SECONDS
        while (left := end - time.monotonic()) > 0:
            answer = None
            got = self.receive(left)
            for byte in got:
                if byte & 0x93 == 0x12:
                    answer = byte
                else:
                    self.note(byte)
            if answer is not None:
                return answer
            if not got:
                time.sleep(0.01)  # usblp may hand over empty packets without end
        return None

    def note(self, byte: int) -> None:
        self.ended = self.ended or byte & 0x90 == 0

    def tells_end(self) -> bool:
        """Whether GS r is answered; only to be asked of a printer that is ready and idle."""
        self.send(ALL_PRINTED, ANSWER_SECONDS)
        for byte in self.receive(ANSWER_SECONDS):
            self.note(byte)
        told, self.ended = self.ended, False
        return told

    def _wait(self, event: int, seconds: float) -> bool:
        poll = select.poll()
        poll.register(self.file, event)
        return bool(poll.poll(max(0, int(seconds * 1000))))


class LinePrinter:
    """A printer at the end of a line; the line is opened for each act, so that an unplugged one is found again."""

    def __init__(self, connect: Callable[[], int], drain: Callable[[int], None]) -> None:
        self._connect, self._drain = connect, drain
        self._tells_end: bool | None = None
        self._lock = threading.Lock()

    def state(self) -> State:
        try:
            with self._lock, self._open() as channel:
                return look(channel) or State(True)
        except PrintFault as fault:
            return fault.state or State(False, error=fault.message)

    def write(self, data: bytes) -> None:
        with self._lock, self._open() as channel:
            before = look(channel)
            if before and not before.ready:
                raise PrintFault(before.error, 0, before)
            if before and self._tells_end is None:
                self._tells_end = channel.tells_end()
            ask_end = ALL_PRINTED if before and self._tells_end else b""
            sent = channel.send(data + ask_end, WRITE_SECONDS)
            if sent < len(data) + len(ask_end):
                raise PrintFault(STUCK, sent, look(channel) if before else None)
            if before:
                self._follow(channel, sent)
            self._drain(channel.file)

    def _follow(self, channel: Channel, sent: int) -> None:
        """Watches a printer that answers until it is done."""
        end = time.monotonic() + (END_SECONDS if self._tells_end else SETTLE_SECONDS)
        heard: State | None = None
        while time.monotonic() < end:
            heard = look_after(channel, sent)
            if channel.ended:
                return
            if heard and not heard.ready and heard.error != OFFLINE:  # some are "offline" while busy
                raise PrintFault(heard.error, sent, heard)
            time.sleep(0.1)
        if self._tells_end or not heard or not heard.ready:
            raise PrintFault(NO_END, sent, heard)

    @contextlib.contextmanager
    def _open(self) -> Iterator[Channel]:
        try:
            file = self._connect()
        except (OSError, termios.error) as problem:
            self._tells_end = None
            raise PrintFault(explain(problem), 0) from problem
        try:
            channel = Channel(file)
            channel.clear()
            yield channel
        finally:
            with contextlib.suppress(OSError):
                os.close(file)


def look(channel: Channel) -> State | None:
    """The state of a printer that answers; None for a silent one."""
    printer = channel.ask(1)
    if printer is None:
        return None
    cause, roll = channel.ask(2), channel.ask(4)
    kind = channel.ask(3) if cause is not None and cause & 0x40 else None
    return understand(printer, cause, kind, roll)


def look_after(channel: Channel, sent: int) -> State | None:
    try:
        return look(channel)
    except PrintFault as fault:
        raise PrintFault(fault.message, sent) from fault


def understand(printer: int, cause: int | None, kind: int | None, roll: int | None) -> State:
    """The state that the answers to DLE EOT 1, 2, 3 and 4 tell."""
    paper, cover = "unknown", "unknown"
    if roll is not None:
        paper = "out" if roll & 0x60 else "near_end" if roll & 0x0C else "ok"
    if cause is not None:
        cover = "open" if cause & 0x04 else "closed"
        paper = "out" if cause & 0x20 else paper
    error = ""
    if cover == "open":
        error = COVER_OPEN
    elif paper == "out":
        error = PAPER_OUT
    elif cause is not None and cause & 0x40:
        error = _error(kind or 0)
    elif printer & 0x08:
        error = OFFLINE
    return State(not error, paper, cover, error)


def _error(kind: int) -> str:
    if kind & 0x08:
        return CUTTER
    return BROKEN if kind & 0x20 else HOT if kind & 0x40 else OFFLINE


def explain(problem: Exception) -> str:
    """What to do about an error of the system."""
    number = problem.errno if isinstance(problem, OSError) else None
    if number in (errno.EACCES, errno.EPERM):
        return DENIED
    return BUSY if number == errno.EBUSY else MISSING


def character_device(path: str, baud: int = 9600) -> LinePrinter:
    """`/dev/usb/lp0`, or a serial line at `baud`, 8 bits, no parity, no flow control."""

    def connect() -> int:
        file = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        try:
            if os.isatty(file):
                _raw(file, baud)
        except BaseException:
            os.close(file)
            raise
        return file

    def drain(file: int) -> None:
        if os.isatty(file):
            termios.tcdrain(file)
            return
        poll = select.poll()  # closing usblp kills a write under way
        poll.register(file, select.POLLOUT)
        poll.poll(int(WRITE_SECONDS * 1000))

    return LinePrinter(connect, drain)


def network(host: str, port: int) -> LinePrinter:
    def connect() -> int:
        line = socket.create_connection((host, port), timeout=CONNECT_SECONDS)
        line.setblocking(False)
        return line.detach()

    def drain(file: int) -> None:
        """Ends our side and waits for theirs: closing with answers unread would throw the data away."""
        line = socket.socket(fileno=os.dup(file))
        with line, contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_WR)
            line.settimeout(1.0)
            while line.recv(64):
                pass

    return LinePrinter(connect, drain)


def open_printer(address: str) -> Printer:
    """A device path with `@BAUD` if serial, `tcp://host:port` or `folder://PATH`; raises ValueError."""
    from .folder import FolderPrinter

    if address.startswith("folder://") and len(address) > 9:
        return FolderPrinter(address.removeprefix("folder://"))
    if found := re.fullmatch(r"tcp://(\[[0-9a-fA-F:]+\]|[^:/]+)(?::(\d{1,5}))?", address):
        return network(found[1].strip("[]"), int(found[2] or 9100))
    if found := re.fullmatch(r"(/[^@]+?)(?:@(\d+))?", address):
        baud = int(found[2] or 9600)
        if not hasattr(termios, f"B{baud}"):
            raise ValueError(f"kecepatan {baud} tidak dikenal")
        return character_device(found[1], baud)
    raise ValueError("harus /dev/..., tcp://host:9100 atau folder://PATH")


def _raw(file: int, baud: int) -> None:
    speed = getattr(termios, f"B{baud}")
    old = termios.tcgetattr(file)
    control = termios.CS8 | termios.CREAD | termios.CLOCAL  # without HUPCL: closing must not reset the printer
    termios.tcsetattr(file, termios.TCSANOW, [0, 0, control, 0, speed, speed, old[6]])
