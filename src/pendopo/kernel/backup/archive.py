"""The tar file: writing it in one pass, and proving it before it is used."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

from pendopo.kernel.backup.errors import Damaged

MANIFEST: Final = "manifest-"
BLOCK: Final = 1024 * 1024
SEAL: Final = b"pendopo backup sha256 "  # after the end of the tar, with the digest of everything before it
SEAL_LENGTH: Final = len(SEAL) + 64
FORMAT: Final = 1


class Hashing(io.RawIOBase):
    """Passes a file through and digests what passes."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.source.read(len(buffer))
        buffer[: len(data)] = data
        self.digest.update(data)
        return len(data)


class Writer:
    """Writes members one after the other and remembers size and digest of each."""

    def __init__(self, target: IO[bytes]) -> None:
        self.tar = tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self.members: dict[str, dict[str, Any]] = {}

    def add(self, name: str, path: Path) -> None:
        with path.open("rb") as source:
            size = os.fstat(source.fileno()).st_size
            passing = Hashing(source)
            info = tarfile.TarInfo(name)
            info.size, info.mode, info.mtime = size, 0o600, int(path.stat().st_mtime)
            self.tar.addfile(info, io.BufferedReader(passing, BLOCK))
        self.members[name] = {"size": size, "sha256": passing.digest.hexdigest()}

    def close(self, manifest: dict[str, Any]) -> None:
        """Writes the manifest, under a name that is its own digest."""
        content = json.dumps({"format": FORMAT, **manifest, "members": self.members}, indent=1).encode()
        info = tarfile.TarInfo(f"{MANIFEST}{hashlib.sha256(content).hexdigest()}.json")
        info.size, info.mode = len(content), 0o600
        self.tar.addfile(info, io.BytesIO(content))
        self.tar.close()


@contextlib.contextmanager
def written_whole(target: Path) -> Iterator[IO[bytes]]:
    """A file that has its name only when it is complete and on the disk; on any error nothing is left."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            yield file
            file.seek(0)
            seal = _digest(file)
            file.write(SEAL + seal.encode())
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def read_manifest(path: Path) -> dict[str, Any]:
    """Reads the whole file, compares every digest, and returns the manifest. Raises Damaged; writes nothing."""
    _check_seal(path)
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    with reading(path) as tar:
        for info in tar:
            source = tar.extractfile(info)
            if source is None or manifest is not None:
                raise Damaged(f"{path.name}: unexpected part {info.name!r}")
            if info.name.startswith(MANIFEST):
                manifest = _parse(info.name, source.read())
            else:
                found[info.name] = {"size": info.size, "sha256": _digest(source)}
    if manifest is None:
        raise Damaged(f"{path.name}: the end is missing")
    if manifest.get("format") != FORMAT:
        raise Damaged(f"{path.name}: a format this version does not know")
    wrong = sorted(name for name in {*found, *manifest["members"]} if found.get(name) != manifest["members"].get(name))
    if wrong:
        raise Damaged(f"{path.name}: changed or missing: {', '.join(wrong[:5])}")
    return manifest


def _check_seal(path: Path) -> None:
    """Any changed bit, in padding too, and any missing end."""
    with path.open("rb") as file:
        length = os.fstat(file.fileno()).st_size - SEAL_LENGTH
        if length <= 0:
            raise Damaged(f"{path.name}: too short for a backup")
        digest = _digest(file, length)
        if file.read() != SEAL + digest.encode():
            raise Damaged(f"{path.name}: changed or cut short since it was written")


@contextlib.contextmanager
def reading(path: Path) -> Iterator[tarfile.TarFile]:
    """The tar, every way of being broken turned into Damaged."""
    try:
        with path.open("rb") as file, tarfile.open(fileobj=file, mode="r|") as tar:
            yield tar
    except (tarfile.TarError, EOFError, ValueError, KeyError, UnicodeDecodeError) as error:
        raise Damaged(f"{path.name}: not a whole backup ({error})") from error


def extract(path: Path, into: Path) -> None:
    """Writes every member but the manifest below `into`. After `read_manifest`; names that lead out are refused."""
    root = into.resolve()
    with reading(path) as tar:
        for info in tar:
            source = tar.extractfile(info)
            if source is None or info.name.startswith(MANIFEST):
                continue
            target = (root / info.name).resolve()
            if not target.is_relative_to(root):
                raise Damaged(f"{path.name}: a part with a path that leads out")
            target.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                while block := source.read(BLOCK):
                    file.write(block)
                file.flush()
                os.fsync(file.fileno())


def _parse(name: str, content: bytes) -> dict[str, Any]:
    if name != f"{MANIFEST}{hashlib.sha256(content).hexdigest()}.json":
        raise Damaged("the manifest was changed")
    parsed: dict[str, Any] = json.loads(content)
    return parsed


def _digest(source: IO[bytes], length: int | None = None) -> str:
    """Of everything that is left to read, or of the next `length` bytes."""
    digest, left = hashlib.sha256(), length
    while block := source.read(BLOCK if left is None else min(BLOCK, left)):
        digest.update(block)
        left = None if left is None else left - len(block)
    return digest.hexdigest()
