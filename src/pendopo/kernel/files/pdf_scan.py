"""A PDF without anything that acts by itself. A bounded scan by names, not a parser.

Names are searched in the whole file, written plainly or with #xx; object streams (`/ObjStm`, compressed) are unpacked
up to a limit. Content streams of pages are not unpacked: they draw, they cannot act.
"""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from pendopo.kernel.files.unfit import Unfit

END: Final = b"%%EOF"
END_WITHIN: Final = 2048
MOST_UNPACKED: Final = 64 * 1024 * 1024
MOST_OBJECT_STREAMS: Final = 20_000
DICTIONARY: Final = 4096
_delimiter = rb"(?=[\s/<>\[\]()%{}\x00]|$)"
# Long enough to stand in compressed bytes by chance never.
ACTIVE: Final = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|Rendition|GoToE|Movie)" + _delimiter
)
SHORT: Final = re.compile(rb"/(JS|AA|XFA)" + _delimiter)
OPEN_ACTION: Final = re.compile(rb"/OpenAction" + _delimiter + rb"\s*(.)", re.DOTALL)
LOCKED: Final = re.compile(rb"/Encrypt" + _delimiter)
ESCAPED: Final = re.compile(rb"/[^\s/<>\[\]()%{}]*#[0-9A-Fa-f]{2}[^\s/<>\[\]()%{}]*")
ESCAPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM: Final = re.compile(rb"stream\r?\n")
OBJECT_STREAM: Final = re.compile(rb"/ObjStm" + _delimiter)


def check_pdf(content: mmap.mmap) -> None:
    """Raises Unfit for a PDF that is cut off, locked, or carries a script, an action on opening or another file."""
    version = content[5:8]
    if not re.fullmatch(rb"[12]\.[0-9]", version):
        raise Unfit("damaged", _damaged())
    end = content.rfind(END)
    if end < 0:
        raise Unfit("damaged", _damaged())
    if len(content) - end > END_WITHIN:
        raise Unfit("trailing", _("Di belakang dokumen ini ada isi lain. Simpan ulang sebagai PDF, lalu unggah."))
    _scan(content, whole=False)
    for part in _object_streams(content):
        _scan(part, whole=True)


def _scan(part: mmap.mmap | bytes, *, whole: bool) -> None:
    """Short names only where no compressed bytes lie: outside streams, or in an unpacked part (`whole`)."""
    if LOCKED.search(part) and not whole:
        raise Unfit("locked", _("PDF ini terkunci kata sandi. Simpan tanpa kata sandi, lalu unggah lagi."))
    if ACTIVE.search(part):
        raise Unfit("active", _active())
    for match in ESCAPED.finditer(part):
        name = ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), match[0])
        hides = SHORT.fullmatch(name) or OBJECT_STREAM.fullmatch(name) or name.startswith(b"/OpenAction")
        if hides or ACTIVE.search(name):
            raise Unfit("active", _active())
    for match in OPEN_ACTION.finditer(part):
        if match[1] != b"[":  # a place to open at is no action
            raise Unfit("active", _active())
    for piece in [part] if whole else _outside_streams(part):
        if SHORT.search(piece):
            raise Unfit("active", _active())


def _outside_streams(content: mmap.mmap | bytes) -> Iterator[bytes]:
    place = 0
    for match in STREAM.finditer(content):
        if match.start() < place:
            continue
        yield content[place : match.start()]
        end = content.find(b"endstream", match.end())
        if end < 0:
            return
        place = end
    yield content[place:]


def _object_streams(content: mmap.mmap) -> Iterator[bytes]:
    """Compressed objects, unpacked. Raises Unfit when they swell beyond the limit or cannot be read."""
    left = MOST_UNPACKED
    for number, match in enumerate(OBJECT_STREAM.finditer(content)):
        if number > MOST_OBJECT_STREAMS:
            raise Unfit("bomb", _swollen())
        begun = STREAM.search(content, match.end(), min(len(content), match.end() + DICTIONARY))
        if begun is None:
            continue
        packing = content[max(0, content.rfind(b"obj", 0, match.start())) : begun.start()]
        _refuse_hidden(packing)
        end = content.find(b"endstream", begun.end())
        raw = content[begun.end() : end if end >= 0 else len(content)]
        try:
            unpacked = zlib.decompressobj().decompress(raw, left + 1)
        except zlib.error as error:
            if b"/Filter" in packing:
                raise Unfit("packing", _damaged()) from error
            unpacked = raw
        left -= len(unpacked)
        if left < 0:
            raise Unfit("bomb", _swollen())
        yield unpacked


def _refuse_hidden(packing: bytes) -> None:
    """Objects are packed once, plainly; twice, by another filter or by differences hides names from the search."""
    filters = packing.count(b"Decode") - packing.count(b"DecodeParms")
    if filters > 1 or b"/Predictor" in packing or ESCAPED.search(packing):
        raise Unfit("packing", _damaged())


def _active() -> str:
    return _("PDF ini memuat skrip, tindakan otomatis, atau berkas lain. Cetak ulang ke PDF, lalu unggah hasilnya.")


def _swollen() -> str:
    return _("Isi PDF ini terlalu besar setelah dibuka. Simpan ulang dalam ukuran kecil, lalu unggah.")


def _damaged() -> str:
    return _("PDF ini rusak atau tidak lengkap. Simpan ulang dari aplikasi asalnya, lalu unggah.")
