"""XLSX and PDF of exactly what a register shows: same rows, same order, same filters, said on top."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import F, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pendopo.kernel import audit, jobs, pdf, sheets
from pendopo.kernel.jobs import Progress
from pendopo.kernel.jobs.models import Job
from pendopo.kernel.tables import Column, Row, Rows, Status, Table, narrowed
from pendopo.kernel.tables.rows import in_order
from pendopo.kernel.tables.state import VIEW
from pendopo.ui import cells, formats

if TYPE_CHECKING:
    from pendopo.ui.registers import Register

PAGE_PARAMETERS = ("unduh", "sesudah", "sebelum", VIEW)
KIND = "ui.export"
DIRECT_XLSX = 3_000
MOST_XLSX = 500_000
MOST_PDF = 2_000
CHUNK = 2_000
CHARACTERS_A_PART = 14
PART = 500


def answer(register: Register, kind: str, request: HttpRequest) -> HttpResponseBase:
    """The download, with a line in the audit; a long XLSX becomes a task, and the answer leads to its page."""
    if kind == "xlsx" and is_long(register):
        return redirect(queue(register, request).get_absolute_url())
    note(register, kind)
    return as_xlsx(register) if kind == "xlsx" else as_pdf(register)


def is_long(register: Register) -> bool:
    """Whether the list is too long to be written while the person waits."""
    rows = narrowed(register.source, register.state)
    if isinstance(rows, QuerySet):
        return rows.order_by()[: DIRECT_XLSX + 1].count() > DIRECT_XLSX
    return len(rows) > DIRECT_XLSX


def queue(register: Register, request: HttpRequest) -> Job:
    """The task that writes this list; the one that is already under way for the same list, if there is one."""
    pairs = {name: value for name, value in request.GET.items() if name not in PAGE_PARAMETERS}
    state = register.state
    args = {
        "path": request.path_info,
        "query": urlencode(pairs | dict(state.extra) | state.choices | state.texts),
        "register": register.table.name,
        "unit_path": register.actor.unit_path,
        "language": get_language() or settings.LANGUAGE_CODE,
    }
    waiting = Job.objects.filter(account=register.actor.account_id, kind=KIND, finished_at=None)
    under_way = next((job for job in waiting.order_by("-created_at")[:20] if job.args == args), None)
    title = _("Unduhan XLSX: %(title)s") % {"title": register.title}
    return under_way or jobs.start(register.actor, KIND, title[:200], **args)


def write_file(register: Register, progress: Progress) -> dict[str, Any]:
    """Writes the whole list into the task's file; the file is there only when it is complete."""
    count, rows, cut = counted_rows(register)
    progress.total(count)
    columns = [c for c in register.table.columns if c.sheet]
    folder = progress.job.folder
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / ".xlsx"
    with unfinished.open("wb") as stream:
        _write(register, columns, _told(rows, progress), stream, cut=cut)
    note(register, "xlsx", rows=count)
    unfinished.replace(progress.result_file(f"{file_name(register.table)}.xlsx"))
    return {_("Jumlah baris"): formats.number(count)}


def counted_rows(register: Register) -> tuple[int, Iterator[Row], bool]:
    """How many rows, the rows, and whether they are cut at MOST_XLSX.

    The order is read first, as ids, then the rows in parts: no statement stays open while progress is written.
    """
    rows = ordered(register)
    if not isinstance(rows, QuerySet):
        return len(rows), iter(rows), False
    ids = list(rows.values_list("pk", flat=True)[: MOST_XLSX + 1])
    cut = len(ids) > MOST_XLSX
    del ids[MOST_XLSX:]
    return len(ids), _in_parts(rows.order_by(), ids), cut


def _in_parts(rows: QuerySet[Any], ids: list[Any]) -> Iterator[Row]:
    for start in range(0, len(ids), PART):
        part = ids[start : start + PART]
        found = {row["pk"] if isinstance(row, dict) else row.pk: row for row in rows.filter(pk__in=part)}
        yield from (found[pk] for pk in part if pk in found)


def _told(rows: Iterator[Row], progress: Progress) -> Iterator[Row]:
    for row in rows:
        yield row
        progress.step()


def note(register: Register, kind: str, **more: Any) -> None:
    """Who took which register away; never what was searched for."""
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
        **more,
    )


def as_xlsx(register: Register) -> HttpResponseBase:
    """A workbook with the register's columns; dates, times and numbers stay values that can be reckoned with."""
    columns = [c for c in register.table.columns if c.sheet]
    stream = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        _write(register, columns, all_rows(register), stream)
    except BaseException:
        stream.close()
        raise
    stream.seek(0)
    return FileResponse(
        stream, as_attachment=True, filename=f"{file_name(register.table)}.xlsx", content_type=sheets.XLSX_TYPE
    )


def _write(
    register: Register, columns: list[Column], rows: Iterator[Row], stream: IO[bytes], *, cut: bool = False
) -> None:
    lines = [register.title, _join(register.scope, register.described()), _made()]
    if cut:
        lines.append(_("Hanya %(n)s baris pertama. Persempit saringan.") % {"n": formats.number(MOST_XLSX)})
    sheets.write_xlsx(
        stream,
        [str(label) for c in columns for label in _labels(c)],
        ([value for c in columns for value in _values(c, row)] for row in rows),
        note=lines,
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
    rows = ordered(register)
    return iter(rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) else rows)


def ordered(register: Register) -> Rows:
    """All rows under the filters, in the order shown."""
    state = register.state
    rows = narrowed(register.source, state)
    sort = state.table.column(state.order.removeprefix("-")).sort or "pk"
    descending = state.order.startswith("-")
    if not isinstance(rows, QuerySet):
        return in_order(rows, sort, descending)
    key = F(sort).desc(nulls_last=True) if descending else F(sort).asc(nulls_last=True)
    return rows.order_by(key, "-pk" if descending else "pk")


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
    if column.width:
        return column.width / CHARACTERS_A_PART
    return {"number": 0.7, "time": 0.7, "date": 1, "status": 1.1, "bool": 0.6}.get(
        column.kind, 1.8 if column.detail else 1.4
    )


def _made() -> str:
    return _("Dibuat %(when)s") % {"when": formats.date_and_time(timezone.now())}


def _join(*parts: str) -> str:
    return " · ".join(p for p in parts if p)
