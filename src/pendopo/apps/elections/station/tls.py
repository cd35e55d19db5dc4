"""What the station's web server keeps beside the box: its certificate and the key that signs its cookies."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import os
import secrets
import socket
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

WEB: Final = "web"
YEARS_BACK: Final = 10  # the clock of an old laptop may have fallen years behind
YEARS_ON: Final = 10


@dataclass(frozen=True, slots=True)
class Certificate:
    """`fingerprint` is SHA-256 of the certificate in pairs, `spki` that of its public key as Chromium takes it."""

    paths: tuple[Path, Path]
    fingerprint: str
    spki: str


def web_folder(folder: Path) -> Path:
    """Where the web server keeps its own files; nobody else may read them."""
    place = folder / WEB
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def write_private(path: Path, raw: bytes) -> None:
    """In one step, readable by the owner only."""
    part = path.with_name(path.name + ".baru")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def folder_key(folder: Path) -> str:
    """The key that signs cookies, made once for a folder."""
    path = web_folder(folder) / "kunci-kue"
    if not path.exists():
        write_private(path, secrets.token_hex(32).encode())
    return path.read_text().strip()


def certificate(folder: Path) -> Certificate:
    """The folder's own certificate, made at the first start for the addresses that the laptop has then."""
    place = web_folder(folder)
    paths = place / "sertifikat.pem", place / "sertifikat.key"
    if not all(path.exists() for path in paths):
        key = ec.generate_private_key(ec.SECP256R1())
        write_private(paths[1], _private_pem(key))
        write_private(paths[0], _make(key).public_bytes(serialization.Encoding.PEM))
    found = x509.load_pem_x509_certificate(paths[0].read_bytes())
    public = found.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    pairs = found.fingerprint(hashes.SHA256()).hex(":").upper()
    return Certificate(paths, pairs, base64.b64encode(hashlib.sha256(public).digest()).decode())


def lan_addresses() -> list[str]:
    """IPv4 addresses of this laptop that others can reach, without asking anybody."""
    found: list[str] = []
    with suppress(OSError):
        lines = Path("/proc/net/fib_trie").read_text().splitlines()
        found += [one.split()[-1] for one, below in pairwise(lines) if "/32 host LOCAL" in below]
    with suppress(OSError):
        found += [str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    kept = []
    for text in dict.fromkeys(found):
        with suppress(ValueError):
            if not ipaddress.ip_address(text).is_loopback:
                kept.append(text)
    return kept


def _private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _make(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Pendopo TPS")])
    addresses = ["127.0.0.1", "::1", *lan_addresses()]
    names: list[x509.GeneralName] = [x509.IPAddress(ipaddress.ip_address(one)) for one in addresses]
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=366 * YEARS_BACK))
        .not_valid_after(now + timedelta(days=366 * YEARS_ON))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost"), *names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
