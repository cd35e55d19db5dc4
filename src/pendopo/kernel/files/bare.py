"""A photo that everybody will see, without what the camera wrote beside the picture: place, time, device, thumbnail.

Only how the camera was held stays. What is not understood comes back unchanged: `inspect` judges it.
"""

from __future__ import annotations

import struct
from typing import Final

PNG: Final = b"\x89PNG\r\n\x1a\n"
PNG_DROPPED: Final = (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME")
EXIF: Final = b"Exif\0\0"
APP0, APP1, APP14, APP15, COMMENT, SCAN = 0xE0, 0xE1, 0xEE, 0xEF, 0xFE, 0xDA
ORIENTATION: Final = 0x0112


def bare(content: bytes) -> bytes:
    """JPEG or PNG without metadata."""
    if content.startswith(PNG):
        return _bare_png(content)
    if content.startswith(b"\xff\xd8"):
        return _bare_jpeg(content)
    return content


def _bare_png(content: bytes) -> bytes:
    kept, place = [PNG], len(PNG)
    while place + 12 <= len(content):
        length = int.from_bytes(content[place : place + 4], "big")
        chunk = content[place : place + 12 + length]
        if chunk[4:8] not in PNG_DROPPED:
            kept.append(chunk)
        place += 12 + length
    return b"".join([*kept, content[place:]])


def _bare_jpeg(content: bytes) -> bytes:
    kept, place = [content[:2]], 2
    while place + 4 <= len(content) and content[place] == 0xFF and content[place + 1] != SCAN:
        marker = content[place + 1]
        length = int.from_bytes(content[place + 2 : place + 4], "big")
        segment = content[place : place + 2 + length]
        if marker == APP1 and segment[4:10] == EXIF:
            kept.append(_held(_orientation(segment[10:])))
        elif not (APP0 < marker <= APP15 and marker != APP14) and marker != COMMENT:
            kept.append(segment)
        place += 2 + length
    return b"".join([*kept, content[place:]])


def _orientation(tiff: bytes) -> int:
    """1 to 8; 1 (upright) where nothing is said."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        if order is None:
            return 1
        first = struct.unpack_from(f"{order}I", tiff, 4)[0]
        for number in range(struct.unpack_from(f"{order}H", tiff, first)[0]):
            tag, kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if tag == ORIENTATION and kind == 3 and 1 <= value <= 8:
                return int(value)
    except struct.error:
        pass
    return 1


def _held(orientation: int) -> bytes:
    """An EXIF segment that says only this."""
    if orientation == 1:
        return b""
    entry = struct.pack(">HHIHH", ORIENTATION, 3, 1, orientation, 0)
    body = EXIF + b"MM\0\x2a" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
