"""The desk: who is in the roll, who came. A mark is one number in a fixed cell, without a time and without an order."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pendopo.apps.elections.parcel import ParcelVoter
from pendopo.apps.elections.station import chronicle, core
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.errors import StationRefused

ABSENT: Final = 16
MEANS: Final = {"undangan": 17, "ktp": 18, "uid": 19, "nik": 20, "pengecualian": 21}
EXTRA: Final = 22
NOBODY: Final = 16  # no officer; officers are counted from here
MOST_FOUND: Final = 20
NAME_ROOM: Final = 512  # bytes of a voter outside the roll, before sealing
HEAD: Final = 3  # bytes: state, and the two officers of an exception; behind them the hash of the desk's request
UNMARK: Final = {
    "nama": "salah memilih nama di layar",
    "orang": "undangan atau KTP-el ternyata milik orang lain",
    "pergi": "pemilih pergi sebelum menerima kartu",
    "urung": "pemilih tidak jadi memilih, kartunya kembali",
    "tekan": "tombol tertekan tanpa ada pemilih",
}
"""Why a mark is taken back: fixed, so that the chronicle can name nobody."""
NIK: Final = re.compile(r"\d{16}")


@dataclass(frozen=True, slots=True)
class VoterLine:
    number: int
    name: str
    nik: str
    sex: str
    born: str
    address: str
    attended: bool
    means: str
    photo: str
    needs: str
    extra: bool = False


class Counts(NamedTuple):
    """`attended` of the roll, `extra` outside it; `men` and `women` of both together."""

    registered: int
    attended: int
    extra: int
    men: int
    women: int
    exceptions: int


def search(station: Station, text: str) -> list[VoterLine]:
    """By NIK, UID of the card, code of the invitation (all whole), or by parts of the name; at most 20."""
    words = _fold(text).split()
    if not words:
        return []
    exact = "".join(words).replace(":", "").replace("-", "")
    with station.lock:
        voters = [(voter, voter.number) for voter in station.parcel.voters]
        lines = [(_rate(voter, words, exact), voter.name, number) for voter, number in [*voters, *_extras(station)]]
        best = sorted(line for line in lines if line[0] is not None)[:MOST_FOUND]
        return [line(station, number) for _rate_, _name, number in best]


def line(station: Station, number: int) -> VoterLine:
    """One voter by the number in the roll, or by the number that `add_extra` gave."""
    with station.lock:
        voter, place = _find(station, number)
        state = station.cells[place].payload[0]
        means = next((name for name, code in MEANS.items() if code == state), "")
        outside = place >= station.geometry.outside(0)
        return VoterLine(
            number=number,
            name=voter.name,
            nik=voter.nik,
            sex=voter.sex,
            born=voter.born,
            address=voter.address,
            attended=state != ABSENT,
            means=means,
            photo=voter.photo,
            needs=voter.needs,
            extra=outside,
        )


def mark(station: Station, number: int, *, officer: str, means: str, second: str = "", request: str = "") -> VoterLine:
    """The voter is here and gets a card. Refuses `attended` when marked before: no second card is handed out.

    `request`: chosen by the desk for this one mark; sent again it is answered again, also after a restart. A request
    whose mark was taken back marks nobody any more.
    """
    with station.lock:
        _found, place = _find(station, number)
        payload, name = station.cells[place].payload, digest(request)
        if name and payload[HEAD:] == name and payload[0] != ABSENT:
            return line(station, number)
        station.require("open")
        first = _officer(station, officer)
        if means not in MEANS:
            raise StationRefused("means", "Pilih cara pemeriksaan: undangan, KTP-el, UID, NIK, atau pengecualian.")
        if means == "pengecualian":
            station.two((officer, second))
        other = _officer(station, second) if means == "pengecualian" else NOBODY
        if means != "pengecualian":
            first = NOBODY  # who let whom in is asked only of exceptions
        if payload[0] != ABSENT:
            raise StationRefused("attended", "Pemilih ini sudah ditandai hadir. Jangan beri kartu lagi.")
        if name and payload[HEAD:] == name:
            raise StationRefused("unmarked", "Tanda hadir ini sudah dibatalkan. Cari pemilih itu lagi.")
        core.commit(station, {place: bytes([MEANS[means], first, other]) + name})
        return line(station, number)


def unmark(station: Station, number: int, *, officers: tuple[str, str], reason: str) -> VoterLine:
    """A mistake of the desk; `reason` is a key of UNMARK. The chronicle tells that it happened and why, not whose."""
    with station.lock:
        station.require("open")
        names = station.two(officers)
        _found, place = _find(station, number)
        if reason not in UNMARK:
            raise StationRefused("reason", "Pilih alasan dari daftar.")
        payload = station.cells[place].payload
        if payload[0] == ABSENT:
            return line(station, number)
        if place >= station.geometry.outside(0):
            raise StationRefused("extra", "Pemilih tambahan tidak dapat dibatalkan. Tulis kejadiannya di catatan.")
        status = core.count_up(station, "unmarked")
        core.commit(station, {place: bytes([ABSENT, NOBODY, NOBODY]) + payload[HEAD:], 0: status})
        chronicle.note(station, "hadir", f"Satu tanda hadir dibatalkan: {UNMARK[reason]}.", ", ".join(names))
        return line(station, number)


def add_extra(station: Station, *, nik: str, name: str, sex: str, officers: tuple[str, str], request: str = "") -> int:
    """A voter outside the roll with KTP-el of this village; marked as present. Returns the number.

    `request` as in `mark`: the same one for the same person is answered again.
    """
    with station.lock:
        nik, name = "".join(nik.split()), " ".join(name.split())
        for told, number in _persons(station):
            if request and (told["request"], told["nik"]) == (request, nik):
                return number
        station.require("open")
        if not station.settings["extra_voters"]:
            raise StationRefused("extra", "Pemilih di luar daftar tidak dilayani pada pemilihan ini.")
        one, two = station.two(officers)
        if not NIK.fullmatch(nik) or not name or sex not in ("L", "P"):
            raise StationRefused("extra", "Isi NIK 16 angka, nama, dan jenis kelamin (L atau P).")
        known = next((voter.number for voter in station.parcel.voters if voter.nik == nik), None)
        if known is not None:
            raise StationRefused("in_roll", f"NIK ini ada di daftar pemilih nomor {known}. Tandai di sana.")
        if any(voter.nik == nik for voter, _number in _extras(station)):
            raise StationRefused("attended", "Pemilih tambahan dengan NIK ini sudah ditandai hadir.")
        free = [index for index in range(station.geometry.extras) if not _is_extra(station, index)]
        if not free:
            raise StationRefused("extra", "Tempat untuk pemilih tambahan habis.")
        index = secrets.choice(free)
        sealed = seal_person(station, {"nik": nik, "name": name, "sex": sex, "request": request})
        marks = bytes([EXTRA, _officer(station, one), _officer(station, two)])
        core.commit(station, {station.geometry.outside(index): marks + sealed})
        return _first_extra(station) + index


def counts(station: Station) -> Counts:
    with station.lock:
        cells, geometry = station.cells, station.geometry
        roll = [(voter, cells[geometry.voter(i)].payload[0]) for i, voter in enumerate(station.parcel.voters)]
        here = [voter for voter, state in roll if state != ABSENT]
        outside = [voter for voter, _number in _extras(station)]
        sexes = [voter.sex for voter in [*here, *outside]]
        states = [state for _voter, state in roll]
        return Counts(
            registered=len(station.parcel.voters),
            attended=len(here),
            extra=len(outside),
            men=sexes.count("L"),
            women=sexes.count("P"),
            exceptions=states.count(MEANS["pengecualian"]),
        )


def attendance(station: Station) -> list[VoterLine]:
    """All of the roll in its order, then those outside it by name: the list of attendance for the berita acara."""
    with station.lock:
        roll = [line(station, voter.number) for voter in sorted(station.parcel.voters, key=lambda one: one.number)]
        return [*roll, *sorted((line(station, number) for _v, number in _extras(station)), key=lambda one: one.name)]


# --- inside


def seal_person(station: Station, told: dict[str, str]) -> bytes:
    """Name and NIK of a voter outside the roll: readable only with the parcel, always of one length."""
    raw = json.dumps(told, ensure_ascii=False).encode()
    if len(raw) > NAME_ROOM:
        raise StationRefused("extra", "Nama terlalu panjang.")
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(_secret(station)).encrypt(nonce, raw.ljust(NAME_ROOM), b"")


def open_person(station: Station, sealed: bytes) -> dict[str, Any]:
    try:
        found = json.loads(AESGCM(_secret(station)).decrypt(sealed[:12], sealed[12:], b""))
    except (InvalidTag, ValueError) as problem:
        raise StationRefused("damaged", "Data pemilih tambahan tidak terbaca.") from problem
    return dict(found)


def _secret(station: Station) -> bytes:
    seed = bytes.fromhex(station.parcel.signing_seed)
    return HKDF(SHA256(), 32, None, b"pendopo-extra|" + station.election.phi.encode()).derive(seed)


def _is_extra(station: Station, index: int) -> bool:
    return station.cells[station.geometry.outside(index)].payload[0] == EXTRA


def digest(request: str) -> bytes:
    """The request as it is kept in the voter's cell, so that neither its text nor its length is there."""
    return hashlib.sha256(b"pendopo-mark|" + request.encode()).digest()[:16] if request else b""


def _extras(station: Station) -> list[tuple[ParcelVoter, int]]:
    return [(_voter(told, number), number) for told, number in _persons(station)]


def _persons(station: Station) -> list[tuple[dict[str, Any], int]]:
    indexes = (index for index in range(station.geometry.extras) if _is_extra(station, index))
    return [(_person(station, index), _first_extra(station) + index) for index in indexes]


def _person(station: Station, index: int) -> dict[str, Any]:
    return open_person(station, station.cells[station.geometry.outside(index)].payload[HEAD:])


def _voter(told: dict[str, Any], number: int) -> ParcelVoter:
    return ParcelVoter(number, told["nik"], told["name"], told["sex"], "", "di luar daftar")


def _first_extra(station: Station) -> int:
    return max((voter.number for voter in station.parcel.voters), default=0) + 1


def _find(station: Station, number: int) -> tuple[ParcelVoter, int]:
    for index, voter in enumerate(station.parcel.voters):
        if voter.number == number:
            return voter, station.geometry.voter(index)
    index = number - _first_extra(station)
    if 0 <= index < station.geometry.extras and _is_extra(station, index):
        return _voter(_person(station, index), number), station.geometry.outside(index)
    raise StationRefused("unknown_voter", "Pemilih ini tidak ada di daftar TPS ini.")


def _officer(station: Station, name: str) -> int:
    return NOBODY + 1 + station.parcel.officers.index(station.officer(name))


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return " ".join(plain.split())


def _rate(voter: ParcelVoter, words: list[str], exact: str) -> int | None:
    """0: a whole code; 1: words begin names; 2: words are inside the name; None: not this one."""
    codes = (voter.nik, _fold(voter.card_uid).replace(":", ""), _fold(voter.invitation).replace("-", ""))
    if exact in [code for code in codes if code]:
        return 0
    name = _fold(voter.name)
    parts = name.split()
    if all(any(part.startswith(word) for part in parts) for word in words):
        return 1
    return 2 if all(word in name for word in words) and len("".join(words)) >= 3 else None
