"""What happened at the station, with times: incidents, never a check-in, a casting, a voter, a card or a tracker.

One line an entry, each with the hash of the one before and the signature of the station. The order is that of `n`; the
time is the laptop's clock, which may be wrong: a jump is noted and never refused.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.errors import StorageFailed
from pendopo.apps.elections.station.store import sync_folder

FILE: Final = "catatan.jsonl"
FIELDS: Final = ("n", "at", "kind", "text", "officer", "parent")
JUMP: Final = timedelta(seconds=90)
LONGEST: Final = 2000
SECRET: Final = re.compile(r"[0-9a-fA-F]{64,}|[0-9]{16,}|[A-Za-z0-9+/]{43,}|\w{5}-\w{6}-\w{5}-\w{6}")
JOURNAL: Final = {
    "ok": "Stik jurnal ditulis kembali.",
    "missing": "Stik jurnal tidak terpasang.",
    "failing": "Stik jurnal tidak dapat ditulis.",
    "none": "Tanpa stik jurnal.",
}

Entry = dict[str, Any]


def note(station: Station, kind: str, text: str, officer: str = "") -> Entry:
    """One more entry, on the disk when this returns. Anything that looks like a NIK, card or tracker is struck out."""
    with station.lock:
        found: Entry = station.chronicle.add(kind, text, officer)
        return found


def entries(station: Station) -> list[Entry]:
    """Oldest first: n, at, kind, text, officer, parent, signature."""
    with station.lock:
        return [dict(one) for one in station.chronicle.entries]


def head(station: Station) -> str:
    """The hash of the last entry, empty when there is none."""
    with station.lock:
        return str(station.chronicle.head)


def export(station: Station, until: str = "") -> bytes:
    """`catatan.json` of the bundle; with `until` only up to the entry with this hash."""
    with station.lock:
        found = entries(station)
        if until:
            hashes = [hash_of(entry) for entry in found]
            found = found[: hashes.index(until) + 1]
        told = {"uuid": station.election.uuid, "station": station.parcel.station, "head": until or head(station)}
        return _dump({**told, "entries": found})


def check(entries: Sequence[Entry], public: str) -> str:
    """Empty when the chain and all signatures hold, else what is wrong, in words. `public`: key of the station, hex."""
    parent, key = "", VerifyKey(bytes.fromhex(public))
    for number, entry in enumerate(entries, 1):
        if entry.get("n") != number or entry.get("parent") != parent:
            return f"Catatan nomor {number} tidak menyambung."
        try:
            parent = hash_of(entry)
            key.verify(b"pendopo-chronicle|" + parent.encode(), bytes.fromhex(entry["signature"]))
        except (BadSignatureError, KeyError, ValueError, TypeError):
            return f"Tanda tangan catatan nomor {number} tidak cocok."
    return ""


def hash_of(entry: Entry) -> str:
    return hashlib.sha256(_dump({name: entry[name] for name in FIELDS})).hexdigest()


class Chronicle:
    """The file in the folder and its copy beside the journal."""

    def __init__(self, station: Station) -> None:
        self.station, self.path = station, station.folder / FILE
        self.key = SigningKey(bytes.fromhex(station.parcel.signing_seed))
        self.entries: list[Entry] = []
        self.moment: tuple[datetime, float] | None = None

    @property
    def head(self) -> str:
        return hash_of(self.entries[-1]) if self.entries else ""

    def load(self, copy: Path | None = None) -> None:
        """Takes the longest sound chain of laptop and stick; a damaged file is kept aside and named in an entry."""
        own, rest = self._read(self.path)
        other, _rest = self._read(copy) if copy else ([], b"")
        self.entries = other if len(other) > len(own) and other[: len(own)] == own else own
        if rest or self.entries is not own:
            if rest.endswith(b"\n"):
                self._keep_aside()
            self._rewrite(self.path, self.entries)
        if rest:
            self.add("catatan", "Catatan terakhir terpotong atau rusak; yang utuh dipertahankan.", "")

    def add(self, kind: str, text: str, officer: str) -> Entry:
        now, ticks = self.station.clock(), self.station.monotonic()
        jump = self._jump(now, ticks)
        self.moment = (now, ticks)
        if jump:
            self._append("jam", jump, "", now)
        return self._append(kind, text, officer, now)

    def _append(self, kind: str, text: str, officer: str, now: datetime) -> Entry:
        text = SECRET.sub("[dihapus]", " ".join(text.split()))[:LONGEST]
        at = now.isoformat(timespec="seconds")
        made = {"n": len(self.entries) + 1, "at": at, "kind": kind, "text": text, "officer": officer}
        entry: Entry = {**made, "parent": self.head}
        entry["signature"] = self.key.sign(b"pendopo-chronicle|" + hash_of(entry).encode()).signature.hex()
        line = _dump(entry) + b"\n"
        self._write(line)
        self.entries.append(entry)
        self.copy()
        return entry

    def _jump(self, now: datetime, ticks: float) -> str:
        if self.moment:
            expected = self.moment[0] + timedelta(seconds=ticks - self.moment[1])
        elif self.entries:
            expected = datetime.fromisoformat(self.entries[-1]["at"])
            if now >= expected:
                return ""
        else:
            return ""
        moved = now - expected
        if abs(moved) < JUMP:
            return ""
        way = "maju" if moved > timedelta(0) else "mundur"
        return f"Jam laptop {way} {abs(moved) // timedelta(minutes=1)} menit. Urutan catatan tetap menurut nomor."

    def _write(self, line: bytes) -> None:
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            try:
                before = os.lseek(handle, 0, os.SEEK_END)
                try:
                    if os.write(handle, line) != len(line):
                        raise OSError("short write")
                    os.fsync(handle)
                except OSError:
                    with suppress(OSError):
                        os.ftruncate(handle, before)
                    raise
            finally:
                os.close(handle)
        except OSError as problem:
            raise StorageFailed("Catatan kejadian tidak dapat ditulis. Periksa ruang kosong disk.") from problem

    def copy(self) -> None:
        """The whole chain beside the journal; when the stick is away this waits for the next time."""
        journal = self.station.journal
        if journal is None or self.station.journal_state != "ok":
            return
        with suppress(OSError):
            self._rewrite(copy_beside(journal.path), self.entries)

    def read(self, path: Path) -> list[Entry]:
        """The sound beginning of another file of this station."""
        return self._read(path)[0]

    def journal_changed(self, state: str) -> None:
        with suppress(StorageFailed):
            self.add("jurnal", JOURNAL[state], "")

    def _read(self, path: Path) -> tuple[list[Entry], bytes]:
        """The sound beginning, and the bytes behind it."""
        try:
            raw = path.read_bytes()
        except OSError:
            return [], b""
        found: list[Entry] = []
        at, parent = 0, ""
        while at < len(raw):
            end = raw.find(b"\n", at)
            try:
                entry = json.loads(raw[at:end]) if end >= 0 else None
                if not entry or (entry["n"], entry["parent"]) != (len(found) + 1, parent) or not self._signed(entry):
                    break
            except (ValueError, KeyError, TypeError):
                break
            found.append(entry)
            parent, at = hash_of(entry), end + 1
        return found, raw[at:]

    def _signed(self, entry: Entry) -> bool:
        try:
            said = b"pendopo-chronicle|" + hash_of(entry).encode()
            self.key.verify_key.verify(said, bytes.fromhex(entry["signature"]))
        except (BadSignatureError, KeyError, ValueError, TypeError):
            return False
        return True

    def _rewrite(self, path: Path, entries: Sequence[Entry]) -> None:
        fresh = path.with_name(path.name + ".baru")
        with fresh.open("wb") as file:
            file.write(b"".join(_dump(one) + b"\n" for one in entries))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        sync_folder(path.parent)

    def _keep_aside(self) -> None:
        number = len(list(self.path.parent.glob("catatan-rusak-*"))) + 1
        with suppress(OSError):
            self.path.rename(self.path.with_name(f"catatan-rusak-{number}.jsonl"))


def copy_beside(journal: Path) -> Path:
    return journal.with_suffix(".catatan.jsonl")


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
