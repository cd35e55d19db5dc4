"""The opening of the result: sealed archives of all stations of a village, then one key holder after the other.

Keys are in RAM for the moment of one step. No figure of the result exists before enough holders have acted.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, BinaryIO

from pendopo.apps.elections import closing as closings
from pendopo.apps.elections.closing import Closing, ClosingError
from pendopo.apps.elections.crypto import events
from pendopo.apps.elections.crypto.archive import DATA, Reader, Writer
from pendopo.apps.elections.crypto.checks import reason
from pendopo.apps.elections.crypto.election import Election, read_election
from pendopo.apps.elections.crypto.errors import Invalid, Unreadable
from pendopo.apps.elections.crypto.events import Chain, read_event
from pendopo.apps.elections.crypto.formats import load
from pendopo.apps.elections.crypto.recording import Recording, open_tally
from pendopo.apps.elections.crypto.tally import (
    Sized,
    Sum,
    check_partial,
    make_partial,
    read_partial,
    read_sized,
    read_tally,
)
from pendopo.apps.elections.crypto.trustees import Trustees, read_trustees
from pendopo.apps.elections.crypto.verify import Outcome, verify
from pendopo.apps.elections.station import keyfile
from pendopo.apps.elections.station.ceremony import CeremonyRefused, PublicKeys, check_key_file, needed, read_public

SIGNED, UNSIGNED = "signed", "unknown"


class OpeningRefused(ValueError):
    """The step cannot be done; the text says what happened and what to do. `field` names the input."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Sealed:
    """What an archive up to the encrypted tally holds, and where its chain can go on."""

    time: int
    head: str
    height: int
    election: Election
    trustees: bytes
    tally: Sum
    sized: Sized


@dataclass
class Case:
    """One station's bundle. `signature`: signed (by the station's known key) or unknown (no key to compare with)."""

    closing: Closing
    report: bytes
    chronicle: bytes
    path: Path
    sealed: Sealed
    signature: str
    partials: dict[int, bytes] = field(default_factory=dict)
    result: list[int] = field(default_factory=list)
    last_event: str = ""
    outcome: Outcome | None = None

    @property
    def uuid(self) -> str:
        return self.sealed.election.uuid

    @property
    def present(self) -> int:
        return self.closing.attended + self.closing.extra

    @property
    def doubts(self) -> list[str]:
        return self.closing.disagreements()


@dataclass
class Opening:
    """A running opening. `known`: public signing keys of stations by the uuid of their election."""

    folder: Path
    known: Mapping[str, str] = field(default_factory=dict)
    public: PublicKeys | None = None
    cases: dict[str, Case] = field(default_factory=dict)
    trustees: Trustees | None = None
    raw_trustees: bytes = b""
    acted: dict[int, str] = field(default_factory=dict)
    done: bool = False
    lock: Any = field(default_factory=threading.RLock, repr=False)

    @property
    def ordered(self) -> list[Case]:
        return sorted(self.cases.values(), key=lambda one: one.closing.station)

    @property
    def needed(self) -> int:
        return needed(self.trustees) if self.trustees else 0

    @property
    def size(self) -> int:
        return len(self.trustees.publics) if self.trustees else 0

    @property
    def is_trial(self) -> bool:
        return any(case.closing.kind == "trial" for case in self.cases.values())

    @property
    def names(self) -> tuple[str, ...]:
        return self.public.names if self.public else tuple(f"Pemegang kunci {n}" for n in range(1, self.size + 1))


def set_public(opening: Opening, raw: bytes) -> None:
    """`pemegang-kunci.json`: gives the holders' names and is compared with the archives."""
    with opening.lock:
        try:
            public = read_public(raw)
        except CeremonyRefused as problem:
            raise OpeningRefused(str(problem), "public") from problem
        if opening.raw_trustees and public.trustees != opening.raw_trustees:
            raise OpeningRefused(
                "Berkas pemegang kunci ini dari upacara lain, bukan yang dipakai pada arsip TPS.", "public"
            )
        opening.public = public


def set_known(opening: Opening, raw: bytes) -> None:
    """The public keys of the stations from the regency, {"keys": {uuid: hex}}: reports are compared with them."""
    with opening.lock:
        try:
            found = json.loads(raw)["keys"]
            known = {str(uuid): bytes.fromhex(public).hex() for uuid, public in found.items()}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
            raise OpeningRefused("Berkas ini bukan daftar kunci TPS atau rusak.", "known") from problem
        if any(opening.known.get(uuid, public) != public for uuid, public in known.items()):
            raise OpeningRefused(
                "Kunci TPS di berkas ini berbeda dari yang dikenal laptop ini (paket TPS, berkas sebelumnya). Minta "
                "berkas yang benar kepada kabupaten, lalu mulai lagi.",
                "known",
            )
        if opening.cases:
            raise OpeningRefused("Daftar kunci TPS harus dipilih sebelum berkas TPS pertama. Mulai lagi.", "known")
        opening.known = {**opening.known, **known}


def add_bundle(opening: Opening, raw: bytes) -> Case:
    """Checks a station's bundle and takes it in. Nothing changes when it is refused."""
    with opening.lock:
        if opening.acted:
            raise OpeningRefused("Pembukaan sudah dimulai, TPS tidak dapat ditambah. Mulai lagi bila ada yang kurang.")
        try:
            report, chronicle, archive, uuid = closings.unpack(raw)
            closing, signature = _closing(report, opening.known.get(uuid))
        except ClosingError as problem:
            raise OpeningRefused(str(problem), "bundles") from problem
        if closing.uuid != uuid:
            raise OpeningRefused(
                "Laporan penutupan dan arsip di berkas ini berasal dari pemilihan yang berbeda.", "bundles"
            )
        case = _case(opening, uuid, closing, (report, chronicle, archive), signature)
        _fits_the_others(opening, case)
        opening.cases[uuid] = case
        opening.raw_trustees = case.sealed.trustees
        opening.trustees = read_trustees(case.sealed.trustees, case.sealed.election.group)
        return case


def remove_bundle(opening: Opening, uuid: str) -> None:
    with opening.lock:
        if opening.acted:
            raise OpeningRefused("Pembukaan sudah dimulai, TPS tidak dapat dikeluarkan. Mulai lagi bila perlu.")
        case = opening.cases.pop(uuid, None)
        if case is not None:
            case.path.unlink(missing_ok=True)
        if not opening.cases:
            opening.trustees, opening.raw_trustees = None, b""


def _closing(report: bytes, public: str | None) -> tuple[Closing, str]:
    if public is not None:
        return closings.read(report, public), SIGNED
    try:
        told = json.loads(report)["report"]
        found = Closing(**{one.name: told[one.name] for one in fields(Closing)})
        numbers = [value for one in fields(Closing) if type(value := getattr(found, one.name)) is int]
        texts = [found.kind, found.uuid, found.village_code, found.archive_sha256, found.opened_at, found.closed_at]
        texts += found.conflicts
        if min(numbers) < 0 or len(numbers) < 16 or not all(type(text) is str for text in texts):
            raise ValueError("figures")
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise ClosingError("Laporan penutupan rusak atau bukan dari Pendopo.") from problem
    return found, UNSIGNED


def _case(opening: Opening, uuid: str, closing: Closing, parts: tuple[bytes, bytes, bytes], signature: str) -> Case:
    report, chronicle, archive = parts
    station = f"TPS {closing.station}"
    if hashlib.sha256(archive).hexdigest() != closing.archive_sha256:
        raise OpeningRefused(
            f"{station}: arsip tidak sama dengan yang ditutup di TPS. Minta berkas asli dari stik TPS.", "bundles"
        )
    path = opening.folder / f"{hashlib.sha256(uuid.encode()).hexdigest()[:24]}.bel"
    if uuid in opening.cases:
        raise OpeningRefused(f"{station} sudah ada di daftar.", "bundles")
    path.write_bytes(archive)
    try:
        outcome = check_archive(path, station)
        if outcome.election is None or outcome.election.uuid != uuid:
            raise OpeningRefused(f"{station}: kode pemilihan di arsip tidak sama dengan nama berkasnya.", "bundles")
        if outcome.openers or outcome.result:
            raise OpeningRefused(f"{station}: arsip ini sudah dibuka. Pilih berkas dari penutupan TPS.", "bundles")
        if (outcome.counted, outcome.cards) != (closing.cards_spent, closing.cards):
            raise OpeningRefused(
                f"{station}: arsip berisi {outcome.counted} surat suara dan {outcome.cards} kartu, "
                f"laporan penutupan menyebut {closing.cards_spent} dan {closing.cards}.",
                "bundles",
            )
        return Case(closing, report, chronicle, path, read_sealed(path), signature)
    except OpeningRefused:
        path.unlink(missing_ok=True)
        raise


def check_archive(path: Path, station: str, *, finished: bool = False) -> Outcome:
    """Every check of the public verifier. Raises OpeningRefused with the words of the first one that fails."""
    try:
        outcome = verify(path, unfinished=not finished)
    except Unreadable as problem:
        raise OpeningRefused(f"{station}: berkas ini bukan arsip pemilihan.", "bundles") from problem
    if outcome.failure:
        place = f" ({outcome.failure.place})" if outcome.failure.place else ""
        raise OpeningRefused(f"{station}: arsip tidak sah. {reason(outcome.failure.code).text}{place}.", "bundles")
    return outcome


def _fits_the_others(opening: Opening, case: Case) -> None:
    station = f"TPS {case.closing.station}"
    problem = ""
    if opening.public and opening.public.trustees != case.sealed.trustees:
        problem = "dikunci oleh pemegang kunci dari upacara lain."
    for other in opening.cases.values():
        one, two = case.closing, other.closing
        if one.village_code != two.village_code:
            problem = "dari desa lain. Hasil satu desa dibuka bersama."
        elif one.kind != two.kind:
            problem = "uji coba dan pemilihan sungguhan tidak boleh dicampur."
        elif case.sealed.trustees != other.sealed.trustees:
            problem = "dikunci oleh pemegang kunci dari upacara lain."
        elif case.sealed.election.questions != other.sealed.election.questions:
            problem = f"daftar calonnya tidak sama dengan TPS {two.station}."
        elif one.station == two.station:
            problem = "nomor TPS ini sudah ada di daftar."
    if problem:
        case.path.unlink(missing_ok=True)
        raise OpeningRefused(f"{station}: {problem}", "bundles")


def read_sealed(path: Path) -> Sealed:
    """The end of a checked archive that goes up to the encrypted tally. Raises OpeningRefused when it does not."""
    chain, small, last = Chain(), {}, {}
    with Reader(path) as reader:
        for member in reader:
            if member.kind == DATA:
                last[member.hash] = member.body
                continue
            event = read_event(member.body)
            chain.follow(event, member.hash)
            if event.type in (events.SETUP, events.TALLY):
                small.update(last)
                small[event.type] = last[event.payload or ""]
            last.clear()
        time = reader.time
    if chain.type != events.TALLY or chain.head is None:
        raise OpeningRefused("Arsip belum sampai pada jumlah terkunci. Tutup kotak suara di TPS dahulu.", "bundles")
    names = load(small[events.SETUP])
    election = read_election(small[names["election"]])
    sized = read_sized(small[events.TALLY])
    total = Sum(election)
    total.pairs = read_tally(small[sized.tally], election)
    return Sealed(time, chain.head, chain.height, election, small[names["trustees"]], total, sized)


def act(opening: Opening, raw: bytes, passphrase: str) -> str:
    """One holder opens a part of every station's tally; the last one needed brings the result. The holder's name."""
    with opening.lock:
        if not opening.cases or opening.trustees is None:
            raise OpeningRefused("Masukkan berkas semua TPS dahulu.", "file")
        if opening.done:
            raise OpeningRefused("Hasil sudah dibuka.", "file")
        if unknown := [str(one.closing.station) for one in opening.ordered if one.signature != SIGNED]:
            # whoever forges a report could have the holders open the ballot of a single voter
            words = "Tanda tangan TPS %s belum dapat diperiksa. Mulai lagi, dan pilih dahulu daftar kunci TPS."
            raise OpeningRefused(words % ", ".join(unknown), "file")
        try:
            about = keyfile.look(raw)
            if about.index in opening.acted and about.ceremony == keyfile.ceremony_id(opening.raw_trustees):
                raise OpeningRefused(f"{about.name} sudah memakai kuncinya. Giliran pemegang kunci lain.", "file")
            key, secret = check_key_file(raw, passphrase, opening.raw_trustees, opening.trustees)
        except keyfile.KeyFileError as problem:
            raise OpeningRefused(str(problem), "passphrase" if problem.code == "passphrase" else "file") from problem
        owner, name = key.about.index, key.about.name
        made = {uuid: _partial(opening, case, secret, owner) for uuid, case in opening.cases.items()}
        del secret, key
        for uuid, part in made.items():
            opening.cases[uuid].partials[owner] = part
        opening.acted[owner] = name
        if not opening.trustees.missing(list(opening.acted)):
            try:
                _finish(opening)
            except Exception:
                _forget(opening, owner)
                raise
        return name


def _forget(opening: Opening, owner: int) -> None:
    """As if this holder had not come yet."""
    del opening.acted[owner]
    for case in opening.cases.values():
        case.partials.pop(owner, None)


def _partial(opening: Opening, case: Case, secret: int, owner: int) -> bytes:
    assert opening.trustees is not None
    election, pairs = case.sealed.election, case.sealed.tally.pairs
    raw = make_partial(election, pairs, secret)
    try:
        check_partial(read_partial(raw, election), election, pairs, opening.trustees.publics[owner - 1])
    except Invalid as problem:
        raise OpeningRefused(f"TPS {case.closing.station}: bagian kunci ini tidak cocok.", "file") from problem
    return raw


class _More(Writer):
    """Goes on behind the last member of an archive."""

    def __init__(self, file: BinaryIO, time: int) -> None:
        self.file, self.time = file, time


class Continuation(Recording):
    """Goes on behind the encrypted tally: what was there stays byte for byte."""

    def __init__(self, file: BinaryIO, sealed: Sealed) -> None:
        self.writer, self.election, self.chain = _More(file, sealed.time), sealed.election, Chain()
        self.chain.head, self.chain.type, self.chain.height = sealed.head, events.TALLY, sealed.height


def _finish(opening: Opening) -> None:
    """All archives are completed and checked, then all results appear together, or none."""
    trustees = opening.trustees
    assert trustees is not None
    found = {}
    for uuid, case in opening.cases.items():
        sealed, path = case.sealed, case.path.with_suffix(".hasil.bel")
        before = case.path.read_bytes()
        result = open_tally(sealed.election, trustees, sealed.tally, case.partials, sealed.sized.weight)
        with path.open("wb") as file:
            file.write(before)
            more = Continuation(file, sealed)
            for owner in sorted(case.partials):
                more.partial(owner, case.partials[owner])
            more.result(result)
        outcome = check_archive(path, f"TPS {case.closing.station}", finished=True)
        if path.read_bytes()[: len(before)] != before:
            raise OpeningRefused(f"TPS {case.closing.station}: arsip di diska berubah selama pembukaan. Mulai lagi.")
        found[uuid] = (path, outcome)
    for uuid, (path, outcome) in found.items():
        case = opening.cases[uuid]
        case.path, case.outcome = path, outcome
        case.result, case.last_event = outcome.result[0], outcome.last_event
    opening.done = True


def sealed_part_sha256(path: Path) -> str:
    """The hash of a finished archive up to its encrypted tally: the one in the closing report."""
    with Reader(path) as reader:
        for member in reader:
            if member.kind != DATA and read_event(member.body).type == events.TALLY:
                end = reader.file.tell()
                break
        else:
            raise Invalid("event.unfinished", "no encrypted tally")
    with path.open("rb") as file:
        return hashlib.sha256(file.read(end)).hexdigest()
