"""Keeping files and giving them back."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import tempfile
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.files.inspect import inspect
from pendopo.kernel.files.kinds import DOCUMENTS, MEGABYTE, MOST_BYTES, Kinds, in_words
from pendopo.kernel.files.models import StoredFile
from pendopo.kernel.files.names import clean_name
from pendopo.kernel.files.unfit import Unfit

CHUNK: Final = 1024 * 1024
COMING: Final = ".new-"
"""What a file is called while it comes in; the backup and the sweep know it."""
log = logging.getLogger("pendopo.files")


def keep(actor: Actor, upload: Any, *, kinds: Kinds = DOCUMENTS, most: int = MOST_BYTES) -> StoredFile:
    """Keep an uploaded file. Raises Refused (field "file") for what is empty, too large, not what its name says, or
    carries something active.

    The caller's service has checked what the actor may do; the row joins the caller's transaction. The bytes are on the
    disk before the row: when the transaction is undone they are an orphan, which the daily sweep removes.
    """
    name = clean_name(str(getattr(upload, "name", "") or ""))
    try:
        return _keep(actor, upload, name, kinds, most)
    except Unfit as unfit:
        size = getattr(upload, "size", None)
        log.warning("file refused", extra={"code": unfit.code, "size": size, "account": actor.account_id})
        raise Refused(unfit.message, field="file") from unfit


def keep_bytes(actor: Actor, content: bytes, *, name: str, kinds: Kinds = DOCUMENTS) -> StoredFile:
    """Keep a document that the program itself has made, under the same checks."""
    made = io.BytesIO(content)
    made.name = name
    return keep(actor, made, kinds=kinds)


def _keep(actor: Actor, upload: Any, name: str, kinds: Kinds, most: int) -> StoredFile:
    ending = Path(name).suffix.lower()
    kind = kinds.get(ending)
    if kind is None:
        words = _("Jenis berkas ini tidak diterima. Unggah salah satu dari: %(kinds)s.") % {"kinds": in_words(kinds)}
        raise Unfit("kind", words)
    content_type, start = kind
    if (getattr(upload, "size", None) or 0) > most:
        raise _too_large(most)
    digest, size, coming = _write(getattr(upload, "file", None) or upload, start, most)
    try:
        inspect(coming, ending)
        _put(coming, _place(digest))
    finally:
        coming.unlink(missing_ok=True)
    return StoredFile.objects.create(
        name=name,
        content_type=content_type,
        size=size,
        sha256=digest,
        account_id=actor.account_id,
        account_name=actor.name,
    )


def path_of(stored: StoredFile) -> Path:
    return _place(stored.sha256)


def response(stored: StoredFile, *, public: bool = False) -> FileResponse:
    """The file as a download, never shown inside a page of ours. The view has checked the permission.

    `public`: anybody may have it, and whoever stands between may keep it for an hour. Not found when the
    bytes are gone: the nightly check has raised an alert then.
    """
    try:
        content = path_of(stored).open("rb")
    except FileNotFoundError as error:
        log.error("kept file is missing", extra={"sha256": stored.sha256})
        raise Http404 from error
    answer = FileResponse(content, as_attachment=True, filename=stored.name, content_type=stored.content_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "public, max-age=3600" if public else "private, no-store"
    return answer


def verify(stored: StoredFile) -> bool:
    """Whether the bytes are there and still have their digest."""
    return digest_of(path_of(stored)) == stored.sha256


def digest_of(path: Path) -> str:
    """The digest of a file; empty when it is not there."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    except FileNotFoundError:
        return ""
    return digest.hexdigest()


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "kept"


def _place(digest: str) -> Path:
    return folder() / digest[:2] / digest


def _write(source: IO[bytes], start: bytes, most: int) -> tuple[str, int, Path]:
    """Through the digest onto the disk, chunk by chunk."""
    folder().mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=folder(), prefix=COMING, delete=False) as target:
        place = Path(target.name)
        try:
            while chunk := source.read(CHUNK):
                if not size and not chunk.startswith(start):
                    words = _("Isi berkas tidak sesuai dengan jenisnya. Periksa berkas, lalu unggah lagi.")
                    raise Unfit("magic", words)
                size += len(chunk)
                if size > most:
                    raise _too_large(most)
                digest.update(chunk)
                target.write(chunk)
            if not size:
                raise Unfit("empty", _("Berkas ini kosong. Pilih berkas lain."))
            target.flush()
            os.fsync(target.fileno())
        except BaseException:
            place.unlink(missing_ok=True)
            raise
    return digest.hexdigest(), size, place


def _put(coming: Path, final: Path) -> None:
    """Under its digest, durably; the same content again replaces itself, which heals a damaged one."""
    fresh = not final.parent.is_dir()
    final.parent.mkdir(parents=True, exist_ok=True)
    coming.replace(final)
    _sync(final.parent)
    if fresh:
        _sync(folder())


def _sync(place: Path) -> None:
    """A new name is durable when its folder is on the disk."""
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _too_large(most: int) -> Unfit:
    words = _("Berkas lebih besar dari %(n)s MB. Perkecil atau bagi, lalu unggah lagi.")
    return Unfit("size", words % {"n": max(1, most // MEGABYTE)})
