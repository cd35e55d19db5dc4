"""The declaration of a register: see the package's docstring."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise

if TYPE_CHECKING:
    from pendopo.kernel.actor import Actor

Text = str | Promise
Row = Any
Rows = QuerySet[Any] | Sequence[Any]
KINDS = ("text", "number", "date", "time", "datetime", "status", "code", "bar", "spark", "bool")
PHONE_FORMS = ("cards", "compact")
TONES = ("ok", "watch", "bad", "info", "mute", "stale")


@dataclass(frozen=True)
class Status:
    """A status cell: its tone (ok, watch, bad, info, mute, stale) and its word."""

    tone: str
    word: Text


@dataclass(frozen=True)
class Bar:
    """A bar cell: value of maximum, with a mark at the target."""

    value: float | None
    target: float | None = None
    maximum: float = 100
    tone: str = ""


@dataclass(frozen=True)
class Trend:
    """A line of the last values; `better` says which direction is good."""

    values: Sequence[float | None]
    tone: str = ""


@dataclass(frozen=True)
class Column:
    """One column; `value` is a dotted path, a callable of the row, or empty for the key itself."""

    key: str
    label: Text
    value: str | Callable[[Row], Any] = ""
    kind: str = "text"
    sort: str | None = None
    decimals: int = 0
    detail: str | Callable[[Row], Any] | None = None
    detail_label: Text = ""
    export: Callable[[Row], Any] | None = None
    sheet: bool = True
    screen: bool = True
    width: int = 0
    hide_empty: bool = False
    help: Text = ""
    phone: bool | Text = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown column kind {self.kind!r}")

    def read(self, row: Row) -> Any:
        return read_value(row, self.value or self.key)

    def read_detail(self, row: Row) -> Any:
        return read_value(row, self.detail) if self.detail else None

    @property
    def is_numeric(self) -> bool:
        return self.kind in ("number", "time")


@dataclass(frozen=True)
class Chip:
    key: str
    label: Text
    condition: Q | Callable[[Row], bool]

    @property
    def query(self) -> Q:
        """The condition on a queryset."""
        if not isinstance(self.condition, Q):
            raise TypeError(f"chip {self.key}: a queryset needs a Q as condition")
        return self.condition

    def fits(self, row: Row) -> bool:
        """Whether a row of a list has the condition."""
        if isinstance(self.condition, Q):
            raise TypeError(f"chip {self.key}: a list needs a callable as condition")
        return bool(self.condition(row))


@dataclass(frozen=True)
class Chips:
    """One exclusive choice shown as chips; `counts` gives how many rows each has, `None` shows none."""

    name: str
    label: Text
    options: tuple[Chip, ...]
    counts: Callable[[Rows], Mapping[str, int]] | Callable[..., Mapping[str, int]] | None = None
    all_label: Text = ""


@dataclass(frozen=True)
class Filter:
    """One filter of the bar; `apply` is a lookup or a callable(rows, value) giving the narrower rows."""

    name: str
    label: Text
    kind: str = "choice"
    choices: Iterable[tuple[str, Text]] | Callable[[Actor], Iterable[tuple[str, Text]]] = ()
    apply: str | Callable[[Any, Any], Any] = ""
    initial: str = ""
    empty_label: Text = ""

    def pairs(self, actor: Actor | None) -> list[tuple[str, Text]]:
        found = self.choices(actor) if callable(self.choices) else self.choices  # type: ignore[arg-type]
        return [(str(value), label) for value, label in found]


@dataclass(frozen=True)
class Bulk:
    """An action on the chosen rows, posted to `url_name`; `confirm` is asked first."""

    key: str
    label: Text
    url_name: str
    permission: str | None = None
    confirm: Text = ""
    icon: str = ""


@dataclass(frozen=True)
class Table:
    name: str
    title: Text
    columns: tuple[Column, ...]
    order: str
    chips: Chips | None = None
    filters: tuple[Filter, ...] = ()
    search: tuple[str, ...] | Callable[[Any, str], Any] = ()
    search_label: Text = ""
    row_url: Callable[[Row], str] | None = None
    bulk: tuple[Bulk, ...] = ()
    page_size: int = 50
    landscape: bool = False
    empty_title: Text = ""
    empty_text: Text = ""
    exports: tuple[str, ...] = ("xlsx", "pdf")
    key: str = "pk"
    row_tone: Callable[[Row], str] | None = None
    phone: str = "cards"
    saved_as: str = ""
    _by_key: dict[str, Column] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_key.update({column.key: column for column in self.columns})
        if self.column(self.order.lstrip("-")).sort is None:
            raise ValueError(f"register {self.name}: cannot be ordered by {self.order}")
        if self.phone not in PHONE_FORMS:
            raise ValueError(f"register {self.name}: unknown form on a phone {self.phone!r}")

    def column(self, key: str) -> Column:
        return self._by_key[key]

    def is_sortable(self, key: str) -> bool:
        return key in self._by_key and self._by_key[key].sort is not None

    @property
    def has_search(self) -> bool:
        """For templates, which would call a callable `search`."""
        return bool(self.search)

    @property
    def is_compact(self) -> bool:
        return self.phone == "compact"

    @property
    def register_key(self) -> str:
        """Under which a person's saved views of this register are kept."""
        return self.saved_as or self.name

    @property
    def shown(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.screen)


def read_value(row: Row, source: str | Callable[[Row], Any]) -> Any:
    """The value of a row: by callable, or along a dotted path of attributes and keys; `None` where it ends early."""
    if callable(source):
        return source(row)
    value: Any = row
    for part in source.split("."):
        if value is None:
            return None
        value = value.get(part) if isinstance(value, Mapping) else getattr(value, part)
        if callable(value) and not isinstance(value, Promise):
            value = value()
    return value


def counted(rows: Rows, chips: Chips) -> dict[str, int]:
    """How many rows each chip has, in one statement; the key `""` is all of them."""
    if not isinstance(rows, QuerySet):
        found = {chip.key: len([row for row in rows if chip.fits(row)]) for chip in chips.options}
        return {"": len(rows), **found}
    sums: dict[str, Any] = {f"n{i}": Count("pk", filter=chip.query) for i, chip in enumerate(chips.options)}
    result = rows.order_by().aggregate(all=Count("pk"), **sums)
    return {"": result["all"], **{chip.key: result[f"n{i}"] for i, chip in enumerate(chips.options)}}
