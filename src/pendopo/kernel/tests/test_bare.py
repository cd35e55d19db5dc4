"""Photos for the public carry a picture and nothing else."""

from __future__ import annotations

import struct
import zlib

from hypothesis import given
from hypothesis import strategies as st

from pendopo.kernel.files.bare import _orientation, bare
from pendopo.kernel.files.testing import a_jpeg, a_png

PLACE = b"GPS 1.9 S 116.2 E"


def with_exif(*, order: str = ">", orientation: int = 6) -> bytes:
    mark = b"MM\0\x2a" if order == ">" else b"II\x2a\0"
    entries = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    entries += struct.pack(f"{order}HHII", 0x8825, 4, 1, 40)
    body = b"Exif\0\0" + mark + struct.pack(f"{order}IH", 8, 2) + entries + bytes(4) + PLACE
    segment = b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    comment = b"\xff\xfe" + struct.pack(">H", 7) + b"hello"
    return a_jpeg()[:2] + segment + comment + a_jpeg()[2:]


def test_it_works_the_place_is_gone_and_the_picture_stays() -> None:
    found = bare(with_exif())
    assert PLACE not in found
    assert b"hello" not in found
    assert found.endswith(a_jpeg()[2:])
    assert bare(found) == found


def test_how_the_camera_was_held_stays() -> None:
    for order in "<>":
        found = bare(with_exif(order=order, orientation=8))
        assert _orientation(found[12:]) == 8
    assert bare(with_exif(orientation=1)) == a_jpeg()


def test_a_png_loses_its_texts() -> None:
    body = b"tEXtAuthor\0Sari"
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    plain = a_png()
    assert bare(plain[:33] + chunk + plain[33:]) == plain
    assert bare(plain) == plain


@given(st.binary(max_size=200))
def test_whatever_comes_there_is_an_answer(tail: bytes) -> None:
    for head in (b"", b"\xff\xd8", b"\xff\xd8\xff\xe1\x00\x20Exif\0\0", b"\x89PNG\r\n\x1a\n"):
        found = bare(head + tail)
        assert isinstance(found, bytes)
        assert len(found) <= len(head + tail) + 40
