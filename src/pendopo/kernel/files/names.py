"""A file's name as it may be shown and sent on."""

from __future__ import annotations

import os
import re
import unicodedata
from typing import Final

LONGEST_STEM: Final = 140
LONGEST_ENDING: Final = 10
RESERVED: Final = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])$")
ODD: Final = frozenset('<>:"|?*')


def clean_name(name: str) -> str:
    """The last part of a name without control and direction characters, at most 150 characters, never empty."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(c for c in last if c.isprintable() and c not in ODD)
    stem, ending = os.path.splitext(" ".join(plain.split()).strip(". "))
    stem = stem[:LONGEST_STEM].strip(". ")
    if not stem or RESERVED.match(stem):
        stem = f"berkas {stem}".strip()
    return f"{stem}{ending[:LONGEST_ENDING].rstrip()}"
