"""The box on the laptop: one SQLite file with fixed cells, written in place.

No WAL and no growing table: both would tell the order. TRUNCATE with FULL puts each change on the disk before it is
acknowledged, EXTRA also the end of the rollback journal; secure_delete overwrites what is given up.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from pendopo.apps.elections.station.cells import Geometry
from pendopo.apps.elections.station.errors import StationRefused, StorageFailed

FORMAT: Final = "1"
KILLED: Final = 3.0  # seconds
TABLES: Final = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE cell (place INTEGER PRIMARY KEY, body BLOB NOT NULL);
"""
Checkpoint = Callable[[str], None]


def create(path: Path, geometry: Geometry, cells: Iterator[bytes], about: Mapping[str, str]) -> None:
    """A whole box under a name of its own first; it stands under `path` only when all of it is on the disk."""
    fresh = path.with_name(path.name + ".baru")
    for one in (fresh, Path(f"{fresh}-journal")):
        one.unlink(missing_ok=True)
    try:
        line = _connect(fresh)
        try:
            line.executescript(TABLES)
            line.execute("BEGIN IMMEDIATE")
            line.executemany("INSERT INTO about VALUES (?, ?)", sorted({**about, "format": FORMAT}.items()))
            sizes = ((place, geometry.size(place)) for place in geometry.places())
            line.executemany("INSERT INTO cell VALUES (?, zeroblob(?))", sizes)
            for place, body in enumerate(cells):
                _put(line, place, body)
            line.execute("COMMIT")
        finally:
            line.close()
        fresh.replace(path)
        sync_folder(path.parent)
    except (sqlite3.Error, OSError) as problem:
        raise StorageFailed("Kotak suara tidak dapat dibuat di laptop ini. Periksa ruang kosong disk.") from problem


class Store:
    """One connection, used under the lock of the station. Other programs are kept out while it is open."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.line: sqlite3.Connection | None = None
        self.line = self._open()

    def _open(self) -> sqlite3.Connection:
        if not self.path.is_file():
            raise StorageFailed("Berkas kotak suara tidak ada.")
        try:
            line = _connect(self.path, alone=True)
        except sqlite3.OperationalError as problem:
            if "locked" in str(problem):
                raise StationRefused("running", "TPS ini sudah dibuka oleh program lain di laptop ini.") from problem
            raise StorageFailed() from problem
        except sqlite3.DatabaseError as problem:
            raise StorageFailed("Berkas kotak suara rusak. Pulihkan dari stik jurnal.") from problem
        return line

    def ready(self) -> sqlite3.Connection:
        """The connection, opened again after a failure (which rolls back what was half written)."""
        if self.line is None:
            self.line = self._open()
        return self.line

    def about(self) -> dict[str, str]:
        return {str(name): str(value) for name, value in self._rows("SELECT name, value FROM about")}

    def tell(self, name: str, value: str) -> None:
        self._run("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    def read(self) -> Iterator[tuple[int, bytes]]:
        for place, body in self._rows("SELECT place, body FROM cell ORDER BY place"):
            yield int(place), bytes(body)

    def read_one(self, place: int) -> bytes:
        return bytes(self._rows("SELECT body FROM cell WHERE place = ?", (place,))[0][0])

    def write(self, cells: Mapping[int, bytes], beside: Callable[[], None], checkpoint: Checkpoint) -> None:
        """All cells or none. `beside` (the journal) runs before the commit; if it fails nothing is kept here."""
        try:
            line = self.ready()
            line.execute("BEGIN IMMEDIATE")
            for place, body in cells.items():
                _put(line, place, body)
                checkpoint("store.cell")
            checkpoint("store.written")
            beside()
            checkpoint("store.commit")
            line.execute("COMMIT")
            checkpoint("store.committed")
        except sqlite3.Error as problem:
            self.drop()
            raise StorageFailed() from problem
        except BaseException:
            self.drop()
            raise

    def drop(self) -> None:
        """Lets go of the connection: an open transaction is rolled back, at the latest when the file is opened."""
        if self.line is not None:
            with suppress(sqlite3.Error):
                self.line.rollback()
            with suppress(sqlite3.Error):
                self.line.close()
            self.line = None

    def close(self) -> None:
        self.drop()

    def _rows(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            return self.ready().execute(statement, values).fetchall()
        except sqlite3.Error as problem:
            self.drop()
            raise StorageFailed("Kotak suara di laptop tidak dapat dibaca.") from problem

    def _run(self, statement: str, values: tuple[object, ...]) -> None:
        try:
            self.ready().execute(statement, values)
        except sqlite3.Error as problem:
            self.drop()
            raise StorageFailed() from problem


def _connect(path: Path, *, alone: bool = False) -> sqlite3.Connection:
    # A program that was killed may still be going; its last sync can take a moment.
    line = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=KILLED if alone else 0.5)
    try:
        if alone:
            line.execute("PRAGMA locking_mode=EXCLUSIVE")
        for pragma in ("page_size=4096", "journal_mode=TRUNCATE", "synchronous=EXTRA", "secure_delete=ON"):
            line.execute(f"PRAGMA {pragma}")
        line.execute("PRAGMA temp_store=MEMORY")
        if alone:
            line.execute("BEGIN EXCLUSIVE")
            line.execute("COMMIT")
    except sqlite3.Error:
        line.close()
        raise
    return line


def _put(line: sqlite3.Connection, place: int, body: bytes) -> None:
    with line.blobopen("cell", "body", place) as blob:
        if len(blob) != len(body):
            raise sqlite3.DatabaseError(f"cell {place} has another size")
        blob.write(body)


def sync_folder(folder: Path) -> None:
    """The names in a folder, on the disk. Where a system has no such thing (Windows) nothing is done."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
