"""The verifier as one file for the public: `periksa-suara.pyz`, made of the sources of `crypto` as they are here."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "crypto"
PACKAGE: Final = "pendopo/apps/elections/crypto"
# What makes elections is left out: the public file only checks.
LEFT_OUT: Final = ("ceremony.py", "recording.py", "rehearse.py", "rehearsal_report.py")
MAIN: Final = """import sys

if sys.version_info < (3, 10):
    sys.exit("periksa-suara: perlu Python 3.10 atau yang lebih baru.")
if __name__ == "__main__":
    from pendopo.apps.elections.crypto.public import main

    sys.exit(main())
"""
SHEBANG: Final = b"#!/usr/bin/env python3\n"
NEVER: Final = (1980, 1, 1, 0, 0, 0)


def build() -> bytes:
    """The same sources give the same bytes, so that the hash can be published beside the file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        put(archive, "__main__.py", MAIN)
        parts = PACKAGE.split("/")
        for depth in range(1, len(parts)):
            put(archive, "/".join([*parts[:depth], "__init__.py"]), "")
        for source in sorted(FOLDER.glob("*.py")):
            if source.name not in LEFT_OUT:
                put(archive, f"{PACKAGE}/{source.name}", source.read_text())
    return SHEBANG + packed.getvalue()


def put(archive: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name, NEVER)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, text)


def write(path: Path) -> str:
    """Writes the file, executable; returns its SHA-256."""
    raw = build()
    path.write_bytes(raw)
    path.chmod(0o755)
    return hashlib.sha256(raw).hexdigest()
