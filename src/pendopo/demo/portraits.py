"""Portraits of people who do not exist: a silhouette on a plain ground, as PNG."""

from __future__ import annotations

import struct
import zlib
from functools import cache

WIDTH, HEIGHT = 240, 320
GROUNDS = ((198, 40, 40), (21, 101, 192), (46, 125, 50), (239, 108, 0), (106, 27, 154))
"""Red and blue are the usual grounds of official portraits here."""


@cache
def portrait(number: int, *, covered: bool = False) -> bytes:
    """A face and shoulders; `covered`: with a headscarf. Another ground for each of five numbers."""
    ground = GROUNDS[number % len(GROUNDS)]
    scarf = tuple(255 - (255 - part) // 4 for part in GROUNDS[(number + 2) % len(GROUNDS)])
    rows = [_row(y, ground, scarf if covered else (48, 38, 34)) for y in range(HEIGHT)]
    packed = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    chunks = _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _row(y: int, ground: tuple[int, ...], top: tuple[int, ...]) -> bytes:
    return b"".join(bytes(_pixel(x - WIDTH / 2, y, ground, top)) for x in range(WIDTH))


def _pixel(x: float, y: int, ground: tuple[int, ...], top: tuple[int, ...]) -> tuple[int, ...]:
    if _inside(x, y - 138, 44, 56) and y > 106 - abs(x) * 0.16:
        return (214, 170, 136)
    if _inside(x, y - 132, 54, 68) and (y < 150 or top[0] > 90):
        return top
    if top[0] > 90 and _inside(x, y - 215, 66, 60) and y > 170:
        return top
    if _inside(x, y - 320, 108, 112):
        return (245, 245, 245) if abs(x) < 12 and y < 250 else (52, 58, 70)
    if abs(x) < 22 and 170 < y < 225:
        return (196, 150, 118)
    return ground


def _inside(x: float, y: float, a: float, b: float) -> bool:
    return (x / a) ** 2 + (y / b) ** 2 <= 1


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
