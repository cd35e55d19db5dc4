"""The whole room of a unit: its first page in a number of statements that does not grow with the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pendopo.apps.executive.queries.cards import Card, Columns, cards, day_columns
from pendopo.apps.executive.queries.districts import DistrictMap, district_map
from pendopo.apps.executive.queries.league import LeagueTable, league
from pendopo.apps.executive.queries.tree import Tree, tree
from pendopo.apps.executive.rules import span
from pendopo.apps.executive.rules.span import Days, Span
from pendopo.kernel import indicators, live
from pendopo.kernel.actor import Actor
from pendopo.kernel.alerts.models import Alert
from pendopo.kernel.alerts.queries import needing_attention
from pendopo.kernel.clock import today
from pendopo.kernel.indicators import FeedItem, Figure, Indicator, RowSet
from pendopo.kernel.indicators.queries import day_sizes, full_days

DAYS = 20
ALERTS = 4


@dataclass(frozen=True)
class Frame:
    """What every page of the room starts from: the unit, the span and its twelve periods."""

    tree: Tree
    span: Span
    days: tuple[date, ...]
    buckets: tuple[Days, ...]
    now: date
    newest: date | None
    sizes: tuple[tuple[date, int], ...] = ()

    @property
    def thin(self) -> tuple[int, int, date] | None:
        """On a day with few of the usual people (a Sunday, before work): how many, the usual, the last full day."""
        if not self.is_now or not self.days or self.days[-1] == self.span.until or not self.span.is_day:
            return None
        sizes = dict(self.sizes)
        return sizes.get(self.span.until, 0), max(sizes.values()), self.days[-1]

    @property
    def is_now(self) -> bool:
        """Whether live events belong on this page."""
        return self.span.until == self.now


@dataclass(frozen=True)
class Room:
    frame: Frame
    cards: tuple[Card, ...]
    league: LeagueTable | None
    columns: Columns | None
    alerts: tuple[Alert, ...]
    alert_count: int
    feed: tuple[FeedItem, ...]
    map: DistrictMap | None
    people: RowSet | None
    event_id: int
    yearly: tuple[Card, ...] = ()

    @property
    def data_at(self) -> datetime | None:
        """Age of the page: its newest figure."""
        ages = [c.figure.data_at for c in self.cards if c.figure.data_at]
        return max(ages or [c.figure.data_at for c in self.yearly if c.figure.data_at], default=None)

    @property
    def is_empty(self) -> bool:
        return not self.yearly and all(card.figure.value is None for card in self.cards)


def frame(actor: Actor, path: str, *, kind: str, chosen: date | None) -> Frame | None:
    """None where the unit is not the actor's; without a chosen day the newest with figures. Three statements."""
    now = today()
    leading = lead(actor)
    keys = [one.key for one in indicators.visible_to(actor) if not one.yearly]
    newest = indicators.last_period(keys, path, chosen or now)
    on = chosen or newest or now
    found = tree(actor, path, on)
    if found is None:
        return None
    sizes = day_sizes(leading.key, path, on, DAYS) if leading else []
    days = full_days(sizes, DAYS)
    shown = span.make(kind, on, chosen)
    return Frame(found, shown, tuple(days), tuple(span.buckets(shown, days)), now, newest, tuple(sizes))


def lead(actor: Actor) -> Indicator | None:
    """The indicator of the trend: the first that says so, else the first headline."""
    shown = indicators.visible_to(actor)
    return next((one for one in shown if one.in_trend), next(iter(indicators.headlines(actor)), None))


def room(actor: Actor, path: str, *, kind: str = "hari", chosen: date | None = None) -> Room | None:
    """The first page, None where the unit is not the actor's."""
    event_id = live.last_id()
    base = frame(actor, path, kind=kind, chosen=chosen)
    if base is None:
        return None
    leading = lead(actor)
    first, slow = indicators.headlines(actor), indicators.yearly(actor)
    shown = cards([*first, *slow], path, base.span, base.buckets)
    waiting = needing_attention(actor, path)
    open_alerts = list(waiting[:ALERTS])
    children = base.tree.children
    return Room(
        frame=base,
        cards=tuple(shown[: len(first)]),
        league=league(actor, children, base.span, base.buckets),
        columns=day_columns(leading, path, base.days, now=base.now) if leading else None,
        alerts=tuple(open_alerts),
        alert_count=waiting.count() if len(open_alerts) == ALERTS else len(open_alerts),
        feed=tuple(indicators.feed(actor, path, limit=10)) if base.is_now else (),
        map=district_map(actor, base.tree, base.span) if len(path) == 0 else None,
        people=None if children else people(actor, path, base.span, leading),
        event_id=event_id,
        yearly=tuple(card for card in shown[len(first) :] if card.figure.value is not None),
    )


def people(actor: Actor, path: str, shown: Span, one: Indicator | None, *, limit: int = 60) -> RowSet | None:
    """The people behind a figure, from the app that registered it."""
    if one is None or one.rows is None:
        return None
    return one.rows(actor, path, since=shown.since, until=shown.until, limit=limit)


@dataclass(frozen=True)
class FigurePage:
    """One indicator at one unit: its figure, its parts by unit, and the people behind it."""

    frame: Frame
    card: Card
    parts: tuple[tuple[str, Figure], ...]
    columns: Columns | None
    people: RowSet | None
    url: str
    event_id: int


def figure_page(actor: Actor, key: str, path: str, *, kind: str, chosen: date | None) -> FigurePage | None:
    """None where the indicator or the unit is not the actor's."""
    event_id = live.last_id()
    one = next((i for i in indicators.visible_to(actor) if i.key == key), None)
    base = frame(actor, path, kind=kind, chosen=chosen) if one else None
    if one is None or base is None:
        return None
    children = base.tree.children
    figures = indicators.figures([one], [place.path for place in children], base.span.since, base.span.until)
    parts = [(place.path, figures[one.key, place.path]) for place in children]
    return FigurePage(
        frame=base,
        card=cards([one], path, base.span, base.buckets)[0],
        parts=tuple(_worst_first(one, parts)),
        columns=day_columns(one, path, base.days, now=base.now),
        people=people(actor, path, base.span, one),
        url=one.drill_url(path, base.span.since, base.span.until),
        event_id=event_id,
    )


def _worst_first(one: Indicator, parts: Sequence[tuple[str, Figure]]) -> list[tuple[str, Figure]]:
    known = [pair for pair in parts if pair[1].value is not None]
    known.sort(key=lambda pair: pair[1].value or 0, reverse=one.good == "down")
    return known + [pair for pair in parts if pair[1].value is None]
