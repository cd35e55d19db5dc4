"""Sheets of the benchmark: the template and the refused rows."""

from __future__ import annotations

import csv
import io
from typing import IO, Final

from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import BenchmarkImport
from pendopo.kernel.sheets import safe_text, write_xlsx

HEAD: Final = ("row", "column", "value", "reason")


def write_template(stream: IO[bytes]) -> None:
    """The columns of an import with one fictitious row."""
    header = ["Instansi", "Kelas", "Tahun", "Indeks", "Domain 1", "Domain 2", "Domain 3", "Domain 4", "Predikat"]
    header += ["Provinsi", "Penduduk", "Kode wilayah", "Instrumen"]
    row = ["Kab. Contoh", "Kabupaten", 2024, "2,60", "2,30", "2,50", "1,55", "3,12", "Baik"]
    row += ["Kalimantan Timur", 287500, "", "spbe-59-2020"]
    write_xlsx(stream, header, [row])


def write_errors(stream: IO[bytes], row: BenchmarkImport) -> None:
    header = [_("Baris"), _("Kolom"), _("Isi"), _("Yang perlu diperbaiki")]
    lines = [[error[key] for key in HEAD] for error in row.errors]
    write_xlsx(stream, header, lines, note=[row.file_name], widths=[8, 18, 24, 70])


def errors_csv(row: BenchmarkImport) -> str:
    text = io.StringIO()
    out = csv.writer(text, delimiter=";", lineterminator="\r\n")
    out.writerow([_("Baris"), _("Kolom"), _("Isi"), _("Yang perlu diperbaiki")])
    out.writerows([[safe_text(str(error[key])) for key in HEAD] for error in row.errors])
    return text.getvalue()
