"""XLSX and PDF of exactly what a register shows: same rows, same order, same filters, said on top."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.kernel import audit, pdf, sheets
from pendopo.kernel.tables import Column, Row, Status, Table, narrowed
from pendopo.kernel.tables.rows import in_order
from pendopo.ui import cells, formats

if TYPE_CHECKING:
    from pendopo.ui.registers import Register

MOST_XLSX = 100_000
MOST_PDF = 2_000
CHUNK = 2_000


def answer(register: Register, kind: str) -> HttpResponseBase:
    """The download, with a line in the audit: who took which register away (never what was searched for)."""
    state = register.state
    fixed = {f.name: state.values.get(f.name, "") for f in register.table.filters if f.kind != "text"}
    audit.record(
        "register.exported",
        register.table.name,
        register.actor,
        format=kind,
        chip=state.chip,
        filters={name: value for name, value in fixed.items() if value},
        searched=bool(state.search),
    )
    return as_xlsx(register) if kind == "xlsx" else as_pdf(register)


def as_xlsx(register: Register) -> HttpResponseBase:
    """A workbook with the register's columns; dates, times and numbers stay values that can be reckoned with."""
    columns = [c for c in register.table.columns if c.sheet]
    head = [str(label) for c in columns for label in _labels(c)]
    body = ([value for c in columns for value in _values(c, row)] for row in islice(all_rows(register), MOST_XLSX))
    note = [register.title, _join(register.scope, register.described()), _made()]
    return sheets.xlsx_response(
        f"{file_name(register.table)}.xlsx",
        head,
        body,
        note=note,
        widths=[c.width for c in columns for _l in _labels(c)],
    )


def as_pdf(register: Register) -> HttpResponseBase:
    """A printable report; above MOST_PDF rows it says that it is cut, never silently."""
    columns = [c for c in register.table.columns if c.sheet]
    found = list(islice(all_rows(register), MOST_PDF + 1))
    cut = len(found) > MOST_PDF
    data = {
        "regency": settings.REGENCY["name"],
        "title": register.title,
        "scope": register.scope,
        "filters": register.described(),
        "made": _made(),
        "note": _("Hanya %(n)s baris pertama. Persempit saringan, atau unduh XLSX.") % {"n": formats.number(MOST_PDF)}
        if cut
        else "",
        "words": {
            "page": _("Halaman"),
            "of": _("dari"),
            "rows": _("%(n)s baris") % {"n": formats.number(len(found[:MOST_PDF]))},
        },
        "landscape": register.table.landscape,
        "columns": [{"label": str(c.label), "right": c.is_numeric, "wide": _weight(c)} for c in columns],
        "rows": [[_words(c, row) for c in columns] for row in found[:MOST_PDF]],
    }
    content = pdf.render(pdf.TABLE_REPORT, data, made_at=timezone.now())
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{file_name(register.table)}.pdf"'
    return response


def all_rows(register: Register) -> Iterator[Row]:
    """All rows under the filters, in the order shown, read in chunks."""
    state = register.state
    rows = narrowed(register.source, state)
    sort = state.table.column(state.order.removeprefix("-")).sort or "pk"
    descending = state.order.startswith("-")
    if not isinstance(rows, QuerySet):
        return iter(in_order(rows, sort, descending))
    key = F(sort).desc(nulls_last=True) if descending else F(sort).asc(nulls_last=True)
    return iter(rows.order_by(key, "-pk" if descending else "pk").iterator(chunk_size=CHUNK))


def file_name(table: Table) -> str:
    return f"{table.name}-{formats.local(timezone.now()):%Y%m%d-%H%M}"


def _labels(column: Column) -> Iterable[Any]:
    return (column.label, column.detail_label) if column.detail and column.detail_label else (column.label,)


def _values(column: Column, row: Row) -> Iterable[Any]:
    value = column.export(row) if column.export else column.read(row)
    if isinstance(value, datetime) and column.kind == "time":
        value = formats.local(value).time()
    elif isinstance(value, datetime):
        value = formats.local(value).replace(tzinfo=None)
    elif not isinstance(value, (int, float, Decimal, date, time, str, type(None))) or isinstance(value, (Status, bool)):
        value = cells.plain(column, value)
    return (value, column.read_detail(row)) if column.detail and column.detail_label else (value,)


def _words(column: Column, row: Row) -> list[str]:
    value = column.export(row) if column.export else column.read(row)
    detail = column.read_detail(row)
    return [cells.plain(column, value), "" if detail is None else str(detail)]


def _weight(column: Column) -> float:
    return column.width or {"number": 0.7, "time": 0.7, "date": 1, "status": 1.1, "bool": 0.6}.get(
        column.kind, 1.8 if column.detail else 1.4
    )


def _made() -> str:
    return _("Dibuat %(when)s") % {"when": formats.date_and_time(timezone.now())}


def _join(*parts: str) -> str:
    return " · ".join(p for p in parts if p)
