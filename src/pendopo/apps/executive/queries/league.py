"""The table of offices (or of the parts of one) by the open formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pendopo.apps.executive.queries.cards import Change, change
from pendopo.apps.executive.queries.tree import Place
from pendopo.apps.executive.rules.league import Component, Score, ranked, score_of
from pendopo.apps.executive.rules.span import Days, Span, week_and_before
from pendopo.kernel import indicators, settings_store
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.indicators import Figure
from pendopo.kernel.indicators.queries import value_total

WALL = 7
SHORT = 10
"""A table of up to this many units is shown whole on the first page."""


@dataclass(frozen=True)
class LeagueRow:
    """One unit: its place, main figure, change in seven days, score and trend."""

    place: Place
    figure: Figure
    change: Change | None
    score: Score
    trend: tuple[Decimal | None, ...]
    rank: int | None = None


@dataclass(frozen=True)
class LeagueTable:
    """All rows, best first; `main` is the component that leads (the first)."""

    components: tuple[Component, ...]
    rows: tuple[LeagueRow, ...]

    @property
    def main(self) -> Component:
        return self.components[0]

    @property
    def low(self) -> float:
        """Where the bars begin: the formula's own scale, said in the head of the table."""
        return float(min(self.main.zero, self.main.full))

    @property
    def high(self) -> float:
        return float(max(self.main.zero, self.main.full))

    @property
    def total_weight(self) -> Decimal:
        return sum((c.weight for c in self.components), Decimal(0))

    @property
    def ends(self) -> tuple[LeagueRow, ...]:
        """For the first page: all rows of a short table, else the best five and the worst four that have a score."""
        if len(self.rows) <= SHORT:
            return self.rows
        scored = self.scored if len(self.scored) >= SHORT else self.scored or self.rows
        return scored if len(scored) < SHORT else scored[:5] + scored[-4:]

    @property
    def scored(self) -> tuple[LeagueRow, ...]:
        return tuple(row for row in self.rows if row.rank is not None)

    @property
    def top(self) -> tuple[LeagueRow, ...]:
        """The better half of what a wall can hold."""
        rows = self.scored or self.rows
        return rows[: WALL if len(rows) > 2 * WALL else (len(rows) + 1) // 2]

    @property
    def bottom(self) -> tuple[LeagueRow, ...]:
        return (self.scored or self.rows)[len(self.top) :][-WALL:]

    @property
    def hidden(self) -> int:
        return len(self.rows) - len(self.ends)

    @property
    def has_gap(self) -> bool:
        return self.hidden > 0 and len(self.ends) == 9

    def sorted(self, by: str, descending: bool) -> tuple[LeagueRow, ...]:
        """Rows by another column; rows without that figure stay last."""
        if by == "nama":
            return tuple(sorted(self.rows, key=lambda r: r.place.name, reverse=descending))
        known = [row for row in self.rows if _column(row, by) is not None]
        rest = [row for row in self.rows if _column(row, by) is None]
        known.sort(key=lambda r: _column(r, by) or Decimal(0), reverse=descending)
        return tuple(known + rest)


def _column(row: LeagueRow, by: str) -> Decimal | None:
    if by == "angka":
        return row.figure.value
    if by == "perubahan":
        return row.change.value if row.change else None
    return row.score.value


def components(actor: Actor, span: Span) -> tuple[Component, ...]:
    """The formula as in force on the last day of the span; a weight of nought takes a component out."""
    found = []
    for one in indicators.league_indicators(actor):
        weight, zero, full = (
            Decimal(str(settings_store.value(one.setting(name), on=span.until))) for name in ("weight", "zero", "full")
        )
        if weight > 0:
            found.append(Component(one, weight, zero, full))
    return tuple(found)


def league(actor: Actor, places: Sequence[Place], span: Span, buckets: Sequence[Days]) -> LeagueTable | None:
    """Scores of sister units, best first; None without a formula. Three statements whatever the number of units."""
    formula = components(actor, span)
    if not formula or not places:
        return None
    paths = [place.path for place in places]
    main = formula[0].indicator
    values = indicators.figures([c.indicator for c in formula], paths, span.since, span.until)
    trends = indicators.bucketed([main.key], paths, buckets)
    weeks = indicators.bucketed([main.key], paths, week_and_before(span.until, today()))
    rows = []
    for place in places:
        score = score_of(formula, [values[c.indicator.key, place.path].value for c in formula])
        before, after = (value_total(main, total) for total in weeks.get((main.key, place.path), [None, None]))
        totals = trends.get((main.key, place.path), [None] * len(buckets))
        rows.append(
            LeagueRow(
                place=place,
                figure=values[main.key, place.path],
                change=change(main, before, after),
                score=score,
                trend=tuple(value_total(main, total) for total in totals),
            )
        )
    order = ranked([(row, row.score.value) for row in rows])
    return LeagueTable(
        formula,
        tuple(LeagueRow(row.place, row.figure, row.change, row.score, row.trend, rank) for rank, row in order),
    )
