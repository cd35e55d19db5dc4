"""Plain SQL, 64 rows a transaction, in two ways; the rows are made while the clock stands.

The *peer* keeps the promise of an upload and nothing more: the columns of a punch, the unique key that makes a repeated
row harmless, rows that are all different and move on as those of eight units do. P3 is measured against it. The *bare*
table has four columns, no key and one row over and over: what the disk and the driver can do, shown as a note.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count, islice, repeat
from typing import Any

from bench.load import FIRST
from bench.place import Place, place

BATCH = 64
UNITS = 8
AHEAD = 50
COLUMNS = (
    "device_id, zone, received_at, upload_id, pin, local_time, state, verify, work_code, utc_time, person_id, flags, "
    "standing, raw"
)
PEER = """CREATE TABLE peer (
    id {serial}, device_id bigint NOT NULL, zone varchar(40) NOT NULL, received_at {moment} NOT NULL,
    upload_id bigint NOT NULL, pin varchar(24) NOT NULL, local_time {wall} NOT NULL, state smallint NOT NULL,
    verify smallint NOT NULL, work_code varchar(24) NOT NULL, utc_time {moment} NOT NULL, person_id bigint,
    flags smallint NOT NULL, standing smallint NOT NULL, raw varchar(500) NOT NULL,
    UNIQUE (device_id, local_time, pin, state))"""
BARE = "CREATE TABLE bare (a TEXT, b TEXT, c INT, d TEXT)"
Row = tuple[Any, ...]
Pump = Callable[[float], float]


@contextmanager
def raw(kind: str) -> Iterator[tuple[Pump, Pump]]:
    """Rows a second of the peer and of the bare table, for as many seconds as they are given."""
    with place(kind) as here:
        peer, bare = _sqlite(here) if kind == "sqlite" else _postgres(here)
        yield _pump(peer, peer_rows()), _pump(bare, bare_rows())


def peer_rows() -> Iterator[list[Row]]:
    """Batches as they are stored: units in turn, each row another second, 25 PINs a unit."""
    for turn in count():
        unit, round_ = turn % UNITS + 1, turn // UNITS
        yield [_peer_row(unit, turn, round_ * BATCH + number) for number in range(BATCH)]


def bare_rows() -> Iterator[list[Row]]:
    at = "2026-03-02 07:30:00"
    return repeat([("1001", at, number, f"1001\t{at}\t0\t1") for number in range(BATCH)])


def _peer_row(unit: int, turn: int, step: int) -> Row:
    at = FIRST + timedelta(seconds=step)
    wall, utc = str(at), str(at - timedelta(hours=8))
    person = unit * 25 + step % 25
    pin = str(1000 + person)
    line = f"{pin}\t{wall}\t0\t1\t0\t0\t0"
    return unit, "Asia/Makassar", "2026-11-20 00:00:00.123456", turn, pin, wall, 0, 1, "0", utc, person, 4, 0, line


def _pump(batch: Callable[[list[Row]], None], rows: Iterator[list[Row]]) -> Pump:
    def run(seconds: float) -> float:
        done, spent = 0, 0.0
        while spent < seconds:
            ready = list(islice(rows, AHEAD))
            began = time.perf_counter()
            for chosen in ready:
                batch(chosen)
            spent += time.perf_counter() - began
            done += BATCH * len(ready)
        return done / spent

    return run


def _sqlite(here: Place) -> Iterator[Callable[[list[Row]], None]]:
    import sqlite3

    db = sqlite3.connect(here.folder / "raw.sqlite3", isolation_level=None)
    types = {"serial": "integer PRIMARY KEY AUTOINCREMENT", "moment": "datetime", "wall": "text"}
    db.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; {PEER.format(**types)}; {BARE};")

    def writer(statement: str) -> Callable[[list[Row]], None]:
        def batch(rows: list[Row]) -> None:
            db.execute("BEGIN IMMEDIATE")
            db.executemany(statement, rows)
            db.execute("COMMIT")

        return batch

    return map(writer, _statements("?"))


def _postgres(here: Place) -> Iterator[Callable[[list[Row]], None]]:
    import psycopg

    db = psycopg.connect(here.url, autocommit=True)
    types = {"serial": "bigserial PRIMARY KEY", "moment": "timestamptz", "wall": "timestamp"}
    for statement in (PEER.format(**types), BARE):
        db.execute(statement)  # type: ignore[call-overload]

    def writer(statement: str) -> Callable[[list[Row]], None]:
        def batch(rows: list[Row]) -> None:
            with db.transaction(), db.cursor() as cursor:
                cursor.executemany(statement, rows)  # type: ignore[arg-type]

        return batch

    return map(writer, _statements("%s"))


def _statements(mark: str) -> tuple[str, str]:
    peer = f"INSERT INTO peer ({COLUMNS}) VALUES ({', '.join([mark] * 14)}) ON CONFLICT DO NOTHING"
    return peer, f"INSERT INTO bare VALUES ({', '.join([mark] * 4)})"
