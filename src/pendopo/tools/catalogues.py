"""Compiles the translations: the .mo files are made, not committed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).resolve().parent.parent


def compile_catalogues(root: Path = SOURCE) -> list[Path]:
    """Makes each .mo that is missing or older than its .po; returns those made."""
    made = []
    for po in sorted(root.rglob("LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime_ns < po.stat().st_mtime_ns:
            _compile(po, mo)
            made.append(mo)
    return made


def _compile(po: Path, mo: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with po.open("rb") as source:
        catalogue = read_po(source)
    # Written beside and renamed: another process may be reading it.
    handle, name = tempfile.mkstemp(dir=mo.parent)
    with os.fdopen(handle, "wb") as target:
        write_mo(target, catalogue)
    Path(name).chmod(0o644)
    Path(name).replace(mo)
