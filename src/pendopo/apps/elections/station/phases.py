"""The day of the station: zero report, opening, closing, seal. Each step may be killed and done again."""

from __future__ import annotations

import hashlib
import io
import os
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pendopo.apps.elections import closing
from pendopo.apps.elections.closing import Closing
from pendopo.apps.elections.crypto.recording import Recording, count
from pendopo.apps.elections.crypto.verify import verify
from pendopo.apps.elections.station import casting, checkin, chronicle, core, merge, rules
from pendopo.apps.elections.station.cells import STATUS, Cell
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.errors import StationRefused, StorageFailed
from pendopo.apps.elections.station.journal import JournalForeign
from pendopo.apps.elections.station.store import sync_folder

ZONES: Final = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
MOST_WITNESSES: Final = 50


@dataclass(frozen=True, slots=True)
class ZeroReport:
    """Every cell was read from the disk again. `problems` is empty when the station may be opened."""

    at: str
    uuid: str
    election_hash: str
    setup_hash: str
    station_key: str
    registered: int
    attended: int
    cards: int
    void: int
    ballots: int
    cells: int
    journal: str
    problems: list[str]

    @property
    def empty(self) -> bool:
        return not self.problems


def zero_report(station: Station) -> ZeroReport:
    """Reads the whole box: no ballot, nobody marked, nothing damaged."""
    with station.lock:
        ballots = attended = seen = 0
        problems: list[str] = []
        geometry = station.geometry
        for place, raw in station.store.read():
            seen += 1
            try:
                payload = station.sealer.unpack(place, raw).payload
            except ValueError:
                problems.append(f"Rusak: {geometry.name(place)}.")
                continue
            if geometry.card(0) <= place < geometry.voter(0):
                ballots += bool(rules.unpack(payload).ballot)
            elif place:
                attended += payload[0] != checkin.ABSENT
        if ballots:
            problems.append(f"Kotak suara memuat {ballots} surat suara.")
        if attended:
            problems.append(f"{attended} pemilih sudah ditandai hadir.")
        if seen != geometry.total:
            problems.append("Kotak suara tidak lengkap.")
        return ZeroReport(
            at=station.clock().isoformat(timespec="seconds"),
            uuid=station.election.uuid,
            election_hash=station.election.phi,
            setup_hash=_setup_hash(station),
            station_key=closing.public_key(station.parcel.signing_seed),
            registered=len(station.parcel.voters),
            attended=attended,
            cards=geometry.cards,
            void=sum(card.state == rules.VOID for card in station.cards),
            ballots=ballots,
            cells=seen,
            journal=station.journal_state,
            problems=problems,
        )


def open_voting(
    station: Station, officers: Sequence[str], witnesses: Sequence[str] = (), *, reason: str = ""
) -> ZeroReport:
    """The box is empty and the vote begins. When it is open already nothing changes.

    `reason`: why it begins though no booth is ready; the chronicle keeps it.
    """
    with station.lock:
        station.require("prepared", "open")
        report = zero_report(station)
        if station.phase == "open":
            return report
        names = _officers(station, officers)
        if report.problems:
            raise StationRefused("not_empty", " ".join(report.problems))
        told = {"officers": names, "witnesses": _names(witnesses)}
        status = core.change_status(station, phase="open", opened_at=report.at, opening=told)
        core.commit(station, {STATUS: status})
        text = f"Pemungutan suara dibuka. Kotak kosong, {report.cards} kartu."
        text += f" Tanpa bilik yang siap, alasan: {reason}" if reason else ""
        chronicle.note(station, "buka", text, ", ".join(names))
        today = station.clock().date().isoformat()
        if today != station.parcel.day:
            chronicle.note(station, "jam", f"Tanggal laptop {today}, hari pemungutan suara {station.parcel.day}.")
        return report


def close_voting(
    station: Station,
    *,
    officers: Sequence[str],
    witnesses: Sequence[str] = (),
    unused_cards: int,
    copies: int = 0,
    notes: str = "",
) -> Closing:
    """No more votes. Refuses while a card is held or a ballot waits for its slip. Until the seal, what was counted by
    hand may be put right by closing again. The hash of the archive comes with the seal."""
    with station.lock:
        station.require("open", "closed")
        names = _officers(station, officers)
        told = casting.counts(station)
        if told.pending:
            raise StationRefused("pending", f"{told.pending} suara menunggu keputusan petugas. Putuskan dahulu.")
        if told.held:
            raise StationRefused("held", f"{told.held} kartu sedang dipakai di bilik. Tunggu atau lepaskan dahulu.")
        if not 0 <= unused_cards <= told.cards or not 0 <= copies <= 10 * told.cards:
            raise StationRefused("figures", f"Isi angka dari 0 sampai {told.cards}.")
        again = station.phase == "closed"
        at = station.status["closed_at"] if again else station.clock().isoformat(timespec="seconds")
        made = _figures(station, told, at, names, _names(witnesses), unused_cards, copies, notes)
        known = station.status["closing"] if again else {}
        if known and {**known, "archive_sha256": "", "chronicle_head": ""} == asdict(made):
            return Closing(**known)
        if known and known["archive_sha256"]:
            raise StationRefused("sealed", "Arsip sudah ditulis: angka penutupan tidak dapat diubah lagi.")
        core.commit(station, {STATUS: core.change_status(station, phase="closed", closed_at=at, closing=asdict(made))})
        text = "Angka penutupan diperbaiki." if again else "Pemungutan suara ditutup."
        chronicle.note(station, "tutup", text, ", ".join(names))
        return made


def final(station: Station) -> Closing:
    """The figures of the close; after the seal with the hash of the archive."""
    with station.lock:
        station.require("closed", "sealed")
        return Closing(**station.status["closing"])


def bundle_path(station: Station) -> Path:
    parcel = station.parcel
    return station.folder / f"berkas-tps-{parcel.village_code}-{parcel.station}-{parcel.uuid}.zip"


def archive_path(station: Station) -> Path:
    return station.folder / f"{station.election.uuid}.bel"


def seal_box(station: Station) -> Path:
    """Shuffled archive up to the encrypted tally, checked; report signed; bundle on laptop and stick; box wiped.

    Killed anywhere it is done again from the last step that holds; done again after its end it returns the bundle.
    """
    with station.lock:
        station.require("closed", "sealed")
        if station.phase == "sealed":
            _hand_over(station, _bundle(station))
            finish_seal(station)
            return bundle_path(station)
        core.need_journal(station)
        told = station.status
        known = str(told["closing"]["archive_sha256"])
        if not known or _hash(archive_path(station)) != known:
            known = _write_archive(station)
            station.checkpoint("seal.archive")
            if chronicle.entries(station)[-1]["kind"] != "segel":
                chronicle.note(station, "segel", "Arsip surat suara acak ditulis dan diperiksa.")
            station.checkpoint("seal.noted")
            figures = {**told["closing"], "archive_sha256": known, "chronicle_head": chronicle.head(station)}
            core.commit(station, {STATUS: core.change_status(station, closing=figures)})
            station.checkpoint("seal.recorded")
        report = closing.sign(final(station), station.parcel.signing_seed)
        raw = closing.pack(report, _chronicle_until(station), archive_path(station).read_bytes(), station.election.uuid)
        _write_whole(bundle_path(station), raw)
        if not _hand_over(station, raw) and station.journal_state == "ok" and not station.status.get("no_stick"):
            raise StorageFailed(
                "Berkas TPS tidak muat atau tidak dapat ditulis di stik, jadi suara tetap di kotak dan belum disegel. "
                "Kosongkan stik atau pasang stik lain, lalu segel lagi."
            )
        station.checkpoint("seal.bundle")
        core.commit(station, {STATUS: core.change_status(station, phase="sealed")})
        station.checkpoint("seal.sealed")
        finish_seal(station)
        return bundle_path(station)


def finish_seal(station: Station) -> None:
    """No ballot stays in the box or in the journal; what was spent is told by the report and the archive."""
    geometry = station.geometry
    cleared = {geometry.card(number): rules.cleared(card).pack() for number, card in enumerate(station.cards)}
    station.leases.clear()
    station.settled.clear()
    top = max(station.cells[place].version for place in cleared)
    if any(station.cells[place] != Cell(top, payload) for place, payload in cleared.items()):
        # one version for all: a version of its own would tell which card was voted with twice
        core.put(station, {place: Cell(top + 1, payload) for place, payload in cleared.items()})
    if station.journal is not None:
        with suppress(OSError, JournalForeign):
            station.journal.flush()


# --- inside


def _officers(station: Station, officers: Sequence[str]) -> list[str]:
    names = [station.officer(name).name for name in dict.fromkeys(officers)]
    if len(names) < 2:
        raise StationRefused("officers")
    return names


def _names(people: Sequence[str]) -> list[str]:
    return [" ".join(one.split())[:120] for one in people if one.strip()][:MOST_WITNESSES]


def _figures(
    station: Station,
    told: casting.BoxCounts,
    at: str,
    officers: list[str],
    witnesses: list[str],
    unused: int,
    copies: int,
    notes: str,
) -> Closing:
    people, parcel = checkin.counts(station), station.parcel
    return Closing(
        kind=parcel.kind,
        uuid=station.election.uuid,
        village_code=parcel.village_code,
        station=parcel.station,
        opened_at=station.status["opened_at"],
        closed_at=at,
        registered=people.registered,
        attended=people.attended,
        extra=people.extra,
        cards=told.cards,
        cards_spent=told.spent,
        cards_void=told.void,
        cards_unused=unused,
        ballots_removed=core.counted(station, "removed"),
        slips_doubtful=core.counted(station, "doubtful"),
        copies=copies,
        archive_sha256="",
        chronicle_head="",
        officers=officers,
        witnesses=witnesses,
        notes=" ".join(notes.split())[:2000],
        registered_men=sum(voter.sex == "L" for voter in parcel.voters),
        registered_women=sum(voter.sex == "P" for voter in parcel.voters),
        present_men=people.men,
        present_women=people.women,
        conflicts=[one.sentence for one in merge.disputed(station)],
    )


def _setup_hash(station: Station) -> str:
    """Hash of the first event of the archive to come: election, trustees and cards are fixed by it."""
    return _recording(station, io.BytesIO()).chain.head or ""


def _recording(station: Station, file: io.BufferedIOBase) -> Recording:
    parcel = station.parcel
    trustees, credentials = parcel.trustees.encode(), parcel.credentials.encode()
    return Recording(file, archive_time(station), station.election, trustees, credentials)  # type: ignore[arg-type]


def archive_time(station: Station) -> int:
    """One time for all members of the archive: the day of the election at the hour of its close, in its own zone."""
    parcel = station.parcel
    try:
        zone = ZoneInfo(ZONES.get(parcel.zone, parcel.zone))
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("Asia/Jakarta")
    return int(datetime.fromisoformat(f"{parcel.day}T{parcel.closes[:5]}:00").replace(tzinfo=zone).timestamp())


def _write_archive(station: Station) -> str:
    ballots = [card.ballot for card in station.cards if card.state == rules.SPENT]
    random.SystemRandom().shuffle(ballots)
    path = archive_path(station)
    fresh = path.with_name(path.name + ".baru")
    try:
        with fresh.open("wb") as file:
            recording = _recording(station, file)
            for raw in ballots:
                recording.ballot(raw)
            recording.end()
            recording.tally(*count(station.election, ballots, station.weights))
            file.flush()
            os.fsync(file.fileno())
        station.checkpoint("seal.written")
        outcome = verify(fresh, jobs=1, unfinished=True)
        if outcome.failure is not None or outcome.ballots != len(ballots):
            raise StationRefused("archive", f"Arsip tidak lolos pemeriksaan: {outcome.failure}. Hubungi panitia.")
        fresh.replace(path)
        sync_folder(path.parent)
    except OSError as problem:
        raise StorageFailed("Arsip tidak dapat ditulis. Periksa ruang kosong disk.") from problem
    return _hash(path)


def _bundle(station: Station) -> bytes:
    """The bundle that was made; on a spare laptop the one of the stick."""
    path = bundle_path(station)
    if not path.is_file() and station.journal is not None:
        with suppress(OSError):
            _write_file(path, (station.journal.path.parent / path.name).read_bytes())
    try:
        return path.read_bytes()
    except OSError as problem:
        raise StationRefused("missing", "Berkas TPS tidak ada di laptop ini. Ambil dari stik jurnal.") from problem


def _chronicle_until(station: Station) -> bytes:
    """The chronicle as the closing report knows it: up to the seal."""
    return chronicle.export(station, final(station).chronicle_head)


def _hand_over(station: Station, raw: bytes) -> bool:
    """The bundle beside the journal, and whether it is there; a stick that is away gets it when the seal is asked for
    again.
    """
    journal = station.journal
    if journal is None or core.probe(station) != "ok":
        return False
    try:
        _write_file(journal.path.parent / bundle_path(station).name, raw)
    except OSError:
        return False
    return True


def _write_whole(path: Path, raw: bytes) -> None:
    try:
        _write_file(path, raw)
    except OSError as problem:
        raise StorageFailed("Berkas TPS tidak dapat ditulis. Periksa ruang kosong disk.") from problem


def _write_file(path: Path, raw: bytes) -> None:
    fresh = path.with_name(path.name + ".baru")
    with fresh.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)


def _hash(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
