"""A ZIP of photos named by NIK: each file with what is wrong with it. Nothing is written anywhere."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from django.utils.translation import gettext as _

from pendopo.apps.elections.closing import PACKED
from pendopo.apps.elections.rules.photos import Photo, fits
from pendopo.kernel import files
from pendopo.kernel.errors import Refused
from pendopo.kernel.files.bare import bare
from pendopo.kernel.files.inspect import picture
from pendopo.kernel.files.unfit import Unfit

MOST_ZIP: Final = 24 * 1024 * 1024
MOST_FILES: Final = 3000
MOST_READ: Final = 160 * 1024
"""As much of one file as is looked at: what a camera writes beside a picture may be larger than the picture."""
BROKEN: Final = (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, OSError, EOFError, NotImplementedError)


def read(content: bytes) -> list[Photo]:
    """Raises Refused (field "file") for what is no ZIP that can be read, is too large, or holds nothing."""
    if len(content) > MOST_ZIP:
        words = _("ZIP ini lebih besar dari %(n)s MB. Bagi menjadi beberapa, misalnya satu untuk setiap TPS.")
        raise Refused(words % {"n": MOST_ZIP // 1024 // 1024}, field="file")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [one for one in archive.infolist() if not _is_beside(one)]
            if len(members) > MOST_FILES:
                words = _("ZIP ini memuat lebih dari %(n)s berkas. Bagi dahulu.")
                raise Refused(words % {"n": MOST_FILES}, field="file")
            found = [_photo(archive, place, one) for place, one in enumerate(members, 1)]
    except BROKEN as problem:
        raise Refused(_("Berkas ini bukan ZIP yang utuh. Pilih ZIP berisi foto."), field="file") from problem
    if not found:
        raise Refused(_("Tidak ada satu pun berkas di ZIP ini."), field="file")
    times = Counter(one.nik for one in found if one.nik)
    for one in found:
        if times[one.nik] > 1 and not one.problem:
            one.problem = "twice"
    return found


def good(photos: list[Photo]) -> Iterator[Photo]:
    return (one for one in photos if not one.problem)


def _is_beside(member: zipfile.ZipInfo) -> bool:
    """Folders, and what file managers leave in them."""
    name = PurePosixPath(member.filename)
    return member.is_dir() or name.name in ("Thumbs.db", "desktop.ini") or name.name.startswith(".") or (
        name.parts[0] == "__MACOSX"
    )  # fmt: skip


def _photo(archive: zipfile.ZipFile, place: int, member: zipfile.ZipInfo) -> Photo:
    made = Photo(place, PurePosixPath(member.filename).name)
    if not made.nik:
        made.problem = "name"
    elif member.file_size > MOST_READ:
        made.problem = "large"
    elif member.compress_type not in PACKED:
        made.problem = "picture"
    else:
        with archive.open(member) as file:
            made.content, made.problem = _judged(file.read(MOST_READ), made.file_name)
    return made


def _judged(content: bytes, file_name: str) -> tuple[bytes, str]:
    """The picture without what the camera wrote beside it, or what is wrong."""
    ending = PurePosixPath(file_name).suffix.lower()
    if ending not in files.IMAGES or not content.startswith(files.IMAGES[ending][1]):
        return b"", "picture"
    plain = bare(content)
    try:
        width, height = picture(plain, ending)
    except Unfit as unfit:
        return b"", "large" if unfit.code == "pixels" else "picture"
    return (plain, "") if fits(width, height, len(plain)) else (b"", "large")
