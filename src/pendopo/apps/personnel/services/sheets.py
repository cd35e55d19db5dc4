"""Sheets that go out: the template, and the rows to be mended."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext as _

from pendopo.apps.personnel.models import Impor
from pendopo.apps.personnel.rules.columns import FIELDS
from pendopo.kernel.sheets import write_csv, write_xlsx


def error_header() -> list[str]:
    return [_("Baris"), _("Kolom"), _("Isi"), _("Sebab"), _("Yang perlu dilakukan")]


def error_rows(impor: Impor) -> Iterator[list[Any]]:
    for error in impor.errors:
        yield [error["row"], error["column"], error["value"], error["reason"], error["todo"]]


def write_errors(stream: IO[bytes], impor: Impor) -> None:
    note = [_("Baris yang perlu diperbaiki: %(file)s") % {"file": impor.file_name}]
    write_xlsx(stream, error_header(), error_rows(impor), note=note, widths=[8, 18, 26, 48, 60])


def errors_csv(impor: Impor) -> str:
    stream = io.StringIO()
    write_csv(stream, error_header(), error_rows(impor))
    return stream.getvalue()


def write_template(stream: IO[bytes]) -> None:
    """The columns of an import with one example row; what they mean stands on the import page."""
    write_xlsx(stream, [item.column for item in FIELDS], [[item.example for item in FIELDS]], widths=[20] * len(FIELDS))
