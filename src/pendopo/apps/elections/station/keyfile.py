"""A holder's key file: what the holder needs to help open the result, sealed by the holder's own passphrase.

    PENDOPO-KUNCI1\\n {"ceremony":..,"index":..,"name":..,"n":..,"nonce":..,"salt":..,"sum":..}\\n AES-256-GCM of JSON

Both lines are authenticated. `sum` is the hash of the sealed part: it tells a damaged stick from a wrong passphrase.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import unicodedata
from dataclasses import asdict, dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pendopo.apps.elections.crypto.ceremony import Seed, open_share
from pendopo.apps.elections.crypto.errors import Invalid
from pendopo.apps.elections.crypto.groups import group_named

MAGIC: Final = b"PENDOPO-KUNCI1\n"
VERSION: Final = 1
SUFFIX: Final = ".pendopo"
LARGEST: Final = 64 * 1024
HARD = 2**17  # scrypt's n: about 0.4 s and 128 MiB a guess
SHORTEST: Final = 10
PEDERSEN, SINGLE = "pedersen", "single"
CONSONANTS, VOWELS = "bcdgjklmnprst", "aiueo"


class KeyFileError(ValueError):
    """The key file cannot be used. `code`: form, version, damaged, passphrase, content."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class About:
    """What stands readable on the file. `ceremony` is `ceremony_id` of the trustees; `index` counts from 1."""

    ceremony: str
    group: str
    kind: str
    index: int
    size: int
    threshold: int
    name: str


@dataclass(frozen=True, slots=True)
class Key:
    """`seed` and `share` (encrypted to the seed) of a threshold key; of a single key `seed` is the number."""

    about: About
    seed: str
    share: str

    def __repr__(self) -> str:
        return f"Key({self.about})"

    def secret(self) -> int:
        """The number with which the holder decrypts. Raises KeyFileError when the parts do not belong together."""
        group = group_named(self.about.group)
        try:
            if self.about.kind == SINGLE:
                return int(self.seed) % group.q
            return open_share(Seed(self.seed, group), self.share)
        except (Invalid, ValueError) as problem:
            raise KeyFileError("content", "Isi berkas kunci tidak utuh. Pakai salinan yang lain.") from problem


def ceremony_id(trustees: bytes) -> str:
    """Which ceremony a key belongs to: it follows from the public trustees, so every archive tells it."""
    return hashlib.sha256(b"pendopo-upacara|" + trustees).hexdigest()[:32]


def seal(key: Key, passphrase: str) -> bytes:
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    inside = _dump({"seed": key.seed, "share": key.share})
    head = {**asdict(key.about), "version": VERSION, "n": HARD, "salt": salt.hex(), "nonce": nonce.hex()}
    sealed = AESGCM(_stretch(passphrase, salt, HARD)).encrypt(nonce, inside, MAGIC + _dump(head))
    return MAGIC + _dump({**head, "sum": hashlib.sha256(sealed).hexdigest()}) + b"\n" + sealed


def look(raw: bytes) -> About:
    """Whose key it is, without the passphrase. Raises KeyFileError."""
    return _split(raw)[0]


def open_key(raw: bytes, passphrase: str) -> Key:
    """Raises KeyFileError when it is no key file, damaged, of another version, or the passphrase is wrong."""
    about, head, sealed = _split(raw)
    try:
        key = _stretch(passphrase, bytes.fromhex(head["salt"]), head["n"])
        bound = MAGIC + _dump({name: value for name, value in head.items() if name != "sum"})
        inside = json.loads(AESGCM(key).decrypt(bytes.fromhex(head["nonce"]), sealed, bound))
        return Key(about, str(inside["seed"]), str(inside["share"]))
    except InvalidTag as problem:
        raise KeyFileError(
            "passphrase",
            f"Kata sandi tidak cocok dengan kunci milik {about.name}. Ketik ulang; huruf besar dan kecil dibedakan.",
        ) from problem
    except (ValueError, KeyError, TypeError) as problem:
        raise KeyFileError("damaged", DAMAGED) from problem


def file_name(about: About) -> str:
    """kunci-2-siti-rahma.pendopo"""
    plain = unicodedata.normalize("NFKD", about.name).encode("ascii", "ignore").decode().lower()
    word = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "pemegang"
    return f"kunci-{about.index}-{word}{SUFFIX}"


def weakness(passphrase: str, name: str = "") -> str:
    """Why this passphrase is refused; empty when it will do. It is never kept."""
    said = tidy(passphrase)
    if len(said) < SHORTEST:
        return f"Kata sandi terlalu pendek: paling sedikit {SHORTEST} huruf, lebih baik tiga kata atau lebih."
    if len(set(said.lower())) < 6 or re.fullmatch(r"(.{1,4})\1+", said.lower()):
        return "Kata sandi terlalu mudah ditebak karena hurufnya berulang. Pakai beberapa kata yang berbeda."
    if said.replace(" ", "").isdigit():
        return "Kata sandi hanya berisi angka, seperti tanggal atau nomor telepon. Tambahkan beberapa kata."
    own = [part for part in re.split(r"\W+", name.lower()) if len(part) > 3]
    rest = said.lower()
    for part in own:
        rest = rest.replace(part, "")
    if own and len(rest) < SHORTEST - 4:
        return "Kata sandi memuat nama sendiri. Pakai kata lain yang tidak ditebak orang."
    return ""


def suggestion(groups: int = 5) -> str:
    """Words that mean nothing and can be said: 12 bits each."""
    draw = secrets.choice
    return "-".join("".join(draw(CONSONANTS) + draw(VOWELS) for _ in range(2)) for _ in range(groups))


def tidy(passphrase: str) -> str:
    """Blanks around do not matter, and letters typed on another keyboard are the same letters."""
    return " ".join(unicodedata.normalize("NFKC", passphrase).split())


DAMAGED: Final = "Berkas kunci rusak. Pakai salinan yang lain, atau minta pemegang kunci lain maju."


def _split(raw: bytes) -> tuple[About, dict[str, Any], bytes]:
    if not raw.startswith(MAGIC[:13]) or len(raw) > LARGEST:
        raise KeyFileError("form", "Berkas ini bukan berkas kunci. Pilih berkas kunci-....pendopo dari stik Anda.")
    if not raw.startswith(MAGIC):
        raise KeyFileError("version", "Berkas kunci dibuat oleh versi lain. Perbarui Pendopo di laptop ini.")
    line, _newline, sealed = raw[len(MAGIC) :].partition(b"\n")
    try:
        head = json.loads(line)
        if head["version"] != VERSION:
            raise KeyFileError("version", "Berkas kunci dibuat oleh versi lain. Perbarui Pendopo di laptop ini.")
        about = About(**{name: head[name] for name in About.__slots__})
        numbers = (about.index, about.size, about.threshold, head["n"])
        right = all(type(one) is int for one in numbers) and head["n"] in (HARD, 2 * HARD, 4 * HARD)
        right &= 1 <= about.index <= about.size and about.kind in (PEDERSEN, SINGLE)
        if not right or hashlib.sha256(sealed).hexdigest() != head["sum"]:
            raise KeyFileError("damaged", DAMAGED)
    except KeyFileError:
        raise
    except (ValueError, KeyError, TypeError) as problem:
        raise KeyFileError("damaged", DAMAGED) from problem
    return about, head, sealed


def _stretch(passphrase: str, salt: bytes, n: int) -> bytes:
    return hashlib.scrypt(tidy(passphrase).encode(), salt=salt, n=n, r=8, p=1, maxmem=n * 8 * 256, dklen=32)


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
