"""Is a file what its name says, and only that? Each check is bounded; nothing is executed or opened by a viewer.

Raises Unfit with a code for the log and a sentence for the person.
"""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from pendopo.kernel.files.office import check_office
from pendopo.kernel.files.pdf_scan import check_pdf
from pendopo.kernel.files.unfit import Unfit

MARKUP: Final = (b"<script", b"<html", b"<svg", b"<!doctype", b"<?php", b"<?xml")
HEAD: Final = 4096
ZIP_END: Final = b"PK\x05\x06"
ZIP_TAIL: Final = 65_557
MOST_PIXELS: Final = 120_000_000
PNG_HEAD: Final = 8
JPEG_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
JPEG_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
START_OF_SCAN: Final = 0xDA
Content = bytes | mmap.mmap


def inspect(path: Path, ending: str) -> None:
    """Raises Unfit for a file of that ending that is damaged, two files in one, or carries something active."""
    if ending in (".docx", ".xlsx", ".pptx"):
        check_office(path, ending)
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        _refuse_second_format(content)
        if ending == ".pdf":
            check_pdf(content)
        elif ending == ".png":
            _check_png(content)
        elif ending in (".jpg", ".jpeg"):
            _check_jpeg(content)


def picture(content: bytes, ending: str) -> tuple[int, int]:
    """Width and height of a whole JPEG or PNG. Raises Unfit, as `inspect` does."""
    _refuse_second_format(content)
    return _check_png(content) if ending == ".png" else _check_jpeg(content)


def _refuse_second_format(content: Content) -> None:
    """A page or an archive hidden in a document or a photo (a polyglot)."""
    head = content[:HEAD].lower()
    if any(mark in head for mark in MARKUP[:4]) or content.rfind(ZIP_END, max(0, len(content) - ZIP_TAIL)) >= 0:
        raise Unfit("polyglot", _two_in_one())


def _two_in_one() -> str:
    return _("Berkas ini memuat jenis lain di dalamnya. Simpan ulang dari aplikasi asalnya, lalu unggah.")


def _damaged() -> str:
    return _("Berkas ini rusak atau tidak lengkap. Simpan ulang dari aplikasi asalnya, lalu unggah.")


def _check_png(content: Content) -> tuple[int, int]:
    """Walks from chunk to chunk; the last is IEND and the file ends with it. Width and height."""
    place, size, found = PNG_HEAD, len(content), (0, 0)
    while place + 12 <= size:
        length = int.from_bytes(content[place : place + 4], "big")
        kind = content[place + 4 : place + 8]
        if place == PNG_HEAD:
            if kind != b"IHDR" or length != 13:
                break
            width, height = content[place + 8 : place + 12], content[place + 12 : place + 16]
            found = _refuse_large(int.from_bytes(width, "big"), int.from_bytes(height, "big"))
        place += 12 + length
        if kind == b"IEND":
            if place != size:
                raise Unfit("trailing", _two_in_one())
            return found
    raise Unfit("damaged", _damaged())


def _check_jpeg(content: Content) -> tuple[int, int]:
    """Walks the segments up to the picture itself; behind its end cameras may add their own, but no other format.
    Width and height, (0, 0) where no frame says them.
    """
    place, size, found = 2, len(content), (0, 0)
    while place + 4 <= size:
        if content[place] != 0xFF:
            break
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker in JPEG_ALONE:
            place += 2
            continue
        length = int.from_bytes(content[place + 2 : place + 4], "big")
        if length < 2:
            break
        if marker in JPEG_FRAMES and place + 9 <= size:
            height, width = content[place + 5 : place + 7], content[place + 7 : place + 9]
            found = _refuse_large(int.from_bytes(width, "big"), int.from_bytes(height, "big"))
        if marker == START_OF_SCAN:
            end = content.rfind(b"\xff\xd9")
            if end < place:
                break
            tail = content[end + 2 :].lower()
            if b"%pdf-" in tail or any(mark in tail for mark in MARKUP):
                raise Unfit("trailing", _two_in_one())
            return found
        place += 2 + length
    raise Unfit("damaged", _damaged())


def _refuse_large(width: int, height: int) -> tuple[int, int]:
    if not width or not height:
        raise Unfit("damaged", _damaged())
    if width * height > MOST_PIXELS:
        raise Unfit("pixels", _("Ukuran gambar ini terlalu besar. Perkecil gambarnya, lalu unggah lagi."))
    return width, height
