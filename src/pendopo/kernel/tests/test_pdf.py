"""PDF documents."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from pendopo.kernel import pdf

AT = datetime(2026, 11, 12, 7, 31, tzinfo=UTC)


def report(rows: int = 3, **more: Any) -> dict[str, Any]:
    return {
        "regency": "Kabupaten Paser",
        "title": "Kehadiran harian",
        "scope": "Dinas Kominfo",
        "filters": "Rekap: Terlambat",
        "made": "Dibuat 12 Nov 2026 07.31 WITA",
        "note": "",
        "words": {"page": "Halaman", "of": "dari", "rows": f"{rows} baris"},
        "landscape": False,
        "columns": [{"label": "Nama", "right": False, "wide": 2}, {"label": "Lambat", "right": True, "wide": 0.7}],
        "rows": [[[f"Pegawai #{n} *_$@<x>", "19800110 200901 1 001"], [str(n), ""]] for n in range(rows)],
        **more,
    }


def test_it_works() -> None:
    made = pdf.render(pdf.TABLE_REPORT, report(), made_at=AT)
    assert made.startswith(b"%PDF-1.7")
    assert b"pdfaid:part>2" in made
    assert b"pdfaid:conformance>B" in made
    assert b"PlusJakartaSans" in made.replace(b"+", b"")


def test_the_same_data_and_date_give_the_same_bytes() -> None:
    assert pdf.render(pdf.TABLE_REPORT, report(), made_at=AT) == pdf.render(pdf.TABLE_REPORT, report(), made_at=AT)


def test_pages_grow_with_the_rows_and_turn_on_wish() -> None:
    one = pdf.render(pdf.TABLE_REPORT, report(3), made_at=AT)
    many = pdf.render(pdf.TABLE_REPORT, report(120, landscape=True, note="Hanya sebagian."), made_at=AT)
    assert len(many) > len(one)


def test_a_large_document_is_printed_apart_with_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    here = pdf.render(pdf.TABLE_REPORT, report(40), made_at=AT)
    monkeypatch.setattr(pdf, "LARGE", 100)
    assert pdf.render(pdf.TABLE_REPORT, report(40), made_at=AT) == here
    with pytest.raises(pdf.PdfError, match="dictionary does not contain"):
        pdf.render(pdf.TABLE_REPORT, {"title": "x" * 200}, made_at=AT)


def test_threads_do_not_mix_their_documents() -> None:
    def length(rows: int) -> int:
        return len(pdf.render(pdf.TABLE_REPORT, report(rows), made_at=AT))

    alone = {rows: length(rows) for rows in (1, 40)}
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(length, [1, 40] * 4)) == [alone[1], alone[40]] * 4


def test_an_unknown_template_or_missing_data_is_a_clear_fault() -> None:
    with pytest.raises(pdf.PdfError, match="no template"):
        pdf.render("kernel/typst/none.typ", {})
    with pytest.raises(pdf.PdfError, match="no template"):
        pdf.render("../../etc/passwd", {})
    with pytest.raises(pdf.PdfError):
        pdf.render(pdf.TABLE_REPORT, {"title": "x"}, made_at=AT)
    with pytest.raises(TypeError, match="cannot go into a document"):
        pdf.render(pdf.TABLE_REPORT, {"title": object()}, made_at=AT)
