"""Sticks in this laptop, and what lies on them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

PLACES: Final = ("/media/*", "/media/*/*", "/run/media/*/*", "/mnt", "/mnt/*")
PARCELS: Final = ("*.paket", "*.tps")
JOURNALS: Final = "jurnal-tps-*.pendopo"
MOST: Final = 30


def mounted(given: Path | None = None) -> list[Path]:
    """Folders of sticks, the one named at the start first."""
    found = [given] if given is not None and given.is_dir() else []
    for pattern in PLACES:
        with suppress(OSError):
            found += sorted(place for place in Path("/").glob(pattern[1:]) if os.path.ismount(place))
    return list(dict.fromkeys(found))


def parcels(places: Sequence[Path]) -> list[Path]:
    return [path for pattern in PARCELS for path in matching(places, pattern)]


def journals(places: Sequence[Path]) -> list[Path]:
    return matching(places, JOURNALS)


def matching(places: Sequence[Path], pattern: str) -> list[Path]:
    """Files (or folders) at the top of the sticks; a stick that cannot be read has none."""
    found: list[Path] = []
    for place in places:
        with suppress(OSError):
            found += sorted(place.glob(pattern))
    return found[:MOST]
