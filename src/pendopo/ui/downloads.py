"""Files that are made for one answer. Stored ones: `pendopo.kernel.files.response`."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import IO

from django.http import HttpResponse

from pendopo.kernel.sheets import XLSX_TYPE

PDF_TYPE = "application/pdf"
CSV_TYPE = "text/csv; charset=utf-8"


def download(content: bytes, name: str, kind: str = PDF_TYPE) -> HttpResponse:
    """A file to keep under `name`; `kind` is its media type."""
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def xlsx(write: Callable[[IO[bytes]], object], name: str) -> HttpResponse:
    """An XLSX that `write` puts into a stream; long ones: `pendopo.kernel.sheets.xlsx_response`."""
    stream = BytesIO()
    write(stream)
    return download(stream.getvalue(), name, XLSX_TYPE)
