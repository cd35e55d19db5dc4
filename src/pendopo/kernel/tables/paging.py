"""Keyset paging by (sort value, id): forwards and backwards, empty values last, over nullable columns and joins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy

from pendopo.kernel.tables.declare import Row


@dataclass(frozen=True)
class Page:
    """The rows of a page; `after` / `before` are the ids from which the neighbouring pages go on, else empty."""

    rows: list[Row]
    after: str = ""
    before: str = ""


def keyset_page(
    rows: QuerySet[Any], *, sort: str, descending: bool, size: int, after: str = "", before: str = ""
) -> Page:
    """The page that follows the row `after`, or precedes `before`; the first page when that row is gone."""
    cursor, backwards = (before, True) if before else (after, False)
    at = _place(rows, sort, cursor) if cursor else None
    if at is None:
        backwards = False
    nullable = is_nullable(rows, sort)
    ordered = rows.order_by(*_order(sort, descending, backwards, nullable))
    if at is not None:
        ordered = ordered.filter(_beyond(sort, at, descending, backwards, nullable))
    found = list(ordered[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    if not found:
        return (
            Page(rows=[], before="") if at is None else keyset_page(rows, sort=sort, descending=descending, size=size)
        )
    first, last = str(_pk(found[0])), str(_pk(found[-1]))
    if backwards:
        return Page(rows=found, after=last, before=first if more else "")
    return Page(rows=found, after=last if more else "", before=first if at is not None else "")


def is_nullable(rows: QuerySet[Any], sort: str) -> bool:
    """Whether the sort value may be empty: by the model's fields along the path; an annotation may always be."""
    if sort in rows.query.annotations:
        return True
    model: type[Model] = rows.model
    for part in sort.split("__"):
        try:
            found = model._meta.get_field(part) if part != "pk" else model._meta.pk
        except FieldDoesNotExist:
            return True
        if found is None or getattr(found, "null", True):
            return True
        if found.is_relation and found.related_model is not None:
            model = found.related_model
    return False


def _pk(row: Row) -> Any:
    return row["pk"] if isinstance(row, dict) else row.pk


def _place(rows: QuerySet[Any], sort: str, cursor: str) -> tuple[Any, Any] | None:
    try:
        pk = rows.model._meta.pk.to_python(cursor)
        return rows.order_by().filter(pk=pk).values_list(sort, "pk").first()
    except (ValidationError, ValueError, TypeError, OverflowError):
        return None


def _order(sort: str, descending: bool, backwards: bool, nullable: bool) -> list[OrderBy]:
    down = descending != backwards
    nulls: dict[str, Any] = {}
    if nullable:
        nulls = {"nulls_first": True} if backwards else {"nulls_last": True}
    return [OrderBy(F(sort), descending=down, **nulls), OrderBy(F("pk"), descending=down)]


def _beyond(sort: str, at: tuple[Any, Any], descending: bool, backwards: bool, nullable: bool) -> Q:
    """Rows strictly beyond the place `at` in the walking direction."""
    value, pk = at
    word = "lt" if descending != backwards else "gt"
    empty = Q(**{f"{sort}__isnull": True})
    beyond_pk = Q(**{f"pk__{word}": pk})
    if value is None:
        return (empty & beyond_pk) | ~empty if backwards else empty & beyond_pk
    beyond = Q(**{f"{sort}__{word}": value}) | (Q(**{sort: value}) & beyond_pk)
    if nullable:
        return beyond | empty if not backwards else beyond
    return Q(**{f"{sort}__{word}e": value}) & beyond
