"""One vote at a time to the printer: idempotent by job, checked before, marked SALINAN when it may be a second one."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, replace
from typing import Any, Final

from .devices import Printer, PrintFault, State
from .escpos import document
from .journal import Journal
from .orders import Order

IDLE_SECONDS: Final = 600.0

UNCERTAIN: Final = (
    "Belum pasti apakah slip sudah keluar. Lihat pencetak, lalu pilih cetak ulang; cetakan ditandai SALINAN."
)
CHANGED: Final = "Isi cetakan berbeda dari yang sudah diterima untuk suara ini. Tidak ada yang dicetak."
FORGOTTEN: Final = "Isi cetakan sudah dihapus dari memori. Panggil petugas KPPS."
NO_JOURNAL: Final = (
    "Catatan pencetak tidak dapat ditulis, jadi tidak ada yang dicetak. Periksa ruang disk komputer bilik."
)


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict[str, Any]


class Press:
    """The order is in memory only: until the next job, `forget`, or `idle` seconds."""

    def __init__(
        self, printer: Printer, journal: Journal, *, width: int, cutter: bool = True, idle: float = IDLE_SECONDS
    ) -> None:
        self.printer, self.journal = printer, journal
        self.width, self.cutter, self.idle = width, cutter, idle
        self._lock = threading.Lock()
        self._order: Order | None = None
        self._timer: threading.Timer | None = None
        self._last = State(True)

    def state(self) -> State:
        """As the printer says; during a print as it was before it."""
        if not self._lock.acquire(timeout=0.5):
            return self._last
        try:
            self._last = self.printer.state()
            return self._last
        finally:
            self._lock.release()

    def press(self, order: Order) -> Answer:
        """Prints unless that is done; a job that was begun before is printed only when asked `again`, and marked."""
        with self._lock:
            known = self.journal.state(order.job)
            held = self._order if self._order and self._order.job == order.job else None
            if held and order.slip and (order.slip, order.stub) != (held.slip, held.stub):
                return _refuse("job", CHANGED)
            if known == "printing" and not order.again:
                return _refuse("uncertain", UNCERTAIN)
            if known and not order.again:
                return self._done(known == "copied")
            whole = order if order.slip else held
            if not whole or not whole.slip or not whole.stub:
                return _refuse("forgotten", FORGOTTEN)
            self._last = self.printer.state()
            if not self._last.ready:
                return _refuse("printer", self._last.error, self._last)
            self._keep(replace(whole, again=False))
            data = document(whole.slip, whole.stub, width=self.width, copy=order.again, cutter=self.cutter)
            return self._run(order, data)

    def forget(self, job: str) -> bool:
        """Drops what is kept of the job; whether there was anything."""
        with self._lock:
            held = bool(self._order and self._order.job == job)
            if held:
                self._drop()
            if self.journal.current and self.journal.current[0] == job:
                with contextlib.suppress(OSError):
                    self.journal.retire()
                return True
            return held

    def close(self) -> None:
        with self._lock:
            self._drop()

    @property
    def holds_choice(self) -> bool:
        return self._order is not None

    def _run(self, order: Order, data: bytes) -> Answer:
        known = self.journal.state(order.job)
        try:
            self.journal.note(order.job, "printing")
        except OSError:
            return _refuse("storage", NO_JOURNAL)
        try:
            self.printer.write(data)
        except PrintFault as fault:
            self._last = fault.state or self.printer.state()
            if fault.sent == 0:
                self._undo(order.job, known)
            return _refuse("printer", fault.message, self._last)
        try:
            self.journal.note(order.job, "copied" if order.again else "printed")
        except OSError:
            self.journal.current = (order.job, "copied" if order.again else "printed")  # a restart finds it uncertain
        return self._done(order.again)

    def _done(self, copy: bool) -> Answer:
        """`confirmed` is false for a printer that never answers: then only a person can tell what came out."""
        if self._last.paper == "unknown":
            self._last = self.printer.state()
        return Answer(200, {"printed": True, "copy": copy, "confirmed": self._last.paper != "unknown"})

    def _undo(self, job: str, known: Any) -> None:
        """Not a byte went out: as before. If that cannot be written the job stays uncertain, which is safe."""
        try:
            if known:
                self.journal.note(job, known)
            else:
                self.journal.withdraw(job)
        except OSError:
            return

    def _keep(self, order: Order) -> None:
        self._drop()
        self._order = order
        self._timer = threading.Timer(self.idle, self._expire, [order.job])
        self._timer.daemon = True
        self._timer.start()

    def _expire(self, job: str) -> None:
        with self._lock:
            if self._order and self._order.job == job:
                self._drop()

    def _drop(self) -> None:
        self._order = None
        if self._timer:
            self._timer.cancel()
            self._timer = None


def _refuse(code: str, message: str, state: State | None = None) -> Answer:
    body: dict[str, Any] = {"code": code, "message": message}
    if state:
        body["state"] = state.body()
    return Answer(409, body)
