"""From a declaration and a state to rows: narrowing, counting, fetching; for querysets and for lists alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from pendopo.kernel.tables.declare import Row, Rows, Table, counted, read_value
from pendopo.kernel.tables.paging import Page, keyset_page
from pendopo.kernel.tables.state import State


def narrowed(rows: Rows, state: State, *, chip: bool = True) -> Rows:
    """The rows that fit search, filters and (unless `chip=False`) the chosen chip."""
    table = state.table
    for item in table.filters:
        value = state.values.get(item.name, "")
        if value == "":
            continue
        if callable(item.apply):
            rows = item.apply(rows, value)
        elif isinstance(rows, QuerySet):
            rows = rows.filter(**{item.apply or item.name: value})
        else:
            rows = [row for row in rows if str(read_value(row, item.apply or item.name)) == value]
    if state.search:
        rows = _searched(rows, table, state.search)
    if chip and state.chip and table.chips:
        chosen = next(c for c in table.chips.options if c.key == state.chip)
        if isinstance(rows, QuerySet):
            rows = rows.filter(chosen.query)
        else:
            rows = [row for row in rows if chosen.fits(row)]
    return rows


def chip_counts(rows: Rows, state: State) -> Mapping[str, int]:
    """How many rows each chip would show under the other filters; empty when the register gives none."""
    chips = state.table.chips
    if chips is None or chips.counts is None:
        return {}
    base = narrowed(rows, state, chip=False)
    return counted(base, chips) if chips.counts is counted else chips.counts(base)


def fetch(rows: Rows, state: State, *, size: int | None = None) -> Page:
    """One page of the register."""
    table = state.table
    size = size or table.page_size
    key = state.order.removeprefix("-")
    descending = state.order.startswith("-")
    rows = narrowed(rows, state)
    sort = table.column(key).sort or "pk"
    if isinstance(rows, QuerySet):
        return keyset_page(rows, sort=sort, descending=descending, size=size, after=state.after, before=state.before)
    return _list_page(in_order(rows, sort, descending), table, state, size)


def in_order(rows: Rows, sort: str, descending: bool) -> list[Row]:
    """A list sorted by a value of its rows, empty values last in both directions."""
    path = sort.replace("__", ".")
    full = [row for row in rows if read_value(row, path) is not None]
    empty = [row for row in rows if read_value(row, path) is None]
    return sorted(full, key=lambda row: read_value(row, path), reverse=descending) + empty


def row_id(row: Row, table: Table) -> str:
    """The id of a row, as used in links and by bulk actions."""
    return str(read_value(row, table.key))


def _list_page(rows: list[Row], table: Table, state: State, size: int) -> Page:
    ids = [row_id(row, table) for row in rows]
    start = 0
    if state.after in ids:
        start = ids.index(state.after) + 1
    elif state.before in ids:
        start = max(0, ids.index(state.before) - size)
    chosen = rows[start : start + size]
    if not chosen:
        start, chosen = 0, rows[:size]
    after = row_id(chosen[-1], table) if start + size < len(rows) else ""
    return Page(rows=chosen, after=after, before=row_id(chosen[0], table) if start > 0 else "")


def _searched(rows: Rows, table: Table, text: str) -> Rows:
    if callable(table.search):
        found: Rows = table.search(rows, text)
        return found
    for word in text.split():
        if isinstance(rows, QuerySet):
            any_of = Q()
            for lookup in table.search:
                any_of |= Q(**{lookup: word})
            rows = rows.filter(any_of)
        else:
            rows = [row for row in rows if _mentions(row, table.search, word)]
    return rows


def _mentions(row: Row, lookups: tuple[str, ...], word: str) -> bool:
    values: list[Any] = [read_value(row, lookup.split("__")[0]) for lookup in lookups]
    return any(word.casefold() in str(value).casefold() for value in values if value is not None)
