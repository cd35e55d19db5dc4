"""The evaluation on one card: where it stands, where it should be, how it moves."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from pendopo.apps.maturity.models import Assessment
from pendopo.apps.maturity.queries import actions, assessments, history
from pendopo.apps.maturity.queries.history import YearResult
from pendopo.apps.maturity.queries.insight import MINIMUM, least_of, percent_complete
from pendopo.apps.maturity.queries.shown import decimal
from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.comparable import compare
from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.kernel.clock import today


@dataclass(frozen=True)
class Card:
    """`latest` is the newest complete result; `running` the assessment that is under way or was last."""

    latest: YearResult | None
    before: YearResult | None
    trend: tuple[YearResult, ...]
    instrument: Instrument | None
    running: Assessment | None
    target: Fraction | None
    done: int
    total: int
    overdue: int

    @property
    def gap(self) -> Fraction | None:
        return None if self.latest is None or self.target is None else self.latest.index - self.target

    @property
    def change(self) -> Fraction | None:
        """Against the result before it, where the two are comparable."""
        return None if self.latest is None or self.before is None else self.latest.index - self.before.index

    @property
    def values(self) -> list[float]:
        """Only to draw the trend."""
        return [float(decimal(one.index)) for one in self.trend]

    @property
    def aim(self) -> float | None:
        return None if self.target is None else float(decimal(self.target))

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0


def card() -> Card | None:
    """None where nothing was assessed or recorded yet. Six statements."""
    found = history.results()
    running = assessments.current()
    if not found and running is None:
        return None
    latest = history.latest_own(found)
    run = next((panel.results for panel in reversed(history.panels(found)) if latest in panel.results), ())
    instrument = loading.instruments().get(latest.scheme.key) if latest else None
    done, total = percent_complete(running)[""] if running else (0, 0)
    late, _open = actions.overdue_by_unit(today())[""]
    return Card(
        latest=latest,
        before=_before(run, latest),
        trend=tuple(run),
        instrument=instrument,
        running=running,
        target=_target(running, instrument),
        done=done,
        total=total,
        overdue=late,
    )


def _before(run: tuple[YearResult, ...], latest: YearResult | None) -> YearResult | None:
    earlier = [one for one in run if latest is not None and one.year < latest.year]
    if not earlier or latest is None or not compare(earlier[-1].scheme, latest.scheme).comparable:
        return None
    return earlier[-1]


def _target(running: Assessment | None, instrument: Instrument | None) -> Fraction | None:
    if running is not None and running.target is not None:
        return Fraction(running.target)
    return (instrument.target or least_of(instrument, MINIMUM)) if instrument else None
