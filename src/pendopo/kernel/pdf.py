"""PDF from typst templates: one kept compiler per template, data as JSON, PDF/A-2b, a fixed date, our own font.

A template reads its data with `#let data = json(bytes(sys.inputs.data))` and may `#import "/kernel/typst/letter.typ"`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any, Literal

import fontpkg_plus_jakarta_sans
import typst
from django.utils import timezone
from django.utils.functional import Promise

HOUSE = Path(__file__).resolve().parent.parent
TABLE_REPORT = "kernel/typst/table.typ"
LARGE = 100_000
LONGEST = 60
AT_ONCE = 2
_apart = BoundedSemaphore(AT_ONCE)
STANDARD: Literal["a-2b"] = "a-2b"


class PdfError(RuntimeError):
    """The template could not be set; a fault of the program, not of the person."""


class _Press:
    """One compiler and its lock: a compiler is not for two threads at once."""

    def __init__(self, template: str) -> None:
        self._lock = Lock()
        self._compiler = typst.Compiler(input=str(HOUSE / template), root=str(HOUSE), font_paths=_fonts())

    def print(self, data: str, made_at: datetime) -> bytes:
        with self._lock:
            try:
                made = self._compiler.compile(
                    format="pdf",
                    sys_inputs={"data": data},
                    pdf_standards=[STANDARD],
                    timestamp=int(made_at.timestamp()),
                )
            except typst.TypstError as error:
                raise PdfError(error.diagnostic or error.message) from error
        if not isinstance(made, bytes):
            raise PdfError("typst gave no document")
        return made


def render(template: str, data: Mapping[str, Any], *, made_at: datetime | None = None) -> bytes:
    """The document as PDF/A-2b. `template` is a path inside src/pendopo; same data and `made_at`, same bytes."""
    text = json.dumps(data, default=_plain, ensure_ascii=False)
    made_at = made_at or timezone.now()
    if len(text) > LARGE:
        return _print_apart(template, text, made_at)
    return _press(template).print(text, made_at)


def _print_apart(template: str, text: str, made_at: datetime) -> bytes:
    """A large document in a process of its own: typst keeps what it has set, and a web process must not grow by it."""
    _press(template)
    command = [sys.executable, "-m", "pendopo.kernel.pdf", template, made_at.isoformat()]
    environment = {**os.environ, "PYTHONPATH": str(HOUSE.parent)}
    with _apart:
        done = subprocess.run(command, input=text.encode(), capture_output=True, env=environment, timeout=LONGEST)  # noqa: S603
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise PdfError(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


@cache
def _press(template: str) -> _Press:
    path = (HOUSE / template).resolve()
    if not path.is_file() or not path.is_relative_to(HOUSE):
        raise PdfError(f"no template {template}")
    return _Press(template)


@cache
def _fonts() -> typst.Fonts:
    folder = Path(fontpkg_plus_jakarta_sans.__file__).resolve().parent / "files"
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)])


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot go into a document")


if __name__ == "__main__":
    sys.stdout.buffer.write(_press(sys.argv[1]).print(sys.stdin.read(), datetime.fromisoformat(sys.argv[2])))
