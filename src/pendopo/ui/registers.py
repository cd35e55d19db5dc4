"""Answers a request for a register: page, XLSX or PDF of exactly what is shown. See `pendopo.kernel.tables`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pendopo.kernel.actor import Actor
from pendopo.kernel.http import actor_of
from pendopo.kernel.tables import Column, Page, Row, Rows, State, Table, chip_counts, fetch, read_state
from pendopo.kernel.tables.rows import row_id
from pendopo.ui import cells, exports, formats, saved

Crumbs = Sequence[tuple[Any, str]]
EXPORT_LABELS = {"xlsx": "Excel (XLSX)", "pdf": "PDF"}


@dataclass(frozen=True)
class Cell:
    html: SafeString
    css: str
    label: str
    url: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Line:
    id: str
    name: str
    cells: list[Cell]
    tone: str = ""


class Register:
    """One register as one person sees it now; what the templates `ui/table.html` and `ui/filter_bar.html` draw."""

    def __init__(
        self, table: Table, rows: Rows, state: State, *, actor: Actor, path: str, scope: str = "", title: str = ""
    ) -> None:
        self.table = table
        self.state = state
        self.path = path
        self.scope = scope
        self.actor = actor
        self.source = rows
        self.title = title or str(table.title)
        self.has_search = table.has_search
        self.keeps_views = False
        self.search_label = str(table.search_label) or _("Cari")
        self.empty_title = str(table.empty_title) or _("Belum ada data")
        self.empty_text = str(table.empty_text)
        self.none_title = _("Tidak ada yang cocok")
        self.none_text = _("Ubah kata pencarian atau hapus saringan.")
        self.chips_label = str(table.chips.label) if table.chips else ""

    @property
    def full_path(self) -> str:
        """The address of exactly this view, without empty parameters."""
        return self.path + self.state.query(after=self.state.after, before=self.state.before)

    @cached_property
    def page(self) -> Page:
        return fetch(self.source, self.state)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        return chip_counts(self.source, self.state)

    @property
    def fits(self) -> bool:
        return len(self.table.shown) <= 9

    @cached_property
    def rows(self) -> list[Line]:
        return [self._line(row) for row in self.page.rows]

    @property
    def heads(self) -> list[dict[str, Any]]:
        heads = []
        for column in self.table.shown:
            sorted_as = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.state.order, "")
            heads.append(
                {
                    "label": column.label,
                    "css": "n" if column.is_numeric else "",
                    "help": column.help,
                    "sorted": sorted_as,
                    "url": self.path + self.state.sorted_by(column.key) if column.sort else "",
                }
            )
        return heads

    @property
    def chips(self) -> list[dict[str, Any]]:
        chips = self.table.chips
        if chips is None:
            return []
        pairs = [("", str(chips.all_label) or _("Semua")), *((c.key, str(c.label)) for c in chips.options)]
        return [
            {
                "label": label,
                "url": self.path + self.state.query(chip=key),
                "count": self.counts.get(key),
                "on": self.state.chip == key,
            }
            for key, label in pairs
        ]

    @cached_property
    def filters(self) -> list[dict[str, Any]]:
        return [
            {
                "name": item.name,
                "label": item.label,
                "kind": item.kind,
                "value": self.state.values.get(item.name, ""),
                "pairs": item.pairs(self.actor) if item.kind == "choice" else [],
                "empty_label": str(item.empty_label) or _("%(label)s: semua") % {"label": item.label},
            }
            for item in self.table.filters
        ]

    @property
    def has_filter_set(self) -> bool:
        return any(self.state.values.get(item.name, "") != item.initial for item in self.table.filters)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        pairs = list(self.state.extra.items())
        if self.table.chips and self.state.chip:
            pairs.append((self.table.chips.name, self.state.chip))
        if self.state.order != self.table.order:
            pairs.append(("urut", self.state.order))
        return pairs

    @property
    def bulk(self) -> list[dict[str, Any]]:
        return [
            {"label": b.label, "url": reverse(b.url_name), "confirm": b.confirm, "icon": b.icon}
            for b in self.table.bulk
            if b.permission is None or self.actor.can(b.permission)
        ]

    @cached_property
    def views(self) -> list[dict[str, Any]]:
        """The person's own saved views of this register."""
        if not self.keeps_views:
            return []
        now = (self.state.choices, self.state.texts)
        return [
            {
                "id": view.pk,
                "name": view.name,
                "url": saved.address(self.plain_path, view),
                "on": (view.choices, view.texts) == now,
            }
            for view in saved.views_of(self.actor, self.table)
        ]

    @property
    def may_keep(self) -> bool:
        """Whether there is anything to keep under a name, or kept already."""
        return self.keeps_views and (not self.state.is_default or bool(self.views))

    @property
    def kept_state(self) -> str:
        return saved.packed(self.state.choices, self.state.texts)

    @property
    def plain_path(self) -> str:
        """The page without anything chosen or typed, only with its own parameters."""
        return f"{self.path}?{urlencode(self.state.extra)}" if self.state.extra else self.path

    @property
    def exports(self) -> list[tuple[str, str, str]]:
        query = self.state.query()
        return [
            (kind, EXPORT_LABELS[kind], f"{self.path}{query}{'&' if len(query) > 1 else ''}unduh={kind}")
            for kind in self.table.exports
        ]

    @property
    def after_url(self) -> str:
        return self.path + self.state.query(after=self.page.after, before="") if self.page.after else ""

    @property
    def before_url(self) -> str:
        return self.path + self.state.query(before=self.page.before, after="") if self.page.before else ""

    @property
    def said(self) -> str:
        """How many rows are shown, and of how many where the chips have counted them."""
        shown = len(self.page.rows)
        total = self.counts.get(self.state.chip)
        if total is not None and total != shown:
            return _("%(shown)s dari %(total)s baris") % {
                "shown": formats.number(shown),
                "total": formats.number(total),
            }
        return ngettext("%(n)s baris", "%(n)s baris", shown) % {"n": formats.number(shown)}

    def described(self) -> str:
        """The filters in words, for exports: what exactly is shown."""
        parts = []
        if self.state.chip and self.table.chips:
            label = next(c.label for c in self.table.chips.options if c.key == self.state.chip)
            parts.append(f"{self.table.chips.label}: {label}")
        for item in self.filters:
            if item["value"]:
                words = dict(item["pairs"]).get(item["value"], item["value"])
                parts.append(f"{item['label']}: {words}")
        if self.state.search:
            parts.append(_("Pencarian: %(text)s") % {"text": self.state.search})
        return " · ".join(str(p) for p in parts)

    def _line(self, row: Row) -> Line:
        url = self.table.row_url(row) if self.table.row_url else ""
        columns = self.table.shown
        made = [self._cell(column, row, url if i == 0 else "", first=i == 0) for i, column in enumerate(columns)]
        tone = self.table.row_tone(row) if self.table.row_tone else ""
        name = cells.plain(columns[0], columns[0].read(row))
        return Line(id=row_id(row, self.table), name=name, cells=made, tone=tone)

    def _cell(self, column: Column, row: Row, url: str, *, first: bool) -> Cell:
        shown = cells.html(column, row)
        detail = column.read_detail(row)
        blank = not shown and not detail
        if not shown and column.kind in ("time", "number", "date", "datetime") and not column.hide_empty:
            shown = SafeString(formats.DASH)
        return Cell(
            html=shown,
            css=cells.css(column, first=first, blank=blank, phone=self.table.is_compact and bool(column.phone)),
            label=str(column.label if isinstance(column.phone, bool) or not self.table.is_compact else column.phone),
            url=url,
            detail="" if detail is None else str(detail),
        )


def make(
    request: HttpRequest, table: Table, rows: Rows, *, scope: str = "", title: str = "", keep: tuple[str, ...] = ()
) -> Register:
    """A register inside a page of your own: put it into the context as `register` and include `ui/table.html`."""
    actor = actor_of(request)
    view, texts = saved.opened(actor, table, request.GET)
    state = read_state(table, {**request.GET.dict(), **texts}, actor, keep)
    if view:
        state = replace(state, view=view)
    return Register(table, rows, state, actor=actor, path=request.path, scope=scope, title=title)


def respond(
    request: HttpRequest,
    table: Table,
    rows: Rows,
    *,
    title: str = "",
    subtitle: str = "",
    crumbs: Crumbs = (),
    template: str = "ui/register.html",
    context: Mapping[str, Any] | None = None,
    keep: tuple[str, ...] = (),
) -> HttpResponseBase:
    """The register as a page, or as XLSX / PDF when `unduh` asks for it; `keep` names parameters of the page's own."""
    register = make(request, table, rows, scope=subtitle, title=title, keep=keep)
    collected = getattr(request, "collected", None)
    if collected is not None:  # a task asks, see pendopo.ui.tasks
        collected.append(register)
        return HttpResponse()
    wanted = request.GET.get("unduh", "")
    if wanted in table.exports:
        return exports.answer(register, wanted, request)
    register.keeps_views = register.actor.account_id is not None
    page: dict[str, Any] = {"register": register, "title": register.title, "subtitle": subtitle, "crumbs": crumbs}
    response: HttpResponse = render(request, template, page | dict(context or {}))
    if request.headers.get("HX-Request"):
        response["HX-Push-Url"] = register.full_path
    return response


def return_to(request: HttpRequest, default: str) -> str:
    """Where a bulk action goes back to: the register with its state, if the form says so and it is ours."""
    wanted = request.POST.get("kembali", "")
    return wanted if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None) else default


def chosen_ids(request: HttpRequest) -> list[str]:
    """The ids of the rows chosen for a bulk action, at most 1,000."""
    return request.POST.getlist("id")[:1000]
