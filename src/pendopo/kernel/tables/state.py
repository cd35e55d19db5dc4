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


@dataclass(frozen=True)
class State:
    """`values` holds the filters as typed; `extra` parameters of the page itself, kept in every link."""

    table: Table
    order: str
    search: str = ""
    chip: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    after: str = ""
    before: str = ""

    @property
    def is_narrowed(self) -> bool:
        initial = {f.name: f.initial for f in self.table.filters}
        return bool(self.search or self.chip or any(v != initial.get(k, "") for k, v in self.values.items()))

    def query(self, **changes: Any) -> str:
        """The query string of this state with changes; a change of anything but the page starts at the first page."""
        state = (
            replace(self, after="", before="", **changes)
            if not {"after", "before"} & set(changes)
            else replace(self, **changes)
        )
        pairs: dict[str, str] = dict(state.extra)
        if state.search:
            pairs["cari"] = state.search
        if state.chip and state.table.chips:
            pairs[state.table.chips.name] = state.chip
        for item in state.table.filters:
            if state.values.get(item.name, "") != item.initial:
                pairs[item.name] = state.values.get(item.name, "")
        if state.order != state.table.order:
            pairs["urut"] = state.order
        if state.after:
            pairs["sesudah"] = state.after
        if state.before:
            pairs["sebelum"] = state.before
        return "?" + urlencode(pairs)

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
        search=" ".join(query.get("cari", "").replace("\0", "").split())[:LONGEST_SEARCH] if table.search else "",
        chip=chip if chip in known else "",
        values={f.name: _sound(f, query[f.name], actor) if f.name in query else f.initial for f in table.filters},
        extra={name: query[name][:LONGEST_SEARCH] for name in keep if name in query},
        after=query.get("sesudah", "")[:64],
        before=query.get("sebelum", "")[:64],
    )


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
