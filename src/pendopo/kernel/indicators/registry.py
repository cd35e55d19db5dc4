"""The list of indicators that apps contribute, and what each of them says about itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from pendopo.kernel import settings_store
from pendopo.kernel.actor import Actor

Good = Literal["up", "down"]
Kind = Literal["ratio", "count", "stock"]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One figure or word in a row of people; `tone` is ok, watch, bad, info or mute."""

    text: str
    tone: str = ""
    number: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """One person (or other record) behind a figure; `url` opens it."""

    title: str
    detail: str = ""
    url: str = ""
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RowSet:
    """The rows behind a figure of one unit and period, as the app that owns them shows them."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int
    url: str = ""

    @property
    def lines(self) -> list[tuple[Row, list[tuple[str, Cell]]]]:
        """Each row with its cells under their heads."""
        return [(row, list(zip(self.columns, row.cells, strict=False))) for row in self.rows]


@dataclass(frozen=True, kw_only=True)
class League:
    """How an indicator counts in the league of offices: points run from 0 at `zero` to 100 at `full`, times `weight`.

    The three are starting values of dated settings `indicators.<key>.weight|zero|full`.
    """

    weight: Decimal | int
    zero: Decimal | int
    full: Decimal | int
    short: Any = ""


Rows = Callable[..., "RowSet | None"]
Drill = Callable[[str, date, date], str]


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """An indicator and all that a reader may ask of it.

    `kind`: ratio = num/den*scale, summed over days before dividing; count = num of den, a full day's mean;
    stock = num of den, the last day counts. `target` is the start of the dated setting `indicators.<key>.target`
    unless `target_setting` names a setting of the app; of a count or stock it is a percent of the denominator, so
    that it fits every unit. `watch_margin` is how far past the target a figure is still only watched (same unit).
    `max_age` after `data_at` the figure is stale; `every` says when the next one is due.
    `headline` figures stand first in the room, at most four; `yearly` ones (an index, a plan) move slowly and stand
    below them, with a scene of their own on the wall; they are put every day and never decide the day of the room.
    `rows(actor, unit_path, since=, until=, limit=)` gives the people behind it; `drill` is a URL name or a function.
    """

    key: str
    title: Any
    unit: Any = ""
    good: Good = "up"
    kind: Kind = "ratio"
    decimals: int = 1
    scale: int = 1
    definition: Any = ""
    source: Any = ""
    owner: Any = ""
    method: Any = ""
    every: timedelta = timedelta(days=1)
    max_age: timedelta = timedelta(days=2)
    permission: str = "executive.view"
    target: Decimal | int | None = None
    target_setting: str | None = None
    target_basis: str = ""
    watch_margin: Decimal | int = 0
    headline: bool = False
    yearly: bool = False
    show_of: bool = True
    order: int = 100
    drill: str | Drill | None = None
    rows: Rows | None = field(default=None, compare=False)
    league: League | None = None
    in_map: bool = False
    in_trend: bool = False
    fall_alert: bool = False

    def setting(self, name: str) -> str:
        return f"indicators.{self.key}.{name}"

    @property
    def target_key(self) -> str | None:
        if self.target_setting:
            return self.target_setting
        return self.setting("target") if self.target is not None else None

    def drill_url(self, unit_path: str, since: date, until: date) -> str:
        """Address of the app's own register with the same unit and days, or '' where it has none."""
        if not self.drill:
            return ""
        if callable(self.drill):
            return self.drill(unit_path, since, until)
        query = urlencode({"unit": unit_path, "dari": since.isoformat(), "sampai": until.isoformat()})
        return f"{reverse(self.drill)}?{query}"


_registry: dict[str, Indicator] = {}


def register(*indicators: Indicator) -> None:
    """Add indicators; the same key again replaces it (a reload), settings of target and league are defined along."""
    for indicator in indicators:
        _registry[indicator.key] = indicator
        _define_settings(indicator)


def unregister(key: str) -> None:
    """Take an indicator away again (tests)."""
    _registry.pop(key, None)


def _define_settings(indicator: Indicator) -> None:
    if indicator.target is not None and not indicator.target_setting:
        _define(indicator, "target", indicator.target, _("Target"), _("Garis target pada Ruang Bupati."))
    if indicator.league is None:
        return
    formula = _("Dipakai pada rumus terbuka peringkat perangkat daerah.")
    _define(indicator, "weight", indicator.league.weight, _("Bobot peringkat"), formula, minimum=0, unit="")
    _define(indicator, "zero", indicator.league.zero, _("Batas nilai 0 peringkat"), formula)
    _define(indicator, "full", indicator.league.full, _("Batas nilai 100 peringkat"), formula)


def _define(indicator: Indicator, name: str, start: Decimal | int, label: Any, words: Any, **more: Any) -> None:
    key = indicator.setting(name)
    if key in settings_store.definitions():
        return
    settings_store.define(
        key,
        kind="decimal",
        default=str(start),
        label=format_lazy("{}: {}", label, indicator.title),
        help=words,
        basis=str(indicator.target_basis),
        **{"unit": indicator.unit, **more},
    )


def get(key: str) -> Indicator:
    """The indicator, KeyError when no app registers it."""
    return _registry[key]


def all_indicators() -> list[Indicator]:
    return sorted(_registry.values(), key=lambda one: (one.order, one.key))


def visible_to(actor: Actor) -> list[Indicator]:
    return [one for one in all_indicators() if actor.can(one.permission)]


def headlines(actor: Actor) -> list[Indicator]:
    """At most four: the room's first line."""
    return [one for one in visible_to(actor) if one.headline][:4]


def yearly(actor: Actor) -> list[Indicator]:
    """Figures of the year: the room's second line."""
    return [one for one in visible_to(actor) if one.yearly]


def league_indicators(actor: Actor) -> list[Indicator]:
    return [one for one in visible_to(actor) if one.league is not None]
