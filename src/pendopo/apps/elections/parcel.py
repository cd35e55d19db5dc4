"""The parcel of one polling station ("paket TPS"): all that its laptops need, sealed with a passphrase.

It leaves the regency on a stick and is opened by `./pendopo tps`. It holds personal data of voters and the key with
which the station signs; it never holds a card's secret.

    PENDOPO-TPS1\\n {"n":..,"nonce":..,"r":..,"salt":..}\\n AES-256-GCM of gzip of JSON (both lines are authenticated)
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import secrets
import zlib
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC: Final = b"PENDOPO-TPS1\n"
HARD: Final = 2**15  # scrypt's n: about 0.1 s and 32 MiB a guess
LARGEST: Final = 64 * 1024 * 1024
"""Of the file and of what is in it: 500 voters with photos of 20 KB are 10 MB, 13 MB as Base64."""
SLACK: Final = 64 * 1024
FORMAT: Final = 1
WORDS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters of passphrases: none that looks like another one."""


class ParcelError(ValueError):
    """The parcel cannot be opened; the text says what to do."""


@dataclass(frozen=True, slots=True)
class ParcelCandidate:
    number: int
    name: str
    photo: str = ""  # JPEG or PNG as Base64
    about: str = ""


@dataclass(frozen=True, slots=True)
class ParcelVoter:
    """`number` is the place in the roll of this station (DPT), from 1; `born` is YYYY-MM-DD or empty."""

    number: int
    nik: str
    name: str
    sex: str  # L or P
    born: str
    address: str
    invitation: str = ""  # the code on the invitation letter
    card_uid: str = ""  # of the KTP-el chip, where known
    photo: str = ""  # JPEG or PNG as Base64, at most 240 x 320; "" where there is none
    needs: str = ""  # help that the voter needs, in words


@dataclass(frozen=True, slots=True)
class ParcelOfficer:
    """`role`: ketua, anggota, saksi, teknisi. `pin` is the output of `hash_pin`."""

    name: str
    role: str
    pin: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """`election`, `trustees`, `credentials`: the exact texts that the archive will hold. `kind`: official or trial."""

    kind: str
    title: str
    regency: str
    village_code: str
    village: str
    district: str
    station: int
    place: str
    day: str
    zone: str
    opens: str
    closes: str
    election: str
    trustees: str
    credentials: str
    signing_seed: str  # Ed25519, 32 bytes as hex
    blank: bool
    cards: int
    candidates: list[ParcelCandidate] = field(default_factory=list)
    voters: list[ParcelVoter] = field(default_factory=list)
    officers: list[ParcelOfficer] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def uuid(self) -> str:
        return str(json.loads(self.election)["uuid"])

    @property
    def date(self) -> date:
        return date.fromisoformat(self.day)

    @property
    def is_trial(self) -> bool:
        return self.kind == "trial"

    @property
    def heading(self) -> str:
        """Title and village for the head of a screen; a title that names the village says it once."""
        names = (self.village, self.village.partition(" ")[2])
        said = any(re.search(rf"\b{re.escape(name)}\b", self.title, re.IGNORECASE) for name in names if name)
        return self.title if said or not self.village else f"{self.title}, {self.village}"

    def setting(self, name: str) -> Any:
        """A setting of the station, with the default where the regency says nothing."""
        return self.settings.get(name, DEFAULTS[name])


DEFAULTS: Final[dict[str, Any]] = {
    "idle_seconds": 60,  # the booth asks "masih di sini?" and then lets go
    "vote_seconds": 300,  # a card is let go when nothing was cast
    "extra_voters": True,  # with KTP-el in the last hour, outside the roll
    "printer": "agent",  # or browser
    "paper_mm": 80,  # width of the roll, where the browser prints; or 58
    "stick_required": True,  # no vote is taken while the journal cannot be written
    "desk_idle_minutes": 20,
}


def new_passphrase(groups: int = 5) -> str:
    """25 characters of 32: 125 bits, as XXXXX-XXXXX-XXXXX-XXXXX-XXXXX; printed for the chair of the station."""
    return "-".join("".join(secrets.choice(WORDS) for _ in range(5)) for _ in range(groups))


def hash_pin(pin: str) -> str:
    """scrypt of a PIN with its own salt. Six figures are guessed from it in hours: the parcel itself is secret."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${_stretch(pin, salt, HARD).hex()}"


def pin_fits(pin: str, hashed: str) -> bool:
    salt, _dollar, wanted = hashed.partition("$")
    if not wanted:
        return False
    return secrets.compare_digest(_stretch(pin, bytes.fromhex(salt), HARD).hex(), wanted)


def seal(parcel: Parcel, passphrase: str) -> bytes:
    """The parcel as a file. Raises ParcelError for one that no laptop would open: photos are what makes it large."""
    told = json.dumps(asdict(parcel), ensure_ascii=False).encode()
    if len(told) > LARGEST - SLACK:
        raise ParcelError("Paket ini terlalu besar karena foto. Kecilkan foto calon, atau hapus foto pemilih.")
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    head = {"n": HARD, "nonce": nonce.hex(), "r": 8, "salt": salt.hex()}
    lines = MAGIC + json.dumps(head, separators=(",", ":")).encode() + b"\n"
    body = gzip.compress(told, 6, mtime=0)
    return lines + AESGCM(_stretch(tidy(passphrase), salt, HARD)).encrypt(nonce, body, lines)


def open_parcel(raw: bytes, passphrase: str) -> Parcel:
    """Raises ParcelError when it is no parcel, damaged, of another format, or the passphrase is wrong."""
    if not raw.startswith(MAGIC) or raw.count(b"\n") < 2 or len(raw) > LARGEST:
        raise ParcelError("Berkas ini bukan paket TPS. Pilih berkas .paket dari stik panitia.")
    head, _line, sealed = raw[len(MAGIC) :].partition(b"\n")
    try:
        told = json.loads(head)
        n, salt, nonce = int(told["n"]), bytes.fromhex(told["salt"]), bytes.fromhex(told["nonce"])
        if n not in (HARD, 2 * HARD, 4 * HARD):
            raise ValueError(n)
        opened = AESGCM(_stretch(tidy(passphrase), salt, n)).decrypt(nonce, sealed, MAGIC + head + b"\n")
    except InvalidTag as problem:
        raise ParcelError(
            "Kata sandi paket salah, atau berkas rusak. Ketik ulang; tanda hubung boleh dilewati."
        ) from problem
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise ParcelError("Kepala paket rusak. Salin ulang dari stik panitia.") from problem
    return _read(opened)


def tidy(passphrase: str) -> str:
    """As it is typed: small letters, blanks and hyphens do not matter."""
    return "".join(passphrase.split()).replace("-", "").upper()


def _read(packed: bytes) -> Parcel:
    try:
        opener = zlib.decompressobj(31)
        raw = opener.decompress(packed, LARGEST)
        if opener.unconsumed_tail:
            raise ValueError("too large")
        told = json.loads(raw)
        if told.get("format") != FORMAT:
            raise ParcelError("Paket dibuat oleh versi lain. Perbarui Pendopo di laptop ini, lalu buka lagi.")
        parts = {"candidates": ParcelCandidate, "voters": ParcelVoter, "officers": ParcelOfficer}
        for name, kind in parts.items():
            told[name] = [kind(**one) for one in told[name]]
        return Parcel(**{one.name: told[one.name] for one in fields(Parcel)})
    except ParcelError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, zlib.error) as problem:
        raise ParcelError("Isi paket rusak. Minta paket baru kepada panitia.") from problem


def _stretch(secret: str, salt: bytes, n: int) -> bytes:
    return hashlib.scrypt(secret.encode(), salt=salt, n=n, r=8, p=1, maxmem=256 * 1024 * 1024, dklen=32)
