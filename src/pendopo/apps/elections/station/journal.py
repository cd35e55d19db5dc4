"""The journal on the stick: the same cells as on the laptop, each with two halves that are written in turn.

The half that is not in use is written and synced first, then the old half is wiped: a stick that is pulled out at any
moment still holds one whole copy of every cell. The version alone says which half is in use, so that its place tells
nothing of when the stick was away; a version that jumps by two goes through the other half first. The file is opened
anew for each write, so a missing stick is noticed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pendopo.apps.elections.station.cells import Cell, Damaged, Geometry, Sealer
from pendopo.apps.elections.station.store import Checkpoint, sync_folder

MAGIC: Final = b"PENDOPO-JURNAL1\n"
HEAD_SIZE: Final = 512
BINARY: Final = getattr(os, "O_BINARY", 0)


class JournalMissing(OSError):
    """The stick or the file is not there."""


class JournalForeign(ValueError):
    """The file is no journal, or that of another station or election."""


@dataclass
class Journal:
    path: Path
    geometry: Geometry
    sealer: Sealer
    head: bytes
    behind: set[int] = field(default_factory=set)  # places where the laptop knows more
    untidy: set[int] = field(default_factory=set)  # places where a write was cut short, as `read` found them
    checkpoint: Checkpoint = lambda _name: None

    def create(self, cells: Callable[[int], Cell]) -> None:
        """A new file with all cells, whole or not at all."""
        fresh = self.path.with_name(self.path.name + ".baru")
        handle = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC | BINARY, 0o600)
        try:
            _write(handle, 0, self.head)
            _write(handle, self.offset(self.geometry.total) - 1, b"\0")
            for place in self.geometry.places():
                cell = cells(place)
                body = self.sealer.pack(place, cell, self.geometry.size(place))
                _write(handle, self.half(place, cell.version), body)
            os.fsync(handle)
        finally:
            os.close(handle)
        fresh.replace(self.path)
        sync_folder(self.path.parent)
        self.behind.clear()

    def write(self, cells: Mapping[int, Cell]) -> None:
        """On the stick when this returns. Raises OSError or JournalForeign; then these places are behind."""
        self.behind |= set(cells)
        handle = self._open()
        try:
            self._step_aside(handle, cells)
            for place, cell in cells.items():
                body = self.sealer.pack(place, cell, self.geometry.size(place))
                middle = len(body) // 2
                _write(handle, self.half(place, cell.version), body[:middle])
                self.checkpoint("journal.torn")
                _write(handle, self.half(place, cell.version) + middle, body[middle:])
            self.checkpoint("journal.written")
            os.fsync(handle)
            self.checkpoint("journal.synced")
            for place, cell in cells.items():
                _write(handle, self.half(place, cell.version + 1), bytes(self.geometry.size(place)))
            self.checkpoint("journal.wiped")
        finally:
            os.close(handle)
        self.behind -= set(cells)
        self.untidy -= set(cells)

    def _step_aside(self, handle: int, cells: Mapping[int, Cell]) -> None:
        """Where the half to be written holds the only good copy, the new cell is brought to the other half first."""
        aside = {place: cell for place, cell in cells.items() if self._is_last(handle, place, cell)}
        for place, cell in aside.items():
            _write(handle, self.half(place, cell.version + 1), self.sealer.pack(place, cell, self.geometry.size(place)))
            self.checkpoint("journal.aside")
        if aside:
            os.fsync(handle)

    def _is_last(self, handle: int, place: int, cell: Cell) -> bool:
        size = self.geometry.size(place)
        here = _read(handle, self.half(place, cell.version), size)
        if not any(here):
            return False
        known = self._good(place, here)
        if known is None or known.version >= cell.version:  # nothing good, or what a failed write left there
            return False
        other = self._good(place, _read(handle, self.half(place, cell.version + 1), size))
        return other is None or other.version < known.version

    def read(self) -> tuple[dict[int, Cell], list[int]]:
        """The later good half of each place, and the places where there is none."""
        handle = self._open()
        try:
            found: dict[int, Cell] = {}
            bad: list[int] = []
            for place in self.geometry.places():
                cell = self._read_cell(handle, place)
                if cell is None:
                    bad.append(place)
                else:
                    found[place] = cell
            return found, bad
        finally:
            os.close(handle)

    def _read_cell(self, handle: int, place: int) -> Cell | None:
        size = self.geometry.size(place)
        raw = _read(handle, self.half(place, 0), 2 * size)
        parts = (raw[:size], raw[size:])
        found = [cell for part in parts if (cell := self._good(place, part))]
        best = max(found, key=lambda cell: cell.version, default=None)
        if best and any(parts[1 - best.version % 2]):
            self.untidy.add(place)
        return best

    def _good(self, place: int, part: bytes) -> Cell | None:
        if any(part):
            with suppress(Damaged):
                return self.sealer.unpack(place, part)
        return None

    def probe(self) -> None:
        """Raises JournalMissing, JournalForeign or OSError when nothing could be written now."""
        os.close(self._open())

    def flush(self) -> None:
        """What was wiped is gone from the stick too."""
        handle = self._open()
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def offset(self, place: int) -> int:
        return HEAD_SIZE + 2 * self.geometry.offsets[place]

    def half(self, place: int, version: int) -> int:
        return self.offset(place) + (version % 2) * self.geometry.size(place)

    def _open(self) -> int:
        try:
            handle = os.open(self.path, os.O_RDWR | BINARY)
        except (FileNotFoundError, NotADirectoryError) as problem:
            raise JournalMissing(str(problem)) from problem
        try:
            if os.fstat(handle).st_size != self.offset(self.geometry.total):
                raise JournalForeign("size")
            if _read(handle, 0, HEAD_SIZE) != self.head:
                raise JournalForeign("head")
        except BaseException:
            os.close(handle)
            raise
        return handle


def head_of(uuid: str, election: str, station: int, geometry: Geometry, sealer: Sealer) -> bytes:
    """Election, station and geometry with the station's signature: the same for every journal of this station."""
    sizes = f"{geometry.cards} {geometry.voters} {geometry.extras} {geometry.card_size}"
    said = MAGIC + f"{uuid}\n{election}\n{station}\n{sizes}\n".encode()
    return (said + sealer.key.sign(hashlib.sha256(said).digest()).signature).ljust(HEAD_SIZE, b"\0")


def _write(handle: int, offset: int, body: bytes) -> None:
    os.lseek(handle, offset, os.SEEK_SET)
    rest = memoryview(body)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _read(handle: int, offset: int, size: int) -> bytes:
    os.lseek(handle, offset, os.SEEK_SET)
    parts = []
    while size and (part := os.read(handle, size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts) + bytes(size)
