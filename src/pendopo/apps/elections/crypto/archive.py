"""The archive `.bel` (section 2.3): an old-style tar in one exact form, without end blocks.

The reader goes through the file once, holds one member at a time and refuses every byte that is not where it belongs.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from pendopo.apps.elections.crypto.errors import Invalid, Unreadable
from pendopo.apps.elections.crypto.formats import decimal, dump, fields, load, sha256, words

BLOCK: Final = 512
LARGEST: Final = 64 << 20  # bytes of a member: the credentials of 100,000 voters in BELENIOS-2048
HEADER: Final = "BELENIOS"
DATA: Final = ".data.json"
EVENT: Final = ".event.json"


class Member(NamedTuple):
    """`hash` is that of `body`, `offset` where the body begins in the file."""

    kind: str  # DATA or EVENT
    hash: str
    body: bytes
    offset: int
    number: int


def header(name: str, size: int, time: int) -> bytes:
    """The 512 bytes in front of a member; there is exactly one form of them."""
    parts = (
        name.encode().ljust(100, b"\0"),
        b"0000644\x000000000\x000000000\0",
        b"%011o\0%011o\0" % (size, time),
    )
    total = sum(map(sum, parts)) + 8 * ord(" ") + ord("0")  # the checksum counts itself as eight blanks
    return b"".join((*parts, b"%06o\0 0" % total)).ljust(BLOCK, b"\0")


class Writer:
    """Writes members as they come; every member carries the one time of the archive, so none tells when it came."""

    def __init__(self, file: BinaryIO, time: int) -> None:
        self.file, self.time = file, time
        self.member(HEADER, dump({"version": 1, "timestamp": str(time)}))

    def member(self, name: str, body: bytes) -> None:
        self.file.write(header(name, len(body), self.time))
        self.file.write(body)
        self.file.write(bytes(-len(body) % BLOCK))

    def data(self, body: bytes) -> str:
        found = sha256(body)
        self.member(found + DATA, body)
        return found

    def event(self, body: bytes) -> str:
        found = sha256(body)
        self.member(found + EVENT, body)
        return found


class Reader:
    """Members in the order of the file. `Unreadable` where it is no archive at all, `Invalid` where it was damaged."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.size = path.stat().st_size
            self.file = path.open("rb")
        except OSError as problem:
            raise Unreadable(str(problem)) from problem
        self.number = 0
        try:
            self.time = self.read_head()
        except Invalid as problem:
            self.file.close()
            if self.size == 0 or problem.code == "archive.form":
                raise Unreadable("not an election archive (.bel)") from problem
            raise

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def read_head(self) -> int:
        first = self.file.read(BLOCK)
        if not first.startswith(HEADER.encode() + b"\0"):
            raise Invalid("archive.form", "the first member is not BELENIOS")
        self.file.seek(0)
        name, time, body = self.read_member()
        about = fields(load(body), ("version", "timestamp"))
        if about["version"] != 1 or not decimal(words(about["timestamp"]) or "-", 12):
            raise Invalid("archive.head", "version 1 and a time stamp are expected")
        if int(about["timestamp"]) != time:
            raise Invalid("archive.time", "the time stamps differ", name)
        return time

    def read_member(self) -> tuple[str, int, bytes]:
        block = self.file.read(BLOCK)
        place = f"anggota berkas nomor {self.number + 1}"
        if len(block) < BLOCK:
            raise Invalid("archive.short", "the file ends inside a header", place)
        try:
            name = block[: block.index(0)].decode("ascii")
            size, time = (octal(block[start : start + 12]) for start in (124, 136))
        except ValueError as problem:
            raise Invalid("archive.header", "a header cannot be read", place) from problem
        if size > LARGEST:
            raise Invalid("archive.size", f"{size} bytes in one member", place)
        if block != header(name, size, time):
            raise Invalid("archive.header", "a header is not in the one form that is allowed", place)
        body = self.file.read(size)
        padding = self.file.read(-size % BLOCK)
        if len(body) < size or len(padding) != -size % BLOCK:
            raise Invalid("archive.short", "the file ends inside a member", place)
        if padding.count(0) != len(padding):
            raise Invalid("archive.padding", "something stands behind the body", place)
        self.number += 1
        return name, time, body

    def __iter__(self) -> Iterator[Member]:
        while self.file.tell() < self.size:
            name, time, body = self.read_member()
            place = f"anggota berkas nomor {self.number}"
            found, dot, rest = name.partition(".")
            kind = dot + rest
            if kind not in (DATA, EVENT):
                raise Invalid("archive.name", f"unknown member {name[:80]}", place)
            if time != self.time:
                raise Invalid("archive.time", "a member carries a time of its own", place)
            if sha256(body) != found:
                raise Invalid("archive.hash", f"the content does not fit its name {found[:16]}...", place)
            padded = len(body) + -len(body) % BLOCK
            yield Member(kind, found, body, self.file.tell() - padded, self.number)

    def body_at(self, offset: int, size: int) -> bytes:
        """A body that was seen before."""
        here = self.file.tell()
        self.file.seek(offset)
        body = self.file.read(size)
        self.file.seek(here)
        return body


def octal(raw: bytes) -> int:
    if raw[11] != 0 or not raw[:11].isdigit():
        raise ValueError("no octal number")
    return int(raw[:11], 8)
