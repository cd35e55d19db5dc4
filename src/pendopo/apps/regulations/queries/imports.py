"""Imports: where a file waits, and the sheets that go out."""

from __future__ import annotations

import io
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from pendopo.apps.regulations.models import RegulationImport
from pendopo.apps.regulations.rules.sheet import FIELDS
from pendopo.kernel.sheets import write_xlsx


def path_of(found: RegulationImport) -> Path:
    return Path(settings.MEDIA_ROOT) / "regulations" / "impor" / str(found.pk)


def template() -> bytes:
    """The columns of an import with one example row."""
    stream = io.BytesIO()
    write_xlsx(stream, [f.column for f in FIELDS], [[f.example for f in FIELDS]], widths=[20] * len(FIELDS))
    return stream.getvalue()


def write_errors(stream: IO[bytes], found: RegulationImport) -> None:
    header = [_("Baris"), _("Kolom"), _("Isi"), _("Sebab")]
    rows = [[one["row"], one["column"], one["value"], one["reason"]] for one in found.errors]
    write_xlsx(stream, header, rows, note=[found.file_name], widths=[8, 20, 40, 70])
