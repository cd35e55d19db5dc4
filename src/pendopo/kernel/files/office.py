"""Office files (OOXML): a ZIP whose directory is read first, within limits, before anything is unpacked."""

from __future__ import annotations

import os
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import IO, Final

from django.utils.translation import gettext as _

from pendopo.kernel.files.unfit import Unfit

FOLDERS: Final = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/"}
TYPES: Final = "[Content_Types].xml"
MOST_ENTRIES: Final = 3000
MOST_DIRECTORY: Final = 2 * 1024 * 1024
MOST_UNPACKED: Final = 200 * 1024 * 1024
MOST_RATIO: Final = 200
SMALL: Final = 10 * 1024 * 1024
"""A part below this may be packed as tightly as it likes."""
END_LENGTH: Final = 22
END_SIGN: Final = b"PK\x05\x06"
FULL: Final = 0xFFFF
CHUNK: Final = 1024 * 1024
ENCRYPTED: Final = 0x1
MACROS: Final = re.compile(
    r"(?i)(vbaproject|vbadata|activex|oleobject|macrosheets|customui|\.(bas|exe|dll|js|vbs|hta|lnk)$)"
)
ARCHIVES: Final = re.compile(r"(?i)\.(zip|7z|rar|jar|docm|xlsm|xlsb|pptm|docx|xlsx|pptx)$")


def check_office(path: Path, ending: str) -> None:
    """Raises Unfit for what is no such document, locked, swollen, with macros, or with names that lead out."""
    with path.open("rb") as file:
        check_stream(file, path.stat().st_size, ending, nested=False)


def check_stream(file: IO[bytes], size: int, ending: str, *, nested: bool) -> None:
    _check_end(file, size)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check_names(parts)
            _check_sizes(parts)
            names = {part.filename for part in parts}
            if TYPES not in names or not any(name.startswith(FOLDERS[ending]) for name in names):
                raise Unfit("mismatch", _no_office())
            _check_active(archive, parts)
            for part in parts:
                _check_part(archive, part, nested=nested)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, struct.error, zlib.error) as error:
        raise Unfit("damaged", _no_office()) from error


def _check_end(file: IO[bytes], size: int) -> None:
    """The directory is small, ends the file, and begins where it says: nothing stands before, between or behind."""
    if size < END_LENGTH:
        raise Unfit("damaged", _no_office())
    file.seek(-END_LENGTH, os.SEEK_END)
    sign, _disk, _start, _here, entries, length, offset, comment = struct.unpack("<4s4H2LH", file.read(END_LENGTH))
    file.seek(0)
    if sign != END_SIGN or comment:
        raise Unfit("trailing", _no_office())
    if entries == FULL or entries > MOST_ENTRIES or length > MOST_DIRECTORY:
        raise Unfit("bomb", _swollen())
    if offset + length + END_LENGTH != size:
        raise Unfit("polyglot", _no_office())


def _check_names(parts: Sequence[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for part in parts:
        name = part.orig_filename
        folded = name.casefold()
        leads_out = name.startswith("/") or ".." in name.split("/") or "\\" in name or ":" in name
        if leads_out or not name.isprintable() or folded in seen:
            raise Unfit("names", _no_office())
        seen.add(folded)
        if part.flag_bits & ENCRYPTED:
            raise Unfit("locked", _("Berkas ini terkunci kata sandi. Simpan tanpa kata sandi, lalu unggah lagi."))
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unfit("packing", _no_office())


def _check_sizes(parts: Sequence[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    tight = any(p.file_size > SMALL and p.file_size > MOST_RATIO * max(p.compress_size, 1) for p in parts)
    if unpacked > MOST_UNPACKED or tight:
        raise Unfit("bomb", _swollen())


def _check_active(archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> None:
    types = archive.read(TYPES) if archive.getinfo(TYPES).file_size < CHUNK else b"macroEnabled"
    if b"macroenabled" in types.lower() or any(MACROS.search(part.filename) for part in parts):
        raise Unfit(
            "macros", _("Berkas ini memuat makro atau objek aktif. Simpan tanpa makro, atau sebagai PDF, lalu unggah.")
        )


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, nested: bool) -> None:
    """Unpacks to nowhere, so that a size or a sum that lies is found; a workbook inside a chart is looked into once."""
    inner = ARCHIVES.search(part.filename)
    if inner:
        ending = inner[0].lower()
        if nested or ending not in FOLDERS or part.file_size > SMALL:
            raise Unfit("nested", _("Berkas ini memuat arsip lain di dalamnya. Simpan tanpa lampiran, lalu unggah."))
        with archive.open(part) as source:
            content = source.read(SMALL + 1)
        check_stream(BytesIO(content), len(content), ending, nested=True)
        return
    with archive.open(part) as source:
        while source.read(CHUNK):
            pass


def _no_office() -> str:
    return _("Isi berkas tidak sesuai dengan jenisnya atau rusak. Simpan ulang di aplikasi kantor, lalu unggah lagi.")


def _swollen() -> str:
    return _("Isi berkas ini terlalu besar setelah dibuka. Simpan ulang dalam ukuran kecil, lalu unggah.")
