"""A station on the disk: made from the parcel, opened after a power cut, restored on a spare laptop, its stick."""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from pendopo.apps.elections.crypto.credentials import Register
from pendopo.apps.elections.crypto.election import Election, read_election
from pendopo.apps.elections.crypto.errors import Invalid
from pendopo.apps.elections.crypto.trustees import check_trustees, read_trustees
from pendopo.apps.elections.parcel import Parcel, ParcelError, open_parcel
from pendopo.apps.elections.station import chronicle, core, merge, phases, rules
from pendopo.apps.elections.station.cells import STATUS, Cell, Damaged, Geometry, Sealer, card_size, pack_status
from pendopo.apps.elections.station.core import Station, remember
from pendopo.apps.elections.station.errors import StationRefused, StorageFailed
from pendopo.apps.elections.station.journal import Journal, JournalForeign, JournalMissing, head_of
from pendopo.apps.elections.station.store import Checkpoint, Store, create, sync_folder

__all__ = ["Station", "attach_journal", "close", "exists", "go_without_stick", "load", "prepare", "restore"]

BOX: Final = "kotak.sqlite3"
PARCEL: Final = "paket.tps"
ABSENT: Final = 16
NOBODY: Final = bytes([ABSENT, ABSENT, ABSENT])
FEWEST_EXTRAS: Final = 50


def exists(folder: Path) -> bool:
    """Whether a station was prepared in this folder."""
    return (folder / BOX).is_file()


def prepare(folder: Path, parcel: bytes, passphrase: str) -> Station:
    """A new station with an empty box. Raises StationRefused `parcel` or `exists`, StorageFailed."""
    opened = _open(parcel, passphrase)
    _make(folder, parcel, opened, {})
    station = load(folder, passphrase)
    chronicle.note(station, "siap", "Laptop TPS disiapkan dari paket.")
    return station


def load(
    folder: Path, passphrase: str, *, journal: Path | None = None, checkpoint: Checkpoint | None = None
) -> Station:
    """The station as it was left, however it ended. What only the stick knows is taken from it; claims are gone."""
    if not exists(folder):
        raise StationRefused("missing", "Belum ada TPS di folder ini. Buka paket TPS dahulu.")
    try:
        opened = _open((folder / PARCEL).read_bytes(), passphrase)
    except OSError as problem:
        raise StorageFailed("Paket TPS di laptop tidak dapat dibaca. Pulihkan dari stik jurnal.") from problem
    store = Store(folder / BOX)
    try:
        station = _assemble(folder, opened, store, checkpoint)
        about = store.about()
        if about.get("phi") != station.election.phi:
            raise StationRefused("parcel", "Kotak suara di folder ini dari pemilihan lain.")
        bad = _fill(station)
        path = journal or (Path(about["journal"]) if about.get("journal") else None)
        _adopt(station, path, bad)
        with suppress(StorageFailed):
            _complete(station)
    except BaseException:
        store.close()
        raise
    return station


def close(station: Station) -> None:
    """Lets go of the box, so that another program may open it."""
    with station.lock:
        station.store.close()


def attach_journal(station: Station, path: Path) -> None:
    """The stick for this station: `path` is its folder, or the file itself. A new stick gets the whole content.

    Refuses (`journal`) the journal of another station, StorageFailed when the stick cannot be written.
    """
    with station.lock:
        path = _journal_path(station, path)
        before, state = station.journal, station.journal_state
        station.journal = _journal(station, path)
        try:
            if path.exists():
                _take_over(station)
            else:
                station.journal.create(lambda place: station.cells[place])
        except JournalForeign as problem:
            station.journal, station.journal_state = before, state
            raise StationRefused("journal", "Stik ini memuat jurnal TPS lain. Pakai stik TPS ini.") from problem
        except OSError as problem:
            station.journal, station.journal_state = before, state
            raise StorageFailed("Stik jurnal tidak dapat ditulis. Coba stik lain.") from problem
        except StationRefused:
            station.journal, station.journal_state = before, state
            raise
        station.journal_state = "ok"
        station.store.tell("journal", str(path.absolute()))
        if station.status.get("no_stick"):
            core.commit(station, {STATUS: core.change_status(station, no_stick=False)})
        chronicle.note(station, "jurnal", "Stik jurnal dipasang dan memuat seluruh isi kotak.")


def go_without_stick(station: Station, officers: tuple[str, str]) -> None:
    """The chair and a second officer decide to go on while no stick can be written."""
    with station.lock:
        first, second = station.two(officers)
        if "ketua" not in {station.officer(name).role for name in officers}:
            raise StationRefused("officers", "Salah satu dari dua petugas harus ketua KPPS.")
        if station.status.get("no_stick"):
            return
        cell = station.cells[STATUS]
        core.put_on_laptop(station, STATUS, Cell(cell.version + 1, core.change_status(station, no_stick=True)))
        chronicle.note(
            station, "jurnal", "Dilanjutkan tanpa stik jurnal atas keputusan dua petugas.", f"{first}, {second}"
        )


def same_disk(station: Station) -> bool:
    """Whether the journal lies on the laptop's own disk, where it protects nothing."""
    with station.lock:
        if station.journal is None:
            return False
        try:
            return os.stat(station.journal.path).st_dev == os.stat(station.folder).st_dev
        except OSError:
            return False


def restore(folder: Path, parcel: bytes, passphrase: str, journal: Path) -> Station:
    """The spare laptop: the box as the stick knows it. The other laptop must stay switched off."""
    opened = _open(parcel, passphrase)
    election = read_election(opened.election.encode())
    geometry = geometry_of(opened, election)
    sealer = Sealer(opened.signing_seed, election.phi)
    path = journal / _journal_name(opened) if journal.is_dir() else journal
    head = head_of(opened.uuid, election.phi, opened.station, geometry, sealer)
    try:
        found, bad = Journal(path, geometry, sealer, head).read()
    except JournalForeign as problem:
        raise StationRefused("journal", "Stik ini memuat jurnal TPS lain, atau jurnalnya rusak.") from problem
    except OSError as problem:
        raise StationRefused("journal", "Jurnal TPS tidak ada di stik ini.") from problem
    if STATUS in bad:
        found[STATUS] = empty_cells(geometry)[STATUS]
    _make(folder, parcel, opened, found)
    with suppress(OSError):
        copy = chronicle.copy_beside(path).read_bytes()
        (folder / chronicle.FILE).write_bytes(copy)
    station = load(folder, passphrase)
    station.journal = _journal(station, path)
    try:
        station.journal.write(dict(enumerate(station.cells)))  # from here on the stick belongs to this laptop
    except OSError as problem:
        close(station)
        raise StorageFailed("Stik jurnal tidak dapat ditulis. Coba lagi.") from problem
    station.journal_state = "ok"
    station.store.tell("journal", str(path.absolute()))
    names = ", ".join(geometry.name(place) for place in bad)
    lost = f" Bagian jurnal yang rusak: {names}." if bad else ""
    chronicle.note(station, "cadangan", f"Laptop cadangan dipulihkan dari stik jurnal.{lost}")
    return station


# --- inside


def _take_over(station: Station) -> None:
    """A journal that this laptop wrote is brought up to date; one that the spare laptop wrote is merged first."""
    journal = station.journal
    if journal is None:
        return
    found, _bad = journal.read()
    if core.is_own(station, found):
        reconcile(station)
        return
    station.journal_state = "ok"  # so that the merge is written to this very stick as well
    merge.merge(station, journal.path)
    journal.write(dict(enumerate(station.cells)))


def _open(raw: bytes, passphrase: str) -> Parcel:
    try:
        return open_parcel(raw, passphrase)
    except ParcelError as problem:
        raise StationRefused("parcel", str(problem)) from problem


def geometry_of(parcel: Parcel, election: Election) -> Geometry:
    extras = max(FEWEST_EXTRAS, parcel.cards - len(parcel.voters))
    return Geometry(parcel.cards, len(parcel.voters), extras, card_size(election))


def empty_cells(geometry: Geometry) -> list[Cell]:
    nobody = Cell(0, NOBODY)
    status = Cell(0, pack_status({"phase": "prepared"}))  # `_make` says whose it is
    card = Cell(0, rules.Card().pack())
    return [status, *[card] * geometry.cards, *[nobody] * (geometry.voters + geometry.extras)]


def _make(folder: Path, raw: bytes, parcel: Parcel, known: dict[int, Cell]) -> None:
    """Parcel first, box last: the box under its name means that all is there."""
    if exists(folder):
        raise StationRefused("exists", "Folder ini sudah memuat TPS. Buka TPS itu, atau pilih folder kosong.")
    try:
        election = read_election(parcel.election.encode())
        check_trustees(read_trustees(parcel.trustees.encode(), election.group), election.key)
        cards = len(Register(parcel.credentials.encode(), election.group))
    except Invalid as problem:
        raise StationRefused("parcel", f"Isi paket tidak sah ({problem}). Minta paket baru.") from problem
    names = len(parcel.candidates)
    numbers = {voter.number for voter in parcel.voters}
    if cards != parcel.cards or len(numbers) != len(parcel.voters) or names != len(election.questions[0].answers):
        raise StationRefused("parcel", "Jumlah kartu, calon, atau pemilih di paket tidak cocok. Minta paket baru.")
    geometry = geometry_of(parcel, election)
    sealer = Sealer(parcel.signing_seed, election.phi)
    empty = empty_cells(geometry)
    laptop = secrets.token_hex(8)
    status = known.get(STATUS, empty[STATUS])
    known = {**known, STATUS: core.owned_by(status, laptop)}
    bodies = (sealer.pack(place, known.get(place, empty[place]), geometry.size(place)) for place in geometry.places())
    about = {"phi": election.phi, "uuid": election.uuid, "laptop": laptop}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f"{PARCEL}.baru"
        with fresh.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(folder / PARCEL)
        sync_folder(folder)
    except OSError as problem:
        raise StorageFailed("Paket tidak dapat ditulis ke laptop. Periksa ruang kosong disk.") from problem
    create(folder / BOX, geometry, bodies, about)


def _assemble(folder: Path, parcel: Parcel, store: Store, checkpoint: Checkpoint | None) -> Station:
    election = read_election(parcel.election.encode())
    geometry = geometry_of(parcel, election)
    entries = [str(entry).partition(",") for entry in json.loads(parcel.credentials)]
    uses = 12 * max(parcel.cards, 50)
    election.group.expect(uses)
    station = Station(
        folder=folder,
        parcel=parcel,
        election=election,
        key=election.group.table(election.key, uses),
        ranks={public: number for number, public in enumerate(sorted(entry[0] for entry in entries))},
        weights={entry[0]: int(entry[2] or 1) for entry in entries},
        geometry=geometry,
        sealer=Sealer(parcel.signing_seed, election.phi),
        store=store,
        laptop=store.about().get("laptop", ""),
    )
    if checkpoint:
        station.checkpoint = checkpoint
    station.chronicle = chronicle.Chronicle(station)
    return station


def _fill(station: Station) -> list[int]:
    """Memory from the box; the places whose cell cannot be believed."""
    bad = []
    station.cells = empty_cells(station.geometry)
    station.cards = [rules.Card()] * station.geometry.cards
    seen = 0
    for place, raw in station.store.read():
        seen += 1
        try:
            if len(raw) != station.geometry.size(place):
                raise Damaged("size")
            remember(station, place, station.sealer.unpack(place, raw))
        except (Damaged, ValueError, IndexError):
            bad.append(place)
    if seen != station.geometry.total:
        raise StationRefused("damaged", "Kotak suara di laptop tidak lengkap. Pulihkan dari stik jurnal.")
    return bad


def _adopt(station: Station, path: Path | None, bad: list[int]) -> None:
    if path is None:
        _refuse_damage(station, bad)
        station.chronicle.load()
        return
    station.journal = _journal(station, _journal_path(station, path))
    station.chronicle.load(chronicle.copy_beside(station.journal.path))
    try:
        reconcile(station, bad)
        station.journal_state = "ok"
    except (OSError, JournalForeign) as problem:
        station.journal_state = "missing" if isinstance(problem, JournalMissing) else "failing"
        _refuse_damage(station, bad)
        chronicle.note(station, "jurnal", chronicle.JOURNAL[station.journal_state])


def _complete(station: Station) -> None:
    """What a kill left half done behind a change that holds: the wipe after the seal, an entry of the chronicle."""
    if station.phase == "sealed":
        phases.finish_seal(station)
    told = [entry["kind"] if entry["kind"] != "gabung" else entry["text"] for entry in chronicle.entries(station)]
    for kind, names in (("slip", ("removed", "doubtful")), ("hadir", ("unmarked",))):
        known = sum(one == kind or f", {kind}: " in one for one in told)
        for _missing in range(sum(core.counted(station, name) for name in names) - known):
            chronicle.note(station, kind, "Keputusan dua petugas tersimpan di kotak; laptop mati sebelum mencatatnya.")


def _refuse_damage(station: Station, bad: list[int]) -> None:
    if bad:
        names = ", ".join(station.geometry.name(place) for place in bad[:5])
        raise StationRefused("damaged", f"Kotak suara di laptop rusak ({names}). Pasang stik jurnal, lalu buka lagi.")


def reconcile(station: Station, bad: list[int] | None = None) -> None:
    """Laptop and stick of one laptop: the higher version of each cell holds; between equal ones the laptop."""
    journal = station.journal
    if journal is None:
        return
    damaged = set(bad or ())
    found, unreadable = journal.read()
    core.require_own(station, found)
    _refuse_damage(station, sorted(damaged - set(found)))
    core.take_newer(station, found, damaged)
    places = station.geometry.places()
    older = [place for place in places if found.get(place) != station.cells[place] or place in journal.untidy]
    if older:
        journal.write({place: station.cells[place] for place in older})
    if unreadable:
        names = ", ".join(station.geometry.name(place) for place in unreadable[:5])
        chronicle.note(station, "jurnal", f"Bagian jurnal rusak dan ditulis ulang dari laptop: {names}.")


def _journal(station: Station, path: Path) -> Journal:
    journal = Journal(path, station.geometry, station.sealer, core.head(station))
    journal.checkpoint = lambda name: station.checkpoint(name)
    return journal


def _journal_path(station: Station, path: Path) -> Path:
    return path / _journal_name(station.parcel) if path.is_dir() else path


def _journal_name(parcel: Parcel) -> str:
    return f"jurnal-tps-{parcel.station}-{parcel.uuid}.pendopo"
