"""What may be handed in: endings with their type and the bytes that such a file begins with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

Kinds = Mapping[str, tuple[str, bytes]]
MEGABYTE: Final = 1024 * 1024
MOST_BYTES: Final = 20 * MEGABYTE
PDF: Final[Kinds] = {".pdf": ("application/pdf", b"%PDF-")}
IMAGES: Final[Kinds] = {
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
}
DOCUMENTS: Final[Kinds] = {
    **PDF,
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),
    ".pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", b"PK\x03\x04"),
    **IMAGES,
}


def in_words(kinds: Kinds) -> str:
    """PDF, DOCX, JPG."""
    return ", ".join(dict.fromkeys(ending[1:].upper().replace("JPEG", "JPG") for ending in kinds))


def accepted(kinds: Kinds, most: int) -> str:
    """The sentence under a file field."""
    return _("%(kinds)s, paling besar %(n)s MB.") % {"kinds": in_words(kinds), "n": max(1, most // MEGABYTE)}
