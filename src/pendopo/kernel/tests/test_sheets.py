"""Sheets in and out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pendopo.kernel import sheets
from pendopo.kernel.sheets import SheetError, read_rows, safe_text, write_csv, write_xlsx


def workbook(header: list[str], rows: list[list[object]], note: list[str] | None = None) -> bytes:
    stream = io.BytesIO()
    write_xlsx(stream, header, rows, note=note or [])
    return stream.getvalue()


def test_it_works() -> None:
    content = workbook(
        ["NIP", "Nama", "Lahir", "Masuk", "Nilai"],
        [
            ["198001102009011001", "Sari", date(1980, 1, 10), time(7, 31, 8), Decimal("92.4")],
            [None] * 5,
            ["2", "Budi", None, None, 3],
        ],
    )
    header, rows = read_rows(io.BytesIO(content), name="pegawai.xlsx")
    assert header == ("NIP", "Nama", "Lahir", "Masuk", "Nilai")
    assert [row.number for row in rows] == [2, 4]
    assert rows[0].values == ("198001102009011001", "Sari", "1980-01-10", "07:31:08", "92.4")
    assert rows[1].values == ("2", "Budi", "", "", "3")


@pytest.mark.parametrize("sign", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_csv_of_every_kind_is_read(sign: str, encoding: str) -> None:
    text = f'NIP{sign}Nama{sign}Alamat\r\n"01"{sign}"Ny. André"{sign}"Jl. A{sign} 2"\r\n\r\n2{sign}Budi\r\n'
    header, rows = read_rows(text.encode(encoding))
    assert header == ("NIP", "Nama", "Alamat")
    assert rows[0].values == ("01", "Ny. André", f"Jl. A{sign} 2".strip())
    assert (rows[1].number, rows[1].values) == (4, ("2", "Budi", ""))


def test_what_a_formula_could_be_is_written_as_text() -> None:
    hostile = ["=1+1", "+62", "-1", "@SUM(A1)", "\t=x", "\r=x", "aman"]
    header, rows = read_rows(workbook(["=cmd|' /C calc'!A0"], [[text] for text in hostile], note=["=judul"]))
    assert header == ("'=judul",)
    values = [row.values[0] for row in rows[1:]]
    assert all(value.startswith("'") for value in values[:4])
    assert "aman" in values
    stream = io.StringIO()
    assert write_csv(stream, ["a"], [["=1"], [-5]]) == 2
    assert stream.getvalue() == "a\r\n'=1\r\n-5\r\n"


def test_moments_and_numbers_stay_values() -> None:
    content = workbook(["w", "n"], [[datetime(2026, 11, 12, 7, 31, 8), 1.5], [True, 12]])
    _header, rows = read_rows(content)
    assert rows[0].values == ("2026-11-12 07:31:08", "1.5")
    assert rows[1].values == ("1", "12")


def bomb(size: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    return stream.getvalue()


def zip_without_sheet() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "halo")
    return stream.getvalue()


GOOD = workbook(["a", "b"], [["1", "2"]])


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "kosong"),
        (b"\0\0\0\0", "kosong"),
        (b"\r\n\r\n", "kosong"),
        (b"PK\x03\x04 not a zip at all", "bukan XLSX"),
        (GOOD[: len(GOOD) // 2], "bukan XLSX"),
        (zip_without_sheet(), "bukan XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "XLS lama"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, "bukan XLSX"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "bukan XLSX"),
        (bomb(30_000_000), "terlalu besar"),
    ],
)
def test_what_is_no_sheet_gets_a_clear_answer(content: bytes, word: str) -> None:
    with pytest.raises(SheetError, match=word):
        read_rows(content)


def test_size_rows_and_columns_are_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    with pytest.raises(SheetError, match="lebih dari 3 baris"):
        read_rows(b"a;b\n" * 6)
    with pytest.raises(SheetError, match="lebih dari 3 baris"):
        read_rows(workbook(["a"], [["x"]] * 6))
    monkeypatch.setattr(sheets, "MOST_COLUMNS", 3)
    with pytest.raises(SheetError, match="kolom"):
        read_rows(workbook(list("abcde"), [list("abcde")]))
    monkeypatch.setattr(sheets, "MOST_BYTES", 1000)
    with pytest.raises(SheetError, match="lebih besar"):
        read_rows(b"a;b\n" * 1000)


def test_a_leading_apostrophe_is_only_put_where_needed() -> None:
    assert safe_text("Sari") == "Sari"
    assert safe_text("=x") == "'=x"


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=400)
    | st.binary(max_size=200).map(lambda b: b"PK\x03\x04" + b)
    | st.text(max_size=200).map(str.encode)
)
def test_any_bytes_are_read_or_refused_never_a_traceback(content: bytes) -> None:
    try:
        header, rows = read_rows(content)
    except SheetError as error:
        assert str(error)
    else:
        assert header
        assert all(len(row.values) >= len(header) for row in rows)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=12), min_size=2, max_size=2),
        min_size=1,
        max_size=6,
    )
)
def test_what_is_written_is_read_again(rows: list[list[str]]) -> None:
    _header, found = read_rows(workbook(["satu", "dua"], [list(row) for row in rows]))
    wanted = [tuple(safe_text(v) for v in row) for row in rows if any(row)]
    assert [row.values for row in found] == wanted


def test_a_row_that_breaks_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def rows() -> Iterator[list[str]]:
        yield ["satu"]
        raise LookupError

    with pytest.raises(LookupError):
        write_xlsx(io.BytesIO(), ["Kolom"], rows())
    assert list(tmp_path.iterdir()) == []
