"""The booths as the station's web server knows them: which browser is which booth, how it fares, who calls for help.

Only the pairing is kept on disk, so that booths go on after a restart. All the rest lives in memory: when a booth was
last used must not be found anywhere.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pendopo.apps.elections.station.tls import web_folder, write_private
from pendopo.apps.elections.station.tries import Tries

CODE_SECONDS: Final = 600
MOST: Final = 99
SILENT_AFTER: Final = 10.0  # seconds; a booth tells every 3
GONE_AFTER: Final = 30.0  # seconds; the day is not begun with a booth that was silent for longer
REASONS: Final = ("bantuan", "printer", "kertas")
PAPERS: Final = ("ok", "near_end", "out", "unknown")
COVERS: Final = ("open", "closed", "unknown")


@dataclass(frozen=True, slots=True)
class Printer:
    """As the agent of the booth told last."""

    ready: bool
    paper: str
    cover: str
    error: str

    @property
    def trouble(self) -> str:
        """What ails it, as a word of ours; empty when it prints."""
        if self.paper == "out":
            return "paper"
        if self.cover == "open":
            return "cover"
        if not self.ready:
            return "error"
        return "near_end" if self.paper == "near_end" else ""


@dataclass(slots=True)
class Booth:
    number: int
    key: str
    locked: bool = False
    seen: float | None = None  # monotonic seconds
    printer: Printer | None = None
    blind: float | None = None  # since when it speaks without a word of its printer
    lease: str = ""
    help: str = ""
    call: int = 0  # counts the calls, so that a screen hears a new one


@dataclass
class Booths:
    folder: Path
    clock: Callable[[], float] = time.monotonic
    known: dict[int, Booth] = field(default_factory=dict)
    codes: dict[str, tuple[int, float]] = field(default_factory=dict)
    tries: Tries = field(default_factory=Tries)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        with suppress(OSError, ValueError, KeyError, TypeError):
            for one in json.loads(self.file.read_bytes()):
                self.known[int(one["number"])] = Booth(int(one["number"]), str(one["key"]), bool(one["locked"]))

    @property
    def file(self) -> Path:
        return web_folder(self.folder) / "bilik.json"

    def listed(self) -> list[Booth]:
        with self.lock:
            return [self.known[number] for number in sorted(self.known)]

    # --- pairing

    def offer(self, number: int) -> str:
        """A code of six figures for one browser; it takes the place of the booth's earlier one."""
        with self.lock:
            self._drop_old()
            self.codes = {code: told for code, told in self.codes.items() if told[0] != number}
            code = f"{secrets.randbelow(10**6):06}"
            while code in self.codes:
                code = f"{secrets.randbelow(10**6):06}"
            self.codes[code] = (number, self.clock() + CODE_SECONDS)
            return code

    def offered(self) -> list[tuple[int, str, int]]:
        """Booth, code, and minutes that it still holds."""
        with self.lock:
            self._drop_old()
            now = self.clock()
            return sorted(
                (number, code, max(1, round((until - now) / 60))) for code, (number, until) in self.codes.items()
            )

    def pair(self, code: str, place: str) -> Booth | None:
        """The booth that the code was offered for; the code is used up. Raises TooSoon for whoever guesses."""
        with self.lock:
            self._drop_old()
            if not self.tries.attempt(place, lambda: code in self.codes):
                return None
            number, _until = self.codes.pop(code)
            booth = Booth(number, secrets.token_hex(16), seen=self.clock(), blind=self.clock())
            self.known[number] = booth
            self._keep()
            return booth

    def paired(self, number: int, key: str) -> Booth | None:
        with self.lock:
            booth = self.known.get(number)
            return booth if booth and secrets.compare_digest(booth.key, key) else None

    def unpair(self, number: int) -> bool:
        with self.lock:
            gone = self.known.pop(number, None)
            if gone:
                self._keep()
            return gone is not None

    def set_locked(self, number: int, locked: bool) -> bool:
        with self.lock:
            booth = self.known.get(number)
            if not booth:
                return False
            booth.locked = locked
            self._keep()
            return True

    def free_number(self) -> int:
        """The smallest number that no booth has and none was offered."""
        with self.lock:
            taken = {*self.known, *(number for number, _until in self.codes.values())}
            return next(number for number in range(1, MOST + 2) if number not in taken)

    # --- life

    def beat(self, booth: Booth, printer: Printer | None, lease: str) -> str:
        """Notes that the booth lives; returns the printer's new trouble, "ok" when one ended, or nothing."""
        with self.lock:
            before = booth.printer.trouble if booth.printer else ""
            after = printer.trouble if printer else ""
            booth.seen, booth.printer, booth.lease = self.clock(), printer, lease
            booth.blind = None if printer else self.clock() if booth.blind is None else booth.blind
            if printer is None or before == after:
                return ""
            return after or "ok"

    def silent_for(self, booth: Booth) -> int:
        """Whole seconds since the booth told last; 0 while it tells in time."""
        if booth.seen is None:
            return 0
        quiet = self.clock() - booth.seen
        return int(quiet) if quiet > SILENT_AFTER else 0

    def is_blind(self, booth: Booth) -> bool:
        """It has had time to look for its printer and still says nothing of it."""
        return booth.blind is not None and self.clock() - booth.blind > SILENT_AFTER

    def ready(self, *, by_agent: bool) -> list[Booth]:
        """Those that could take a voter now; `by_agent`: also their printer has said that it prints."""
        now = self.clock()
        return [
            booth
            for booth in self.listed()
            if not booth.locked
            and booth.seen is not None
            and now - booth.seen <= GONE_AFTER
            and (not by_agent or (booth.printer is not None and booth.printer.ready))
        ]

    def call(self, booth: Booth, reason: str) -> bool:
        """False when the booth was calling for the same already."""
        with self.lock:
            is_new = booth.help != reason
            booth.help = reason
            booth.call += is_new
            return is_new

    def helped(self, number: int) -> str:
        """Ends the call; returns what it was for."""
        with self.lock:
            booth = self.known.get(number)
            if not booth:
                return ""
            reason, booth.help = booth.help, ""
            return reason

    def _drop_old(self) -> None:
        now = self.clock()
        self.codes = {code: told for code, told in self.codes.items() if told[1] > now}

    def _keep(self) -> None:
        kept = [{"number": one.number, "key": one.key, "locked": one.locked} for one in self.listed()]
        write_private(self.file, json.dumps(kept).encode())


def read_printer(value: Any) -> Printer | None:
    """What the booth passed on from its agent, cut to what we know; None when it said nothing."""
    if not isinstance(value, dict):
        return None
    paper, cover = value.get("paper"), value.get("cover")
    return Printer(
        value.get("ready") is True,
        paper if paper in PAPERS else "unknown",
        cover if cover in COVERS else "unknown",
        str(value.get("error") or "")[:120],
    )
