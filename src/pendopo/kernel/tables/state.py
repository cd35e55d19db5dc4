"""What a person has chosen in a register, read from the query string and written back to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from pendopo.kernel.tables.declare import Filter, Table

if TYPE_CHECKING:
    from pendopo.kernel.actor import Actor

LONGEST_SEARCH = 100
VIEW = "tampilan"


@dataclass(frozen=True)
class State:
    """`values` holds the filters as typed; `extra` parameters of the page itself, kept in every link; `view` the id of
    the saved view that is open.
    """

    table: Table
    order: str
    search: str = ""
    chip: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    after: str = ""
    before: str = ""
    view: str = ""

    @property
    def is_narrowed(self) -> bool:
        initial = {f.name: f.initial for f in self.table.filters}
        return bool(self.search or self.chip or any(v != initial.get(k, "") for k, v in self.values.items()))

    @property
    def choices(self) -> dict[str, str]:
        """What was chosen from what is offered (chip, filters, order), by the names of the address."""
        return {name: value for name, value in self._pairs() if name not in self._typed}

    @property
    def texts(self) -> dict[str, str]:
        """What was typed (search, text filters): it may name a person."""
        return {name: value for name, value in self._pairs() if name in self._typed}

    @property
    def is_default(self) -> bool:
        """Nothing chosen, nothing typed, the register's own order."""
        return not self._pairs()

    def query(self, **changes: Any) -> str:
        """The query string of this state with changes; a change of anything but the page starts at the first page.

        While a saved view is open it stands for what was typed in it, which therefore stays out of the address.
        """
        state = (
            replace(self, after="", before="", **changes)
            if not {"after", "before"} & set(changes)
            else replace(self, **changes)
        )
        if {"search", "values"} & set(changes):
            state = replace(state, view="")
        pairs: dict[str, str] = dict(state.extra)
        if state.view:
            pairs[VIEW] = state.view
        pairs |= {name: value for name, value in state._pairs() if not (state.view and name in state._typed)}
        if state.after:
            pairs["sesudah"] = state.after
        if state.before:
            pairs["sebelum"] = state.before
        return "?" + urlencode(pairs)

    @property
    def _typed(self) -> set[str]:
        return {"cari"} | {item.name for item in self.table.filters if item.kind == "text"}

    def _pairs(self) -> list[tuple[str, str]]:
        pairs = [("cari", self.search)] if self.search else []
        if self.chip and self.table.chips:
            pairs.append((self.table.chips.name, self.chip))
        for item in self.table.filters:
            value = self.values.get(item.name, "")
            if value != item.initial:
                pairs.append((item.name, value))
        if self.order != self.table.order:
            pairs.append(("urut", self.order))
        return pairs

    def sorted_by(self, key: str) -> str:
        """The query string that sorts by a column: ascending first, then descending."""
        return self.query(order=f"-{key}" if self.order == key else key)

    @property
    def first_page(self) -> str:
        return self.query()


def read_state(table: Table, query: Mapping[str, str], actor: Actor | None = None, keep: tuple[str, ...] = ()) -> State:
    """Reads what is known and sound; anything else in the query string is ignored."""
    order = query.get("urut", "")
    chip = query.get(table.chips.name, "") if table.chips else ""
    known = {c.key for c in table.chips.options} if table.chips else set()
    return State(
        table=table,
        order=order if table.is_sortable(order.removeprefix("-")) else table.order,
        search=" ".join(_said(query, "cari").split())[:LONGEST_SEARCH] if table.has_search else "",
        chip=chip if chip in known else "",
        values={f.name: _sound(f, query[f.name], actor) if f.name in query else f.initial for f in table.filters},
        extra={name: _said(query, name)[:LONGEST_SEARCH] for name in keep if name in query},
        after=_said(query, "sesudah")[:64],
        before=_said(query, "sebelum")[:64],
    )


def _said(query: Mapping[str, str], name: str) -> str:
    """Without the one character that PostgreSQL does not take."""
    return query.get(name, "").replace("\0", "")


def _sound(item: Filter, value: str, actor: Actor | None) -> str:
    value = value.replace("\0", "").strip()[:LONGEST_SEARCH]
    if item.kind == "choice":
        return value if value in {key for key, _label in item.pairs(actor)} else ""
    if item.kind in ("date", "month") and value:
        try:
            date.fromisoformat(value if item.kind == "date" else f"{value}-01")
        except ValueError:
            return item.initial
    return value
