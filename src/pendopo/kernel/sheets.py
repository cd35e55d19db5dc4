"""Sheets in and out: XLSX and CSV to rows of text with their row numbers; rows to XLSX without live formulas.

header, rows = read_rows(uploaded_file, name="pegawai.xlsx")    # SheetError says what is wrong with the file
for row in rows:                                                # SheetRow(number=2, values=("1980...", ...))
    ...
"""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 200
MOST_PARTS = 500
MOST_ROWS = 200_000
MOST_COLUMNS = 300
LONGEST_CELL = 32_000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetError(ValueError):
    """The file cannot be read as a sheet; the message is written for the person."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """`number` is the row as the person sees it in the spreadsheet, counted from 1."""

    number: int
    values: tuple[str, ...]


def read_rows(file: IO[bytes] | bytes, *, name: str = "", sheet: int = 0) -> tuple[tuple[str, ...], list[SheetRow]]:
    """The header and the rows of an XLSX or CSV file, everything as text; empty rows are left out.

    Raises SheetError for what is too large, empty, damaged, encrypted or not a sheet at all.
    """
    content = _content(file)
    if content[:4] == b"PK\x03\x04":
        table = _from_xlsx(content, sheet)
    elif content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise SheetError(
            _("Berkas ini XLS lama atau terkunci. Simpan sebagai XLSX tanpa kata sandi, lalu unggah lagi.")
        )
    else:
        table = _from_csv(content)
    rows = [SheetRow(number, values) for number, values in enumerate(table, 1) if any(values)]
    if not rows:
        raise SheetError(_("Berkas ini kosong: tidak ada satu pun baris yang berisi."))
    header = rows[0].values
    return header, [_fitted(row, len(header)) for row in rows[1:]]


def as_text(value: Any) -> str:
    """A cell as text: whole numbers without a point, dates as 2026-11-12, times as 07:31:08."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value).replace("\0", "").replace("\xa0", " ").strip()[:LONGEST_CELL]


def write_xlsx(
    stream: IO[bytes],
    header: Sequence[str],
    rows: Iterable[Iterable[Any]],
    *,
    note: Sequence[str] = (),
    widths: Sequence[int] = (),
) -> int:
    """Writes a workbook in constant memory: `note` lines on top, the header, the rows. Returns the number of rows.

    Text that a spreadsheet would take for a formula is written with an apostrophe in front.
    """
    book = xlsxwriter.Workbook(
        stream,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    page = book.add_worksheet()
    try:
        count = _fill(book, page, header, rows, note, widths)
    except BaseException:  # a row could not be read: the library would leave its own file behind
        page.row_data_fh.close()
        Path(page.row_data_filename).unlink(missing_ok=True)
        book.fileclosed = True
        raise
    book.close()
    return count


def _fill(
    book: Any,
    page: Any,
    header: Sequence[str],
    rows: Iterable[Iterable[Any]],
    note: Sequence[str],
    widths: Sequence[int],
) -> int:
    formats = _formats(book)
    for column, label in enumerate(header):
        wide = widths[column] if column < len(widths) and widths[column] else max(10, min(38, len(label) + 6))
        page.set_column(column, column, wide)
    line = 0
    for text in (t for t in note if t):
        page.write_string(line, 0, safe_text(text), formats["title"] if line == 0 else formats["note"])
        line += 1
    page.freeze_panes(line + 1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(line)
    for column, label in enumerate(header):
        page.write_string(line, column, safe_text(label), formats["head"])
    count = 0
    for row in rows:
        line += 1
        count += 1
        for column, value in enumerate(row):
            _write(page, line, column, value, formats)
    return count


def safe_text(text: str) -> str:
    """Text that no spreadsheet takes for a formula (CSV and XLSX injection)."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def xlsx_response(
    name: str,
    header: Sequence[str],
    rows: Iterable[Iterable[Any]],
    *,
    note: Sequence[str] = (),
    widths: Sequence[int] = (),
) -> FileResponse:
    """A download whose rows go through a file on disk, never all through memory."""
    stream = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        write_xlsx(stream, header, rows, note=note, widths=widths)
    except BaseException:
        stream.close()
        raise
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX_TYPE)


def write_csv(stream: IO[str], header: Sequence[str], rows: Iterable[Iterable[Any]]) -> int:
    """Writes CSV with semicolons, as Indonesian spreadsheets expect it. Returns the number of rows."""
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_text(label) for label in header])
    count = 0
    for row in rows:
        writer.writerow([safe_text(as_text(value)) if isinstance(value, str) else as_text(value) for value in row])
        count += 1
    return count


def _content(file: IO[bytes] | bytes) -> bytes:
    content = file if isinstance(file, bytes) else file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise SheetError(
            _("Berkas lebih besar dari %(size)s MB. Bagi menjadi beberapa berkas.") % {"size": MOST_BYTES // 1048576}
        )
    if not content.strip(b"\0 \r\n\t"):
        raise SheetError(_("Berkas ini kosong."))
    return content


def _from_xlsx(content: bytes, sheet: int) -> Iterator[tuple[str, ...]]:
    _refuse_bomb(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        table = book.get_sheet_by_index(sheet)
    except (CalamineError, zipfile.BadZipFile, ValueError, IndexError, OSError) as error:
        raise SheetError(_not_a_sheet()) from error
    if table.total_height > MOST_ROWS + 1:
        raise SheetError(_too_many_rows())
    if table.total_width > MOST_COLUMNS:
        raise SheetError(
            _("Lembar ini mempunyai lebih dari %(n)s kolom. Hapus kolom yang tidak dipakai.") % {"n": MOST_COLUMNS}
        )
    try:
        start = table.start or (0, 0)
        yield from ((),) * start[0]
        for values in table.iter_rows():
            yield _trimmed(values)
    except CalamineError as error:
        raise SheetError(_not_a_sheet()) from error


def _refuse_bomb(content: bytes) -> None:
    """Looks at the directory of the ZIP before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise SheetError(_not_a_sheet()) from error
    unpacked = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > MOST_RATIO * max(part.compress_size, 1) and part.file_size > 10_000_000 for part in parts
    )
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or swollen:
        raise SheetError(
            _("Isi berkas ini terlalu besar setelah dibuka. Simpan hanya data yang diperlukan, lalu unggah lagi.")
        )
    if not any(part.filename.startswith("xl/") for part in parts):
        raise SheetError(_not_a_sheet())


def _from_csv(content: bytes) -> Iterator[tuple[str, ...]]:
    text = _decoded(content)
    if _looks_binary(text):
        raise SheetError(_not_a_sheet())
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    try:
        for number, values in enumerate(reader):
            if number > MOST_ROWS:
                raise SheetError(_too_many_rows())
            if len(values) > MOST_COLUMNS:
                raise SheetError(_not_a_sheet())
            yield _trimmed(values)
    except csv.Error as error:
        raise SheetError(
            _("Baris %(n)s tidak dapat dibaca sebagai CSV. Periksa tanda kutip di baris itu.") % {"n": reader.line_num}
        ) from error


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _looks_binary(text: str) -> bool:
    sample = text[:20_000]
    odd = sum(
        1
        for sign in sample
        if (ord(sign) < 32 and sign not in "\r\n\t\f\x1a") or "\x7f" <= sign <= "\x9f" or sign == "�"
    )
    return "\0" in sample or odd > len(sample) * 0.02


def _delimiter(text: str) -> str:
    """The separator that splits the first lines into the most equal columns; a semicolon wins a draw."""
    lines = [line for line in text[:50_000].splitlines() if line.strip()][:20]

    def score(sign: str) -> tuple[int, int]:
        counts = [len(row) - 1 for row in csv.reader(lines, delimiter=sign)]
        first = counts[0] if counts else 0
        return (sum(1 for count in counts if count == first and first > 0), first)

    return max((";", ",", "\t", "|"), key=score)


def _trimmed(values: Sequence[Any]) -> tuple[str, ...]:
    texts = [as_text(value) for value in values]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _fitted(row: SheetRow, width: int) -> SheetRow:
    """Pads a short row to the header's width; what stands beyond the header is kept."""
    missing = width - len(row.values)
    return row if missing <= 0 else SheetRow(row.number, row.values + ("",) * missing)


def _formats(book: Any) -> dict[str, Any]:
    return {
        "head": book.add_format(
            {"bold": True, "bottom": 1, "bg_color": "#E7EFEC", "text_wrap": True, "valign": "vcenter"}
        ),
        "title": book.add_format({"bold": True, "font_size": 13}),
        "note": book.add_format({"font_color": "#5A6662", "font_size": 9}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        "time": book.add_format({"num_format": "hh:mm:ss"}),
    }


def _write(page: Any, line: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_boolean(line, column, value)
    elif isinstance(value, (int, float, Decimal)) and -(10**15) < float(value) < 10**15:
        page.write_number(line, column, float(value))
    elif isinstance(value, datetime):
        page.write_datetime(line, column, value.replace(tzinfo=None), formats["moment"])
    elif isinstance(value, date):
        page.write_datetime(line, column, value, formats["date"])
    elif isinstance(value, time):
        page.write_datetime(line, column, value.replace(tzinfo=None), formats["time"])
    else:
        page.write_string(line, column, safe_text(str(value))[:32_767])


def _not_a_sheet() -> str:
    return _("Berkas ini bukan XLSX atau CSV, atau rusak. Simpan sebagai XLSX di aplikasi lembar kerja, lalu unggah.")


def _too_many_rows() -> str:
    return _("Berkas ini lebih dari %(n)s baris. Bagi menjadi beberapa berkas.") % {
        "n": f"{MOST_ROWS:,}".replace(",", ".")
    }
