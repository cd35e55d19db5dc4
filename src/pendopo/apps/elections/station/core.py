"""The station in memory, and the one way in which anything of it changes."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from pendopo.apps.elections.crypto.election import Election
from pendopo.apps.elections.crypto.groups import Powers
from pendopo.apps.elections.parcel import Parcel, ParcelOfficer
from pendopo.apps.elections.station import rules
from pendopo.apps.elections.station.cells import STATUS, Cell, Geometry, Sealer, pack_status, unpack_status
from pendopo.apps.elections.station.errors import StationRefused, StorageFailed
from pendopo.apps.elections.station.journal import Journal, JournalForeign, JournalMissing, head_of
from pendopo.apps.elections.station.store import Checkpoint, Store

OFFICERS: Final = ("ketua", "anggota")
NO_STICK: Final = (
    "Stik jurnal tidak dapat ditulis, jadi belum ada yang dicatat. Petugas memeriksa stik; lalu coba lagi."
)


def _nothing(_name: str) -> None:
    """The checkpoint outside tests."""


@dataclass
class Lease:
    """A claim of a booth on a card; in memory only. Times are of the monotonic clock."""

    token: str
    booth: int
    since: float


@dataclass(eq=False)
class Waiting:
    """A change that waits for the lock: `change` is asked under it, what came of it stands in `error`."""

    change: Callable[[], Mapping[int, bytes]]
    done: bool = False
    error: BaseException | None = None


@dataclass
class Station:
    """One laptop of one polling station. All changes happen under `lock`."""

    folder: Path
    parcel: Parcel
    election: Election
    key: Powers
    ranks: dict[str, int]  # W -> number of the card in the sorted public list
    weights: dict[str, int]
    geometry: Geometry
    sealer: Sealer
    store: Store
    laptop: str  # a random name of this laptop's box: two laptops count apart
    cells: list[Cell] = field(default_factory=list)
    cards: list[rules.Card] = field(default_factory=list)
    journal: Journal | None = None
    journal_state: str = "none"  # ok, missing, failing, none
    leases: dict[int, Lease] = field(default_factory=dict)  # by number of the card
    claims: dict[bytes, int] = field(default_factory=dict)  # hash of a lease -> number of the card with its ballot
    settled: dict[bytes, str] = field(default_factory=dict)  # hash of a lease -> what officers decided
    seen: dict[int, float] = field(default_factory=dict)  # last beat of each booth
    told: dict[int, bytes] = field(default_factory=dict)  # hash of the lease of which each booth spoke last
    unsure: set[int] = field(default_factory=set)  # places to be read again: a write failed in the middle
    marks: dict[str, int] = field(default_factory=dict)  # name of a pending ballot on the board -> number of the card
    lock: threading.RLock = field(default_factory=threading.RLock)
    line: deque[Waiting] = field(default_factory=deque)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC).astimezone()
    monotonic: Callable[[], float] = time.monotonic
    checkpoint: Checkpoint = _nothing
    chronicle: Any = None

    @property
    def status(self) -> dict[str, Any]:
        return unpack_status(self.cells[STATUS].payload)

    @property
    def phase(self) -> str:
        return str(self.status["phase"])

    @property
    def settings(self) -> Mapping[str, Any]:
        from pendopo.apps.elections.parcel import DEFAULTS

        return {**DEFAULTS, **self.parcel.settings}

    def require(self, *phases: str) -> None:
        if self.phase not in phases:
            raise StationRefused("not_open" if "open" in phases else "phase", _PHASES[self.phase])

    def officer(self, name: str) -> ParcelOfficer:
        found = next((one for one in self.parcel.officers if one.name == name and one.role in OFFICERS), None)
        if found is None:
            raise StationRefused("officers", "Petugas ini tidak ada dalam daftar KPPS TPS ini.")
        return found

    def two(self, officers: Sequence[str]) -> tuple[str, str]:
        """Two different officers of the KPPS, else refused."""
        if len(officers) != 2 or officers[0] == officers[1]:
            raise StationRefused("officers")
        return self.officer(officers[0]).name, self.officer(officers[1]).name


_PHASES: Final = {
    "prepared": "Pemungutan suara belum dibuka.",
    "open": "Pemungutan suara sedang berlangsung.",
    "closed": "Pemungutan suara sudah ditutup.",
    "sealed": "Kotak suara sudah disegel.",
}


def commit(station: Station, changes: Mapping[int, bytes]) -> None:
    """New payloads by place, on the stick and on the laptop when this returns; all of them or StorageFailed.

    The stick is written before the laptop commits. If power fails in between, the stick knows more and `load` takes it.
    """
    with station.lock:
        cells = {
            place: Cell(station.cells[place].version + 1, payload)
            for place, payload in changes.items()
            if station.cells[place].payload != payload
        }
        if not cells:
            return
        put(station, cells)


def commit_shared(station: Station, change: Callable[[], Mapping[int, bytes]]) -> None:
    """`change` under the lock, then its payloads as by `commit`, with those of all who wait for the lock meanwhile.

    Whoever gets the lock writes for everybody in line: one turn of syncs on both disks instead of one each.
    """
    mine = Waiting(change)
    station.line.append(mine)
    with station.lock:
        while not mine.done:
            _write_line(station)
    if mine.error is not None:
        raise mine.error


def _write_line(station: Station) -> None:
    """All in line up to the first who touches a place of another: what he wants must be computed from that."""
    changes: dict[int, bytes] = {}
    together: list[Waiting] = []
    while station.line:
        try:
            wanted = station.line[0].change()
        except BaseException as problem:
            _answer([station.line.popleft()], problem)
            continue
        if not changes.keys().isdisjoint(wanted):
            break
        changes |= wanted
        together.append(station.line.popleft())
    try:
        commit(station, changes)
    except BaseException as problem:
        _answer(together, problem)
    else:
        _answer(together, None)


def _answer(waiting: Sequence[Waiting], error: BaseException | None) -> None:
    for one in waiting:
        one.error, one.done = error, True


def put(station: Station, cells: Mapping[int, Cell]) -> None:
    """These very cells, with their versions."""
    if settle(station):
        raise StorageFailed()  # what these cells were computed from has changed
    need_journal(station)
    if any(cell.version <= station.cells[place].version for place, cell in cells.items()):
        raise StorageFailed()  # the stick that came back knew more about one of these
    geometry = station.geometry
    bodies = {place: station.sealer.pack(place, cell, geometry.size(place)) for place, cell in cells.items()}
    try:
        station.store.write(bodies, lambda: _beside(station, cells), station.checkpoint)
    except BaseException:
        station.unsure |= set(cells)
        if station.journal is not None:
            station.journal.behind |= set(cells)
        with suppress(StorageFailed):
            settle(station)
            probe(station)
        raise
    for place, cell in cells.items():
        remember(station, place, cell)


def settle(station: Station) -> bool:
    """After a failure the laptop's file says what holds, and the stick follows. Whether anything had changed."""
    changed = False
    for place in sorted(station.unsure):
        try:
            cell = station.sealer.unpack(place, station.store.read_one(place))
        except ValueError as problem:
            raise StorageFailed("Kotak suara di laptop tidak dapat dibaca.") from problem
        changed = changed or cell != station.cells[place]
        remember(station, place, cell)
        station.unsure.discard(place)
    return changed


def put_on_laptop(station: Station, place: int, cell: Cell) -> None:
    """For the decision to go on without a stick: the stick gets it when there is one again."""
    body = station.sealer.pack(place, cell, station.geometry.size(place))
    station.store.write({place: body}, lambda: None, station.checkpoint)
    remember(station, place, cell)
    if station.journal is not None:
        station.journal.behind.add(place)


def need_journal(station: Station) -> None:
    """Refuses while the stick cannot be written, unless officers went on without it or the setting allows it."""
    settle(station)
    if station.journal is not None and (station.journal_state != "ok" or station.journal.behind):
        probe(station)
    if station.journal_state != "ok" and station.settings["stick_required"] and not station.status.get("no_stick"):
        raise StorageFailed(NO_STICK)


def probe(station: Station) -> str:
    """Looks whether the stick is there, and brings it up to date when it came back. Returns the new state."""
    with station.lock:
        journal = station.journal
        if journal is None:
            return station.journal_state
        try:
            journal.probe()
            if station.journal_state != "ok":
                found, _bad = journal.read()
                require_own(station, found)
                take_newer(station, found)
                journal.behind |= {place for place, cell in enumerate(station.cells) if found.get(place) != cell}
            if journal.behind:
                journal.write({place: station.cells[place] for place in sorted(journal.behind)})
            _state(station, "ok")
        except (OSError, JournalForeign) as problem:
            _state(station, "missing" if isinstance(problem, JournalMissing) else "failing")
        return station.journal_state


def take_newer(station: Station, found: Mapping[int, Cell], damaged: Collection[int] = ()) -> set[int]:
    """What the stick knows better: a higher version, or a cell that the laptop cannot read. Returns the places.

    Where a write of this very run failed the laptop is right, whatever reached the stick.
    """
    behind = station.journal.behind if station.journal else set()
    newer = {
        place: cell
        for place, cell in found.items()
        if place in damaged or (cell.version > station.cells[place].version and place not in behind)
    }
    if newer:
        sizes = station.geometry.size
        bodies = {place: station.sealer.pack(place, cell, sizes(place)) for place, cell in newer.items()}
        station.store.write(bodies, lambda: None, station.checkpoint)
        for place, cell in newer.items():
            remember(station, place, cell)
    return set(newer)


def is_own(station: Station, found: Mapping[int, Cell]) -> bool:
    """Whether this laptop was the last to write this journal, as far as its status can be read."""
    status = found.get(STATUS)
    return status is None or unpack_status(status.payload).get("writer") in (None, station.laptop)


def require_own(station: Station, found: Mapping[int, Cell]) -> None:
    """The spare laptop's journal is never overwritten: it may hold what this laptop does not know."""
    if not is_own(station, found):
        raise JournalForeign("another laptop went on with this stick")


def _beside(station: Station, cells: Mapping[int, Cell]) -> None:
    journal = station.journal
    if journal is None:
        return
    if station.journal_state != "ok":
        journal.behind |= set(cells)
        return
    try:
        journal.write(cells)
    except (OSError, JournalForeign) as problem:
        _state(station, "missing" if isinstance(problem, JournalMissing) else "failing")
        if station.settings["stick_required"] and not station.status.get("no_stick"):
            raise StorageFailed(NO_STICK) from None


def remember(station: Station, place: int, cell: Cell) -> None:
    """Memory follows the disk."""
    station.cells[place] = cell
    number = place - station.geometry.card(0)
    if not 0 <= number < station.geometry.cards:
        return
    before, card = station.cards[number], rules.unpack(cell.payload)
    station.cards[number] = card
    if before.lease != card.lease:
        station.claims.pop(before.lease, None)
    if card.lease != rules.NO_LEASE:
        station.claims[card.lease] = number
    if card.state != rules.FREE and card.state != rules.REVOTE:
        station.leases.pop(number, None)


def head(station: Station) -> bytes:
    """The head of every journal of this station."""
    parcel = station.parcel
    return head_of(parcel.uuid, station.election.phi, parcel.station, station.geometry, station.sealer)


def change_status(station: Station, **values: Any) -> bytes:
    """The payload of the status with these values, for `commit`."""
    return pack_status({**station.status, **values})


def owned_by(status: Cell, laptop: str) -> Cell:
    """The status as the laptop begins with it that now writes the journal."""
    return Cell(status.version + 1, pack_status({**unpack_status(status.payload), "writer": laptop}))


def count_up(station: Station, name: str) -> bytes:
    """The payload of the status with one more under `name`, counted for this laptop alone."""
    counters: dict[str, dict[str, int]] = station.status.get("counters", {})
    own = dict(counters.get(station.laptop, {}))
    own[name] = own.get(name, 0) + 1
    return change_status(station, counters={**counters, station.laptop: own})


def counted(station: Station, name: str) -> int:
    """The sum over all laptops of this station."""
    return sum(own.get(name, 0) for own in station.status.get("counters", {}).values())


def _state(station: Station, state: str) -> None:
    before, station.journal_state = station.journal_state, state
    if before != state and station.chronicle is not None:
        station.chronicle.journal_changed(state)
