"""Two laptops of one station become one: nothing lost, nothing twice, what contradicts is named."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pendopo.apps.elections.station import checkin, chronicle, core, rules
from pendopo.apps.elections.station.cells import STATUS, Cell, unpack_status
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.errors import StationRefused
from pendopo.apps.elections.station.journal import Journal, JournalForeign

WORDS: Final = {
    "two_ballots": "Kartu dipakai di kedua laptop dengan dua surat suara; yang di laptop ini dihitung.",
    "spent_elsewhere": "Satu laptop mencatat suara sah, laptop lain memutuskan berbeda; suara sah dihitung.",
    "pending_elsewhere": "Kedua laptop mencatat keadaan kartu yang berbeda; yang terakhir berlaku.",
    "attendance": "Satu laptop mencatat hadir, laptop lain membatalkannya; dicatat hadir.",
}
ADVICE: Final = {
    "two_ballots": "Slip di kotak audit bisa lebih banyak daripada surat suara, satu untuk setiap kartu ini. Tulis "
    "jumlahnya di catatan penutupan.",
    "spent_elsewhere": "Tidak ada yang perlu diputuskan lagi. Bandingkan jumlah slip dengan surat suara; tulis di "
    "catatan penutupan bila berbeda.",
    "pending_elsewhere": "Lihat papan: putuskan suara yang menunggu slip. Kartu rusak yang ada di tangan diperiksa "
    "dengan Periksa atau batalkan kartu.",
    "attendance": "Bandingkan baris ini dengan daftar hadir bertanda tangan. Bila orang itu tidak hadir, dua petugas "
    "membatalkan tandanya di meja pendaftaran.",
}
MOST_NAMED: Final = 20  # places in one sentence of the closing report


@dataclass(frozen=True, slots=True)
class Conflict:
    """`place` is a cell of the box: of a card (in the order of the public list) or of a row of the roll."""

    kind: str
    place: int


@dataclass(frozen=True, slots=True)
class Disputed:
    """All conflicts of one kind; `places` are names for people, never of a card and a voter together."""

    kind: str
    places: tuple[str, ...]

    @property
    def text(self) -> str:
        return WORDS[self.kind]

    @property
    def todo(self) -> str:
        return ADVICE[self.kind]

    @property
    def sentence(self) -> str:
        """For the closing report, which names no row of the roll: it goes to people who must not know who came."""
        if self.kind == "attendance":
            return f"{len(self.places)} baris daftar hadir: {self.text}"
        rest = len(self.places) - MOST_NAMED
        named = ", ".join(self.places[:MOST_NAMED]) + (f", dan {rest} lagi" if rest > 0 else "")
        return f"{len(self.places)} kartu ({named}): {self.text}"


@dataclass
class MergeReport:
    ballots_taken: int = 0
    marks_taken: int = 0
    extras_taken: int = 0
    unreadable: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    def conflict(self, kind: str, place: int) -> None:
        self.conflicts.append(Conflict(kind, place))


def disputed(station: Station) -> list[Disputed]:
    """What merged laptops told differently, by kind; each kind in the order of the box, which is no order of time."""
    told: dict[str, list[int]] = station.status.get("conflicts", {})
    name = station.geometry.name
    return [Disputed(kind, tuple(name(place) for place in sorted(told[kind]))) for kind in WORDS if told.get(kind)]


def merge(station: Station, other: Station | Path) -> MergeReport:
    """Takes into `station` all that the other laptop (or its stick) knows. Doing it again changes nothing more."""
    with station.lock:
        station.require("prepared", "open", "closed")
        cells, bad, notes = _other(station, other)
        report = MergeReport(unreadable=[station.geometry.name(place) for place in bad])
        if unpack_status(cells[STATUS].payload)["phase"] == "sealed" if STATUS in cells else False:
            raise StationRefused("sealed", "Kotak suara laptop lain sudah disegel: tidak dapat digabung.")
        changes: dict[int, Cell] = {}
        _cards(station, cells, changes, report)
        _voters(station, cells, changes, report)
        _extras(station, cells, changes, report)
        _status(station, cells, changes, report)
        if changes:
            core.put(station, changes)
        known = {chronicle.hash_of(entry) for entry in chronicle.entries(station)}
        told = {entry["text"] for entry in chronicle.entries(station) if entry["kind"] == "gabung"}
        for entry in notes:
            text = f"Laptop lain, {entry['at']}, {entry['kind']}: {entry['text']}"
            if chronicle.hash_of(entry) not in known and entry["kind"] != "gabung" and text not in told:
                chronicle.note(station, "gabung", text, entry["officer"])
        if changes:
            chronicle.note(station, "gabung", f"Dua laptop digabung, {len(report.conflicts)} pertentangan.")
        return report


def _other(station: Station, other: Station | Path) -> tuple[dict[int, Cell], list[int], list[dict[str, Any]]]:
    if isinstance(other, Station):
        if other.election.phi != station.election.phi or other.geometry != station.geometry:
            raise StationRefused("journal", "Laptop itu dari TPS atau pemilihan lain.")
        with other.lock:
            return dict(enumerate(other.cells)), [], chronicle.entries(other)
    own = station.journal
    head = own.head if own else core.head(station)
    try:
        found, bad = Journal(other, station.geometry, station.sealer, head).read()
    except JournalForeign as problem:
        raise StationRefused("journal", "Stik ini memuat jurnal TPS lain, atau jurnalnya rusak.") from problem
    except OSError as problem:
        raise StationRefused("journal", "Jurnal TPS tidak ada di stik ini.") from problem
    reader = chronicle.Chronicle(station)
    return found, bad, reader.read(chronicle.copy_beside(other))


def _cards(station: Station, cells: dict[int, Cell], changes: dict[int, Cell], report: MergeReport) -> None:
    for number, own in enumerate(station.cards):
        place = station.geometry.card(number)
        if place not in cells:
            continue
        mine, theirs = station.cells[place], cells[place]
        card = rules.unpack(theirs.payload)
        choice = rules.choose(own, mine.version, card, theirs.version)
        if choice.conflict:
            report.conflict(choice.conflict, place)
        if not choice.first and mine.payload != theirs.payload:
            changes[place] = Cell(max(mine.version, theirs.version) + 1, theirs.payload)
            report.ballots_taken += bool(card.ballot)


def _voters(station: Station, cells: dict[int, Cell], changes: dict[int, Cell], report: MergeReport) -> None:
    for index in range(len(station.parcel.voters)):
        place = station.geometry.voter(index)
        mine, theirs = station.cells[place], cells.get(place)
        if theirs is None or (mine.payload[0] == checkin.ABSENT) == (theirs.payload[0] == checkin.ABSENT):
            continue
        absent = mine if mine.payload[0] == checkin.ABSENT else theirs
        if absent.version:
            report.conflict("attendance", place)
        if absent is mine:
            changes[place] = Cell(max(mine.version, theirs.version) + 1, theirs.payload)
            report.marks_taken += 1


def _extras(station: Station, cells: dict[int, Cell], changes: dict[int, Cell], report: MergeReport) -> None:
    places = [station.geometry.outside(index) for index in range(station.geometry.extras)]
    used = {place for place in places if station.cells[place].payload[0] == checkin.EXTRA}
    known = {checkin.open_person(station, station.cells[place].payload[checkin.HEAD :])["nik"] for place in used}
    for place in places:
        theirs = cells.get(place)
        if theirs is None or theirs.payload[0] != checkin.EXTRA:
            continue
        nik = checkin.open_person(station, theirs.payload[checkin.HEAD :])["nik"]
        if nik in known:
            continue
        free = next((one for one in [place, *places] if one not in used), None)
        if free is None:
            raise StationRefused("extra", "Tempat untuk pemilih tambahan habis; penggabungan dibatalkan.")
        used.add(free)
        known.add(nik)
        changes[free] = Cell(max(station.cells[free].version, theirs.version) + 1, theirs.payload)
        report.extras_taken += 1


def _status(station: Station, cells: dict[int, Cell], changes: dict[int, Cell], report: MergeReport) -> None:
    """Counters of each laptop are kept apart and only grow; the phase stays that of this laptop once it was opened."""
    own = station.status
    their = unpack_status(cells[STATUS].payload) if STATUS in cells else {"phase": own["phase"]}
    counters: dict[str, dict[str, int]] = {name: dict(one) for name, one in own.get("counters", {}).items()}
    for laptop, figures in their.get("counters", {}).items():
        mine = counters.setdefault(laptop, {})
        for name, figure in figures.items():
            mine[name] = max(mine.get(name, 0), figure)
    conflicts = _conflicts(own, their, report)
    told = {**own, **({"counters": counters} if counters else {}), **({"conflicts": conflicts} if conflicts else {})}
    if own["phase"] == "prepared" and their["phase"] != "prepared":
        told |= {"phase": "open", "opened_at": their["opened_at"], "opening": their["opening"]}
    elif own.get("opened_at") and their.get("opened_at"):
        told["opened_at"] = min(own["opened_at"], their["opened_at"])
    touched = bool(report.ballots_taken or report.marks_taken or report.extras_taken)
    if own["phase"] == "closed" and (touched or told != own):
        told["phase"] = "open"  # the figures of the close no longer hold
        told.pop("closing", None)
    payload = core.pack_status(told)
    if payload != station.cells[STATUS].payload:
        theirs = cells[STATUS].version if STATUS in cells else 0
        changes[STATUS] = Cell(max(station.cells[STATUS].version, theirs) + 1, payload)


def _conflicts(own: dict[str, Any], their: dict[str, Any], report: MergeReport) -> dict[str, list[int]]:
    """By kind, the places: what was known to either laptop, and what this merge found."""
    found: dict[str, set[int]] = {}
    for told in (own.get("conflicts", {}), their.get("conflicts", {})):
        for kind, places in told.items():
            found.setdefault(kind, set()).update(places)
    for one in report.conflicts:
        found.setdefault(one.kind, set()).add(one.place)
    return {kind: sorted(places) for kind, places in sorted(found.items())}
